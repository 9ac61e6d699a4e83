// R41: what the quote digest covers, and what it does not.

#include "engine/adjudicate/outcome.h"

#include "gtest/gtest.h"
#include "tests/adjudicate/small_pack.h"

namespace yizhan {
namespace {

CompiledPack TwoPrograms() {
  CompiledPack pack;
  AddProgram(pack, HalfProgram("a", AddAccount(pack, "a-base")));
  AddProgram(pack, HalfProgram("b", AddAccount(pack, "b-base")));
  return pack;
}

// a pays 50, b is a better alternative.
Outcome SmallOutcome() {
  Outcome outcome;
  outcome.steps.resize(2);
  outcome.steps[0].status = v1::CHOSEN;
  outcome.steps[0].figures.pay = Money::FromFen(50);
  outcome.steps[0].figures.draw[Bucket::kInScopeSelfPay] = Money::FromFen(50);
  outcome.steps[1].program = 1;
  outcome.steps[1].status = v1::BETTER_ALTERNATIVE;
  outcome.steps[1].figures.pay = Money::FromFen(40);
  outcome.aid = Money::FromFen(50);
  outcome.due[Bucket::kInScopeSelfPay] = Money::FromFen(50);
  outcome.patient_due = Money::FromFen(50);
  outcome.account_applied = Money::FromFen(10);
  outcome.cash_due = Money::FromFen(40);
  return outcome;
}

struct Row {
  const char* name;
  bool same;
  void (*change)(Hash32&, CompiledPack&, Outcome&);
};

class QuoteDigestTest : public testing::TestWithParam<Row> {};

TEST_P(QuoteDigestTest, Covers) {
  Hash32 fingerprint{};
  CompiledPack pack = TwoPrograms();
  Outcome outcome = SmallOutcome();
  const Hash32 before = QuoteDigest(fingerprint, pack, ToMessage(outcome));
  GetParam().change(fingerprint, pack, outcome);
  EXPECT_EQ(before == QuoteDigest(fingerprint, pack, ToMessage(outcome)), GetParam().same);
}

INSTANTIATE_TEST_SUITE_P(
    R41, QuoteDigestTest,
    testing::Values(
        Row{"Nothing", true, [](Hash32&, CompiledPack&, Outcome&) {}},
        Row{"Bill", false, [](Hash32& f, CompiledPack&, Outcome&) { f[31] = 1; }},
        Row{"ChosenProgram", false,
            [](Hash32&, CompiledPack& p, Outcome&) { p.programs[0].id = "c"; }},
        Row{"Pay", false,
            [](Hash32&, CompiledPack&, Outcome& o) {
              o.steps[0].figures.pay = Money::FromFen(51);
            }},
        Row{"Draw", false,
            [](Hash32&, CompiledPack&, Outcome& o) {
              std::swap(o.steps[0].figures.draw.amounts[0], o.steps[0].figures.draw.amounts[1]);
            }},
        Row{"AnotherChosen", false,
            [](Hash32&, CompiledPack&, Outcome& o) { o.steps[1].status = v1::CHOSEN; }},
        Row{"Aid", false, [](Hash32&, CompiledPack&, Outcome& o) { o.aid = Money::FromFen(51); }},
        Row{"PatientDue", false,
            [](Hash32&, CompiledPack&, Outcome& o) { o.patient_due = Money::FromFen(51); }},
        Row{"AccountApplied", false,
            [](Hash32&, CompiledPack&, Outcome& o) { o.account_applied = Money::FromFen(11); }},
        Row{"CashDue", false,
            [](Hash32&, CompiledPack&, Outcome& o) { o.cash_due = Money::FromFen(41); }},
        Row{"Refund", false,
            [](Hash32&, CompiledPack&, Outcome& o) { o.account_refund = Money::FromFen(1); }},
        Row{"NotAccountValues", true,
            [](Hash32&, CompiledPack&, Outcome& o) {
              o.steps[0].figures.accumulated_before = Money::FromFen(9);
            }},
        Row{"NotPackVersion", true, [](Hash32&, CompiledPack& p, Outcome&) { p.hash[0] = 1; }},
        Row{"NotTheAlternative", true,
            [](Hash32&, CompiledPack&, Outcome& o) {
              o.steps[1].figures.pay = Money::FromFen(41);
            }},
        Row{"NotTheIneligible", true,
            [](Hash32&, CompiledPack&, Outcome& o) { o.steps.pop_back(); }}),
    [](const auto& row) { return row.param.name; });

// The bytes under the digest change only with a new version word.
TEST(QuoteDigestGoldenTest, GoldenDigest) {
  EXPECT_EQ(HexText(QuoteDigest(Hash32{}, TwoPrograms(), ToMessage(SmallOutcome()))),
            "4754ad281c892b7feff76c8e4ea1e5fad805fb700e92fd88ecbc4bcc9903cc20");
}

TEST(OutcomeMessageTest, KeepsFiguresOnlyOfEligibleSteps) {
  Outcome outcome = SmallOutcome();
  outcome.steps[1].status = v1::NOT_ELIGIBLE;
  outcome.steps[1].not_eligible = v1::IDENTITY;
  const v1::Outcome message = ToMessage(outcome);
  EXPECT_TRUE(message.steps(0).has_figures());
  EXPECT_EQ(message.steps(0).figures().draw().in_scope_self_pay_fen(), 50);
  EXPECT_FALSE(message.steps(0).figures().has_fund_room_fen());
  EXPECT_FALSE(message.steps(1).has_figures());
  EXPECT_EQ(message.steps(1).not_eligible(), v1::IDENTITY);
  EXPECT_EQ(message.due().in_scope_self_pay_fen(), 50);
  EXPECT_EQ(message.cash_due_fen(), 40);
}

TEST(OutcomeMessageTest, FundRoomOfZeroIsKept) {
  Outcome outcome = SmallOutcome();
  outcome.steps[0].figures.fund_room = Money();
  EXPECT_TRUE(ToMessage(outcome).steps(0).figures().has_fund_room_fen());
}

}  // namespace
}  // namespace yizhan
