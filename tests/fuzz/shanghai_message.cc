// Fuzz target: any bytes as a message of Shanghai's interface, and as what its header says of its
// characters. A charge that is accepted adds up and names bill and card; what is not accepted can
// be answered.

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

constexpr std::int64_t kNowMs = 1'340'933'400'000;

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

void CheckAnswer(const Envelope& envelope, const absl::Status& why) {
  const Answer answer = RefusedAnswer(why);
  YIZHAN_CHECK(answer.xxfhm != kOk && !answer.fhxx.empty());
  const std::string text = AnswerText(envelope, answer, kNowMs);
  for (const Charset charset : {Charset::kUtf8, Charset::kGb18030}) {
    const auto read = ToUtf8(FromUtf8(text, charset), charset);
    YIZHAN_CHECK(read.ok() && ParseJson(*read).ok());
  }
}

// What a day says of itself does not differ; a charge and its refund are no money.
void CheckTotals(const DayTotals& totals) {
  YIZHAN_CHECK(totals.day.size() == 10);
  YIZHAN_CHECK(Compare(totals, totals).empty());
  for (const Difference& difference : Compare(totals, DayTotals())) {
    YIZHAN_CHECK(difference.stated != difference.posted);
  }
}

void CheckDay(const Parts& parts) {
  DayTotals ours;
  v1::PostedLine line;
  Add(line, parts, &ours);
  line.set_of(1);
  Add(line, parts, &ours);
  YIZHAN_CHECK(Compare(ours, DayTotals()).empty());
}

void Read(const std::string& text) {
  Envelope envelope;
  if (const auto status = ReadEnvelope(text, &envelope); !status.ok()) {
    return CheckAnswer(envelope, status);
  }
  YIZHAN_CHECK(!envelope.msgid.empty());
  const absl::StatusOr<DayTotals> totals = ReadDayTotals(envelope.xxnr);
  if (totals.ok()) CheckTotals(*totals);
  const absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) return CheckAnswer(envelope, charge.status());
  CheckCharge(*charge);
  CheckDay(charge->parts);
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
  static_cast<void>(yizhan::shanghai::CharsetOf(body));
  const auto request = yizhan::shanghai::RereadConfirmation(body);
  if (request.ok()) YIZHAN_CHECK(request->bill().message_id().starts_with("SH"));
  static_cast<void>(yizhan::shanghai::ReadNote(body));
  return 0;
}
