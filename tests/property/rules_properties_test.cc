// What a change of rules, or of a person, may do to an outcome. Each over many made-up worlds; the
// seed is printed.

#include <algorithm>

#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/policy/load_pack.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/property/dice.h"
#include "tests/property/engine_side.h"
#include "tests/property/scale.h"
#include "tests/property/seed.h"
#include "tests/property/words.h"
#include "tests/property/world.h"
#include "tests/property/world_bills.h"
#include "tests/property/world_pack.h"

namespace yizhan::property {
namespace {

constexpr std::uint64_t kSeed = 20'120'402;

int Worlds(int all) { return std::max(1, all * YIZHAN_PROPERTY_PERCENT / 100); }

// A program that came later is named, as not in force; nothing else may differ.
Seen WithoutNotInForce(Seen seen) {
  const auto clean = [](SeenOutcome& outcome) {
    std::erase_if(outcome.steps,
                  [](const SeenStep& step) { return step.not_eligible == v1::NOT_IN_FORCE; });
  };
  if (seen.outcome.has_value()) clean(*seen.outcome);
  if (seen.proposal.has_value()) {
    for (auto& [bill, outcome] : seen.proposal->bills) clean(outcome);
  }
  return seen;
}

// Every activation also says what will hold after the last bill.
World WithLaterRules(Dice& dice, const Scale& scale, World world) {
  for (Operation& operation : *world.mutable_operations()) {
    if (!operation.has_activate()) continue;
    v1::PolicyPack& file = *operation.mutable_activate()->mutable_files(0);
    file = WithLaterRules(dice, scale, Day{kLastDay.days + 1}, file);
    // What a decree of the last days leaves of those later rules is another matter.
    operation.mutable_activate()->set_effective_from(DayText(kEver));
  }
  return world;
}

// P8
TEST(LaterRulesTest, ChangeNothingEarlier) {
  const std::uint64_t seed = PrintedSeed(kSeed);
  for (int i = 0; i < Worlds(150); ++i) {
    const World world = MakeWorld(SeedOf(seed, static_cast<std::uint64_t>(i)), 80);
    Dice dice(world.seed() + 1);
    const World later = WithLaterRules(dice, Scale::Throw(dice), world);
    EngineSide engine;
    EngineSide with_later;
    for (int place = 0; place < world.operations_size(); ++place) {
      const Seen seen = WithoutNotInForce(engine.Play(world.operations(place)));
      const Seen then = WithoutNotInForce(with_later.Play(later.operations(place)));
      ASSERT_EQ(DifferencesBetween(seen, then), "") << "world " << world.seed();
    }
  }
}

// A pack of one group, which excludes nobody.
v1::PolicyPack OneGroup(Dice& dice, const Scale& scale) {
  v1::PolicyPack pack = MakePack(dice, scale);
  const std::string group =
      dice.Pick(std::vector<v1::Program>(pack.programs().begin(), pack.programs().end()))
          .alternative_group();
  std::vector<v1::Program> kept;
  for (const v1::Program& program : pack.programs()) {
    const bool alone = group.empty() && !kept.empty() && kept.front().id() != program.id();
    if (program.alternative_group() == group && !alone) kept.push_back(program);
  }
  pack.clear_upstream_funds();
  pack.clear_thresholds();  // They may watch programs that are gone.
  pack.clear_programs();
  for (v1::Program& program : kept) {
    program.mutable_who()->clear_excluded_identities();
    *pack.add_programs() = program;
  }
  return pack;
}

std::shared_ptr<const CompiledPack> Compiled(const v1::PolicyPack& pack) {
  v1::PackFile file;
  file.set_name("made-up.textproto");
  google::protobuf::TextFormat::PrintToString(pack, file.mutable_content());
  const LoadedPack loaded = LoadPack({file});
  EXPECT_TRUE(loaded.ok());
  return loaded.compiled;
}

HeldFact RandomHeld(Dice& dice, const std::string& value, const Bill& bill) {
  const Day from{
      static_cast<std::int32_t>(dice.Between(bill.service_start.days, bill.service_end.days))};
  const Day until{static_cast<std::int32_t>(dice.Between(from.days, bill.service_end.days))};
  return {value, {from, until}};
}

PersonFacts RandomFacts(Dice& dice, const CompiledPack& pack, const Bill& bill) {
  PersonFacts facts;
  facts.person_no = 1;
  facts.town = dice.Pick(kTowns);
  facts.insurance_type = dice.Pick(kInsurances);
  facts.age_years = dice.Number(0, 90);
  for (int i = dice.Number(0, 2); i > 0; --i) {
    facts.identities.push_back(RandomHeld(dice, dice.Pick(kIdentities), bill));
  }
  for (const CompiledProgram& program : pack.programs) {
    if (dice.Chance(50)) facts.approvals.push_back(RandomHeld(dice, program.id, bill));
  }
  return facts;
}

std::vector<Money> RandomAmounts(Dice& dice, const Scale& scale, std::size_t count) {
  std::vector<Money> amounts(count);
  for (Money& amount : amounts) amount = Money::FromFen(scale.Around(dice, 0, 12));
  return amounts;
}

TEST(MoreIdentitiesTest, NeverLowerTheAidOfAGroup) {
  const std::uint64_t seed = PrintedSeed(kSeed);
  int raised = 0;
  for (int i = 0; i < Worlds(3'000); ++i) {
    Dice dice(SeedOf(seed, static_cast<std::uint64_t>(i)));
    const Scale scale = Scale::Throw(dice);
    const auto pack = Compiled(OneGroup(dice, scale));
    for (int j = 0; j < 10; ++j) {
      const Day today{kFirstDay.days + dice.Number(0, 900)};
      v1::Bill made = MakeBill(dice, scale, {.person = 1, .number = j}, today, {});
      made.clear_upstream_aid();
      const auto bill = CheckBill(made, today);
      ASSERT_TRUE(bill.ok()) << bill.status();
      const std::vector<Money> accounts = RandomAmounts(dice, scale, pack->accounts.size());
      const std::vector<Money> funds = RandomAmounts(dice, scale, pack->funds.size());
      PersonFacts facts = RandomFacts(dice, *pack, *bill);
      const auto before = Adjudicate(*pack, *bill, facts, accounts, funds);
      facts.identities.push_back(RandomHeld(dice, dice.Pick(kIdentities), *bill));
      const auto after = Adjudicate(*pack, *bill, facts, accounts, funds);
      ASSERT_TRUE(before.ok() && after.ok());
      ASSERT_GE(after->aid.fen(), before->aid.fen()) << "world " << i;
      if (after->aid > before->aid) ++raised;
    }
  }
  EXPECT_GT(raised, 0);
}

}  // namespace
}  // namespace yizhan::property
