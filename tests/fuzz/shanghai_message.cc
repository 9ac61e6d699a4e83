// Fuzz target: any bytes as a message of Shanghai's interface. A charge that is accepted adds up
// and names bill and card.

#include <string>

#include "adapters/shanghai/answers.h"
#include "adapters/shanghai/body_text.h"
#include "adapters/shanghai/charge.h"
#include "adapters/shanghai/day_totals.h"
#include "adapters/shanghai/trials.h"
#include "engine/base/check.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::shanghai {
namespace {

void CheckCharge(const Charge& charge) {
  const v1::Bill& bill = charge.bill;
  YIZHAN_CHECK(!charge.person.card().cert_no().empty());
  YIZHAN_CHECK(!bill.visit_no().empty());
  YIZHAN_CHECK(!bill.bill_no().empty());
  YIZHAN_CHECK(bill.care_kind() != v1::CARE_KIND_UNSPECIFIED);
  YIZHAN_CHECK(bill.in_scope_fen() >= 0 && bill.pre_self_pay_fen() >= 0);
  YIZHAN_CHECK(bill.total_fen() ==
               bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.out_of_scope_fen());
  std::int64_t paid_fen = bill.account_pay_fen() + charge.parts.cash.fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    YIZHAN_CHECK(payment.amount_fen() > 0);
    paid_fen += payment.amount_fen();
  }
  YIZHAN_CHECK(paid_fen == bill.in_scope_fen());
  fuzz::ReachedABill();
}

void Read(const std::string& text) {
  Envelope envelope;
  if (!ReadEnvelope(text, &envelope).ok()) return;
  YIZHAN_CHECK(!envelope.msgid.empty());
  const absl::StatusOr<DayTotals> totals = ReadDayTotals(envelope.xxnr);
  if (totals.ok()) YIZHAN_CHECK(totals->day.size() == 10);
  const absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) return;
  CheckCharge(*charge);
  // What is remembered of it is the same charge.
  const absl::StatusOr<Note> note = ReadNote(NoteBytes({.message = text}));
  YIZHAN_CHECK(note.ok());
  const absl::StatusOr<Charge> again = ChargeOf(*note);
  YIZHAN_CHECK(again.ok() && SameContent(*charge, *again));
}

}  // namespace
}  // namespace yizhan::shanghai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  for (const auto charset :
       {yizhan::shanghai::Charset::kUtf8, yizhan::shanghai::Charset::kGb18030}) {
    const auto text = yizhan::shanghai::ToUtf8(body, charset);
    if (text.ok()) yizhan::shanghai::Read(*text);
  }
  const auto request = yizhan::shanghai::RereadConfirmation(body);
  if (request.ok()) YIZHAN_CHECK(request->bill().message_id().starts_with("SH"));
  static_cast<void>(yizhan::shanghai::ReadNote(body));
  return 0;
}
