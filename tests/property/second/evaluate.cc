#include "tests/property/second/evaluate.h"

#include <algorithm>

namespace yizhan::second {
namespace {

// Upstream aid by program id, of one treatment (R9, D1).
using UpstreamSums = std::map<std::string, Fen>;

struct Upstream {
  UpstreamSums given = {};
  UpstreamSums recompute = {};
  std::string unmapped = {};
};

Upstream ReadUpstream(const Rulebook& book, const v1::Bill& bill) {
  Upstream upstream;
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    const auto row = book.upstream.find(aid.fund_code());
    if (row == book.upstream.end()) {
      upstream.unmapped = aid.fund_code();
      return upstream;
    }
    const bool is_given = row->second.treatment == Treatment::kGiven;
    (is_given ? upstream.given : upstream.recompute)[row->second.program] += aid.amount_fen();
  }
  return upstream;
}

// Evaluates the groups of one bill and collects its steps.
class Round {
 public:
  Round(const Rulebook& book, const Case& which, View* view)
      : book_(book), which_(which), upstream_(ReadUpstream(book, which.bill)) {
    work_ = {&book, WhoseOf(which), BucketsOf(which.bill), view, {}};
  }

  Decision Run() {
    Decision decision;
    if (!upstream_.unmapped.empty()) {
      decision.refusal = Refusal::kUpstreamUnmapped;
      decision.words = "no mapping of " + upstream_.unmapped;
      return decision;
    }
    const Fen before_aid = SumOf(work_.left);
    for (const Group& group : book_.groups) DecideGroup(group);
    LevelBreak();
    Totals();
    Metrics(before_aid);
    decision.outcome = outcome_;
    decision.deltas = work_.deltas;
    if (work_.view->overflowed()) decision.refusal = Refusal::kOverflow;
    return decision;
  }

 private:
  // The versions shown for a group's ids, in the order of the first place of each id: as R27
  // orders groups, whichever version is in force.
  std::vector<const Version*> ShownOf(const Group& group) const {
    std::vector<const Version*> shown;
    for (const std::string& id : group.ids) shown.push_back(book_.Shown(id, which_.end));
    return shown;
  }

  NotEligible WhyNot(const Version& version) const {
    if (!version.in_force.Holds(which_.end)) return NotEligible::kNotInForce;
    const NotEligible failing = FirstFailing(version.law, which_);
    if (failing != NotEligible::kEligible) return failing;
    // Section 6: one step per program id. Aid on application is never paid bill by bill.
    if (version.law.mode() == v1::YEAR_ON_APPLICATION) return NotEligible::kNoApproval;
    return Approved(version.law, which_) ? NotEligible::kEligible : NotEligible::kNoApproval;
  }

  Step Look(const Version& version) const {
    const auto given = upstream_.given.find(version.law.id());
    if (given != upstream_.given.end()) return FigureGiven(version, given->second, work_);
    const NotEligible why_not = WhyNot(version);
    if (why_not == NotEligible::kEligible) {
      Step step = Figure(version, work_);
      step.status = Status::kBetterAlternative;
      return step;
    }
    Step step;
    step.program = version.law.id();
    step.version = version.place;
    step.version_from = version.law.in_force().from();
    step.not_eligible = why_not;
    return step;
  }

  // Ties go to the version that stands first in the file.
  static bool IsBetter(const Step& step, const Step& best) {
    if (step.pay_fen != best.pay_fen) return step.pay_fen > best.pay_fen;
    return step.version < best.version;
  }

  // R28, D2. The number of steps when nobody is eligible.
  static std::size_t BestOf(const std::vector<Step>& steps) {
    std::size_t best = steps.size();
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].given_fen) return i;
      if (steps[i].status != Status::kBetterAlternative) continue;
      if (best == steps.size() || IsBetter(steps[i], steps[best])) best = i;
    }
    return best;
  }

  void DecideGroup(const Group& group) {
    const std::vector<const Version*> versions = ShownOf(group);
    std::vector<Step> steps;
    for (const Version* version : versions) steps.push_back(Look(*version));
    const std::size_t best = BestOf(steps);
    if (best < steps.size()) steps[best] = second::Apply(*versions[best], steps[best], &work_);
    for (const Step& step : steps) {
      outcome_.steps.push_back(step);
      CompareUpstream(step);
    }
  }

  // D3
  void CompareUpstream(const Step& step) {
    const Fen pay = step.status == Status::kChosen ? step.pay_fen : 0;
    if (step.given_fen && *step.given_fen > pay) {
      outcome_.breaks.push_back({BreakKind::kGivenExceeds, step.program, *step.given_fen, pay});
    }
    const auto recompute = upstream_.recompute.find(step.program);
    if (recompute == upstream_.recompute.end() || recompute->second == pay) return;
    outcome_.breaks.push_back(
        {BreakKind::kRecomputedDiffers, step.program, recompute->second, pay});
  }

  void LevelBreak() {
    const int stated = which_.bill.level();
    if (stated == 0 || which_.registered_level == 0) return;
    if (stated == which_.registered_level) return;
    Break level;
    level.kind = BreakKind::kLevelDiffers;
    level.stated_level = stated;
    level.registered_level = which_.registered_level;
    outcome_.breaks.push_back(level);
  }

  void Totals() {
    for (const Step& step : outcome_.steps) {
      if (step.status == Status::kChosen) outcome_.aid_fen += step.pay_fen;
    }
    outcome_.due_fen = work_.left;
    outcome_.patient_due_fen = SumOf(work_.left);
    outcome_.account_applied_fen =
        std::min<Fen>(which_.bill.account_pay_fen(), outcome_.patient_due_fen);
    outcome_.cash_due_fen = outcome_.patient_due_fen - outcome_.account_applied_fen;
    outcome_.account_refund_fen = which_.bill.account_pay_fen() - outcome_.account_applied_fen;
  }

  // R53
  void Metrics(Fen before_aid) {
    const Whose& whose = work_.whose;
    work_.Move(MetricKey("visit_total", whose.person, whose.visit), which_.bill.total_fen());
    const Fen after_aid = outcome_.patient_due_fen;
    work_.Move(MetricKey("visit_before_aid", whose.person, whose.visit), before_aid);
    work_.Move(MetricKey("visit_after_aid", whose.person, whose.visit), after_aid);
    work_.Move(MetricKey("year_before_aid", whose.person, whose.year), before_aid);
    work_.Move(MetricKey("year_after_aid", whose.person, whose.year), after_aid);
    work_.Move(MetricKey("household_year_before_aid", whose.household, whose.year), before_aid);
    work_.Move(MetricKey("household_year_after_aid", whose.household, whose.year), after_aid);
  }

  const Rulebook& book_;
  const Case& which_;
  const Upstream upstream_;
  Work work_ = {};
  Outcome outcome_ = {};
};

}  // namespace

Buckets BucketsOf(const v1::Bill& bill) {
  Buckets parts = {bill.in_scope_fen(), bill.pre_self_pay_fen(), bill.over_limit_fen(),
                   bill.out_of_scope_fen()};
  Fen payments = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    payments += payment.amount_fen();
  }
  for (Fen& part : parts) {
    const Fen consumed = std::min(part, payments);
    part -= consumed;
    payments -= consumed;
  }
  return parts;
}

Fen SumOf(const Buckets& buckets) { return buckets[0] + buckets[1] + buckets[2] + buckets[3]; }

Whose WhoseOf(const Case& which) {
  return {PersonHolder(which.person.number), which.household, std::to_string(which.year),
          which.bill.institution_id() + "/" + which.bill.visit_no()};
}

Key AccountKey(const Rulebook& book, const std::string& account, const Whose& whose) {
  Key key{"account", account, whose.person, ""};
  const auto found = book.accounts.find(account);
  if (found == book.accounts.end()) return key;
  if (found->second.holder() == v1::HOUSEHOLD) key.holder = whose.household;
  if (found->second.period() == v1::YEAR) key.period = whose.year;
  if (found->second.period() == v1::VISIT) key.period = whose.visit;
  return key;
}

Key FundKey(const std::string& fund) { return {"fund", fund, "", ""}; }

Key MetricKey(const std::string& name, const std::string& holder, const std::string& period) {
  return {"metric", name, holder, period};
}

Decision Evaluate(const Rulebook& book, const Case& which, View* view) {
  return Round(book, which, view).Run();
}

}  // namespace yizhan::second
