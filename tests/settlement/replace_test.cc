// Replacement: ruling R47, every branch.

#include <string>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::uint32_t kYear = 2012;

class ReplaceTest : public testing::Test {
 protected:
  v1::Bill Bill(const std::string& message_id, std::int64_t in_scope_fen) {
    v1::Bill bill = MakeBill(message_id);
    bill.set_bill_no("B-1");  // The corrected bill keeps its number.
    SetParts(bill, in_scope_fen, 0, 0, 0);
    return bill;
  }
  v1::SettleRequest Ask(const v1::Bill& bill) { return desk_->Ask(bill, person_no_); }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

// Partial refund: 200.00 becomes 120.00; the patient, who paid 100.00, gets 40.00 back.
TEST_F(ReplaceTest, R47PartialRefund) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  const v1::ReplaceReply reply = desk_->Replace(old, Ask(Bill("new", 12'000))).value();
  EXPECT_EQ(reply.contra(), old + 1);
  EXPECT_EQ(reply.result().number(), old + 2);
  EXPECT_EQ(reply.result().state(), v1::SETTLED);
  EXPECT_EQ(reply.result().outcome().aid_fen(), 6'000);
  EXPECT_EQ(reply.cash_fen(), -4'000);
  EXPECT_EQ(reply.account_fen(), 0);
  EXPECT_FALSE(reply.replayed());
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), 12'000);
  EXPECT_EQ(desk_->EntryAt(reply.contra()).contra().replaced_by(), reply.result().number());
  EXPECT_EQ(desk_->EntryAt(reply.result().number()).settled().replaces(), old);
  EXPECT_EQ(desk_->NewestAt(PersonHolderKey(person_no_), "half-base", kYear),
            reply.result().number());
  EXPECT_TRUE(desk_->Differences().empty());
}

// The new bill meets the state without the old one: the cap's room is there again.
TEST_F(ReplaceTest, R47IsComputedOnTheResultingState) {
  const std::uint64_t old = desk_->Post(Bill("old", 200'000), person_no_).number();  // The cap.
  const v1::ReplaceReply reply = desk_->Replace(old, Ask(Bill("new", 190'000))).value();
  EXPECT_EQ(reply.result().outcome().aid_fen(), 95'000);
}

TEST_F(ReplaceTest, R47CashAndAccountAreNewMinusOld) {
  v1::Bill first = Bill("old", 10'000);
  first.set_account_pay_fen(2'000);
  const std::uint64_t old = desk_->Post(first, person_no_).number();  // Due 50.00: 20.00 + 30.00.
  v1::Bill second = Bill("new", 30'000);
  second.set_account_pay_fen(500);  // Due 150.00: 5.00 + 145.00.
  const v1::ReplaceReply reply = desk_->Replace(old, Ask(second)).value();
  EXPECT_EQ(reply.cash_fen(), 14'500 - 3'000);
  EXPECT_EQ(reply.account_fen(), 500 - 2'000);
}

// Person, year and amounts may all differ.
TEST_F(ReplaceTest, R47AnotherPersonAndYear) {
  const std::uint64_t right_no = desk_->Import("311", {"dibao"});
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  desk_->AddLive("H3", "2011-01-01");
  v1::Bill bill = Bill("new", 4'000);
  bill.set_service_start("2011-12-01");
  bill.set_service_end("2011-12-02");
  bill.set_accounting_date("2012-01-01");
  ASSERT_TRUE(desk_->Replace(old, desk_->Ask(bill, right_no)).ok());
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", 2012), 0);
  EXPECT_EQ(desk_->PersonValue(right_no, "half-base", 2012), 4'000);
  EXPECT_TRUE(desk_->Differences().empty());
}

// Not the newest on its accounts: the replacement opens a lead as a plain reversal would.
TEST_F(ReplaceTest, R47OpensALeadLikeAReversal) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  desk_->Post(MakeBill("later"), person_no_);
  const v1::ReplaceReply reply = desk_->Replace(old, Ask(Bill("new", 12'000))).value();
  EXPECT_TRUE(desk_->EntryAt(reply.contra()).contra().opens_lead());
  EXPECT_EQ(desk_->Rows(Table::kLead).size(), 1U);
}

// The original never arrived: a tombstone, and the new bill settled.
TEST_F(ReplaceTest, R47OriginalThatNeverArrivedIsTombstoned) {
  const v1::ReplaceReply reply = desk_->ReplaceMessage("old", Ask(Bill("new", 12'000))).value();
  EXPECT_TRUE(desk_->EntryAt(reply.contra()).has_tombstone());
  EXPECT_EQ(desk_->Get("old").state(), v1::TOMBSTONED);
  EXPECT_EQ(desk_->Get("new").state(), v1::SETTLED);
  EXPECT_EQ(reply.cash_fen(), 6'000);  // All of it is to be collected.
  EXPECT_EQ(ReasonOf(desk_->Settle(Ask(Bill("old", 20'000))).status()), v1::MESSAGE_TOMBSTONED);
  EXPECT_TRUE(desk_->Differences().empty());
}

// If the new bill is refused, an original that never arrived is not tombstoned either.
TEST_F(ReplaceTest, R47RefusedNewBillLeavesNoTombstone) {
  const TreeHead before = desk_->Head();
  v1::Bill bill = Bill("new", 12'000);
  bill.set_total_fen(1);
  EXPECT_FALSE(desk_->ReplaceMessage("old", Ask(bill)).ok());
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(desk_->Get("old").state(), v1::NOT_POSTED);
  EXPECT_TRUE(desk_->Settle(Ask(Bill("old", 20'000))).ok());
}

TEST_F(ReplaceTest, R42ReplayOfAReplacement) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  const v1::SettleRequest with = Ask(Bill("new", 12'000));
  v1::ReplaceReply first = desk_->Replace(old, with).value();
  const TreeHead before = desk_->Head();
  for (v1::ReplaceReply again :
       {desk_->Replace(old, with).value(), desk_->ReplaceMessage("old", with).value()}) {
    EXPECT_TRUE(again.replayed());
    EXPECT_TRUE(again.result().replayed());
    again.set_replayed(false);
    again.mutable_result()->set_replayed(false);
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(ReplaceTest, R42ReplayOfAReplacementOfWhatNeverArrived) {
  const v1::SettleRequest with = Ask(Bill("new", 12'000));
  const v1::ReplaceReply first = desk_->ReplaceMessage("old", with).value();
  const v1::ReplaceReply again = desk_->ReplaceMessage("old", with).value();
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.contra(), first.contra());
  EXPECT_EQ(again.cash_fen(), first.cash_fen());
}

// The new message sent alone is a replay of the same settlement.
TEST_F(ReplaceTest, R42TheNewMessageAloneIsReplayed) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  const v1::SettleRequest with = Ask(Bill("new", 12'000));
  const std::uint64_t number = desk_->Replace(old, with).value().result().number();
  const Desk::Settled alone = desk_->Settle(with);
  EXPECT_TRUE(alone->replayed());
  EXPECT_EQ(alone->number(), number);
}

// The same new bill for another original is no replay.
TEST_F(ReplaceTest, R47NewBillReplacesOnlyOne) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  const std::uint64_t other = desk_->Post(MakeBill("other"), person_no_).number();
  const v1::SettleRequest with = Ask(Bill("new", 12'000));
  ASSERT_TRUE(desk_->Replace(old, with).ok());
  const TreeHead before = desk_->Head();
  EXPECT_EQ(ReasonOf(desk_->Replace(other, with).status()), v1::MESSAGE_ID_OTHER_CONTENT);
  EXPECT_EQ(desk_->Head(), before);
}

// A chain: each replacement can be replaced, and the last one reversed.
TEST_F(ReplaceTest, R47ReplacementsCanBeReplacedAndReversed) {
  const std::uint64_t a = desk_->Post(Bill("a", 20'000), person_no_).number();
  const std::uint64_t b = desk_->Replace(a, Ask(Bill("b", 12'000))).value().result().number();
  const std::uint64_t c = desk_->Replace(b, Ask(Bill("c", 8'000))).value().result().number();
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), 8'000);
  EXPECT_EQ(ReasonOf(desk_->Reverse(b, "r").status()), v1::ALREADY_REPLACED);
  ASSERT_TRUE(desk_->Reverse(c, "r").ok());
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), 0);
  EXPECT_EQ(desk_->NewestAt(PersonHolderKey(person_no_), "half-base", kYear), 0U);
  EXPECT_EQ(desk_->Get("a").state(), v1::REPLACED);
  EXPECT_EQ(desk_->Get("c").state(), v1::REVERSED);
  EXPECT_TRUE(desk_->Differences().empty());
}

// R45 holds for replacements: the original's sender or the relief office.
TEST_F(ReplaceTest, R45ReliefOfficeMayReplace) {
  const std::uint64_t old = desk_->Post(Bill("old", 20'000), person_no_).number();
  v1::ReplaceRequest request;
  request.set_number(old);
  *request.mutable_replacement() = Ask(Bill("new", 12'000));
  EXPECT_EQ(ReasonOf(desk_->Replace(HospitalCaller("H2"), request).status()), v1::NOT_ALLOWED);
  EXPECT_TRUE(desk_->Replace(ReliefCaller(), request).ok());
}

// R41: the digest of a quote that names what it would replace holds for the replacement.
TEST_F(ReplaceTest, R41QuoteOfAReplacement) {
  const std::uint64_t old = desk_->Post(Bill("old", 200'000), person_no_).number();
  const v1::Bill bill = Bill("new", 190'000);
  const v1::SettleResult quote = desk_->Quote(bill, person_no_, old).value();
  EXPECT_EQ(quote.outcome().aid_fen(), 95'000);
  v1::SettleRequest with = Ask(bill);
  with.set_quote_digest(quote.quote_digest());
  EXPECT_TRUE(desk_->Replace(old, with).ok());
}

}  // namespace
}  // namespace yizhan::test
