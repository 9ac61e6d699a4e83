#include "tests/property/counters.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace yizhan::property {
namespace {

// In how many of 10 000 bills it must have happened: 100 for what section 6 tells apart. What is
// rare by nature, once in a world, is wanted less often.
struct Wanted {
  const char* what;
  std::uint64_t of_myriad;
};

constexpr Wanted kWanted[] = {
    {"step CHOSEN", 100},
    {"step BETTER_ALTERNATIVE", 100},
    {"step NOT_ELIGIBLE", 100},
    {"why NOT_IN_FORCE", 100},
    {"why IDENTITY", 100},
    {"why EXCLUDED_IDENTITY", 100},
    {"why CARE_KIND", 100},
    {"why INSTITUTION", 100},
    {"why LEVEL", 100},
    {"why DIAGNOSIS", 100},
    {"why AGE", 100},
    {"why INSURANCE", 100},
    {"why TOWN_OF_PERSON", 100},
    {"why MINIMUM_IN_SCOPE", 100},
    {"why REFERRAL", 100},
    {"why NO_APPROVAL", 100},
    {"zero NOTHING_LEFT", 100},
    {"zero BELOW_DEDUCTIBLE", 100},
    {"zero NO_ENTITLEMENT", 100},
    {"zero ZERO_BY_CAP", 100},
    {"zero ZERO_BY_FUND", 100},
    {"zero ZERO_BELOW_MINIMUM", 100},
    {"cut by a cap", 100},
    {"cut by a cap to more than 0", 100},
    {"cut by two limits", 100},
    {"cut by the fund", 100},
    {"cut by the fund to more than 0", 100},
    {"cut by the base", 100},
    {"cut by the minimum", 100},
    {"two programs paid", 100},
    {"drawn from two buckets", 100},
    {"YEAR account", 100},
    {"VISIT account", 100},
    {"LIFETIME account", 100},
    {"HOUSEHOLD account", 100},
    {"other version than before", 100},
    {"other year than before", 100},
    {"an earlier year than before", 100},
    {"given upstream", 100},
    {"break RECOMPUTED_DIFFERS", 100},
    {"break GIVEN_EXCEEDS", 100},
    {"break LEVEL_DIFFERS", 100},
    {"zero GIVEN_ZERO", 100},
    {"refused UPSTREAM_AID_UNMAPPED", 50},
    {"application settled", 20},
    {"application paid", 10},
    {"application taken back", 5},
    {"warning raised", 100},
    {"warning withdrawn", 100},
    {"account pay", 100},
    {"account refund", 100},
    {"hospital-borne", 100},
    {"fee lines", 100},
    {"fresh quote", 100},
    {"reversed", 100},
    {"reversed beneath later bills", 100},
    {"replaced", 100},
    {"replayed", 100},
    {"refused", 100},
    {"tombstone", 10},
    {"register changed", 100},
    {"fund changed", 100},
    {"rules changed", 10},
    {"under a later pack", 100},
    {"refused MESSAGE_ID_OTHER_CONTENT", 10},
    {"refused MESSAGE_TOMBSTONED", 10},
    {"refused BILL_ALREADY_SETTLED", 10},
    {"refused QUOTE_STALE", 10},
    {"refused PERSON_UNKNOWN", 10},
    {"refused PARTS_NOT_TOTAL", 10},
    {"refused ALREADY_REVERSED", 10},
    {"refused ALREADY_REPLACED", 10},
    {"outside aid", 50},
    {"outside aid taken back", 5},
    {"re-adjudication", 50},
    {"re-adjudication of several persons", 20},
    {"re-adjudication changes nothing", 10},
    {"re-adjudication owes to patients", 20},
    {"re-adjudication is owed by patients", 20},
    {"re-adjudication limited by a fund", 1},
    {"adjustment confirmed", 20},
    {"adjustment closes leads", 5},
    {"register change touches settlements", 20},
    {"adjusted bill reversed or replaced", 5},
    {"confirmation refused PROPOSAL_CHANGED", 1},
    {"confirmation refused NOTHING_TO_ADJUST", 5},
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
  if (operation.has_outside()) return Meet("outside aid refused " + v1::Reason_Name(reason));
  if (operation.has_readjudicate()) return Meet("confirmation refused " + v1::Reason_Name(reason));
  if (!operation.has_settle() && !operation.has_replace() && !operation.has_reverse()) return;
  Meet("refused");
  Meet("refused " + v1::Reason_Name(reason));
}

void Counters::CountProposal(const SeenProposal& proposal, bool confirmed) {
  const auto figure = [&proposal](const char* name) {
    const auto found = proposal.figures.find(name);
    return found == proposal.figures.end() ? std::int64_t{0} : found->second;
  };
  const auto begins = [&proposal](const std::string& name) {
    return std::count_if(proposal.figures.begin(), proposal.figures.end(),
                         [&name](const auto& one) { return one.first.starts_with(name); });
  };
  Meet("re-adjudication");
  if (begins("person ") > 1) Meet("re-adjudication of several persons");
  if (begins("net ") == 0) Meet("re-adjudication changes nothing");
  if (figure("owed to patients") > 0) Meet("re-adjudication owes to patients");
  if (figure("owed by patients") > 0) Meet("re-adjudication is owed by patients");
  if (begins("limited ") > 0) Meet("re-adjudication limited by a fund");
  if (!confirmed) return;
  Meet("adjustment confirmed");
  if (figure("leads") > 0) Meet("adjustment closes leads");
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
  if (seen.touched > 0) Meet("register change touches settlements");
  if (operation.has_fund()) Meet("fund changed");
  if (seen.tombstone) Meet("tombstone");
  CountCrossings(seen);
  if (operation.has_apply()) {
    Meet("application settled");
    if (seen.outcome->aid_fen > 0) Meet("application paid");
  }
  if (operation.has_outside()) Meet("outside aid");
  if (seen.proposal.has_value()) CountProposal(*seen.proposal, seen.nets_again.has_value());
  const bool of_office = operation.reverse().original_sender() == "relief" && !seen.tombstone;
  if (operation.has_reverse() && of_office) {
    const bool outside = operation.reverse().original_message().starts_with("O");
    Meet(outside ? "outside aid taken back" : "application taken back");
  }
  if (seen.undoes_adjustment) Meet("adjusted bill reversed or replaced");
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
    if (count * 10'000 >= bills_ * wanted.of_myriad && count > 0) continue;
    rare.push_back(std::string(wanted.what) + ": " + std::to_string(count) + " of " +
                   std::to_string(bills_) + " bills");
  }
  return rare;
}

}  // namespace yizhan::property
