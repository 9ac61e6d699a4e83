// Simulation: what must hold whatever the bills: sums agree, equal packs differ nowhere, threads
// change nothing, and the past is a fact for both sides.

#include "engine/simulate/simulation.h"

#include <gtest/gtest.h>

#include <limits>

#include "engine/base/random.h"
#include "tests/simulate/scene.h"

namespace yizhan::test {
namespace {

constexpr std::uint64_t kSeed = 20'120'629;
constexpr int kBills = 3'000;

std::int64_t Below(Random& random, std::uint64_t most) {
  return static_cast<std::int64_t>(random.Next() % most);
}

// Bills of forty people in ten households over a year, one in twelve taken back, grants between.
std::vector<Item> ManyItems() {
  SeededRandom random(kSeed);
  const std::vector<std::vector<std::string>> identities = {
      {}, {"dibao"}, {"family"}, {"dibao", "family"}, {"visitor", "once"}};
  std::vector<Item> items;
  std::vector<std::uint64_t> live;
  for (std::uint64_t number = 1; number <= kBills; ++number) {
    const std::int64_t kind = Below(random, 12);
    if (kind == 0 && !live.empty()) {
      const std::size_t place = static_cast<std::size_t>(random.Next() % live.size());
      items.push_back(ReversalOf(number, live[place]));
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(place));
      continue;
    }
    if (kind == 1) {
      items.push_back(FundOf(number, Below(random, 20'000)));
      continue;
    }
    const std::uint64_t person = 1 + random.Next() % 40;
    const std::int64_t month = 1 + static_cast<std::int64_t>(number) * 12 / (kBills + 1);
    const std::string two = month < 10 ? "0" + std::to_string(month) : std::to_string(month);
    items.push_back(BillOf(number, {.person_no = person,
                                    .town = std::string(1, static_cast<char>('A' + person % 3)),
                                    .identities = identities[person % identities.size()],
                                    .day = "2012-" + two + "-15",
                                    .in_scope_fen = Below(random, 30'000),
                                    .pre_self_pay_fen = Below(random, 10'000),
                                    .out_of_scope_fen = Below(random, 2'000),
                                    .household_no = 100 + person / 4}));
    live.push_back(number);
  }
  return items;
}

template <typename Key>
Compared SumOf(const std::map<Key, Compared>& lines) {
  Compared sum;
  for (const auto& [key, line] : lines) {
    sum.bills += line.bills;
    sum.today += line.today;
    sum.draft += line.draft;
  }
  return sum;
}

TEST(SimulationTest, EverySumIsTheWhole) {
  const auto done = Simulated(SmallPack(), SmallPackSixty(), ManyItems());
  const Totals& totals = done->totals();
  ASSERT_GT(totals.all().today.fen(), 0);
  ASSERT_NE(totals.all().today, totals.all().draft);
  for (const Compared& sum : {SumOf(totals.ByTown()), SumOf(totals.ByMonth()),
                              SumOf(totals.ByLayer()), SumOf(totals.ByProgram())}) {
    EXPECT_EQ(sum.today, totals.all().today);
    EXPECT_EQ(sum.draft, totals.all().draft);
  }
  EXPECT_EQ(SumOf(totals.ByTown()).bills, totals.all().bills);
  EXPECT_EQ(SumOf(totals.ByMonth()).bills, totals.all().bills);
  EXPECT_EQ(done->counts().bills - done->counts().reversals, totals.all().bills);

  BandCount sum;
  for (const auto& [band, count] : done->changes().Distribution()) {
    sum.people += count.people;
    sum.people_difference += count.people_difference;
    sum.bills += count.bills;
    sum.bills_difference += count.bills_difference;
  }
  EXPECT_EQ(sum.people, 40);
  EXPECT_EQ(sum.bills, totals.all().bills);
  EXPECT_EQ(sum.people_difference, totals.all().Difference());
  EXPECT_EQ(sum.bills_difference, totals.all().Difference());

  // What left the fund is what its program cost.
  const FundCourse fund = done->Funds().at("fund");
  const Compared charity = totals.ByProgram().at({Layer::kCharity, "charity"});
  EXPECT_EQ(fund.granted - fund.left_today, charity.today);
  EXPECT_EQ(fund.granted - fund.left_draft, charity.draft);
}

TEST(SimulationTest, EqualRulesDifferNowhere) {
  const auto done = Simulated(SmallPack(), SmallPackRetitled(), ManyItems());
  const Totals& totals = done->totals();
  const auto expect_none = [](const auto& lines) {
    for (const auto& [key, line] : lines) {
      EXPECT_EQ(line.today, line.draft);
      EXPECT_EQ(line.paid_today, line.paid_draft);
    }
  };
  expect_none(totals.ByTown());
  expect_none(totals.ByMonth());
  expect_none(totals.ByIdentity());
  expect_none(totals.ByLayer());
  expect_none(totals.ByProgram());
  EXPECT_TRUE(done->cases().List().empty());
  EXPECT_TRUE(done->changes().Gainers(10).empty());
  EXPECT_TRUE(done->changes().Losers(10).empty());
  EXPECT_EQ(done->changes().Distribution().at(0).people, 40);
}

// All there is to say of a simulation, as text.
std::string Said(const Simulation& done) {
  std::string text;
  const auto say = [&text](const std::string& name, const Compared& line) {
    text += name + " " + std::to_string(line.bills) + " " + std::to_string(line.paid_today) + " " +
            std::to_string(line.paid_draft) + " " + std::to_string(line.today.fen()) + " " +
            std::to_string(line.draft.fen()) + "\n";
  };
  say("all", done.totals().all());
  for (const auto& [town, line] : done.totals().ByTown()) say(town, line);
  for (const auto& [identity, line] : done.totals().ByIdentity()) say(identity, line);
  for (const auto& [month, line] : done.totals().ByMonth()) say(month, line);
  for (const auto& [program, line] : done.totals().ByProgram()) say(program.id, line);
  for (const auto& [band, count] : done.changes().Distribution()) {
    text += std::to_string(band) + " " + std::to_string(count.people) + " " +
            std::to_string(count.bills) + "\n";
  }
  for (const ChangedCase* changed : done.cases().List()) {
    text += std::to_string(changed->item->number) + " " +
            ToMessage(changed->today).SerializeAsString() +
            ToMessage(changed->draft).SerializeAsString() + "\n";
  }
  for (const auto& [id, fund] : done.Funds()) {
    text += id + std::to_string(fund.left_today.fen()) + std::to_string(fund.left_draft.fen());
  }
  return text;
}

TEST(SimulationTest, ThreadsChangeNothing) {
  const auto one = Simulated(SmallPack(), SmallPackSixty(), ManyItems(), {.thread_a_side = false});
  const auto two = Simulated(SmallPack(), SmallPackSixty(), ManyItems(), {.thread_a_side = true});
  EXPECT_EQ(Said(*one), Said(*two));
}

TEST(SimulationTest, WithoutItemsNothing) {
  const auto done = Simulated(SmallPack(), SmallPackSixty(), {});
  EXPECT_EQ(done->totals().all().bills, 0);
  EXPECT_EQ(done->Funds().at("fund").left_draft.fen(), 0);
}

// A settlement before the period moved half's cap by 900.00, on both sides, whatever they pay.
TEST(SimulationTest, ThePastIsAFactForBothSides) {
  const auto pack = Compiled(SmallPack());
  const Item bill = BillOf(1, {.in_scope_fen = 180'000});
  PastItem past{.pack = pack,
                .bill = std::get<BillItem>(bill.body).bill,
                .person = std::get<BillItem>(bill.body).person,
                .account_delta = std::vector<Money>(pack->accounts.size()),
                .fund_delta = std::vector<Money>(pack->funds.size())};
  past.account_delta[0] = Money::FromFen(180'000);
  past.account_delta[1] = Money::FromFen(90'000);
  const std::vector<Item> items = {{.number = 1, .body = past},
                                   BillOf(2, {.in_scope_fen = 30'000})};
  const auto done = Simulated(SmallPack(), SmallPackSixty(), items);
  EXPECT_EQ(done->counts().past, 1);
  EXPECT_EQ(done->totals().all().bills, 1);
  EXPECT_EQ(done->totals().all().today.fen(), 10'000);
  EXPECT_EQ(done->totals().all().draft.fen(), 10'000);

  std::vector<Item> reversed = {items[0], ReversalOf(2, 1), BillOf(3, {.in_scope_fen = 30'000})};
  const auto after = Simulated(SmallPack(), SmallPackSixty(), std::move(reversed));
  EXPECT_EQ(after->counts().reversals, 0);
  EXPECT_EQ(after->totals().all().today.fen(), 15'000);
  EXPECT_EQ(after->totals().all().draft.fen(), 18'000);
}

// An account at the end of int64: the rules refuse the bill that would leave it.
TEST(SimulationTest, ARefusedBillIsCountedAndInNoTable) {
  const auto pack = Compiled(SmallPack());
  const auto bill = std::get<BillItem>(BillOf(1, {}).body);
  PastItem past{.pack = pack,
                .bill = bill.bill,
                .person = bill.person,
                .account_delta = std::vector<Money>(pack->accounts.size()),
                .fund_delta = std::vector<Money>(pack->funds.size())};
  past.account_delta[0] = Money::FromFen(std::numeric_limits<std::int64_t>::max());
  const auto done = Simulated(SmallPack(), SmallPackSixty(),
                              {{.number = 1, .body = past},
                               BillOf(2, {.in_scope_fen = 1'000}),
                               BillOf(3, {.person_no = 2, .in_scope_fen = 1'000}),
                               ReversalOf(4, 2)});
  EXPECT_EQ(done->counts().refused_today, 1);
  EXPECT_EQ(done->counts().refused_draft, 1);
  EXPECT_EQ(done->counts().bills, 1);
  EXPECT_EQ(done->totals().all().today.fen(), 500);
}

TEST(SimulationTest, AReversalOfNothingMovesNothing) {
  const auto done = Simulated(SmallPack(), SmallPackSixty(),
                              {ReversalOf(1, 99), BillOf(2, {.in_scope_fen = 1'000})});
  EXPECT_EQ(done->totals().all().today.fen(), 500);
  EXPECT_EQ(done->counts().reversals, 0);
}

}  // namespace
}  // namespace yizhan::test
