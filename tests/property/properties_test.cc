// What must hold for every pack, person and bill, whoever computes it. Each over many made-up
// worlds; the seed is printed.

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "engine/books/application.h"
#include "gtest/gtest.h"
#include "tests/property/dice.h"
#include "tests/property/engine_side.h"
#include "tests/property/scale.h"
#include "tests/property/seed.h"
#include "tests/property/words.h"
#include "tests/property/world.h"
#include "tests/property/world_bills.h"
#include "tests/property/world_pack.h"
#include "tests/property/world_people.h"

namespace yizhan::property {
namespace {

constexpr std::uint64_t kSeed = 20'120'401;
constexpr int kWorldBills = 80;

// The worlds of one property; its name keeps them apart.
class PropertyTest : public testing::Test {
 protected:
  PropertyTest() : seed_(PrintedSeed(kSeed)) { NameSeedOnAbort(); }
  static int Worlds(int all) { return std::max(1, all * YIZHAN_PROPERTY_PERCENT / 100); }
  std::uint64_t SeedOfWorld(int index) const {
    return SeedOf(seed_, static_cast<std::uint64_t>(index));
  }

 private:
  const std::uint64_t seed_;
};

// What insurance left of the bill, bucket by bucket.
std::array<std::int64_t, 4> LeftOf(const v1::Bill& bill) {
  std::array<std::int64_t, 4> left = {bill.in_scope_fen(), bill.pre_self_pay_fen(),
                                      bill.over_limit_fen(), bill.out_of_scope_fen()};
  std::int64_t payments_fen = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    payments_fen += payment.amount_fen();
  }
  for (std::int64_t& bucket : left) {
    const std::int64_t taken_fen = std::min(bucket, payments_fen);
    bucket -= taken_fen;
    payments_fen -= taken_fen;
  }
  return left;
}

void ExpectConserved(const v1::Bill& bill, const SeenOutcome& outcome) {
  const std::array<std::int64_t, 4> left = LeftOf(bill);
  std::array<std::int64_t, 4> drawn = {};
  std::int64_t paid_fen = 0;
  for (const SeenStep& step : outcome.steps) {
    if (step.status != v1::CHOSEN) continue;
    paid_fen += step.pay_fen;
    ASSERT_EQ(std::accumulate(step.draw_fen.begin(), step.draw_fen.end(), std::int64_t{0}),
              step.pay_fen);
    for (std::size_t i = 0; i < 4; ++i) drawn[i] += step.draw_fen[i];
  }
  ASSERT_EQ(paid_fen, outcome.aid_fen);
  std::int64_t due_fen = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    ASSERT_GE(outcome.due_fen[i], 0);
    ASSERT_EQ(left[i], drawn[i] + outcome.due_fen[i]);
    due_fen += outcome.due_fen[i];
  }
  ASSERT_EQ(due_fen, outcome.patient_due_fen);
  ASSERT_EQ(outcome.account_applied_fen + outcome.cash_due_fen, outcome.patient_due_fen);
  ASSERT_EQ(outcome.account_applied_fen + outcome.account_refund_fen, bill.account_pay_fen());
}

TEST_F(PropertyTest, EveryFenIsConserved) {
  for (int i = 0; i < Worlds(200); ++i) {
    const World world = MakeWorld(SeedOfWorld(i), kWorldBills);
    EngineSide engine;
    for (const Operation& operation : world.operations()) {
      const Seen seen = engine.Play(operation);
      if (!seen.outcome.has_value() || operation.has_apply()) continue;
      ExpectConserved(engine.result()->bill(), *seen.outcome);
      std::int64_t postings_fen = 0;
      const v1::Entry entry = engine.EntryAt(engine.result()->number());
      for (const v1::Posting& posting : entry.settled().postings()) {
        postings_fen += posting.amount_fen();
      }
      ASSERT_EQ(postings_fen, 0);
      ASSERT_FALSE(HasFatalFailure()) << "world " << world.seed();
    }
  }
}

Values WithoutZeros(Values values) {
  std::erase_if(values, [](const auto& value) { return value.second == 0; });
  return values;
}

Values WithoutMetrics(Values values) {
  std::erase_if(values, [](const auto& value) { return value.first.starts_with("metric:"); });
  return values;
}

// An account is what the live settlements, outside aid and adjustments put there, and a fund what
// they left of it.
TEST_F(PropertyTest, AccountsAreTheSumOfWhatIsLive) {
  for (int i = 0; i < Worlds(200); ++i) {
    const World world = MakeWorld(SeedOfWorld(i), kWorldBills);
    EngineSide engine;
    Values put;
    Values granted;
    std::set<std::uint64_t> ended;
    std::uint64_t size = 0;
    for (const Operation& operation : world.operations()) {
      const Seen seen = engine.Play(operation);
      if (operation.has_fund() && seen.refused.empty()) {
        const int sign = operation.fund().kind() == v1::FundChanged::WITHDRAW ? -1 : 1;
        granted[operation.fund().fund_id()] += sign * operation.fund().amount_fen();
      }
    }
    for (; size < engine.size(); ++size) {
      const v1::Entry entry = engine.EntryAt(size);
      if (entry.has_contra()) ended.insert(entry.contra().original());
    }
    for (std::uint64_t number = 0; number < size; ++number) {
      const v1::Entry entry = engine.EntryAt(number);
      const v1::Entry settlement = AsSettlement(entry);
      if (settlement.has_settled() && !ended.contains(number)) {
        engine.AddSums(settlement.settled(), put, granted);
      }
      for (const v1::AdjustedBill& part : entry.adjusted().bills()) {
        if (!ended.contains(part.settlement())) engine.AddAdjusted(part, put, granted);
      }
    }
    const Values sums = WithoutMetrics(WithoutZeros(put));
    ASSERT_EQ(DifferencesBetween(WithoutMetrics(engine.Accounts()), sums), "")
        << "world " << world.seed();
    ASSERT_EQ(DifferencesBetween(WithoutZeros(engine.Funds()), WithoutZeros(granted)), "")
        << "world " << world.seed();
  }
}

TEST_F(PropertyTest, NoPaymentPassesALimit) {
  for (int i = 0; i < Worlds(200); ++i) {
    const World world = MakeWorld(SeedOfWorld(i), kWorldBills);
    EngineSide engine;
    for (const Operation& operation : world.operations()) {
      const Seen seen = engine.Play(operation);
      if (!seen.outcome.has_value()) continue;
      for (const SeenStep& step : seen.outcome->steps) {
        ASSERT_LE(step.pay_fen, step.base_fen);
        for (const SeenCap& cap : step.caps) {
          // What upstream paid is counted, not limited (R9).
          ASSERT_TRUE(step.given_fen.has_value() || step.pay_fen <= cap.room_fen) << world.seed();
          ASSERT_LE(cap.room_fen, cap.limit_fen);
        }
        ASSERT_LE(step.pay_fen, step.fund_room_fen.value_or(step.pay_fen));
        ASSERT_LE(step.entitlement_before_fen, step.entitlement_after_fen);
      }
      for (const auto& [fund, balance_fen] : seen.funds) ASSERT_GE(balance_fen, 0);
    }
  }
}

// One program for everyone, on all four buckets; no cap, fund, minimum or lump binds.
v1::PolicyPack OneProgram(Dice& dice, const Scale& scale) {
  v1::PolicyPack pack = MakePack(dice, scale);
  v1::Program program = pack.programs(0);
  program.clear_alternative_group();
  program.mutable_in_force()->set_from("2000-01-01");
  program.mutable_in_force()->clear_until();
  program.clear_who();
  program.clear_what();
  program.clear_mode();
  program.clear_caps();
  program.clear_fund();
  program.clear_minimum_payment_fen();
  for (v1::Tier& tier : *program.mutable_tiers()) tier.clear_lump_fen();
  for (v1::Account& account : *pack.mutable_accounts()) account.set_period(v1::YEAR);
  pack.clear_upstream_funds();
  pack.clear_thresholds();  // They may watch programs that are gone.
  pack.clear_programs();
  *pack.add_programs() = program;
  return pack;
}

Operation SettlingOf(const v1::Bill& bill, const std::string& card) {
  Operation operation;
  *operation.mutable_settle()->mutable_bill() = bill;
  operation.mutable_settle()->set_person(card);
  operation.mutable_settle()->set_not_after_s(60);
  return operation;
}

// A district with these rules and one person; all bills are of 2012.
class District {
 public:
  District(Dice& dice, const v1::PolicyPack& pack) {
    Operation operation;
    operation.set_day("2013-06-01");
    *operation.mutable_activate()->add_files() = pack;
    operation.mutable_activate()->set_effective_from(DayText(kEver));
    EXPECT_EQ(engine_.Play(operation).refused, "");
    for (const std::string& id : kHospitals) {
      v1::Institution& institution = *operation.mutable_institution();
      institution.set_id(id);
      institution.set_name(id);
      institution.set_state(v1::LIVE);
      institution.set_live_from("2000-01-01");
      engine_.Play(operation);
    }
    *operation.mutable_import() = MakePerson(dice, Scale(), kCard, {"none"});
    engine_.Play(operation);
  }

  std::int64_t AidOf(const std::vector<v1::Bill>& bills) {
    std::int64_t aid_fen = 0;
    for (v1::Bill bill : bills) {
      bill.set_message_id("M" + std::to_string(++number_));
      bill.set_bill_no(bill.message_id());
      const Seen seen = engine_.Play(SettlingOf(bill, kCard));
      EXPECT_TRUE(seen.outcome.has_value()) << seen.refused;
      if (seen.outcome.has_value()) aid_fen += seen.outcome->aid_fen;
    }
    return aid_fen;
  }

 private:
  static constexpr char kCard[] = "000000000000000001";
  EngineSide engine_;
  int number_ = 0;
};

// Of one accounting year, with all four parts and no more.
std::vector<v1::Bill> PlainBills(Dice& dice, const Scale& scale, int count) {
  std::vector<v1::Bill> bills;
  for (int i = 0; i < count; ++i) {
    v1::Bill bill =
        MakeBill(dice, scale, {.person = 1, .number = i}, Day{kFirstDay.days + 365}, {});
    bill.set_service_start("2012-03-01");
    bill.set_service_end("2012-03-02");
    bill.set_accounting_date("2012-12-31");
    bill.clear_insurer_payments();
    bill.clear_fee_lines();
    bill.clear_upstream_aid();
    bill.clear_hospital_borne_fen();
    bill.clear_account_pay_fen();
    bills.push_back(bill);
  }
  return bills;
}

// The bill as two whose parts sum to its own.
void Split(Dice& dice, const v1::Bill& bill, std::vector<v1::Bill>& into) {
  v1::Bill first = bill;
  v1::Bill second = bill;
  first.set_in_scope_fen(dice.Between(0, bill.in_scope_fen()));
  first.set_pre_self_pay_fen(dice.Between(0, bill.pre_self_pay_fen()));
  first.set_over_limit_fen(dice.Between(0, bill.over_limit_fen()));
  first.set_out_of_scope_fen(dice.Between(0, bill.out_of_scope_fen()));
  second.set_in_scope_fen(bill.in_scope_fen() - first.in_scope_fen());
  second.set_pre_self_pay_fen(bill.pre_self_pay_fen() - first.pre_self_pay_fen());
  second.set_over_limit_fen(bill.over_limit_fen() - first.over_limit_fen());
  second.set_out_of_scope_fen(bill.out_of_scope_fen() - first.out_of_scope_fen());
  for (v1::Bill* part : {&first, &second}) {
    part->set_total_fen(part->in_scope_fen() + part->pre_self_pay_fen() + part->over_limit_fen() +
                        part->out_of_scope_fen());
    into.push_back(*part);
  }
}

TEST_F(PropertyTest, SplittingAndReorderingChangeNothing) {
  for (int i = 0; i < Worlds(400); ++i) {
    Dice dice(SeedOfWorld(i));
    const Scale scale = Scale::Throw(dice);
    const v1::PolicyPack pack = OneProgram(dice, scale);
    std::vector<v1::Bill> bills = PlainBills(dice, scale, dice.Number(1, 8));
    const std::int64_t aid_fen = District(dice, pack).AidOf(bills);
    dice.Shuffle(bills);
    ASSERT_EQ(District(dice, pack).AidOf(bills), aid_fen) << "reordered, world " << i;
    std::vector<v1::Bill> pieces;
    for (const v1::Bill& bill : bills) Split(dice, bill, pieces);
    dice.Shuffle(pieces);
    ASSERT_EQ(District(dice, pack).AidOf(pieces), aid_fen) << "split, world " << i;
  }
}

TEST_F(PropertyTest, AQuoteIsWhatIsSettled) {
  for (int i = 0; i < Worlds(100); ++i) {
    const World world = MakeWorld(SeedOfWorld(i), kWorldBills);
    EngineSide engine;
    for (const Operation& operation : world.operations()) {
      const bool settles = operation.has_settle() && operation.settle().quote() != FOREIGN_QUOTE;
      if (!settles) {
        engine.Play(operation);
        continue;
      }
      engine.AdvanceTo(operation);
      const auto quoted = engine.Quote(operation.settle());
      const Seen seen = engine.Play(operation);
      if (!seen.outcome.has_value() || seen.replayed) continue;
      ASSERT_TRUE(quoted.ok()) << quoted.status();
      ASSERT_EQ(quoted->outcome().SerializeAsString(),
                engine.result()->outcome().SerializeAsString());
      ASSERT_EQ(quoted->warnings_size(), engine.result()->warnings_size()) << world.seed();
      for (int w = 0; w < quoted->warnings_size(); ++w) {
        ASSERT_EQ(quoted->warnings(w).SerializeAsString(),
                  engine.result()->warnings(w).SerializeAsString());
      }
      ASSERT_EQ(quoted->quote_digest(), engine.result()->quote_digest()) << world.seed();
    }
  }
}

TEST_F(PropertyTest, AContraRestoresEveryAccount) {
  for (int i = 0; i < Worlds(100); ++i) {
    const World world = MakeWorld(SeedOfWorld(i), kWorldBills);
    EngineSide engine;
    int reversed = 0;
    for (const Operation& operation : world.operations()) {
      if (!operation.has_settle()) {
        engine.Play(operation);
        continue;
      }
      const Values accounts = engine.Accounts();
      const Values funds = engine.Funds();
      const Seen seen = engine.Play(operation);
      if (!seen.outcome.has_value() || seen.replayed) continue;
      Operation back;
      Reversal& reversal = *back.mutable_reverse();
      reversal.set_sender(operation.settle().bill().institution_id());
      reversal.set_original_sender(reversal.sender());
      reversal.set_original_message(operation.settle().bill().message_id());
      reversal.set_request_id("back-" + std::to_string(++reversed));
      ASSERT_EQ(engine.Play(back).refused, "");
      ASSERT_EQ(DifferencesBetween(engine.Accounts(), accounts), "") << "world " << world.seed();
      ASSERT_EQ(DifferencesBetween(engine.Funds(), funds), "") << "world " << world.seed();
      // And settled again under another id, so that accounts fill.
      Operation again = operation;
      again.mutable_settle()->mutable_bill()->set_message_id("again-" + std::to_string(reversed));
      engine.Play(again);
    }
  }
}

}  // namespace
}  // namespace yizhan::property
