#include "tests/property/world_pack.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/property/words.h"

namespace yizhan::property {
namespace {

void FillSource(v1::Source& source) {
  source.set_document("made-up decree");
  source.set_article("1");
  source.set_url("https://example.invalid/decree");
  source.set_quote("made up for a test");
  source.set_confidence(v1::ILLUSTRATIVE);
}

v1::Account MakeAccount(Dice& dice, const std::string& id) {
  v1::Account account;
  account.set_id(id);
  account.set_title(id);
  const int kind = dice.Number(0, 9);
  account.set_period(kind < 5 ? v1::YEAR : kind < 7 ? v1::VISIT : v1::LIFETIME);
  const bool household = account.period() != v1::VISIT && dice.Chance(35);
  account.set_holder(household ? v1::HOUSEHOLD : v1::PERSON);
  return account;
}

// Fills a list with `from` to `until` different words.
template <typename Words, typename List>
void AddSome(Dice& dice, Words words, int from, int until, List& list) {
  dice.Shuffle(words);
  const int count = std::min(static_cast<int>(words.size()), dice.Number(from, until));
  for (int i = 0; i < count; ++i) list.Add(std::move(words[static_cast<std::size_t>(i)]));
}

template <typename List>
void AddSomeNumbers(Dice& dice, int number_max, int from, int until, List& list) {
  std::vector<int> numbers;
  for (int i = 1; i <= number_max; ++i) numbers.push_back(i);
  AddSome(dice, numbers, from, until, list);
}

void FillAge(Dice& dice, v1::AgeRange& age) {
  static const std::vector<std::pair<std::uint32_t, std::uint32_t>> kRanges = {
      {0, 17}, {18, 59}, {60, 200}, {60, 60}, {0, 3}, {16, 80}};
  const auto& [from, until] = dice.Pick(kRanges);
  age.set_from_years(from);
  age.set_until_years(until);
}

void FillWho(Dice& dice, bool plain, v1::Who& who) {
  std::vector<std::string> identities = kIdentities;
  dice.Shuffle(identities);
  const int included = dice.Chance(80) ? dice.Number(1, 3) : 0;
  for (int i = 0; i < included; ++i) who.add_identities(identities[static_cast<std::size_t>(i)]);
  if (dice.Chance(15)) who.add_excluded_identities(identities.back());
  who.set_identity_rule(static_cast<v1::IdentityRule>(dice.Number(0, 2)));
  if (plain) return;
  if (dice.Chance(20)) FillAge(dice, *who.mutable_age());
  if (dice.Chance(20)) AddSome(dice, kInsurances, 1, 1, *who.mutable_insurance_types());
  if (dice.Chance(20)) AddSome(dice, kTowns, 1, 2, *who.mutable_towns());
  who.set_by_application(dice.Chance(20));
}

void FillWhat(Dice& dice, const Scale& scale, v1::What& what) {
  if (dice.Chance(30)) AddSomeNumbers(dice, v1::CareKind_MAX, 3, 6, *what.mutable_care_kinds());
  if (dice.Chance(20)) AddSomeNumbers(dice, v1::HospitalLevel_MAX, 1, 3, *what.mutable_levels());
  if (dice.Chance(25)) {
    AddSome(dice, kPrefixes, 1, 4, *what.mutable_icd10_prefixes());
    what.set_principal_only(dice.Chance(40));
  }
  if (dice.Chance(15)) AddSome(dice, kHospitals, 1, 2, *what.mutable_institutions());
  if (dice.Chance(20)) what.set_min_in_scope_fen(scale.Around(dice, 0, 6));
  if (!dice.Chance(20)) return;
  what.set_referral_required(true);
  if (dice.Chance(40)) {
    AddSomeNumbers(dice, v1::CareKind_MAX, 1, 3, *what.mutable_referral_required_except());
  }
}

void FillTiers(Dice& dice, const Scale& scale, v1::Program& program) {
  static const std::vector<int> kRatios = {0,     1,     3'000, 3'333, 4'999, 5'000,
                                           5'000, 7'000, 8'001, 9'000, 9'999, 10'000};
  const int count = dice.Number(1, 4);
  std::int64_t bound_fen = 0;
  for (int i = 0; i < count; ++i) {
    v1::Tier& tier = *program.add_tiers();
    tier.set_ratio_bp(dice.Pick(kRatios));
    if (dice.Chance(20)) tier.set_lump_fen(scale.Around(dice, 0, 3));
    if (i + 1 == count) break;
    bound_fen = std::min(bound_fen + 1 + scale.Around(dice, 0, 6), kAmountMaxFen - 9 + i);
    tier.set_up_to_fen(bound_fen);
  }
}

// What a decree may change of a program without making another one of it.
void FillMoney(Dice& dice, const Scale& scale, const v1::PolicyPack& pack, v1::Program& program) {
  program.clear_base();
  program.clear_tiers();
  program.clear_caps();
  AddSomeNumbers(dice, v1::BucketName_MAX, 1, 3, *program.mutable_base());
  program.set_deductible_fen(dice.Chance(50) ? 0 : scale.Around(dice, 0, 8));
  FillTiers(dice, scale, program);
  std::vector<std::string> caps;
  for (const v1::Account& account : pack.accounts()) {
    if (account.id().starts_with("cap")) caps.push_back(account.id());
  }
  dice.Shuffle(caps);
  const int count = dice.Chance(65) ? dice.Number(1, 3) : 0;
  for (int i = 0; i < count; ++i) {
    v1::Cap& cap = *program.add_caps();
    cap.set_account(caps[static_cast<std::size_t>(i)]);
    cap.set_limit_fen(std::min(scale.Around(dice, dice.Chance(8) ? 0 : 2, 25), kAmountMaxFen));
  }
  program.set_fund(dice.Chance(32) ? dice.Pick(std::vector<std::string>{"fund-1", "fund-2"}) : "");
  program.set_minimum_payment_fen(
      dice.Chance(25) ? std::min(scale.Around(dice, 0, 2), kAmountMaxFen) : 0);
}

v1::Program MakeVersion(Dice& dice, const Scale& scale, const v1::PolicyPack& pack,
                        v1::Program program) {
  const bool plain = dice.Chance(40);
  FillWho(dice, plain, *program.mutable_who());
  if (!plain) FillWhat(dice, scale, *program.mutable_what());
  program.set_mode(dice.Chance(10) ? v1::YEAR_ON_APPLICATION : v1::PER_BILL);
  if (program.mode() == v1::YEAR_ON_APPLICATION && dice.Chance(60)) {
    // So that bills of the year do count.
    program.clear_who();
    program.clear_what();
  }
  FillMoney(dice, scale, pack, program);
  return program;
}

// One to three versions, one after the other, sometimes with a gap between them (R17).
std::vector<v1::Program> MakeVersions(Dice& dice, const Scale& scale, const v1::PolicyPack& pack,
                                      const v1::Program& head) {
  std::vector<v1::Program> versions;
  Day from{kFirstDay.days - 500};
  if (dice.Chance(10)) from = Day{kFirstDay.days + dice.Number(0, 700)};
  const int count = dice.Chance(45) ? 1 : dice.Number(2, 4);
  for (int i = 0; i < count; ++i) {
    v1::Program version = MakeVersion(dice, scale, pack, head);
    version.mutable_in_force()->set_from(DayText(from));
    const Day until{std::max(from.days, kFirstDay.days) + dice.Number(60, 500)};
    if (i + 1 < count || dice.Chance(10)) version.mutable_in_force()->set_until(DayText(until));
    from = Day{until.days + (dice.Chance(15) ? dice.Number(2, 90) : 1)};
    versions.push_back(std::move(version));
  }
  // Files need not list versions by date.
  if (dice.Chance(20)) dice.Shuffle(versions);
  return versions;
}

v1::Program Head(const std::string& id, v1::Layer layer, const std::string& group,
                 const std::string& base_account) {
  v1::Program program;
  program.set_id(id);
  program.set_title(id);
  program.set_layer(layer);
  program.set_alternative_group(group);
  program.set_base_account(base_account);
  FillSource(*program.mutable_source());
  return program;
}

// All versions of the members of one group.
std::vector<v1::Program> MakeGroup(Dice& dice, const Scale& scale, int number,
                                   v1::PolicyPack& pack) {
  const std::string name = "g" + std::to_string(number);
  const auto layer = static_cast<v1::Layer>(dice.Number(1, v1::Layer_MAX));
  const int members = dice.Chance(50) ? 1 : dice.Number(2, 3);
  std::vector<std::string> bases = {"base-" + name};
  if (members > 1 && dice.Chance(25)) bases.push_back("base-" + name + "b");
  for (const std::string& base : bases) *pack.add_accounts() = MakeAccount(dice, base);
  std::vector<v1::Program> programs;
  for (int i = 0; i < members; ++i) {
    const std::string id = name + "." + std::to_string(i);
    const std::string group = members > 1 || dice.Chance(30) ? name : "";
    for (v1::Program& version :
         MakeVersions(dice, scale, pack, Head(id, layer, group, dice.Pick(bases)))) {
      programs.push_back(std::move(version));
    }
  }
  return programs;
}

void Assign(const std::vector<v1::Program>& programs, v1::PolicyPack& pack) {
  pack.clear_programs();
  for (const v1::Program& program : programs) *pack.add_programs() = program;
}

// D1, D2: codes of one program agree, and one program of a group may be given.
void MapUpstream(Dice& dice, v1::PolicyPack& pack) {
  pack.clear_upstream_funds();
  std::map<std::string, v1::UpstreamTreatment> treatment_of;  // By program id.
  std::set<std::string> given_groups;
  for (const std::string& code : kUpstreamCodes) {
    if (pack.programs().empty() || dice.Chance(10)) continue;
    const v1::Program& program = pack.programs(dice.Number(0, pack.programs_size() - 1));
    const std::string group =
        program.alternative_group().empty() ? program.id() : program.alternative_group();
    const auto known = treatment_of.find(program.id());
    const bool may_give = !given_groups.contains(group) && dice.Chance(60);
    const auto treatment = known != treatment_of.end() ? known->second
                           : may_give                  ? v1::GIVEN
                                                       : v1::RECOMPUTE;
    treatment_of[program.id()] = treatment;
    if (treatment == v1::GIVEN) given_groups.insert(group);
    v1::UpstreamFund& fund = *pack.add_upstream_funds();
    fund.set_fund_code(code);
    fund.set_program(program.id());
    fund.set_treatment(treatment);
    FillSource(*fund.mutable_source());
  }
}

// Limits that are named by a threshold: program and account.
std::vector<std::pair<std::string, std::string>> CapsOf(const v1::PolicyPack& pack) {
  std::vector<std::pair<std::string, std::string>> caps;
  for (const v1::Program& program : pack.programs()) {
    for (const v1::Cap& cap : program.caps()) caps.push_back({program.id(), cap.account()});
  }
  return caps;
}

// Thresholds on every metric, low enough to be reached.
void SetThresholds(Dice& dice, const Scale& scale, v1::PolicyPack& pack) {
  static const std::vector<std::int64_t> kQuotients = {1,     1'000,  4'000, 8'000,
                                                       9'999, 10'000, 15'000};
  pack.clear_thresholds();
  const auto caps = CapsOf(pack);
  for (int i = dice.Number(0, 8); i > 0; --i) {
    const auto metric = static_cast<v1::Metric>(dice.Number(1, v1::Metric_MAX));
    if (metric == v1::CAP_USED_BP && caps.empty()) continue;
    v1::Threshold& threshold = *pack.add_thresholds();
    threshold.set_id("t" + std::to_string(i));
    threshold.set_metric(metric);
    threshold.set_value(metric >= v1::HOUSEHOLD_BURDEN_BP
                            ? dice.Pick(kQuotients)
                            : std::max<std::int64_t>(1, scale.Around(dice, 0, 8)));
    if (metric == v1::CAP_USED_BP) {
      const auto& [program, account] = dice.Pick(caps);
      threshold.set_program(program);
      threshold.set_account(account);
    }
    if (metric == v1::FUND_USED_BP) threshold.set_fund(dice.Chance(50) ? "fund-1" : "fund-2");
    threshold.set_severity(static_cast<v1::Severity>(dice.Number(1, v1::Severity_MAX)));
    threshold.set_route(static_cast<v1::Route>(dice.Number(1, v1::Route_MAX)));
    threshold.set_message("look");
    threshold.set_next_step("act");
    FillSource(*threshold.mutable_source());
  }
}

// A new version from `start` on; the one in force ends the day before. False when none is in force.
bool Supersede(Dice& dice, const Scale& scale, Day start, int place, v1::PolicyPack& pack) {
  v1::Program& old = *pack.mutable_programs(place);
  const v1::DateRange range = old.in_force();
  const std::string first = DayText(start);
  if (range.from() >= first || (!range.until().empty() && range.until() < first)) return false;
  v1::Program next = old;
  if (dice.Chance(30)) {
    next.clear_who();
    next.clear_what();
    next = MakeVersion(dice, scale, pack, next);
  } else {
    FillMoney(dice, scale, pack, next);
  }
  next.mutable_in_force()->set_from(first);
  old.mutable_in_force()->set_until(DayText(Day{start.days - 1}));
  if (!dice.Chance(15)) *pack.add_programs() = next;  // Else the program ends.
  return true;
}

}  // namespace

v1::PolicyPack MakePack(Dice& dice, const Scale& scale) {
  v1::PolicyPack pack;
  pack.set_id("made-up");
  pack.set_title("made-up");
  pack.set_place("nowhere");
  for (int i = 1; i <= 4; ++i) {
    *pack.add_accounts() = MakeAccount(dice, "cap-" + std::to_string(i));
  }
  for (const char* id : {"fund-1", "fund-2"}) {
    v1::Fund& fund = *pack.add_funds();
    fund.set_id(id);
    fund.set_title(id);
  }
  std::vector<v1::Program> programs;
  const int groups = dice.Number(3, 6);
  for (int number = 1; number <= groups; ++number) {
    for (v1::Program& program : MakeGroup(dice, scale, number, pack)) {
      programs.push_back(std::move(program));
    }
  }
  // R27, R28: groups and versions may stand anywhere in the file.
  if (dice.Chance(40)) dice.Shuffle(programs);
  Assign(programs, pack);
  MapUpstream(dice, pack);
  SetThresholds(dice, scale, pack);
  return pack;
}

v1::PolicyPack WithLaterRules(Dice& dice, const Scale& scale, Day start, v1::PolicyPack pack) {
  const int programs = pack.programs_size();
  for (int place = 0; place < programs; ++place) {
    if (dice.Chance(40)) Supersede(dice, scale, start, place, pack);
  }
  if (!dice.Chance(30)) return pack;
  std::vector<v1::Program> all(pack.programs().begin(), pack.programs().end());
  for (v1::Program& program : MakeGroup(dice, scale, dice.Number(50, 1'000'000), pack)) {
    if (program.in_force().from() < DayText(start)) continue;
    all.push_back(std::move(program));
  }
  Assign(all, pack);
  return pack;
}

Decree ChangePack(Dice& dice, const Scale& scale, Day today, v1::PolicyPack pack) {
  const bool changes_the_past = dice.Chance(33);
  const Day start{today.days + (dice.Chance(50) ? -dice.Number(1, 300) : dice.Number(0, 40))};
  pack = WithLaterRules(dice, scale, start, std::move(pack));
  if (!changes_the_past) return {.pack = std::move(pack), .effective_from = start};
  std::vector<v1::Program> all(pack.programs().begin(), pack.programs().end());
  if (dice.Chance(50)) dice.Shuffle(all);
  if (dice.Chance(30)) all.erase(all.begin() + dice.Number(0, static_cast<int>(all.size()) - 1));
  if (!all.empty()) Assign(all, pack);
  MapUpstream(dice, pack);
  SetThresholds(dice, scale, pack);
  return {.pack = std::move(pack), .effective_from = kEver};
}

std::vector<v1::PolicyPack> AsFiles(Dice& dice, const v1::PolicyPack& pack) {
  if (!dice.Chance(30)) return {pack};
  v1::PolicyPack first = pack;
  v1::PolicyPack second;
  second.set_id("made-up-district");
  second.set_title("made-up");
  second.set_place("nowhere");
  first.clear_programs();
  for (const v1::Program& program : pack.programs()) {
    // Versions of one program stand in one file.
    const bool municipal = program.layer() <= v1::DISTRICT;
    *(municipal ? first : second).add_programs() = program;
  }
  return {first, second};
}

}  // namespace yizhan::property
