// What callers are told of warnings, and that each is raised once: in quotes, replays, races and
// restarts (promise P9).

#include <string>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/settlement/warning_scene.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan::test {
namespace {

constexpr char kYear[] = "id: 't' metric: YEAR_AFTER_AID value: 100000";

std::string IdsOf(const v1::SettleResult& result) {
  std::string ids;
  for (const v1::Warning& warning : result.warnings()) ids += warning.threshold_id() + " ";
  return ids;
}

class WarningReplyTest : public testing::Test {
 protected:
  WarningScene scene_{{kYear}};
  Desk& desk_ = scene_.desk();
  const std::uint64_t person_no_ = scene_.Person("1");
};

TEST_F(WarningReplyTest, AQuoteShowsThemAndRaisesNone) {
  const TreeHead before = desk_.Head();
  const v1::Bill bill = scene_.Bill("a", {.in_scope = 100'000});
  for (int i = 0; i < 2; ++i) {
    const auto quote = desk_.Quote(bill, person_no_);
    ASSERT_TRUE(quote.ok()) << quote.status();
    ASSERT_EQ(IdsOf(*quote), "t ");
    EXPECT_EQ(quote->warnings(0).before(), "0.00 元");
    EXPECT_EQ(quote->warnings(0).after(), "1000.00 元");
    EXPECT_EQ(quote->warnings(0).message(), "reached");
    EXPECT_EQ(quote->warnings(0).confidence(), v1::ILLUSTRATIVE);
  }
  EXPECT_EQ(desk_.Head(), before);
  EXPECT_EQ(scene_.Open(), "");
  const v1::SettleResult settled = desk_.Post(bill, person_no_);
  EXPECT_EQ(IdsOf(settled), "t ");
  EXPECT_EQ(IdsOf(desk_.Quote(scene_.Bill("b", {.in_scope = 100'000}), person_no_).value()), "");
}

// Warnings are no part of what a cashier confirmed (R41).
TEST_F(WarningReplyTest, R41TheDigestDoesNotCoverThem) {
  const v1::Bill bill = scene_.Bill("a", {.in_scope = 60'000});
  v1::SettleRequest request = desk_.Ask(bill, person_no_);
  const auto quote = desk_.Quote(bill, person_no_);
  ASSERT_TRUE(quote.ok());
  EXPECT_EQ(IdsOf(*quote), "");
  request.set_quote_digest(quote->quote_digest());
  scene_.Settle(person_no_, "b", {.in_scope = 60'000});
  const Desk::Settled settled = desk_.Settle(request);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(IdsOf(*settled), "t ");
}

// The new outcome of a stale quote says what it would raise, too.
TEST_F(WarningReplyTest, AStaleQuoteShowsThem) {
  v1::SettleRequest request = desk_.Ask(scene_.Bill("a", {.in_scope = 100'000}), person_no_);
  request.set_quote_digest(std::string(32, 'x'));
  const Desk::Settled settled = desk_.Settle(request);
  ASSERT_EQ(ReasonOf(settled.status()), v1::QUOTE_STALE);
  v1::SettleResult now;
  ASSERT_TRUE(now.ParseFromString(DetailOf(settled.status()).related_result()));
  EXPECT_EQ(IdsOf(now), "t ");
  EXPECT_EQ(scene_.Open(), "");
}

// A quote that replaces is one step, as the replacement would be.
TEST_F(WarningReplyTest, R54AQuoteOfAReplacementIsOneStep) {
  const std::uint64_t number = scene_.Settle(person_no_, "a", {.in_scope = 100'000});
  const v1::Bill same = scene_.Bill("b", {.in_scope = 200'000}, "bill_no: 'B-a'");
  EXPECT_EQ(IdsOf(desk_.Quote(same, person_no_, number).value()), "");
  const std::uint64_t other = scene_.Person("2");
  EXPECT_EQ(IdsOf(desk_.Quote(same, other, number).value()), "t ");
  EXPECT_EQ(scene_.Open(), "t ");
}

TEST_F(WarningReplyTest, R42AReplayTellsTheFirstResult) {
  const v1::SettleRequest request = desk_.Ask(scene_.Bill("a", {.in_scope = 100'000}), person_no_);
  const auto first = desk_.Settle(request);
  const auto second = desk_.Settle(request);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(second->replayed());
  EXPECT_EQ(IdsOf(*first), "t ");
  EXPECT_EQ(IdsOf(*second), "t ");
  EXPECT_EQ(IdsOf(desk_.Get("a").result()), "t ");
  EXPECT_EQ(desk_.Rows(Table::kAlert).size(), 1U);
}

// A withdrawn warning is not told to the cashier of the bill that withdrew it.
TEST_F(WarningReplyTest, OnlyWhatIsRaisedIsTold) {
  const std::uint64_t number = scene_.Settle(person_no_, "a", {.in_scope = 100'000});
  const auto reply = desk_.Replace(number, desk_.Ask(scene_.Bill("b", {}), person_no_));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(desk_.EntryAt(reply->result().number()).settled().crossings_size(), 1);
  EXPECT_EQ(IdsOf(reply->result()), "");
}

TEST_F(WarningReplyTest, ARefusedReplacementRaisesNothing) {
  const std::uint64_t number = scene_.Settle(person_no_, "a", {.in_scope = 50'000});
  v1::SettleRequest request = desk_.Ask(scene_.Bill("b", {.in_scope = 100'000}), 999);
  EXPECT_EQ(ReasonOf(desk_.Replace(number, request).status()), v1::PERSON_UNKNOWN);
  EXPECT_EQ(scene_.Open(), "");
}

// R47: the original never arrived; the step is the new settlement alone.
TEST_F(WarningReplyTest, AReplacementOfWhatNeverArrived) {
  const auto reply =
      desk_.ReplaceMessage("never", desk_.Ask(scene_.Bill("b", {.in_scope = 100'000}), person_no_));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(IdsOf(reply->result()), "t ");
  EXPECT_EQ(desk_.Differences(), std::vector<std::string>());
}

TEST_F(WarningReplyTest, TheOpenAlertNamesItsEntry) {
  const std::uint64_t number = scene_.Settle(person_no_, "a", {.in_scope = 100'000});
  const v1::Entry entry = desk_.EntryAt(number);
  const auto row =
      desk_.store().OpenView()->Get(Table::kAlert, AlertKey("t", entry.settled().crossings(0)));
  ASSERT_TRUE(row.ok() && row->has_value());
  v1::AlertRow alert;
  ASSERT_TRUE(alert.ParseFromString(**row));
  EXPECT_EQ(alert.number(), number);
  EXPECT_EQ(alert.threshold_id(), "t");
  EXPECT_EQ(alert.pack_hash(), entry.settled().pack_hash());
  EXPECT_EQ(alert.crossing().person_no(), person_no_);
  EXPECT_EQ(alert.crossing().after_fen(), 100'000);
}

// What a household earns is not told to a hospital; the office and the person's town see it.
TEST_F(WarningReplyTest, IncomeIsTheOfficesBusiness) {
  const std::uint64_t person_no =
      scene_.Person("2",
                    "household_incomes { amount_fen: 777 from: '2010-01-01' }"
                    "towns { value: '安亭镇' from: '2010-01-01' }");
  v1::ExplainRequest request;
  request.set_number(scene_.Settle(person_no, "a", {.in_scope = 1'000}));
  const auto at = [&](const Caller& caller) {
    return desk_.queries().Explain(caller, request).value().facts();
  };
  EXPECT_FALSE(at(HospitalCaller("H1")).has_household_income_fen());
  EXPECT_EQ(at(ReliefCaller()).household_income_fen(), 777);
  EXPECT_EQ(at(TownCaller("安亭镇")).household_income_fen(), 777);
}

// Counts the up crossings of all entries of the ledger.
int RaisedIn(Desk& desk) {
  int raised = 0;
  for (std::uint64_t number = 0; number < desk.Head().size; ++number) {
    const v1::Entry entry = desk.EntryAt(number);
    for (const v1::Crossing& crossing : entry.settled().crossings()) raised += crossing.up();
  }
  return raised;
}

// The metric lies in the ledger: a restart between two bills neither forgets nor repeats.
TEST_F(WarningReplyTest, P9OnceAcrossRestarts) {
  for (int i = 0; i < 6; ++i) {
    scene_.Settle(person_no_, std::to_string(i), {.in_scope = 30'000});
    ASSERT_TRUE(desk_.Restart().ok());
  }
  EXPECT_EQ(scene_.diary(), "3+t:p2012 ");
  EXPECT_EQ(RaisedIn(desk_), 1);
  EXPECT_EQ(desk_.Differences(), std::vector<std::string>());
}

// Four desks settle one person's bills, each twice, and others quote beside them.
TEST_F(WarningReplyTest, P9OnceAmongManyCallers) {
  constexpr int kDesks = 4;
  constexpr int kBills = 25;
  std::vector<int> told(kDesks);
  std::vector<std::thread> desks;
  for (int d = 0; d < kDesks; ++d) {
    desks.emplace_back([this, d, &told] {
      const Caller caller = HospitalCaller("H1", "desk-" + std::to_string(d));
      for (int i = 0; i < kBills; ++i) {
        const std::string id = std::to_string(d) + "-" + std::to_string(i);
        const v1::Bill bill = scene_.Bill(id, {.in_scope = 1'500});
        const v1::SettleRequest request = desk_.Ask(bill, person_no_);
        EXPECT_TRUE(desk_.Quote(scene_.Bill("quote", {.in_scope = 1'000}), person_no_).ok());
        const Desk::Settled first = desk_.Settle(caller, request);
        EXPECT_TRUE(first.ok()) << first.status();
        if (first.ok()) told[static_cast<std::size_t>(d)] += first->warnings_size();
        EXPECT_TRUE(desk_.Settle(caller, request).ok());
      }
    });
  }
  for (std::thread& desk : desks) desk.join();
  int all_told = 0;
  for (const int count : told) all_told += count;
  EXPECT_EQ(all_told, 1);
  EXPECT_EQ(RaisedIn(desk_), 1);
  EXPECT_EQ(desk_.Rows(Table::kAlert).size(), 1U);
  EXPECT_EQ(desk_.Differences(), std::vector<std::string>());
}

}  // namespace
}  // namespace yizhan::test
