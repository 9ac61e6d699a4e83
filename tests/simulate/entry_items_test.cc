// EntryItems: a ledger as an engine wrote it, simulated.

#include "engine/simulate/entry_items.h"

#include <gtest/gtest.h>

#include "engine/simulate/simulation.h"
#include "tests/simulate/scene.h"
#include "tests/support/application_pack.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr Span kAlways{.from = {.days = -100'000}};

struct Told {
  std::unique_ptr<Simulation> simulation;
  EntryCounts entries = {};
};

// The whole ledger of a desk; today's rules are those of `today`.
Told RunOf(Desk& desk, const v1::PackFile& today, const v1::PackFile& draft, Span period) {
  EntryItems reader(period);
  Told run{.simulation =
               std::make_unique<Simulation>(Compiled(today), Compiled(draft), SimulationOptions{})};
  for (std::uint64_t number = 0; number < desk.Head().size; ++number) {
    const v1::Entry entry = desk.EntryAt(number);
    if (reader.IsAfter(entry)) break;
    auto item = reader.Read(entry);
    YIZHAN_CHECK(item.ok());
    if (item->has_value()) run.simulation->Add(**std::move(item));
  }
  run.simulation->Finish();
  run.entries = reader.counts();
  return run;
}

v1::Bill BillNamed(const std::string& id, std::int64_t in_scope_fen, std::int64_t own_fen) {
  v1::Bill bill = MakeBill(id);
  bill.set_visit_no(id);
  bill.set_bill_no(id);
  SetParts(bill, in_scope_fen, 0, 0, own_fen);
  return bill;
}

// Four settlements, one reversed, one replaced by a smaller one; a fund that runs out.
class EntryItemsTest : public testing::Test {
 protected:
  EntryItemsTest() : desk_(Desk::Ready()), person_(desk_->Import("0000001", {"dibao"})) {
    desk_->OpenFund("fund");
    desk_->Grant("fund", 50'000);
    first_ = desk_->Post(BillNamed("b-1", 100'000, 30'000), person_).number();
    const std::uint64_t second = desk_->Post(BillNamed("b-2", 60'000, 0), person_).number();
    YIZHAN_CHECK(desk_->Reverse(second, "r-2").ok());
    const std::uint64_t third = desk_->Post(BillNamed("b-3", 80'000, 0), person_).number();
    YIZHAN_CHECK(desk_->Replace(third, desk_->Ask(BillNamed("b-4", 40'000, 30'000), person_)).ok());
    desk_->Grant("fund", 5'000);
    desk_->Withdraw("fund", 2'000);
  }
  std::unique_ptr<Desk> desk_;
  std::uint64_t person_;
  std::uint64_t first_ = 0;
};

TEST_F(EntryItemsTest, TodaysRulesGiveWhatIsStored) {
  const Told run = RunOf(*desk_, SmallPack(), SmallPackSixty(), kAlways);
  EXPECT_EQ(run.entries.settlements, 4);
  EXPECT_EQ(run.entries.recomputed, 4);
  EXPECT_EQ(run.entries.skipped, 0);
  EXPECT_EQ(run.simulation->counts().stored, 4);
  EXPECT_EQ(run.simulation->counts().as_stored, 4);
  EXPECT_EQ(run.simulation->counts().reversals, 2);
  // Live: 500.00 + 200.00 of half, 300.00 + 200.00 of the fund.
  EXPECT_EQ(run.simulation->totals().all().today.fen(), 120'000);
  EXPECT_EQ(run.simulation->totals().all().draft.fen(), 134'000);
  EXPECT_EQ(run.simulation->Funds().at("fund").left_today.fen(), desk_->Balance("fund"));
}

TEST_F(EntryItemsTest, OtherRulesOfThePastAreRecomputedUnderTheirOwn) {
  desk_->Activate({SmallPackSixty()});
  const Told run = RunOf(*desk_, SmallPackSixty(), SmallPackSixty(), kAlways);
  EXPECT_EQ(run.entries.recomputed, 4);
  EXPECT_EQ(run.simulation->counts().as_stored, 0);
}

TEST_F(EntryItemsTest, AChangedFigureIsCounted) {
  EntryItems reader(kAlways);
  for (std::uint64_t number = 0; number < desk_->Head().size; ++number) {
    v1::Entry entry = desk_->EntryAt(number);
    if (number == first_) {
      entry.mutable_settled()->mutable_outcome()->set_aid_fen(1);
    }
    ASSERT_TRUE(reader.Read(entry).ok());
  }
  EXPECT_EQ(reader.counts().settlements, 4);
  EXPECT_EQ(reader.counts().recomputed, 3);
  EXPECT_EQ(reader.counts().first_differing, first_);
}

TEST_F(EntryItemsTest, WhatWasBeforeThePeriodIsAFact) {
  desk_->clock().Set(kMorningMs + kDayMs);
  desk_->Post(BillNamed("b-5", 100'000, 0), person_);
  const Day next = BusinessDay(kMorningMs + kDayMs);
  const Told run = RunOf(*desk_, SmallPack(), SmallPackSixty(), {.from = next, .until = next});
  EXPECT_EQ(run.simulation->counts().past, 4);
  EXPECT_EQ(run.entries.past, 4);
  EXPECT_EQ(run.simulation->counts().bills, 1);
  EXPECT_EQ(run.simulation->counts().as_stored, 1);
  // Half has paid 700.00 of 1 000.00 on both sides.
  EXPECT_EQ(run.simulation->totals().all().today.fen(), 30'000);
  EXPECT_EQ(run.simulation->totals().all().draft.fen(), 30'000);

  const Told before = RunOf(*desk_, SmallPack(), SmallPackSixty(),
                            {.from = kAlways.from, .until = BusinessDay(kMorningMs)});
  EXPECT_EQ(before.simulation->counts().bills, 4);
}

// D6 moved the fund "purse" and accounts of the year: they stand as they are, on both sides; D7.
TEST(EntryItemsApplicationTest, ASettlementOnApplicationIsAFact) {
  const auto desk = Desk::Ready();
  desk->Activate({ApplicationPack()});
  desk->OpenFund("purse");
  desk->Grant("purse", 1'000'000);
  v1::ImportPerson li = MakePerson("000000-LI", {});
  *li.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t person = desk->Import(li);
  desk->Post(BillNamed("b-1", 100'000, 0), person);
  const auto applied = desk->Apply(ReliefCaller(), ApplyRequest(person, "a-1", 2012, "yearly"));
  ASSERT_TRUE(applied.ok()) << applied.status();
  ASSERT_LT(desk->Balance("purse"), 1'000'000);
  desk->Post(BillNamed("b-2", 10'000, 0), person);

  const Told run = RunOf(*desk, ApplicationPack(), ApplicationPack(), kAlways);
  EXPECT_EQ(run.entries.applications, 1);
  EXPECT_EQ(run.entries.settlements, 2);
  EXPECT_EQ(run.entries.skipped, 0);
  EXPECT_EQ(run.simulation->counts().as_stored, 2);
  EXPECT_EQ(run.simulation->totals().all().bills, 2);
  EXPECT_EQ(run.simulation->Funds().at("purse").left_draft.fen(), desk->Balance("purse"));

  v1::ReverseRequest reversal;
  reversal.set_number(applied->result().number());
  reversal.set_request_id("r-1");
  reversal.set_reason("test");
  ASSERT_TRUE(desk->Reverse(ReliefCaller(), reversal).ok());
  const Told back = RunOf(*desk, ApplicationPack(), ApplicationPack(), kAlways);
  EXPECT_EQ(back.simulation->Funds().at("purse").left_draft.fen(), 1'000'000);
}

TEST_F(EntryItemsTest, ThePackActivatedLastIsKnown) {
  EntryItems reader(kAlways);
  EXPECT_EQ(reader.newest_pack(), nullptr);
  for (std::uint64_t number = 0; number < desk_->Head().size; ++number) {
    ASSERT_TRUE(reader.Read(desk_->EntryAt(number)).ok());
  }
  EXPECT_EQ(reader.newest_pack()->hash, Compiled(SmallPack())->hash);
}

}  // namespace
}  // namespace yizhan::test
