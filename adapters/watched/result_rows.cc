#include "adapters/watched/result_rows.h"

#include <charconv>
#include <utility>

#include "adapters/watched/list_lines.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::watched {
namespace {

constexpr char kByteOrderMark[] = "\xef\xbb\xbf";
constexpr char kLineEnd[] = "\r\n";

std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)); }

// At most that many bytes, and no half of a character.
std::string Cut(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\r' || c == '\n' || c == '\t') c = ' ';
  }
  return text;
}

std::string Harmless(const std::string& text) {
  return !text.empty() && std::string("=+-@\t").find(text[0]) != std::string::npos ? "'" + text
                                                                                   : text;
}

const char* StateText(const v1::SettleResult& result) {
  switch (result.state()) {
    case v1::REVERSED:
    case v1::TOMBSTONED:
      return "此前已结算，其后已冲正，请勿再次入账";
    case v1::REPLACED:
      return "此前已结算，其后已更换，请勿再次入账";
    default:
      return result.replayed() ? "此前已结算，金额以此为准" : "";
  }
}

}  // namespace

std::string ResultHead() {
  return kByteOrderMark +
         CsvRow({"行号", "报文号", "结果", "结算号", "救助金额", "个人应付", "账户支付", "现金应付",
                 "说明"}) +
         kLineEnd;
}

std::string ResultText(const ResultRow& row) {
  const auto number = [](std::uint64_t value) {
    return value == 0 ? std::string() : std::to_string(value);
  };
  std::vector<std::string> cells = {number(row.line),
                                    Harmless(OneLine(row.message_id)),
                                    row.outcome,
                                    number(row.number),
                                    row.aid,
                                    row.due,
                                    row.account,
                                    row.cash,
                                    Harmless(row.reason)};
  return CsvRow(cells) + kLineEnd;
}

ResultRow SettledRow(const v1::SettleResult& result) {
  const v1::Outcome& outcome = result.outcome();
  return {.message_id = result.bill().message_id(),
          .outcome = result.replayed() ? "重复" : "结算",
          .number = result.number(),
          .aid = Yuan(outcome.aid_fen()),
          .due = Yuan(outcome.patient_due_fen()),
          .account = Yuan(outcome.account_applied_fen()),
          .cash = Yuan(outcome.cash_due_fen()),
          .reason = StateText(result)};
}

// Amounts are those of the settlement, negative: what goes back.
ResultRow ReversedRow(const v1::ReverseReply& reply) {
  ResultRow row{.outcome = "冲正", .number = reply.number()};
  if (reply.tombstone()) {
    row.reason = "原报文未曾结算，此后也不再结算";
    return row;
  }
  row.aid = Yuan(-reply.original().outcome().aid_fen());
  row.due = Yuan(-reply.original().outcome().patient_due_fen());
  row.account = Yuan(-reply.account_back_fen());
  row.cash = Yuan(-reply.cash_back_fen());
  row.reason = "原结算号 " + std::to_string(reply.original().number());
  return row;
}

ResultRow LateRow() {
  return {.outcome = "事后",
          .reason = "救助中心未及时答复：本笔不在窗口扣减救助款，事后补记，补发给病人"};
}

ResultRow RefusedRow(const absl::Status& why) {
  const v1::ErrorDetail detail = DetailOf(why);
  return {.outcome = "拒绝",
          .number = detail.related(),
          .reason = Cut(OneLine(detail.message_zh()), kReasonBytesMax)};
}

ResultRow LaterRow() {
  return {.outcome = "待续", .reason = "暂时无法办理：本行及以后各行稍后自动继续，请勿重交"};
}

Written WholeRows(std::string_view part) {
  const std::string head = ResultHead();
  if (!part.starts_with(head)) return {};
  Written written{.bytes = head.size()};
  std::size_t end = part.find(kLineEnd, written.bytes);
  while (end != std::string_view::npos) {
    const std::string_view row = part.substr(written.bytes, end - written.bytes);
    std::uint32_t line = 0;
    const auto [last, error] = std::from_chars(row.data(), row.data() + row.size(), line);
    if (error != std::errc() || last == row.data() + row.size() || *last != ',') break;
    if (line <= written.last_line) break;
    written.last_line = line;
    written.bytes = end + 2;
    end = part.find(kLineEnd, written.bytes);
  }
  return written;
}

}  // namespace yizhan::watched
