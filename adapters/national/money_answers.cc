#include "adapters/national/money_answers.h"

#include <utility>

#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

Money FenOf(std::int64_t fen) { return Money::FromFen(fen); }

absl::Status CheckStands(const v1::SettleResult& result) {
  if (result.state() == v1::REVERSED || result.state() == v1::TOMBSTONED) {
    return Refuse({.reason = v1::ALREADY_REVERSED,
                   .field = "msgid",
                   .expected = "再结算须用新报文号/a new msgid to settle again",
                   .related = result.ended_by()});
  }
  if (result.state() == v1::REPLACED) {
    return Refuse({.reason = v1::ALREADY_REPLACED, .field = "msgid", .related = result.ended_by()});
  }
  return absl::OkStatus();
}

std::string TakenBackSentence(const v1::ReverseReply& reply) {
  if (reply.tombstone()) return "原报文未到达；已登记，此后到达也不会结算";
  std::string text = "已冲正结算号" + std::to_string(reply.original().number()) + "，冲正号" +
                     std::to_string(reply.number()) + "；应退患者现金" +
                     YuanText(FenOf(reply.cash_back_fen())) + "元，退回个人账户" +
                     YuanText(FenOf(reply.account_back_fen())) + "元";
  if (reply.opens_lead()) text += "；其后单据曾按其累计计算，由救助部门复核";
  return text;
}

void WriteReversed(const v1::ReverseReply& reply, const std::string& msgid, std::int64_t now_ms,
                   JsonWriter& out) {
  const v1::Bill& bill = reply.original().bill();
  const v1::Outcome& outcome = reply.original().outcome();
  Money insurers;
  for (const v1::InsurerPayment& paid : bill.insurer_payments())
    insurers += FenOf(paid.amount_fen());
  const auto negative = [&out](const char* key, Money amount) { out.Amount(key, -amount.fen()); };
  out.BeginObject().Key("setlinfo").BeginObject();
  out.Text("mdtrt_id", bill.visit_no()).Text("setl_id", std::to_string(reply.number()));
  out.Text("setl_time", TimeText(now_ms)).Text("medins_setl_id", msgid);
  if (reply.has_original()) {
    negative("medfee_sumamt", FenOf(bill.total_fen()));
    negative("fund_pay_sumamt", insurers + FenOf(outcome.aid_fen()));
    negative("psn_part_amt", FenOf(outcome.patient_due_fen()));
    negative("acct_pay", FenOf(outcome.account_applied_fen()));
    negative("psn_cash_pay", FenOf(outcome.cash_due_fen()));
    negative("hosp_part_amt", FenOf(bill.hospital_borne_fen()));
  }
  out.EndObject().EndObject();
}

}  // namespace

absl::StatusOr<Output> SettledOutput(const Json& input, const edge::Settled& settled,
                                     const FundOfProgram& funds) {
  if (settled.late()) return Refuse({.reason = v1::LATE});
  const v1::SettleResult& result = *settled.result;
  if (auto status = CheckStands(result); !status.ok()) return status;
  return Output{.write =
                    [input, result, funds](JsonWriter& out) {
                      out.BeginObject();
                      WriteAided(input, result, funds, out);
                      out.EndObject();
                    },
                .warning = CashierWarning(result)};
}

Output ReversedOutput(const v1::ReverseReply& reply, const std::string& msgid,
                      std::int64_t now_ms) {
  return {.write = [reply, msgid,
                    now_ms](JsonWriter& out) { WriteReversed(reply, msgid, now_ms, out); },
          .warning = TakenBackSentence(reply)};
}

absl::StatusOr<Output> UndoneOutput(const absl::StatusOr<std::optional<v1::ReverseReply>>& reply) {
  if (reply.ok() && reply->has_value()) return Output{.warning = TakenBackSentence(**reply)};
  if (reply.ok()) return Output{.warning = "冲正已登记，中心恢复后自动完成；请勿再按原报文记账"};
  const v1::ErrorDetail detail = DetailOf(reply.status());
  if (detail.reason() != v1::ALREADY_REVERSED) return reply.status();
  return Output{.warning = "此前已冲正，冲正号" + std::to_string(detail.related())};
}

}  // namespace yizhan::national
