#include "tests/property/second/form.h"

#include "tests/property/second/days.h"
#include "tests/property/second/rational.h"

namespace yizhan::second {
namespace {

Fault Form(const v1::Bill& bill) {
  if (bill.institution_id().empty()) return {Refusal::kForm, "no institution"};
  if (bill.visit_no().empty()) return {Refusal::kForm, "no visit number"};
  if (bill.message_id().empty()) return {Refusal::kForm, "no message id"};
  // Section 4 lists the kinds; another one is none.
  if (!v1::CareKind_IsValid(bill.care_kind()) || !v1::HospitalLevel_IsValid(bill.level())) {
    return {Refusal::kForm, "an unknown word"};
  }
  if (bill.care_kind() == 0) return {Refusal::kForm, "no care kind"};
  for (const Fen amount :
       {bill.total_fen(), bill.in_scope_fen(), bill.pre_self_pay_fen(), bill.over_limit_fen(),
        bill.out_of_scope_fen(), bill.hospital_borne_fen(), bill.account_pay_fen()}) {
    if (!IsAmount(amount)) return {Refusal::kForm, "an amount out of bounds"};
  }
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    if (!IsAmount(payment.amount_fen())) return {Refusal::kForm, "a payment out of bounds"};
  }
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    if (!IsAmount(aid.amount_fen())) return {Refusal::kForm, "upstream aid out of bounds"};
  }
  for (const v1::FeeLine& line : bill.fee_lines()) {
    const Fen size = line.amount_fen();
    if (size > kAmountMax || size < -kAmountMax) return {Refusal::kForm, "a line out of bounds"};
  }
  return {};
}

Fault Identities(const v1::Bill& bill) {
  const Fen parts = bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.over_limit_fen() +
                    bill.out_of_scope_fen();
  if (parts != bill.total_fen()) return {Refusal::kIdentity, "parts are not the total"};
  Int128 lines = 0;
  for (const v1::FeeLine& line : bill.fee_lines()) lines += line.amount_fen();
  if (bill.fee_lines_size() > 0 && lines != bill.total_fen()) {
    return {Refusal::kIdentity, "fee lines are not the total"};
  }
  Int128 payments = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    payments += payment.amount_fen();
  }
  if (payments > bill.total_fen()) return {Refusal::kIdentity, "payments above the total"};
  if (bill.account_pay_fen() > bill.total_fen() - payments) {
    return {Refusal::kIdentity, "account pays more than the patient bears"};
  }
  return {};
}

Fault Dates(const v1::Bill& bill) {
  const std::optional<Day> start = ParseDay(bill.service_start());
  const std::optional<Day> end = ParseDay(bill.service_end());
  const std::optional<Day> accounting = ParseDay(bill.accounting_date());
  if (!start || !end || !accounting) return {Refusal::kDates, "not a date"};
  if (*start > *end || *end > *accounting) return {Refusal::kDates, "dates out of order"};
  return {};
}

}  // namespace

bool IsAmount(Fen amount_fen) { return amount_fen >= 0 && amount_fen <= kAmountMax; }

Fault FaultOf(const v1::Bill& bill) {
  const Fault form = Form(bill);
  if (form.refusal != Refusal::kNone) return form;
  const Fault identities = Identities(bill);
  if (identities.refusal != Refusal::kNone) return identities;
  return Dates(bill);
}

}  // namespace yizhan::second
