// What one bill costs: adjudication with trace, and the steps around it. Aim: three layers <= 2 us.

#include <algorithm>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/check.h"
#include "engine/policy/load_pack.h"

namespace yizhan {
namespace {

// Shanghai 2012 with the Jiading pilot on top: municipal, district, town and charity.
CompiledPack PilotPack() {
  const std::string packs = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";
  const auto files =
      ReadPackFiles({packs + "cn-sh/2012.textproto", packs + "cn-sh-jd/2012-pilot.textproto"});
  YIZHAN_CHECK(files.ok());
  const LoadedPack loaded = LoadPack(*files);
  YIZHAN_CHECK(loaded.ok());
  return *loaded.compiled;
}

// The worked bill of adjudication.md section 9: three programs, one in each of three layers.
CompiledPack ThreeLayers() {
  static const std::vector<std::string> kKept = {"sh-2012-major", "jd-topup",
                                                 "charity-own-expense"};
  CompiledPack pack = PilotPack();
  for (CompiledGroup& group : pack.groups) {
    std::erase_if(group.lines, [&](const CompiledLine& line) {
      const std::string& id = pack.programs[line.versions.front()].id;
      return std::find(kKept.begin(), kKept.end(), id) == kKept.end();
    });
  }
  std::erase_if(pack.groups, [](const CompiledGroup& group) { return group.lines.empty(); });
  YIZHAN_CHECK(pack.groups.size() == kKept.size());
  return pack;
}

v1::Bill WorkedBill() {
  v1::Bill bill;
  bill.set_institution_id("H31011400001");
  bill.set_level(v1::LEVEL_2);
  bill.set_visit_no("20120309000001");
  bill.set_bill_no("S20120309000001");
  bill.set_message_id("H31011400001201203091015300001");
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start("2012-03-01");
  bill.set_service_end("2012-03-09");
  bill.set_accounting_date("2012-03-09");
  bill.add_diagnoses("N18.500");
  bill.set_total_fen(5'421'577);
  bill.set_in_scope_fen(4'230'000);
  bill.set_pre_self_pay_fen(300'000);
  bill.set_over_limit_fen(1'500);
  bill.set_out_of_scope_fen(890'077);
  v1::InsurerPayment& payment = *bill.add_insurer_payments();
  payment.set_fund_code("310100");
  payment.set_amount_fen(1'000'000);
  return bill;
}

PersonFacts WorkedPerson() {
  PersonFacts person;
  person.person_no = 11;
  person.town = "安亭镇";
  person.insurance_type = "390";
  person.age_years = 61;
  person.identities = {{"dibao", {*ParseDay("2012-03-01"), *ParseDay("2012-03-09")}}};
  return person;
}

void AdjudicateOn(const CompiledPack& pack, std::size_t chosen_wanted, benchmark::State& state) {
  const Bill bill = *CheckBill(WorkedBill(), kOpenEnd);
  const PersonFacts person = WorkedPerson();
  const std::vector<Money> accounts(pack.accounts.size());
  const std::vector<Money> funds(pack.funds.size(), Money::FromFen(500'000));
  for (auto unused : state) {
    const auto outcome = Adjudicate(pack, bill, person, accounts, funds);
    YIZHAN_CHECK(outcome.ok());
    benchmark::DoNotOptimize(outcome->aid);
  }
  const auto outcome = Adjudicate(pack, bill, person, accounts, funds);
  const auto chosen = std::count_if(outcome->steps.begin(), outcome->steps.end(),
                                    [](const Step& step) { return step.figures.pay > Money(); });
  YIZHAN_CHECK(static_cast<std::size_t>(chosen) == chosen_wanted);
}

void AdjudicateThreeLayers(benchmark::State& state) { AdjudicateOn(ThreeLayers(), 3, state); }
BENCHMARK(AdjudicateThreeLayers);

void AdjudicateWholePilotPack(benchmark::State& state) { AdjudicateOn(PilotPack(), 3, state); }
BENCHMARK(AdjudicateWholePilotPack);

void CheckOneBill(benchmark::State& state) {
  const v1::Bill message = WorkedBill();
  for (auto unused : state) {
    const auto bill = CheckBill(message, kOpenEnd);
    benchmark::DoNotOptimize(bill.ok());
  }
}
BENCHMARK(CheckOneBill);

void FingerprintOneBill(benchmark::State& state) {
  const Bill bill = *CheckBill(WorkedBill(), kOpenEnd);
  for (auto unused : state) benchmark::DoNotOptimize(BillFingerprint(bill, 11));
}
BENCHMARK(FingerprintOneBill);

}  // namespace
}  // namespace yizhan
