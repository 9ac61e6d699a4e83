// Totals: every amount computed by hand. Today `half` pays 50 %, in the draft 60 %, both at most
// 1 000.00 a person and year; `charity` pays all out-of-scope cost while the fund lasts.

#include "engine/simulate/totals.h"

#include <gtest/gtest.h>

#include "tests/simulate/scene.h"

namespace yizhan::test {
namespace {

struct Want {
  std::int64_t bills, paid_today, paid_draft, today_fen, draft_fen;
};

void Expect(const Compared& line, const Want& want) {
  EXPECT_EQ(line.bills, want.bills);
  EXPECT_EQ(line.paid_today, want.paid_today);
  EXPECT_EQ(line.paid_draft, want.paid_draft);
  EXPECT_EQ(line.today.fen(), want.today_fen);
  EXPECT_EQ(line.draft.fen(), want.draft_fen);
}

// Two bills of one person: the second meets the cap, sooner in the draft.
std::vector<Item> TwoBills() {
  return {BillOf(1, {.in_scope_fen = 100'000}),
          BillOf(2, {.day = "2012-07-02", .in_scope_fen = 200'000})};
}

TEST(TotalsTest, TwoBillsByHand) {
  const auto done = Simulated(SmallPack(), SmallPackSixty(), TwoBills());
  const Totals& totals = done->totals();
  Expect(totals.all(), {2, 2, 2, 50'000 + 50'000, 60'000 + 40'000});
  Expect(totals.ByMonth().at("2012-06"), {1, 1, 1, 50'000, 60'000});
  Expect(totals.ByMonth().at("2012-07"), {1, 1, 1, 50'000, 40'000});
  Expect(totals.ByLayer().at(Layer::kMunicipal), {2, 2, 2, 100'000, 100'000});
  EXPECT_EQ(totals.ByLayer().size(), 1U);
  Expect(totals.ByProgram().at({Layer::kMunicipal, "half"}), {2, 2, 2, 100'000, 100'000});
}

TEST(TotalsTest, ABillWithoutAidCountsButIsNotPaid) {
  const auto done = Simulated(SmallPack(), SmallPackSixty(),
                              {BillOf(1, {.town = "", .identities = {}, .in_scope_fen = 100'000})});
  Expect(done->totals().all(), {1, 0, 0, 0, 0});
  Expect(done->totals().ByTown().at(kNobody), {1, 0, 0, 0, 0});
  Expect(done->totals().ByIdentity().at(kNobody), {1, 0, 0, 0, 0});
  EXPECT_TRUE(done->totals().ByLayer().empty());
}

// By identity a bill counts under each one its person holds.
TEST(TotalsTest, TwoIdentitiesTwoRows) {
  const auto done =
      Simulated(SmallPack(), SmallPackSixty(),
                {BillOf(1, {.identities = {"dibao", "family", "dibao"}, .in_scope_fen = 10'000})});
  Expect(done->totals().ByIdentity().at("dibao"), {1, 1, 1, 5'000, 6'000});
  Expect(done->totals().ByIdentity().at("family"), {1, 1, 1, 5'000, 6'000});
  Expect(done->totals().all(), {1, 1, 1, 5'000, 6'000});
}

TEST(TotalsTest, AReversedBillIsTakenOutEverywhere) {
  std::vector<Item> items = TwoBills();
  items.push_back(ReversalOf(3, 1));
  const auto done = Simulated(SmallPack(), SmallPackSixty(), std::move(items));
  Expect(done->totals().all(), {1, 1, 1, 50'000, 40'000});
  EXPECT_EQ(done->totals().ByMonth().count("2012-06"), 0U);
}

// R46: the next bill is computed at the lowered base and room, on each side by its own.
TEST(TotalsTest, AfterAReversalThereIsRoomAgain) {
  std::vector<Item> items = TwoBills();
  items.push_back(ReversalOf(3, 2));
  items.push_back(BillOf(4, {.in_scope_fen = 70'000}));
  const auto done = Simulated(SmallPack(), SmallPackSixty(), std::move(items));
  // Today 500.00 + 350.00; the draft 600.00 + min(420.00, room of 400.00).
  Expect(done->totals().all(), {2, 2, 2, 85'000, 100'000});
}

TEST(TotalsTest, LayersAndProgramsOfOneBill) {
  const auto done =
      Simulated(SmallPack(), SmallPackSixty(),
                {FundOf(1, 3'000), BillOf(2, {.in_scope_fen = 10'000, .out_of_scope_fen = 5'000})});
  Expect(done->totals().ByLayer().at(Layer::kMunicipal), {1, 1, 1, 5'000, 6'000});
  Expect(done->totals().ByLayer().at(Layer::kCharity), {1, 1, 1, 3'000, 3'000});
  Expect(done->totals().all(), {1, 1, 1, 8'000, 9'000});
  const FundCourse fund = done->Funds().at("fund");
  EXPECT_EQ(fund.granted.fen(), 3'000);
  EXPECT_EQ(fund.left_today.fen(), 0);
  EXPECT_EQ(fund.left_draft.fen(), 0);
}

}  // namespace
}  // namespace yizhan::test
