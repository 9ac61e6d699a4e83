#include "adapters/national/aid_row.h"

#include <algorithm>
#include <optional>

#include "adapters/national/codes.h"
#include "adapters/national/training.h"
#include "engine/base/utf8.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kExplanationCharactersMax = 4'000;  // setl_proc_info C4000
constexpr std::size_t kTitleCharactersMax = 200;          // fund_pay_type_name C200
constexpr char kFullStop[] = "。";
constexpr char kRest[] = "……";

// Before the payment; empty when nothing limits it.
std::optional<Money> RoomOf(const v1::ProgramFigures& figures) {
  std::optional<Money> room;
  const auto meet = [&room](std::int64_t limit_fen) {
    const Money limit = Money::FromFen(limit_fen);
    room = room.has_value() ? std::min(*room, limit) : limit;
  };
  for (const v1::CapFigure& cap : figures.caps()) meet(cap.room_fen());
  if (figures.has_fund_room_fen()) meet(figures.fund_room_fen());
  return room;
}

// What was given upstream may be more than there was room for.
std::string SentenceOfRoom(const std::optional<Money>& room, Money paid) {
  if (!room.has_value()) return "";
  return "可支付限额本次支付前" + YuanText(*room) + "元，支付后" +
         YuanText(std::max(Money(), *room - paid)) + "元。";
}

std::string ExplanationOf(const v1::SettleResult& result, const v1::AidLine& line,
                          const std::string& room) {
  std::string text;
  if (result.training()) text += kTrainingMark;
  if (line.confidence() == v1::ILLUSTRATIVE) text += "【示例】数字为示例，不是正式标准。";
  for (const v1::ExplainedStep& step : result.steps()) {
    if (step.program_id() == line.program_id()) text += step.sentence_zh();
  }
  return CutAtSentence(text + room, kExplanationCharactersMax);
}

// The first characters of a text.
std::string Head(const std::string& text, std::size_t characters) {
  std::size_t at = 0;
  const auto continues = [&](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
  };
  for (std::size_t i = 0; i < characters && at < text.size(); ++i) {
    ++at;
    while (at < text.size() && continues(at)) ++at;
  }
  return text.substr(0, at);
}

}  // namespace

std::string CutAtSentence(const std::string& text, std::size_t characters_max) {
  if (CountCharacters(text).value_or(0) <= characters_max) return text;
  constexpr std::size_t kRestCharacters = 2;
  std::string head = Head(text, characters_max - kRestCharacters);
  const std::size_t stop = head.rfind(kFullStop);
  if (stop != std::string::npos) head.resize(stop + sizeof kFullStop - 1);
  return head + kRest;
}

// The lines are the chosen programs that paid, in the order of the steps.
std::vector<AidRow> AidRowsOf(const v1::SettleResult& result, const FundOfProgram& funds,
                              bool upstream_stays) {
  std::vector<const v1::ProgramFigures*> paying;
  for (const v1::Step& step : result.outcome().steps()) {
    if (step.status() == v1::CHOSEN && step.figures().pay_fen() > 0) {
      paying.push_back(&step.figures());
    }
  }
  std::vector<AidRow> rows;
  for (int i = 0; i < result.lines_size(); ++i) {
    const v1::AidLine& line = result.lines(i);
    const auto place = static_cast<std::size_t>(i);
    const v1::ProgramFigures* const figures = place < paying.size() ? paying[place] : nullptr;
    if (upstream_stays && figures != nullptr && figures->has_given_fen()) continue;
    AidRow row;
    row.fund = FundOf(funds, line);
    row.title = Head(line.title(), kTitleCharactersMax);
    row.paid = Money::FromFen(line.pay_fen());
    row.base = figures != nullptr ? Money::FromFen(figures->base_fen()) : row.paid;
    const std::optional<Money> room =
        figures != nullptr ? RoomOf(*figures) : std::optional<Money>();
    row.room = room.value_or(row.base);
    row.explanation = ExplanationOf(result, line, SentenceOfRoom(room, row.paid));
    rows.push_back(std::move(row));
  }
  return rows;
}

void WriteAidRow(const AidRow& row, JsonWriter& out) {
  out.BeginObject();
  out.Text("fund_pay_type", row.fund);
  out.Amount("inscp_scp_amt", row.base.fen());
  out.Amount("crt_payb_lmt_amt", row.room.fen());
  out.Amount("fund_payamt", row.paid.fen());
  out.Text("fund_pay_type_name", row.title);
  out.Text("setl_proc_info", row.explanation);
  out.EndObject();
}

bool IsCodeForAid(const std::string& fund_pay_type) {
  const std::string column = ColumnOfFund(fund_pay_type);
  return !fund_pay_type.empty() && fund_pay_type.size() <= 6 &&
         (column == kAidColumn || column == "oth_pay");
}

std::string FundOf(const FundOfProgram& funds, const v1::AidLine& line) {
  if (const auto found = funds.find(line.program_id()); found != funds.end()) return found->second;
  switch (line.layer()) {
    case v1::DISTRICT:
      return "610101";
    case v1::TOWN:
      return "610102";
    case v1::CHARITY:
      return "999997";
    default:
      return "610100";
  }
}

}  // namespace yizhan::national
