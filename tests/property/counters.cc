#include "tests/property/counters.h"

#include <cstdio>
#include <set>

namespace yizhan::property {
namespace {

// In how many of 1 000 bills it must have happened. What is rare by nature, once in a world, is
// wanted in one of 1 000.
struct Wanted {
  const char* what;
  std::uint64_t of_thousand;
};

constexpr Wanted kWanted[] = {
    {"step CHOSEN", 10},
    {"step BETTER_ALTERNATIVE", 10},
    {"step NOT_ELIGIBLE", 10},
    {"why NOT_IN_FORCE", 10},
    {"why IDENTITY", 10},
    {"why EXCLUDED_IDENTITY", 10},
    {"why CARE_KIND", 10},
    {"why INSTITUTION", 10},
    {"why LEVEL", 10},
    {"why DIAGNOSIS", 10},
    {"why AGE", 10},
    {"why INSURANCE", 10},
    {"why TOWN_OF_PERSON", 10},
    {"why MINIMUM_IN_SCOPE", 10},
    {"why REFERRAL", 10},
    {"why NO_APPROVAL", 10},
    {"zero NOTHING_LEFT", 10},
    {"zero BELOW_DEDUCTIBLE", 10},
    {"zero NO_ENTITLEMENT", 10},
    {"zero ZERO_BY_CAP", 10},
    {"zero ZERO_BY_FUND", 10},
    {"zero ZERO_BELOW_MINIMUM", 10},
    {"cut by a cap", 10},
    {"cut by a cap to more than 0", 10},
    {"cut by two limits", 10},
    {"cut by the fund", 10},
    {"cut by the fund to more than 0", 10},
    {"cut by the base", 10},
    {"cut by the minimum", 10},
    {"two programs paid", 10},
    {"drawn from two buckets", 10},
    {"YEAR account", 10},
    {"VISIT account", 10},
    {"LIFETIME account", 10},
    {"HOUSEHOLD account", 10},
    {"other version than before", 10},
    {"other year than before", 10},
    {"an earlier year than before", 10},
    {"given upstream", 10},
    {"break RECOMPUTED_DIFFERS", 10},
    {"break GIVEN_EXCEEDS", 10},
    {"break LEVEL_DIFFERS", 10},
    {"zero GIVEN_ZERO", 5},
    {"refused UPSTREAM_AID_UNMAPPED", 5},
    {"application settled", 2},
    {"application paid", 1},
    {"application taken back", 1},
    {"warning raised", 10},
    {"warning withdrawn", 10},
    {"account pay", 10},
    {"account refund", 10},
    {"hospital-borne", 10},
    {"fee lines", 10},
    {"fresh quote", 10},
    {"reversed", 10},
    {"reversed beneath later bills", 10},
    {"replaced", 10},
    {"replayed", 10},
    {"refused", 10},
    {"tombstone", 1},
    {"register changed", 10},
    {"fund changed", 10},
    {"rules changed", 1},
    {"under a later pack", 10},
    {"refused MESSAGE_ID_OTHER_CONTENT", 1},
    {"refused MESSAGE_TOMBSTONED", 1},
    {"refused BILL_ALREADY_SETTLED", 1},
    {"refused QUOTE_STALE", 1},
    {"refused PERSON_UNKNOWN", 1},
    {"refused PARTS_NOT_TOTAL", 1},
    {"refused ALREADY_REVERSED", 1},
    {"refused ALREADY_REPLACED", 1},
};

bool IsCut(const SeenStep& step) {
  for (const SeenCap& cap : step.caps) {
    if (cap.cut) return true;
  }
  return false;
}

int CutsOf(const SeenStep& step) {
  int cuts =
      (step.cut_by_fund ? 1 : 0) + (step.cut_by_base ? 1 : 0) + (step.cut_by_minimum ? 1 : 0);
  for (const SeenCap& cap : step.caps) cuts += cap.cut ? 1 : 0;
  return cuts;
}

int DrawnFrom(const SeenStep& step) {
  int buckets = 0;
  for (const std::int64_t drawn_fen : step.draw_fen) buckets += drawn_fen > 0 ? 1 : 0;
  return buckets;
}

}  // namespace

void Counters::BeginWorld() {
  ++worlds_;
  last_of_.clear();
  packs_ = 0;
}

void Counters::CountStep(const SeenStep& step, std::map<std::string, bool>& met) const {
  met["step " + v1::StepStatus_Name(step.status)] = true;
  if (step.status == v1::NOT_ELIGIBLE) {
    met["why " + v1::NotEligible_Name(step.not_eligible)] = true;
    return;
  }
  if (step.pay_fen == 0) met["zero " + v1::ZeroReason_Name(step.zero_reason)] = true;
  if (step.given_fen.has_value()) met["given upstream"] = true;
  if (IsCut(step)) met["cut by a cap"] = true;
  if (IsCut(step) && step.pay_fen > 0) met["cut by a cap to more than 0"] = true;
  if (CutsOf(step) > 1) met["cut by two limits"] = true;
  if (step.cut_by_fund) met["cut by the fund"] = true;
  if (step.cut_by_fund && step.pay_fen > 0) met["cut by the fund to more than 0"] = true;
  if (step.cut_by_base) met["cut by the base"] = true;
  if (step.cut_by_minimum) met["cut by the minimum"] = true;
  if (DrawnFrom(step) > 1) met["drawn from two buckets"] = true;
}

void Counters::CountAccounts(const Values& accounts, std::map<std::string, bool>& met) const {
  for (const auto& [name, value] : accounts) {
    const bool visit = name.find('/') != std::string::npos;
    const bool yearly = name.rfind(" 20") == name.size() - 5;
    if (name.find(" H:") != std::string::npos) met["HOUSEHOLD account"] = true;
    met[visit ? "VISIT account" : yearly ? "YEAR account" : "LIFETIME account"] = true;
  }
}

void Counters::CountPerson(const Settling& settling, const SeenOutcome& outcome,
                           std::map<std::string, bool>& met) {
  Last& last = last_of_[settling.person()];
  const std::string year = settling.bill().accounting_date().substr(0, 4);
  if (!last.year.empty() && last.year != year) met["other year than before"] = true;
  if (!last.year.empty() && last.year > year) met["an earlier year than before"] = true;
  last.year = year;
  for (const SeenStep& step : outcome.steps) {
    if (step.status == v1::NOT_ELIGIBLE) continue;
    std::string& version = last.versions[step.program];
    if (!version.empty() && version != step.version) met["other version than before"] = true;
    version = step.version;
  }
}

void Counters::CountBill(const Settling& settling, const Seen& seen) {
  ++bills_;
  std::map<std::string, bool> met;
  int paid = 0;
  for (const SeenStep& step : seen.outcome->steps) {
    CountStep(step, met);
    if (step.status == v1::CHOSEN && step.pay_fen > 0) ++paid;
  }
  for (const SeenBreak& broken : seen.outcome->breaks) {
    met["break " + v1::BreakKind_Name(broken.kind)] = true;
  }
  if (paid > 1) met["two programs paid"] = true;
  CountAccounts(seen.accounts, met);
  CountPerson(settling, *seen.outcome, met);
  if (seen.outcome->account_applied_fen > 0) met["account pay"] = true;
  if (seen.outcome->account_refund_fen > 0) met["account refund"] = true;
  if (settling.bill().hospital_borne_fen() > 0) met["hospital-borne"] = true;
  if (settling.bill().fee_lines_size() > 0) met["fee lines"] = true;
  if (settling.quote() == FRESH_QUOTE) met["fresh quote"] = true;
  if (packs_ > 1) met["under a later pack"] = true;
  for (const auto& [what, happened] : met) Meet(what);
}

void Counters::CountRefusal(const Operation& operation, v1::Reason reason) {
  if (operation.has_apply()) return Meet("application refused " + v1::Reason_Name(reason));
  if (!operation.has_settle() && !operation.has_replace() && !operation.has_reverse()) return;
  Meet("refused");
  Meet("refused " + v1::Reason_Name(reason));
}

void Counters::CountCrossings(const Seen& seen) {
  std::map<std::string, bool> met;
  for (const SeenCrossing& crossing : seen.crossings) {
    met[crossing.up ? "warning raised" : "warning withdrawn"] = true;
    if (crossing.denominator_fen.has_value()) met["warning on a quotient"] = true;
  }
  for (const auto& [what, happened] : met) Meet(what);
}

void Counters::Count(const Operation& operation, const Seen& seen) {
  ++operations_;
  if (!seen.refused.empty()) return CountRefusal(operation, seen.reason);
  if (seen.replayed) return Meet("replayed");
  if (operation.has_activate() && ++packs_ > 1) Meet("rules changed");
  if (operation.has_import()) Meet("register changed");
  if (operation.has_fund()) Meet("fund changed");
  if (seen.tombstone) Meet("tombstone");
  CountCrossings(seen);
  if (operation.has_apply()) {
    Meet("application settled");
    if (seen.outcome->aid_fen > 0) Meet("application paid");
  }
  const bool of_application = operation.reverse().original_sender() == "relief";
  if (operation.has_reverse() && of_application) Meet("application taken back");
  if (operation.has_reverse() && !seen.tombstone) Meet("reversed");
  if (seen.opens_lead) Meet("reversed beneath later bills");
  if (operation.has_replace() && !seen.tombstone) Meet("replaced");
  if (operation.has_settle()) CountBill(operation.settle(), seen);
  if (operation.has_replace()) CountBill(operation.replace().with(), seen);
}

void Counters::Add(const Counters& other) {
  bills_ += other.bills_;
  operations_ += other.operations_;
  worlds_ += other.worlds_;
  for (const auto& [what, count] : other.met_) met_[what] += count;
}

std::string Counters::Table() const {
  std::string table;
  std::set<std::string> shown;
  const auto show = [&](const std::string& what) {
    if (!shown.insert(what).second) return;
    const auto found = met_.find(what);
    const std::uint64_t count = found == met_.end() ? 0 : found->second;
    const std::uint64_t per_myriad = bills_ == 0 ? 0 : count * 10'000 / bills_;
    char line[160];
    std::snprintf(line, sizeof line, "%-40s %10llu %4llu.%02llu %%\n", what.c_str(),
                  static_cast<unsigned long long>(count),
                  static_cast<unsigned long long>(per_myriad / 100),
                  static_cast<unsigned long long>(per_myriad % 100));
    table += line;
  };
  for (const Wanted& wanted : kWanted) show(wanted.what);
  for (const auto& [what, count] : met_) show(what);
  return table;
}

std::vector<std::string> Counters::TooRare() const {
  std::vector<std::string> rare;
  for (const Wanted& wanted : kWanted) {
    const auto found = met_.find(wanted.what);
    const std::uint64_t count = found == met_.end() ? 0 : found->second;
    if (count * 1'000 >= bills_ * wanted.of_thousand && count > 0) continue;
    rare.push_back(std::string(wanted.what) + ": " + std::to_string(count) + " of " +
                   std::to_string(bills_) + " bills");
  }
  return rare;
}

}  // namespace yizhan::property
