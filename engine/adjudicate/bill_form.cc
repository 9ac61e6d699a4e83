#include "engine/adjudicate/bill_form.h"

#include <optional>
#include <string>

#include "engine/adjudicate/bill_fields.h"
#include "engine/base/refusal.h"
#include "engine/rules/buckets.h"

namespace yizhan {
namespace {

// Sums over at most 2 000 items of at most 10^13 stay far inside int64.
Money SumOf(const std::vector<CodedAmount>& items) {
  Money sum;
  for (const CodedAmount& item : items) sum += item.amount;
  return sum;
}

absl::Status Differs(v1::Reason reason, const char* field, Money expected, Money found) {
  return Refuse(
      {.reason = reason, .field = field, .expected = YuanText(expected), .found = YuanText(found)});
}

absl::Status CheckIdentities(const Bill& bill) {
  const Money parts = bill.parts.Sum();
  if (parts != bill.total) {
    return Differs(v1::PARTS_NOT_TOTAL, "bill.total_fen", parts, bill.total);
  }
  const Money lines = SumOf(bill.fee_lines);
  if (!bill.fee_lines.empty() && lines != bill.total) {
    return Differs(v1::FEE_LINES_NOT_TOTAL, "bill.fee_lines", bill.total, lines);
  }
  const Money payments = PaymentsOf(bill);
  if (payments > bill.total) {
    return Refuse({.reason = v1::PAYMENTS_EXCEED_TOTAL,
                   .field = "bill.insurer_payments",
                   .expected = "<= " + YuanText(bill.total),
                   .found = YuanText(payments)});
  }
  const Money rest = bill.total - payments;
  if (bill.account_pay > rest) {
    return Refuse({.reason = v1::ACCOUNT_EXCEEDS_REST,
                   .field = "bill.account_pay_fen",
                   .expected = "<= " + YuanText(rest),
                   .found = YuanText(bill.account_pay)});
  }
  return absl::OkStatus();
}

absl::Status DatesWrong(v1::Reason reason, const char* field, const std::string& limit, Day found) {
  return Refuse({.reason = reason, .field = field, .expected = limit, .found = DayText(found)});
}

absl::Status CheckDates(const Bill& bill, Day today) {
  if (bill.service_end < bill.service_start) {
    return DatesWrong(v1::SERVICE_DATES_REVERSED, "bill.service_end",
                      ">= " + DayText(bill.service_start), bill.service_end);
  }
  if (bill.accounting_date < bill.service_end) {
    return DatesWrong(v1::ACCOUNTING_BEFORE_SERVICE, "bill.accounting_date",
                      ">= " + DayText(bill.service_end), bill.accounting_date);
  }
  if (bill.accounting_date > today) {
    return DatesWrong(v1::ACCOUNTING_IN_FUTURE, "bill.accounting_date", "<= " + DayText(today),
                      bill.accounting_date);
  }
  return absl::OkStatus();
}

// For lists whose items have fund_code and amount_fen.
template <typename Messages>
void WriteFunds(const std::vector<CodedAmount>& items, Messages& messages) {
  for (const CodedAmount& item : items) {
    auto& message = *messages.Add();
    message.set_fund_code(item.code);
    message.set_amount_fen(item.amount.fen());
  }
}

void Add(Canonical& bytes, const std::vector<CodedAmount>& items) {
  bytes.Number(static_cast<std::int64_t>(items.size()));
  for (const CodedAmount& item : items) bytes.Text(item.code).Number(item.amount.fen());
}

}  // namespace

absl::StatusOr<Bill> CheckBill(const v1::Bill& message, Day today) {
  absl::StatusOr<Bill> bill = ReadFields(message);
  if (!bill.ok()) return bill;
  if (absl::Status status = CheckIdentities(*bill); !status.ok()) return status;
  if (absl::Status status = CheckDates(*bill, today); !status.ok()) return status;
  return bill;
}

v1::Bill ToMessage(const Bill& bill) {
  v1::Bill message;
  message.set_institution_id(bill.institution_id);
  message.set_level(static_cast<v1::HospitalLevel>(bill.level));
  message.set_visit_no(bill.visit_no);
  message.set_bill_no(bill.bill_no);
  message.set_revision(bill.revision);
  message.set_message_id(bill.message_id);
  message.set_care_kind(static_cast<v1::CareKind>(bill.care_kind));
  message.set_service_start(DayText(bill.service_start));
  message.set_service_end(DayText(bill.service_end));
  message.set_accounting_date(DayText(bill.accounting_date));
  for (const std::string& diagnosis : bill.diagnoses) message.add_diagnoses(diagnosis);
  message.set_referral_no(bill.referral_no);
  message.set_total_fen(bill.total.fen());
  message.set_in_scope_fen(bill.parts[Bucket::kInScopeSelfPay].fen());
  message.set_pre_self_pay_fen(bill.parts[Bucket::kPreSelfPay].fen());
  message.set_over_limit_fen(bill.parts[Bucket::kOverLimit].fen());
  message.set_out_of_scope_fen(bill.parts[Bucket::kOutOfScope].fen());
  WriteFunds(bill.insurer_payments, *message.mutable_insurer_payments());
  message.set_hospital_borne_fen(bill.hospital_borne.fen());
  message.set_account_pay_fen(bill.account_pay.fen());
  WriteFunds(bill.upstream_aid, *message.mutable_upstream_aid());
  for (const CodedAmount& line : bill.fee_lines) {
    v1::FeeLine& item = *message.add_fee_lines();
    item.set_line_no(line.code);
    item.set_amount_fen(line.amount.fen());
  }
  return message;
}

Hash32 BillFingerprint(const Bill& bill, std::uint64_t person_no) {
  Canonical bytes("yizhan.bill.v1");
  bytes.Number(static_cast<std::int64_t>(person_no));
  bytes.Text(bill.institution_id).Number(static_cast<std::int64_t>(bill.level));
  bytes.Text(bill.visit_no).Text(bill.bill_no).Number(bill.revision).Text(bill.message_id);
  bytes.Number(static_cast<std::int64_t>(bill.care_kind));
  bytes.Number(bill.service_start.days).Number(bill.service_end.days);
  bytes.Number(bill.accounting_date.days);
  bytes.Number(static_cast<std::int64_t>(bill.diagnoses.size()));
  for (const std::string& diagnosis : bill.diagnoses) bytes.Text(diagnosis);
  bytes.Text(bill.referral_no).Number(bill.total.fen());
  for (const Money part : bill.parts.amounts) bytes.Number(part.fen());
  Add(bytes, bill.insurer_payments);
  bytes.Number(bill.hospital_borne.fen()).Number(bill.account_pay.fen());
  Add(bytes, bill.upstream_aid);
  Add(bytes, bill.fee_lines);
  return bytes.Sha256();
}

}  // namespace yizhan
