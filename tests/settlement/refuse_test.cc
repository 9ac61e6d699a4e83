// Bad input, one row each: the reason, the class, the field, and a ledger as it was.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kHuge = 10'000'000'000'001;  // One fen above R1's bound.

struct Case {
  const char* name;
  void (*spoil)(Desk&, v1::SettleRequest&);
  v1::Reason reason;
  v1::ErrorClass error_class;
  const char* field;
};

class RefuseTest : public testing::TestWithParam<Case> {};

// A live hospital H1, an added one, a suspended one, and a person with one settlement "first".
TEST_P(RefuseTest, LeavesNothingBehind) {
  const Case& c = GetParam();
  const std::unique_ptr<Desk> desk = Desk::Ready();
  desk->AddLive("H-added", "");
  desk->AddLive("H-paused");
  desk->Suspend("H-paused");
  desk->AddLive("H-july", "2012-07-01");
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  desk->Post(MakeBill("first"), person_no);
  v1::SettleRequest request = desk->Ask(MakeBill("m"), person_no);
  c.spoil(*desk, request);
  const TreeHead before = desk->Head();

  const Desk::Settled refused = desk->Settle(request);
  ASSERT_FALSE(refused.ok());
  const v1::ErrorDetail detail = DetailOf(refused.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(c.reason));
  EXPECT_EQ(v1::ErrorClass_Name(detail.error_class()), v1::ErrorClass_Name(c.error_class));
  EXPECT_EQ(detail.field(), c.field);
  EXPECT_EQ(desk->Head(), before);
  EXPECT_TRUE(desk->Differences().empty());
}

void AddPayment(v1::SettleRequest& request, std::int64_t amount_fen) {
  v1::InsurerPayment& payment = *request.mutable_bill()->add_insurer_payments();
  payment.set_fund_code("310100");
  payment.set_amount_fen(amount_fen);
}

void AddLine(v1::SettleRequest& request, std::int64_t amount_fen) {
  v1::FeeLine& line = *request.mutable_bill()->add_fee_lines();
  line.set_line_no("1");
  line.set_amount_fen(amount_fen);
}

// clang-format off
const Case kAmounts[] = {
    {"PartsDoNotSum", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_total_fen(10'001); },
     v1::PARTS_NOT_TOTAL, v1::REJECTED, "bill.total_fen"},
    {"FeeLinesDoNotSum", [](Desk&, v1::SettleRequest& r) { AddLine(r, 9'999); },
     v1::FEE_LINES_NOT_TOTAL, v1::REJECTED, "bill.fee_lines"},
    {"NegativeTotal", [](Desk&, v1::SettleRequest& r) { SetParts(*r.mutable_bill(), -1, 0, 0, 0); },
     v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.total_fen"},
    {"NegativePart", [](Desk&, v1::SettleRequest& r) { SetParts(*r.mutable_bill(), 2, -1, 0, 0); },
     v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.pre_self_pay_fen"},
    {"NegativePayment", [](Desk&, v1::SettleRequest& r) { AddPayment(r, -1); },
     v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.insurer_payments[0].amount_fen"},
    {"HugeTotal", [](Desk&, v1::SettleRequest& r) { SetParts(*r.mutable_bill(), kHuge, 0, 0, 0); },
     v1::AMOUNT_TOO_LARGE, v1::REJECTED, "bill.total_fen"},
    {"HugestAmounts", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_total_fen(INT64_MAX); r.mutable_bill()->set_in_scope_fen(INT64_MIN); },
     v1::AMOUNT_TOO_LARGE, v1::REJECTED, "bill.total_fen"},
    {"HugeNegativeFeeLine", [](Desk&, v1::SettleRequest& r) { AddLine(r, INT64_MIN + 1); },
     v1::AMOUNT_TOO_LARGE, v1::REJECTED, "bill.fee_lines[0].amount_fen"},
    {"InsurersAboveBill", [](Desk&, v1::SettleRequest& r) { AddPayment(r, 10'001); },
     v1::PAYMENTS_EXCEED_TOTAL, v1::REJECTED, "bill.insurer_payments"},
    {"InsurersAndHospitalAboveBill", [](Desk&, v1::SettleRequest& r) {
       AddPayment(r, 9'000); r.mutable_bill()->set_hospital_borne_fen(1'001); },
     v1::PAYMENTS_EXCEED_TOTAL, v1::REJECTED, "bill.insurer_payments"},
    {"AccountAboveRest", [](Desk&, v1::SettleRequest& r) {
       AddPayment(r, 4'000); r.mutable_bill()->set_account_pay_fen(6'001); },
     v1::ACCOUNT_EXCEEDS_REST, v1::REJECTED, "bill.account_pay_fen"},
    {"UpstreamAidUnmapped", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->add_upstream_aid()->set_fund_code("630100");
       r.mutable_bill()->mutable_upstream_aid(0)->set_amount_fen(1); },
     v1::UPSTREAM_AID_UNMAPPED, v1::REJECTED, "bill.upstream_aid[0]"},
};

const Case kDatesAndTimes[] = {
    {"EndBeforeStart", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_service_end("2012-06-19"); },
     v1::SERVICE_DATES_REVERSED, v1::REJECTED, "bill.service_end"},
    {"AccountingBeforeEnd", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_accounting_date("2012-06-27"); },
     v1::ACCOUNTING_BEFORE_SERVICE, v1::REJECTED, "bill.accounting_date"},
    {"AccountingInFuture", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_accounting_date("2012-06-30"); },
     v1::ACCOUNTING_IN_FUTURE, v1::REJECTED, "bill.accounting_date"},
    {"NoSuchDay", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_service_start("2012-06-31"); },
     v1::FIELD_MALFORMED, v1::REJECTED, "bill.service_start"},
    {"NotAfterMissing", [](Desk&, v1::SettleRequest& r) { r.set_not_after_ms(0); },
     v1::FIELD_MISSING, v1::REJECTED, "not_after_ms"},
    {"NotAfterNegative", [](Desk&, v1::SettleRequest& r) { r.set_not_after_ms(-1); },
     v1::LATE, v1::REJECTED, "not_after_ms"},
    {"NotAfterPassed", [](Desk& d, v1::SettleRequest& r) {
       r.set_not_after_ms(d.clock().NowMs() - 1); },
     v1::LATE, v1::REJECTED, "not_after_ms"},
    {"NotAfterPassedByTheLedgersTime", [](Desk& d, v1::SettleRequest& r) {
       r.set_not_after_ms(d.clock().NowMs() - 1); d.clock().Advance(-30'000); },
     v1::LATE, v1::REJECTED, "not_after_ms"},
    {"NotAfterTooFar", [](Desk& d, v1::SettleRequest& r) {
       r.set_not_after_ms(d.clock().NowMs() + 120'001); },
     v1::NOT_AFTER_TOO_FAR, v1::REJECTED, "not_after_ms"},
    {"NotAfterAtTheEndOfTime", [](Desk&, v1::SettleRequest& r) { r.set_not_after_ms(INT64_MAX); },
     v1::NOT_AFTER_TOO_FAR, v1::REJECTED, "not_after_ms"},
};

const Case kKeys[] = {
    {"SecondMessageForALiveBill", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_bill_no("B-first"); },
     v1::BILL_ALREADY_SETTLED, v1::CONFLICT, "bill.bill_no"},
    {"MessageIdWithOtherContent", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_message_id("first"); },
     v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT, "bill.message_id"},
    {"StaleQuote", [](Desk&, v1::SettleRequest& r) { r.set_quote_digest(std::string(32, 'x')); },
     v1::QUOTE_STALE, v1::REJECTED, "quote_digest"},
    {"QuoteDigestTooShort", [](Desk&, v1::SettleRequest& r) { r.set_quote_digest("x"); },
     v1::FIELD_MALFORMED, v1::REJECTED, "quote_digest"},
    {"ReversedBeforeItArrived", [](Desk& d, v1::SettleRequest&) {
       ASSERT_TRUE(d.ReverseMessage("m", "r").ok()); },
     v1::MESSAGE_TOMBSTONED, v1::REJECTED, "bill.message_id"},
    {"RequestIdOfAReversal", [](Desk& d, v1::SettleRequest& r) {
       ASSERT_TRUE(d.ReverseMessage("other", "r").ok()); r.mutable_bill()->set_message_id("r"); },
     v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT, "bill.message_id"},
};

const Case kWho[] = {
    {"UnknownHospital", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_institution_id("H-none"); },
     v1::INSTITUTION_UNKNOWN, v1::REJECTED, "bill.institution_id"},
    {"HospitalNotLive", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_institution_id("H-added"); },
     v1::INSTITUTION_NOT_LIVE, v1::REJECTED, "bill.institution_id"},
    {"HospitalNotYetLiveOnThatDay", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_institution_id("H-july"); },
     v1::INSTITUTION_NOT_LIVE, v1::REJECTED, "bill.institution_id"},
    {"HospitalSuspended", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_institution_id("H-paused"); },
     v1::INSTITUTION_SUSPENDED, v1::REJECTED, "bill.institution_id"},
    {"UnknownPerson", [](Desk&, v1::SettleRequest& r) { r.mutable_person()->set_person_no(7); },
     v1::PERSON_UNKNOWN, v1::REJECTED, "person"},
    {"UnknownCard", [](Desk&, v1::SettleRequest& r) {
       r.mutable_person()->mutable_card()->set_cert_no("999"); },
     v1::PERSON_UNKNOWN, v1::REJECTED, "person.card"},
    {"NoPerson", [](Desk&, v1::SettleRequest& r) { r.clear_person(); },
     v1::FIELD_MISSING, v1::REJECTED, "person"},
    {"NoCardNumber", [](Desk&, v1::SettleRequest& r) {
       r.mutable_person()->mutable_card()->set_cert_type("01"); },
     v1::FIELD_MISSING, v1::REJECTED, "person.card.cert_no"},
    {"CardNumberTooLong", [](Desk&, v1::SettleRequest& r) {
       r.mutable_person()->mutable_card()->set_cert_no(std::string(51, '1')); },
     v1::FIELD_TOO_LONG, v1::REJECTED, "person.card.cert_no"},
    {"CardNumberNotUtf8", [](Desk&, v1::SettleRequest& r) {
       r.mutable_person()->mutable_card()->set_cert_no("\xff"); },
     v1::FIELD_NOT_UTF8, v1::REJECTED, "person.card.cert_no"},
};

const Case kForm[] = {
    {"NoMessageId", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->clear_message_id(); },
     v1::FIELD_MISSING, v1::REJECTED, "bill.message_id"},
    {"NoVisitNumber", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->clear_visit_no(); },
     v1::FIELD_MISSING, v1::REJECTED, "bill.visit_no"},
    {"NoInstitution", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->clear_institution_id(); },
     v1::FIELD_MISSING, v1::REJECTED, "bill.institution_id"},
    {"NoBill", [](Desk&, v1::SettleRequest& r) { r.clear_bill(); },
     v1::FIELD_MISSING, v1::REJECTED, "bill.institution_id"},
    {"NoCareKind", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->clear_care_kind(); },
     v1::FIELD_MISSING, v1::REJECTED, "bill.care_kind"},
    {"MessageIdTooLong", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_message_id(std::string(65, 'm')); },
     v1::FIELD_TOO_LONG, v1::REJECTED, "bill.message_id"},
    {"InstitutionTooLong", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_institution_id(std::string(1'000'000, 'h')); },
     v1::FIELD_TOO_LONG, v1::REJECTED, "bill.institution_id"},
    {"BillNumberTooLong", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_bill_no(std::string(31, 'b')); },
     v1::FIELD_TOO_LONG, v1::REJECTED, "bill.bill_no"},
    {"NotUtf8", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_visit_no("\xc0\xaf"); },
     v1::FIELD_NOT_UTF8, v1::REJECTED, "bill.visit_no"},
    {"ControlCharacter", [](Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_bill_no("1\n2"); },
     v1::FIELD_MALFORMED, v1::REJECTED, "bill.bill_no"},
    {"UnknownCareKind", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_care_kind(static_cast<v1::CareKind>(99)); },
     v1::FIELD_UNKNOWN_VALUE, v1::REJECTED, "bill.care_kind"},
    {"UnknownLevel", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->set_level(static_cast<v1::HospitalLevel>(-1)); },
     v1::FIELD_UNKNOWN_VALUE, v1::REJECTED, "bill.level"},
    {"UnknownField", [](Desk&, v1::SettleRequest& r) {
       r.mutable_bill()->GetReflection()->MutableUnknownFields(r.mutable_bill())->AddVarint(99, 1); },
     v1::UNKNOWN_FIELDS, v1::REJECTED, "bill"},
    {"TooManyDiagnoses", [](Desk&, v1::SettleRequest& r) {
       for (int i = 0; i < 51; ++i) r.mutable_bill()->add_diagnoses("J18"); },
     v1::TOO_MANY_ITEMS, v1::REJECTED, "bill.diagnoses"},
};
// clang-format on

const auto kNameOf = [](const testing::TestParamInfo<Case>& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Amounts, RefuseTest, testing::ValuesIn(kAmounts), kNameOf);
INSTANTIATE_TEST_SUITE_P(Times, RefuseTest, testing::ValuesIn(kDatesAndTimes), kNameOf);
INSTANTIATE_TEST_SUITE_P(Keys, RefuseTest, testing::ValuesIn(kKeys), kNameOf);
INSTANTIATE_TEST_SUITE_P(Who, RefuseTest, testing::ValuesIn(kWho), kNameOf);
INSTANTIATE_TEST_SUITE_P(Form, RefuseTest, testing::ValuesIn(kForm), kNameOf);

TEST(Refuse, NoPackActive) {
  Desk desk;
  desk.AddLive("H1");
  const std::uint64_t person_no = desk.Import("310", {"dibao"});
  const TreeHead before = desk.Head();
  EXPECT_EQ(ReasonOf(desk.Settle(desk.Ask(MakeBill("m"), person_no)).status()), v1::NO_ACTIVE_PACK);
  EXPECT_EQ(desk.Head(), before);
}

TEST(Refuse, AnotherHospitalsBill) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  const TreeHead before = desk->Head();
  const auto refused = desk->Settle(HospitalCaller("H2"), desk->Ask(MakeBill("m"), person_no));
  EXPECT_EQ(ReasonOf(refused.status()), v1::NOT_ALLOWED);
  EXPECT_EQ(desk->Head(), before);
}

// Nothing is left behind even when the refused call is the first one of a business day.
TEST(Refuse, FirstCallOfADay) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  desk->clock().Advance(kDayMs);
  const TreeHead before = desk->Head();
  v1::Bill bill = MakeBill("m");
  bill.set_total_fen(1);
  EXPECT_FALSE(desk->Settle(desk->Ask(bill, person_no)).ok());
  EXPECT_EQ(desk->Head(), before);
}

// R1: the bound itself is accepted.
TEST(Refuse, NotTheLargestBill) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 10'000'000'000'000, 0, 0, 0);
  EXPECT_TRUE(desk->Settle(desk->Ask(bill, person_no)).ok());
}

}  // namespace
}  // namespace yizhan::test
