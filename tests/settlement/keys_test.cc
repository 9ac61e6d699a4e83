// Keys, replays and "did it happen": rulings R7, R10, R11, R40, R42, R43.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

class KeysTest : public testing::Test {
 protected:
  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

// R10: "unknown person" posts nothing and binds no key.
TEST_F(KeysTest, R10UnknownPersonThenRegisteredIsAFirstArrival) {
  v1::SettleRequest request = desk_->Ask(MakeBill("m"), 0);
  request.mutable_person()->mutable_card()->set_cert_type("01");
  request.mutable_person()->mutable_card()->set_cert_no("999");
  const TreeHead before = desk_->Head();
  EXPECT_EQ(ReasonOf(desk_->Settle(request).status()), v1::PERSON_UNKNOWN);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(desk_->Get("m").state(), v1::NOT_POSTED);
  desk_->Import("999", {"dibao"});
  const Desk::Settled settled = desk_->Settle(request);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_FALSE(settled->replayed());
  EXPECT_EQ(settled->outcome().aid_fen(), 5'000);
}

// R11: registered, but without any identity that day: aid 0, an entry, counted.
TEST_F(KeysTest, R11PersonWithoutIdentityIsSettledWithoutAid) {
  const std::uint64_t plain_no = desk_->Import("311", {});
  const v1::SettleResult result = desk_->Post(MakeBill("m"), plain_no);
  EXPECT_EQ(result.outcome().aid_fen(), 0);
  EXPECT_EQ(result.outcome().patient_due_fen(), 10'000);
  EXPECT_EQ(desk_->EntryAt(result.number()).settled().postings_size(), 0);
  EXPECT_EQ(desk_->Get("m").state(), v1::SETTLED);
  EXPECT_TRUE(desk_->Differences().empty());
}

// R9a: a total of 0 is a valid bill.
TEST_F(KeysTest, R9aTotalOfZeroHasAnEntry) {
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 0, 0, 0, 0);
  EXPECT_EQ(desk_->Post(bill, person_no_).outcome().aid_fen(), 0);
  EXPECT_TRUE(desk_->Differences().empty());
}

// A child in the first year of life has an age of 0, which is known.
TEST_F(KeysTest, R25AgeOfZeroIsStored) {
  v1::ImportPerson person = MakePerson("312", {"dibao"});
  person.set_birth_date("2012-06-01");
  const v1::SettleResult result = desk_->Post(MakeBill("m"), desk_->Import(person));
  EXPECT_TRUE(desk_->EntryAt(result.number()).settled().facts().has_age_years());
}

// R40: the key is (sender, message id): another sender's same id is another message.
TEST_F(KeysTest, R40AnotherSenderMayUseTheSameId) {
  desk_->Post(MakeBill("m"), person_no_);
  v1::Bill bill = MakeBill("m");
  bill.set_institution_id("H2");
  const Desk::Settled other = desk_->Settle(desk_->Ask(bill, person_no_));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_FALSE(other->replayed());
}

// R40: sameness is the bill and the person, not how and when they were sent.
TEST_F(KeysTest, R40SamenessIgnoresTimeDigestAndHowThePersonIsNamed) {
  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  desk_->clock().Advance(30'000);
  v1::SettleRequest again = desk_->Ask(MakeBill("m"), person_no_);
  again.set_quote_digest(std::string(32, 'q'));
  again.set_explain(true);
  again.mutable_person()->mutable_card()->set_cert_type("01");
  again.mutable_person()->mutable_card()->set_cert_no("3 10");
  const Desk::Settled replay = desk_->Settle(again);
  ASSERT_TRUE(replay.ok()) << replay.status();
  EXPECT_TRUE(replay->replayed());
  EXPECT_EQ(replay->number(), number);
}

struct ContentCase {
  const char* name;
  void (*change)(v1::Bill&);
};

class OtherContentTest : public testing::TestWithParam<ContentCase> {};

// R40: every business field counts.
TEST_P(OtherContentTest, R40IsRefusedAndBothAreShown) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  v1::Bill bill = MakeBill("m");
  bill.add_diagnoses("E11");
  bill.add_insurer_payments()->set_fund_code("310100");
  bill.add_insurer_payments()->set_fund_code("310200");
  const std::uint64_t number = desk->Post(bill, person_no).number();
  GetParam().change(bill);
  const TreeHead before = desk->Head();
  const v1::ErrorDetail detail = DetailOf(desk->Settle(desk->Ask(bill, person_no)).status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), "MESSAGE_ID_OTHER_CONTENT");
  EXPECT_EQ(detail.error_class(), v1::CONFLICT);
  EXPECT_EQ(detail.related(), number);
  EXPECT_FALSE(detail.expected().empty());
  EXPECT_FALSE(detail.found().empty());
  EXPECT_EQ(desk->Head(), before);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, OtherContentTest, testing::Values(
    ContentCase{"Amount", [](v1::Bill& b) { SetParts(b, 10'001, 0, 0, 0); }},
    ContentCase{"Split", [](v1::Bill& b) { SetParts(b, 9'999, 1, 0, 0); }},
    ContentCase{"VisitNumber", [](v1::Bill& b) { b.set_visit_no("other"); }},
    ContentCase{"BillNumber", [](v1::Bill& b) { b.set_bill_no("other"); }},
    ContentCase{"Revision", [](v1::Bill& b) { b.set_revision(1); }},
    ContentCase{"Level", [](v1::Bill& b) { b.clear_level(); }},
    ContentCase{"CareKind", [](v1::Bill& b) { b.set_care_kind(v1::OUTPATIENT); }},
    ContentCase{"ServiceStart", [](v1::Bill& b) { b.set_service_start("2012-06-21"); }},
    ContentCase{"AccountPay", [](v1::Bill& b) { b.set_account_pay_fen(1); }},
    ContentCase{"Referral", [](v1::Bill& b) { b.set_referral_no("1"); }},
    ContentCase{"OrderOfDiagnoses", [](v1::Bill& b) {
                  b.mutable_diagnoses()->SwapElements(0, 1); }},
    ContentCase{"OrderOfPayments", [](v1::Bill& b) {
                  b.mutable_insurer_payments()->SwapElements(0, 1); }},
    ContentCase{"FeeLines", [](v1::Bill& b) {
                  b.add_fee_lines()->set_line_no("1");
                  b.mutable_fee_lines(0)->set_amount_fen(10'000); }},
    ContentCase{"NowInvalid", [](v1::Bill& b) { b.set_total_fen(1); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(KeysTest, R40AnotherPersonIsOtherContent) {
  desk_->Post(MakeBill("m"), person_no_);
  const std::uint64_t other_no = desk_->Import("313", {"dibao"});
  EXPECT_EQ(ReasonOf(desk_->Settle(desk_->Ask(MakeBill("m"), other_no)).status()),
            v1::MESSAGE_ID_OTHER_CONTENT);
}

// R7: the natural key is (institution, bill_no, revision), whoever sends it.
TEST_F(KeysTest, R7AnotherTerminalWithTheSameBillIsToldWhoHoldsIt) {
  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  v1::Bill bill = MakeBill("n");
  bill.set_bill_no("B-m");
  const v1::ErrorDetail detail = DetailOf(
      desk_->Settle(HospitalCaller("H1", "desk-2"), desk_->Ask(bill, person_no_)).status());
  EXPECT_EQ(detail.reason(), v1::BILL_ALREADY_SETTLED);
  EXPECT_EQ(detail.related(), number);
}

TEST_F(KeysTest, R7AnotherRevisionOrHospitalIsAnotherBill) {
  desk_->Post(MakeBill("m"), person_no_);
  v1::Bill revised = MakeBill("n");
  revised.set_bill_no("B-m");
  revised.set_revision(1);
  EXPECT_TRUE(desk_->Settle(desk_->Ask(revised, person_no_)).ok());
  v1::Bill elsewhere = MakeBill("o");
  elsewhere.set_bill_no("B-m");
  elsewhere.set_institution_id("H2");
  EXPECT_TRUE(desk_->Settle(desk_->Ask(elsewhere, person_no_)).ok());
}

TEST_F(KeysTest, R7WithoutBillNumberTheMessageIdStandsIn) {
  v1::Bill first = MakeBill("m");
  first.clear_bill_no();
  desk_->Post(first, person_no_);
  v1::Bill second = MakeBill("n");
  second.clear_bill_no();
  EXPECT_TRUE(desk_->Settle(desk_->Ask(second, person_no_)).ok());
  v1::Bill numbered = MakeBill("o");
  numbered.set_bill_no("m");  // A bill number that looks like the first one's message id.
  EXPECT_TRUE(desk_->Settle(desk_->Ask(numbered, person_no_)).ok());
}

// R42: a replay is the first result, word for word, and its present state.
TEST_F(KeysTest, R42ReplayReturnsTheFirstResult) {
  const v1::SettleResult first = desk_->Post(MakeBill("m"), person_no_);
  SCOPED_TRACE(first.ShortDebugString());
  desk_->Post(MakeBill("n"), person_no_);  // The account has moved since.
  desk_->Activate({SmallPackSixty()});
  const TreeHead before = desk_->Head();
  v1::SettleResult again = desk_->Settle(desk_->Ask(MakeBill("m"), person_no_)).value();
  EXPECT_TRUE(again.replayed());
  again.set_replayed(false);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(desk_->Head(), before);
}

// R42: settling again after a reversal needs a new message id.
TEST_F(KeysTest, R42ReplayAfterReversalDoesNotPost) {
  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  const std::uint64_t contra = desk_->Reverse(number, "r").value().number();
  const TreeHead before = desk_->Head();
  const v1::SettleResult replay = desk_->Settle(desk_->Ask(MakeBill("m"), person_no_)).value();
  EXPECT_TRUE(replay.replayed());
  EXPECT_EQ(replay.state(), v1::REVERSED);
  EXPECT_EQ(replay.ended_by(), contra);
  EXPECT_EQ(desk_->Head(), before);
  v1::Bill again = MakeBill("m2");
  again.set_bill_no("B-m");  // The natural key is free again.
  EXPECT_EQ(desk_->Post(again, person_no_).outcome().aid_fen(), 5'000);
}

// R43: the five answers of "did it happen".
TEST_F(KeysTest, R43DidItHappen) {
  const v1::GetReply nothing = desk_->Get("m");
  EXPECT_EQ(nothing.state(), v1::NOT_POSTED);
  EXPECT_EQ(nothing.as_of(), desk_->Head().size);
  EXPECT_FALSE(nothing.has_result());

  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  EXPECT_EQ(desk_->Get("m").state(), v1::SETTLED);
  EXPECT_EQ(desk_->Get("m").result().number(), number);
  EXPECT_EQ(desk_->Get(number).state(), v1::SETTLED);

  const std::uint64_t contra = desk_->Reverse(number, "r").value().number();
  EXPECT_EQ(desk_->Get("m").state(), v1::REVERSED);
  EXPECT_EQ(desk_->Get("m").ended_by(), contra);

  const std::uint64_t old = desk_->Post(MakeBill("old"), person_no_).number();
  const auto replaced = desk_->Replace(old, desk_->Ask(MakeBill("new"), person_no_));
  EXPECT_EQ(desk_->Get("old").state(), v1::REPLACED);
  EXPECT_EQ(desk_->Get("old").ended_by(), replaced.value().result().number());
  EXPECT_EQ(desk_->Get("new").state(), v1::SETTLED);

  const std::uint64_t tombstone = desk_->ReverseMessage("never", "r2").value().number();
  EXPECT_EQ(desk_->Get("never").state(), v1::TOMBSTONED);
  EXPECT_EQ(desk_->Get("never").ended_by(), tombstone);
}

// R43: whoever reads NOT_POSTED may reverse, and a late copy then settles nothing.
TEST_F(KeysTest, R43TombstoneThenLateSettlement) {
  const v1::ReverseReply reply = desk_->ReverseMessage("m", "r").value();
  EXPECT_TRUE(reply.tombstone());
  EXPECT_FALSE(reply.has_original());
  const TreeHead before = desk_->Head();
  const v1::ErrorDetail detail =
      DetailOf(desk_->Settle(desk_->Ask(MakeBill("m"), person_no_)).status());
  EXPECT_EQ(detail.reason(), v1::MESSAGE_TOMBSTONED);
  EXPECT_EQ(detail.related(), reply.number());
  EXPECT_EQ(desk_->Head(), before);
}

// Only the sender's own messages, and the relief office's on a sender's behalf.
TEST_F(KeysTest, GetIsOfTheCallersOwnMessages) {
  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  v1::GetRequest request;
  request.set_message_id("m");
  EXPECT_EQ(desk_->queries().Get(HospitalCaller("H2"), request)->state(), v1::NOT_POSTED);
  request.set_on_behalf_of("H1");
  EXPECT_EQ(ReasonOf(desk_->queries().Get(HospitalCaller("H2"), request).status()),
            v1::NOT_ALLOWED);
  EXPECT_EQ(desk_->queries().Get(ReliefCaller(), request)->result().number(), number);
  request.set_number(number);
  EXPECT_EQ(ReasonOf(desk_->queries().Get(HospitalCaller("H2"), request).status()),
            v1::NOT_ALLOWED);
}

// not_after: the last millisecond is in time, and late stays late when the clock is set back.
TEST_F(KeysTest, NotAfterIsTheLastMillisecond) {
  v1::SettleRequest request = desk_->Ask(MakeBill("m"), person_no_);
  request.set_not_after_ms(desk_->clock().NowMs());
  EXPECT_TRUE(desk_->Settle(request).ok());
  v1::SettleRequest far = desk_->Ask(MakeBill("n"), person_no_);
  far.set_not_after_ms(desk_->clock().NowMs() + 120'000);
  EXPECT_TRUE(desk_->Settle(far).ok());
}

TEST_F(KeysTest, LateStaysLateWhenTheClockIsSetBack) {
  v1::SettleRequest request = desk_->Ask(MakeBill("m"), person_no_);
  desk_->clock().Advance(70'000);
  EXPECT_EQ(ReasonOf(desk_->Settle(request).status()), v1::LATE);
  desk_->clock().Advance(-30'000);
  EXPECT_EQ(ReasonOf(desk_->Settle(request).status()), v1::LATE);
}

// Every listed settlement of a person, newest first, reversed ones included.
TEST_F(KeysTest, ListFollowsAPersonsEntries) {
  const std::uint64_t other_no = desk_->Import("314", {"dibao"});
  const std::uint64_t first = desk_->Post(MakeBill("a"), person_no_).number();
  desk_->Post(MakeBill("b"), other_no);
  const std::uint64_t second = desk_->Post(MakeBill("c"), person_no_).number();
  ASSERT_TRUE(desk_->Reverse(first, "r").ok());
  v1::ListRequest request;
  request.set_person_no(person_no_);
  const v1::ListReply reply = desk_->queries().List(HospitalCaller("H1"), request).value();
  ASSERT_EQ(reply.results_size(), 2);
  EXPECT_EQ(reply.results(0).number(), second);
  EXPECT_EQ(reply.results(1).number(), first);
  EXPECT_EQ(reply.results(1).state(), v1::REVERSED);
  request.set_person_no(0);
  EXPECT_EQ(desk_->queries().List(ReliefCaller(), request)->results_size(), 3);
  EXPECT_EQ(desk_->queries().List(HospitalCaller("H2"), request)->results_size(), 0);
}

}  // namespace
}  // namespace yizhan::test
