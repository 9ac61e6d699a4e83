// Fuzz target: any bytes as an HL7 message, through a mapping, to a bill or to what it takes back.
// A bill that is accepted adds up; whatever a header says, it can be answered, and the answer is a
// message.

#include <string>

#include "adapters/hl7/hl7_bill.h"
#include "adapters/hl7/hl7_reply.h"
#include "adapters/hl7/hl7_visit.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::hl7 {
namespace {

v1::Hl7Mapping MappingMessage() {
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

const Mapping& TheMapping() {
  static const Mapping mapping = CheckMapping(MappingMessage()).value();
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

// The answer is a message again. Whom it goes to can only be told when the request was written in
// one character set.
void CheckReply(const std::string& raw, const Header& header, const absl::Status& why) {
  const ReplyTo to{.request = header, .mapping = TheMapping(), .control_id = "C"};
  const std::string reply = why.ok() ? TakenReply(to) : ErrorReply(to, Ack::kError, why);
  const auto read = ReadHeader(reply, Charset::kUtf8);
  YIZHAN_CHECK(read.ok());
  if (!ReadMessage(raw, Charset::kUtf8).ok()) return;
  YIZHAN_CHECK(read->Raw(5) == header.Raw(3));
}

absl::Status ReadAll(const std::string& raw) {
  const auto message = ReadMessage(raw, Charset::kUtf8);
  if (!message.ok()) return message.status();
  if (auto status = CheckHeader(message->header(), TheMapping()); !status.ok()) return status;
  const auto event = EventOf(*message);
  if (!event.ok()) return event.status();
  if (event->kind == EventKind::kVisit) {
    return VisitAfter({.message = *message, .event = *event, .mapping = TheMapping()}, {}).status();
  }
  const auto cancellation = CancellationOf(*message, *event, TheMapping());
  if (!cancellation.ok()) return cancellation.status();
  if (cancellation->by != Cancellation::By::kNothing) return absl::OkStatus();
  const auto billed = BillOf(
      {.message = *message, .event = *event, .mapping = TheMapping(), .institution_id = "H1"});
  if (!billed.ok()) return billed.status();
  CheckBill(*billed);
  fuzz::ReachedABill();
  return absl::OkStatus();
}

}  // namespace
}  // namespace yizhan::hl7

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string raw(reinterpret_cast<const char*>(bytes), size);
  const absl::Status status = yizhan::hl7::ReadAll(raw);
  YIZHAN_CHECK(status.ok() || !yizhan::DetailOf(status).message_zh().empty());
  const auto header = yizhan::hl7::ReadHeader(raw, yizhan::hl7::Charset::kUtf8);
  if (header.ok()) yizhan::hl7::CheckReply(raw, *header, status);
  return 0;
}
