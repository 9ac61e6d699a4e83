// Quote then settle: ruling R41.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

class QuoteTest : public testing::Test {
 protected:
  // Settles `bill` with the digest of `quote`.
  Desk::Settled Confirm(const v1::Bill& bill, const v1::SettleResult& quote) {
    v1::SettleRequest request = desk_->Ask(bill, person_no_);
    request.set_quote_digest(quote.quote_digest());
    return desk_->Settle(request);
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

TEST_F(QuoteTest, PostsNothing) {
  const TreeHead before = desk_->Head();
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  EXPECT_EQ(quote.number(), 0U);
  EXPECT_EQ(quote.state(), v1::NOT_POSTED);
  EXPECT_TRUE(quote.leaf_hash().empty());
  EXPECT_EQ(quote.outcome().aid_fen(), 5'000);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(desk_->Get("m").state(), v1::NOT_POSTED);
}

TEST_F(QuoteTest, SameOutcomeIsSettledAndHasTheSameDigest) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  const Desk::Settled settled = Confirm(MakeBill("m"), quote);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->quote_digest(), quote.quote_digest());
  EXPECT_EQ(desk_->Get("m").result().quote_digest(), quote.quote_digest());
}

// Stale: the cap was used up by another bill; the new outcome is in the refusal.
TEST_F(QuoteTest, R41OtherOutcomeIsRefusedWithTheNewOne) {
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 100'000, 0, 0, 0);
  const v1::SettleResult quote = desk_->Quote(bill, person_no_).value();
  EXPECT_EQ(quote.outcome().aid_fen(), 50'000);
  v1::Bill between = MakeBill("n");
  SetParts(between, 120'000, 0, 0, 0);
  desk_->Post(between, person_no_);  // 600.00 of the 1 000.00.
  const TreeHead before = desk_->Head();
  const Desk::Settled stale = Confirm(bill, quote);
  const v1::ErrorDetail detail = DetailOf(stale.status());
  ASSERT_EQ(detail.reason(), v1::QUOTE_STALE);
  v1::SettleResult now;
  ASSERT_TRUE(now.ParseFromString(detail.related_result()));
  EXPECT_EQ(now.outcome().aid_fen(), 40'000);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_TRUE(Confirm(bill, now).ok());  // The cashier confirms the new sum.
}

// Same outcome, no refusal: account values may have moved.
TEST_F(QuoteTest, R41AccountValuesAreNotPartOfIt) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  desk_->Post(MakeBill("n"), person_no_);
  const Desk::Settled settled = Confirm(MakeBill("m"), quote);
  EXPECT_TRUE(settled.ok()) << settled.status();
}

TEST_F(QuoteTest, R41PackVersionIsNotPartOfIt) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  desk_->Activate({SmallPackRetitled()});
  const Desk::Settled settled = Confirm(MakeBill("m"), quote);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_NE(settled->pack_hash(), quote.pack_hash());
}

TEST_F(QuoteTest, R41OtherRatioIsStale) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  desk_->Activate({SmallPackSixty()});
  EXPECT_EQ(ReasonOf(Confirm(MakeBill("m"), quote).status()), v1::QUOTE_STALE);
}

// Same sums for another bill or person: the digest covers the bill and the person.
TEST_F(QuoteTest, R41AnotherBillIsStale) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  EXPECT_EQ(ReasonOf(Confirm(MakeBill("n"), quote).status()), v1::QUOTE_STALE);
}

// A chosen program that pays nothing is part of it as well (chosen ids with pay).
TEST_F(QuoteTest, R41RegisterChangeThatChangesTheOutcomeIsStale) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  desk_->Import(MakePerson("310", {}));
  EXPECT_EQ(ReasonOf(Confirm(MakeBill("m"), quote).status()), v1::QUOTE_STALE);
}

// A known key is replayed even if its digest is stale.
TEST_F(QuoteTest, R41KnownKeyIsReplayedWithAStaleDigest) {
  const v1::SettleResult quote = desk_->Quote(MakeBill("m"), person_no_).value();
  ASSERT_TRUE(Confirm(MakeBill("m"), quote).ok());
  desk_->Activate({SmallPackSixty()});
  const Desk::Settled again = Confirm(MakeBill("m"), quote);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
}

// A quote names what it would replace and is computed without it; nothing is posted.
TEST_F(QuoteTest, R41QuoteThatReplaces) {
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 200'000, 0, 0, 0);
  const std::uint64_t number = desk_->Post(bill, person_no_).number();
  v1::Bill corrected = MakeBill("n");
  corrected.set_bill_no(bill.bill_no());
  SetParts(corrected, 180'000, 0, 0, 0);
  EXPECT_EQ(ReasonOf(desk_->Quote(corrected, person_no_).status()), v1::BILL_ALREADY_SETTLED);
  const TreeHead before = desk_->Head();
  EXPECT_EQ(desk_->Quote(corrected, person_no_, number)->outcome().aid_fen(), 90'000);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(desk_->Get("m").state(), v1::SETTLED);
}

TEST_F(QuoteTest, R41QuoteThatReplacesAnotherHospitalsBill) {
  v1::Bill bill = MakeBill("m");
  bill.set_institution_id("H2");
  const std::uint64_t number = desk_->Post(bill, person_no_).number();
  EXPECT_EQ(ReasonOf(desk_->Quote(MakeBill("n"), person_no_, number).status()), v1::NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(desk_->Quote(MakeBill("n"), person_no_, 999).status()),
            v1::SETTLEMENT_UNKNOWN);
}

// The same refusals as a settlement would meet.
TEST_F(QuoteTest, RefusesWhatASettlementWould) {
  v1::Bill bill = MakeBill("m");
  bill.set_total_fen(1);
  EXPECT_EQ(ReasonOf(desk_->Quote(bill, person_no_).status()), v1::PARTS_NOT_TOTAL);
  EXPECT_EQ(ReasonOf(desk_->Quote(MakeBill("m"), 7).status()), v1::PERSON_UNKNOWN);
}

// Explain shows one sentence per program in both languages, from the stored trace.
TEST_F(QuoteTest, ExplainShowsEveryProgram) {
  const std::uint64_t number = desk_->Post(MakeBill("m"), person_no_).number();
  v1::ExplainRequest request;
  request.set_number(number);
  const v1::ExplainReply reply = desk_->queries().Explain(HospitalCaller("H1"), request).value();
  ASSERT_EQ(reply.steps_size(), 5);
  for (const v1::ExplainedStep& step : reply.steps()) {
    EXPECT_FALSE(step.sentence_zh().empty());
    EXPECT_FALSE(step.sentence_en().empty());
    EXPECT_EQ(step.source().document(), "test");
  }
  EXPECT_EQ(ReasonOf(desk_->queries().Explain(HospitalCaller("H2"), request).status()),
            v1::NOT_ALLOWED);
}

v1::QuoteRequest ExplainedQuote(std::uint64_t person_no) {
  v1::QuoteRequest request;
  *request.mutable_bill() = MakeBill("m");
  request.mutable_person()->set_person_no(person_no);
  request.set_explain(true);
  return request;
}

template <typename Reply>
std::vector<std::string> StepsOf(const Reply& reply) {
  std::vector<std::string> steps;
  for (const v1::ExplainedStep& step : reply.steps()) steps.push_back(step.SerializeAsString());
  return steps;
}

// Those that Explain gives once it has settled, and only when they are asked for.
TEST_F(QuoteTest, BringsItsSentencesWhenAsked) {
  const v1::SettleResult quote =
      desk_->queries().Quote(HospitalCaller("H1"), ExplainedQuote(person_no_)).value();
  EXPECT_EQ(desk_->Quote(MakeBill("m"), person_no_)->steps_size(), 0);
  v1::SettleResult settled = desk_->Post(MakeBill("m"), person_no_);
  EXPECT_EQ(settled.steps_size(), 0);
  desk_->queries().AddSteps(settled);
  v1::ExplainRequest request;
  request.set_number(settled.number());
  const v1::ExplainReply reply = desk_->queries().Explain(HospitalCaller("H1"), request).value();
  ASSERT_EQ(reply.steps_size(), 5);
  EXPECT_EQ(StepsOf(settled), StepsOf(reply));
  EXPECT_EQ(StepsOf(quote), StepsOf(reply));
}

// What has settled is never turned into an error for want of words.
TEST_F(QuoteTest, SentencesThatCannotBeHadAreLeftAway) {
  v1::SettleResult settled = desk_->Post(MakeBill("m"), person_no_);
  settled.set_pack_hash(std::string(32, 'x'));
  desk_->queries().AddSteps(settled);
  EXPECT_EQ(settled.steps_size(), 0);
}

}  // namespace
}  // namespace yizhan::test
