#include "adapters/pass_through/statements.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/national/json_edit.h"
#include "adapters/pass_through/aid_answer.h"

namespace yizhan::edge {
namespace {

constexpr std::array<std::string_view, 4> kStatements = {"3201", "3202", "3203", "9101"};
constexpr std::int32_t kDaysMax = 400;
constexpr std::size_t kFileBytesMax = 1U << 20;

// The columns of a 3202's file: setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt,
// acct_pay, refd_setl_flag.
constexpr std::size_t kColumns = 7;
constexpr std::size_t kTotalColumn = 3;
constexpr std::size_t kFundsColumn = 4;
constexpr std::size_t kAccountColumn = 5;

std::optional<Money> AmountOf(const Json& object, const char* name) {
  const Json* found = object.Find(name);
  return found == nullptr ? std::nullopt : ParseYuan(found->text);
}

// Only where the member is; true when it changed.
bool Add(Json& object, const char* name, Money amount) {
  Json* found = FindMember(object, name);
  const std::optional<Money> before = found == nullptr ? std::nullopt : ParseYuan(found->text);
  if (!before.has_value() || amount == Money()) return false;
  found->text = YuanText(*before + amount);
  return true;
}

std::optional<Day> DayIn(const Json& data, const char* name) {
  return ParseDay(MemberText(data, name).substr(0, 10));
}

// "202206" of setlym when there are no days.
void ReadMonth(const Json& data, PeriodAid& aid) {
  const std::string month = MemberText(data, "setlym");
  if (month.size() != 6 || aid.from.has_value() || aid.until.has_value()) return;
  aid.from = ParseDay(month.substr(0, 4) + "-" + month.substr(4) + "-01");
  if (!aid.from.has_value()) return;
  Day next{.days = aid.from->days + 31};
  while (DayText(next).substr(8) != "01") --next.days;
  aid.until = Day{.days = next.days - 1};
}

PeriodAid PeriodOf(const Json& data) {
  PeriodAid aid;
  for (const char* name : {"stmt_begndate", "begndate"}) {
    if (!aid.from.has_value()) aid.from = DayIn(data, name);
  }
  for (const char* name : {"stmt_enddate", "enddate"}) {
    if (!aid.until.has_value()) aid.until = DayIn(data, name);
  }
  ReadMonth(data, aid);
  return aid;
}

bool Matches(const std::string& wanted, const std::string& found) {
  return wanted.empty() || found.empty() || wanted == found;
}

// +1 as it stands, -1 taken back, 0 not in these sums. Refunds alone may be written without a sign.
int SignOf(LineKind kind, const Json& data) {
  const std::string flag = MemberText(data, "refd_setl_flag");
  if (flag == "0") return kind == LineKind::kSettled ? 1 : 0;
  if (flag == "1") {
    const Money total = AmountOf(data, "medfee_sumamt").value_or(Money());
    return kind == LineKind::kRefunded ? (total > Money() ? 1 : -1) : 0;
  }
  return kind == LineKind::kSettled ? 1 : -1;
}

Money Signed(Money amount, int sign) { return sign < 0 ? -amount : sign == 0 ? Money() : amount; }

bool HasSums(const Json& node) {
  return node.Find("fund_pay_sumamt") != nullptr || node.Find("fund_appy_sum") != nullptr;
}

// Money that leaves the funds returns to the account and to cash.
bool Move(Money funds, Money account, Json& node) {
  bool changed = Add(node, "fund_pay_sumamt", funds);
  changed |= Add(node, "fund_appy_sum", funds);
  changed |= Add(node, "maf_pay", funds);
  changed |= Add(node, "acct_pay", -account);
  changed |= Add(node, "cash_payamt", account - funds);
  changed |= Add(node, "psn_cash_pay", account - funds);
  changed |= Add(node, "psn_part_amt", -funds);
  return changed;
}

// The file as 9101 carries it: a text, or a list of bytes.
std::optional<std::string> FileText(const Json& file) {
  if (file.kind == Json::Kind::kString) return file.text;
  if (file.kind != Json::Kind::kArray || file.items.size() > kFileBytesMax) return std::nullopt;
  std::string text;
  for (const Json& item : file.items) {
    if (item.kind != Json::Kind::kNumber || item.text.size() > 4) return std::nullopt;
    const std::size_t digits = item.text.starts_with('-') ? 1 : 0;
    if (item.text.find_first_not_of("0123456789", digits) != std::string::npos) return std::nullopt;
    text += static_cast<char>(std::stoi(item.text));
  }
  return text;
}

void PutFileText(const std::string& text, Json& file) {
  if (file.kind == Json::Kind::kString) {
    file.text = text;
    return;
  }
  const bool with_sign = std::any_of(file.items.begin(), file.items.end(),
                                     [](const Json& item) { return item.text.starts_with('-'); });
  file.items.clear();
  for (const char c : text) {
    const int byte = with_sign ? static_cast<signed char>(c) : static_cast<unsigned char>(c);
    file.items.push_back({.kind = Json::Kind::kNumber, .text = std::to_string(byte)});
  }
}

std::string Yuan(Money amount) { return YuanText(amount); }

}  // namespace

bool IsStatement(const std::string& infno) {
  return std::find(kStatements.begin(), kStatements.end(), infno) != kStatements.end();
}

absl::StatusOr<PeriodAid> Statements::AidOf(const Asked& asked) const {
  const Json& data = DataOf(asked.root);
  PeriodAid aid = PeriodOf(data);
  const bool days =
      aid.from.has_value() && aid.until.has_value() && aid.until->days - aid.from->days <= kDaysMax;
  if (!days || asked.infno == "9101") return aid;
  const std::string insutype = MemberText(data, "insutype");
  const std::string clr_type = MemberText(data, "clr_type");
  const auto status = intents_.ForEachLine(
      *aid.from, *aid.until,
      [&](LineKind kind, const std::string& msgid, const v1::PassLine& line) {
        if (!Matches(insutype, line.insutype()) || !Matches(clr_type, line.clr_type())) return;
        const Money funds = Signed(Money::FromFen(line.aid_fen()), SignOf(kind, data));
        aid.funds += funds;
        aid.account += Signed(Money::FromFen(line.account_back_fen()), SignOf(kind, data));
        aid.by_msgid[msgid] +=
            Signed(Money::FromFen(line.aid_fen()), kind == LineKind::kSettled ? 1 : -1);
      });
  if (!status.ok()) return status;
  return aid;
}

absl::StatusOr<std::optional<v1::SettleResult>> Statements::AidOfSetlId(
    const std::string& setl_id) const {
  const absl::StatusOr<std::string> msgid = intents_.MsgidOf(setl_id);
  if (!msgid.ok()) return msgid.status();
  if (msgid->empty()) return std::nullopt;
  const absl::StatusOr<std::optional<v1::PassIntent>> intent = intents_.Find(*msgid);
  if (!intent.ok()) return intent.status();
  const bool given = intent->has_value() && (*intent)->aid() == v1::PASS_AID_GIVEN;
  if (!given || ExtraAidFen((*intent)->result()) == 0) return std::nullopt;
  return (*intent)->result();
}

absl::StatusOr<bool> Statements::TranslateRow(Towards towards, Json& row) const {
  const auto result = AidOfSetlId(MemberText(row, "setl_id"));
  if (!result.ok()) return result.status();
  if (!result->has_value()) return false;
  const bool negative = AmountOf(row, "medfee_sumamt").value_or(Money()) < Money();
  const int sign = static_cast<int>(towards) * (negative ? -1 : 1);
  return Move(Signed(Money::FromFen(ExtraAidFen(**result)), sign),
              Signed(Money::FromFen(AccountBackFen(**result)), sign), row);
}

absl::StatusOr<std::optional<std::string>> Statements::TranslateLine(
    Towards towards, const std::string& line) const {
  std::vector<std::string> cells = absl::StrSplit(line, '\t');
  if (cells.size() < kColumns) return std::nullopt;
  const auto result = AidOfSetlId(cells[0]);
  if (!result.ok()) return result.status();
  const std::optional<Money> total = ParseYuan(cells[kTotalColumn]);
  const std::optional<Money> funds = ParseYuan(cells[kFundsColumn]);
  const std::optional<Money> account = ParseYuan(cells[kAccountColumn]);
  const bool readable = total.has_value() && funds.has_value() && account.has_value();
  if (!result->has_value() || !readable) return std::nullopt;
  const int sign = static_cast<int>(towards) * (*total < Money() ? -1 : 1);
  const Money aid = Signed(Money::FromFen(ExtraAidFen(**result)), sign);
  const Money back = Signed(Money::FromFen(AccountBackFen(**result)), sign);
  cells[kFundsColumn] = YuanText(*funds + aid);
  if (back != Money()) cells[kAccountColumn] = YuanText(*account - back);
  return absl::StrJoin(cells, "\t");
}

// A file that is packed, or none of text, stays as it is.
absl::StatusOr<bool> Statements::TranslateFile(Towards towards, Json& file) const {
  const std::optional<std::string> text = FileText(file);
  if (!text.has_value() || text->starts_with("PK")) return false;
  bool changed = false;
  std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  for (std::string& line : lines) {
    absl::StatusOr<std::optional<std::string>> translated = TranslateLine(towards, line);
    if (!translated.ok()) return translated.status();
    if (!translated->has_value()) continue;
    line = **std::move(translated);
    changed = true;
  }
  if (changed) PutFileText(absl::StrJoin(lines, "\n"), file);
  return changed;
}

absl::StatusOr<bool> Statements::TranslateNode(const PeriodAid& aid, Towards towards,
                                               Json& node) const {
  if (node.kind == Json::Kind::kObject && HasSums(node)) {
    if (node.Find("setl_id") != nullptr) return TranslateRow(towards, node);
    const int sign = static_cast<int>(towards);
    return Move(Signed(aid.funds, sign), Signed(aid.account, sign), node);
  }
  bool changed = false;
  const auto each = [&](Json& child) {
    const absl::StatusOr<bool> inner = TranslateNode(aid, towards, child);
    changed |= inner.value_or(false);
    return inner.status();
  };
  for (auto& [name, child] : node.members) {
    absl::StatusOr<bool> file = false;
    if (name == "in") file = TranslateFile(towards, child);
    if (!file.ok()) return file;
    changed |= *file;
    if (auto status = each(child); !status.ok()) return status;
  }
  for (Json& child : node.items) {
    if (auto status = each(child); !status.ok()) return status;
  }
  return changed;
}

absl::StatusOr<bool> Statements::Translate(const PeriodAid& aid, Towards towards,
                                           Json& root) const {
  Json* body = FindMember(root, towards == Towards::kInsurer ? "input" : "output");
  if (body == nullptr) return false;
  return TranslateNode(aid, towards, *body);
}

std::string DifferenceOf(const Asked& asked, const Answer& answer, const PeriodAid& aid) {
  const std::optional<Money> ours = AmountOf(DataOf(asked.root), "fund_pay_sumamt");
  const Json* output = answer.root.Find("output");
  const Json* inner = output == nullptr ? nullptr : output->Find("stmtinfo");
  const Json* sums = inner == nullptr ? output : inner;
  const std::optional<Money> theirs =
      sums == nullptr ? std::nullopt : AmountOf(*sums, "fund_pay_sumamt");
  if (!ours.has_value() || !theirs.has_value() || *ours - aid.funds == *theirs) return "";
  return "本院基金合计扣除救助 " + Yuan(aid.funds) + " 元后比医保多 " +
         Yuan(*ours - aid.funds - *theirs) +
         " 元 (the hospital's funds without aid differ from the insurer's by this)";
}

std::string LedgerDifferenceOf(const PeriodAid& aid, const v1::ListPostedReply& posted,
                               const Intents& intents) {
  Money ledger;
  for (const v1::PostedLine& line : posted.lines()) {
    if (line.after_the_fact()) continue;
    const auto intent = intents.Find(line.message_id());
    const bool given = intent.ok() && intent->has_value() && (*intent)->aid() == v1::PASS_AID_GIVEN;
    if (!given) continue;
    Money upstream;
    for (const v1::UpstreamAid& paid : (*intent)->result().bill().upstream_aid()) {
      upstream += Money::FromFen(paid.amount_fen());
    }
    ledger += Money::FromFen(line.aid_fen()) - (line.of() == 0 ? upstream : -upstream);
  }
  Money books;
  for (const auto& [msgid, amount] : aid.by_msgid) books += amount;
  if (books == ledger) return "";
  return "本院账内救助 " + Yuan(books) + " 元，救助账本 " + Yuan(ledger) + " 元，相差 " +
         Yuan(books - ledger) +
         " 元 (aid in the hospital's books, in the ledger, and the difference)";
}

}  // namespace yizhan::edge
