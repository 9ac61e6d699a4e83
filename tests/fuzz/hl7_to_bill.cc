#include "tests/fuzz/hl7_to_bill.h"

#include "adapters/hl7/hl7_bill.h"
#include "adapters/hl7/hl7_visit.h"
#include "engine/base/check.h"
#include "tests/fuzz/reached.h"

namespace yizhan::hl7 {
namespace {

v1::Hl7Mapping PlainMessage() {
  v1::Hl7Mapping mapping;
  mapping.set_bill_no("ZPR-8");
  mapping.set_total("ZPR-1");
  mapping.set_in_scope("ZPR-2");
  mapping.set_pre_self_pay("ZPR-3");
  mapping.set_over_limit("ZPR-4");
  mapping.set_out_of_scope("ZPR-5");
  v1::Hl7Payment& payment = *mapping.add_payments();
  payment.set_fund_code("310100");
  payment.set_place("ZPR-6");
  mapping.set_account_pay("ZPR-7");
  mapping.set_cancels("ZPR-9");
  mapping.set_amounts_negative_in_credits(true);
  return mapping;
}

void AddCode(const char* from, const char* to,
             google::protobuf::RepeatedPtrField<v1::Hl7Code>& codes) {
  v1::Hl7Code& code = *codes.Add();
  code.set_from(from);
  code.set_to(to);
}

v1::Hl7Mapping WholeMessage() {
  v1::Hl7Mapping mapping = PlainMessage();
  mapping.set_charset_default("GB18030");
  mapping.set_cert_type("PID-3.5");
  mapping.set_accounting_date("ZPR-10");
  mapping.set_hospital_borne("ZPR-11");
  mapping.set_referral_no("ZPR-12");
  mapping.set_total("");
  mapping.set_amounts_negative_in_credits(false);
  v1::Hl7Payment& aid = *mapping.add_upstream_aid();
  aid.set_fund_code("610100");
  aid.set_place("ZPR[2]-1.1");
  AddCode("P", "HOME_BED", *mapping.mutable_care_kinds());
  AddCode("FEE", "CG", *mapping.mutable_transaction_types());
  return mapping;
}

void CheckBill(const BilledMessage& billed) {
  const v1::Bill& bill = billed.request.bill();
  YIZHAN_CHECK(!bill.message_id().empty());
  YIZHAN_CHECK(!bill.visit_no().empty());
  YIZHAN_CHECK(!billed.request.person().card().cert_no().empty());
  YIZHAN_CHECK(bill.care_kind() != v1::CARE_KIND_UNSPECIFIED);
  YIZHAN_CHECK(!bill.service_start().empty() && !bill.service_end().empty());
  YIZHAN_CHECK(!bill.accounting_date().empty());
  YIZHAN_CHECK(bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.over_limit_fen() +
                   bill.out_of_scope_fen() ==
               bill.total_fen());
  std::int64_t lines = 0;
  for (const v1::FeeLine& line : bill.fee_lines()) lines += line.amount_fen();
  YIZHAN_CHECK(bill.fee_lines().empty() || lines == bill.total_fen());
  std::int64_t paid = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    YIZHAN_CHECK(payment.amount_fen() > 0);
    paid += payment.amount_fen();
  }
  YIZHAN_CHECK(paid <= bill.total_fen());
}

}  // namespace

const Mapping& PlainMapping() {
  static const Mapping mapping = CheckMapping(PlainMessage()).value();
  return mapping;
}

const Mapping& WholeMapping() {
  static const Mapping mapping = CheckMapping(WholeMessage()).value();
  return mapping;
}

absl::Status ReadToBill(const std::string& raw, const Mapping& mapping) {
  const auto message = ReadMessage(raw, mapping.charset_default);
  if (!message.ok()) return message.status();
  if (auto status = CheckHeader(message->header(), mapping); !status.ok()) return status;
  const auto event = EventOf(*message);
  if (!event.ok()) return event.status();
  if (event->kind == EventKind::kVisit) {
    return VisitAfter({.message = *message, .event = *event, .mapping = mapping}, {}).status();
  }
  const auto cancellation = CancellationOf(*message, *event, mapping);
  if (!cancellation.ok()) return cancellation.status();
  if (cancellation->by != Cancellation::By::kNothing) return absl::OkStatus();
  const auto billed =
      BillOf({.message = *message, .event = *event, .mapping = mapping, .institution_id = "H1"});
  if (!billed.ok()) return billed.status();
  CheckBill(*billed);
  fuzz::ReachedABill();
  return absl::OkStatus();
}

}  // namespace yizhan::hl7
