#include "tests/property/seen.h"

#include <algorithm>

namespace yizhan::property {
namespace {

template <typename Number>
std::string Text(const Number& value) {
  return std::to_string(value);
}
std::string Text(const std::string& value) { return value; }
std::string Text(const std::optional<std::int64_t>& value) {
  return value.has_value() ? std::to_string(*value) : "none";
}

// Collects lines.
class Lines {
 public:
  explicit Lines(std::string where) : where_(std::move(where)) {}

  template <typename Value>
  Lines& Field(const char* name, const Value& engine, const Value& second) {
    if (engine != second) Line(name, Text(engine), Text(second));
    return *this;
  }
  template <std::size_t n>
  Lines& Parts(const char* name, const std::array<std::int64_t, n>& engine,
               const std::array<std::int64_t, n>& second) {
    for (std::size_t i = 0; i < n; ++i) {
      Field((std::string(name) + "[" + std::to_string(i) + "]").c_str(), engine[i], second[i]);
    }
    return *this;
  }
  void Line(const std::string& name, const std::string& engine, const std::string& second) {
    text_ += "  " + where_ + name + ": engine " + engine + " | second " + second + "\n";
  }
  void Append(const std::string& text) { text_ += text; }
  const std::string& text() const { return text_; }

 private:
  const std::string where_;
  std::string text_;
};

std::string CapText(const SeenCap& cap) {
  return cap.account + " limit " + Text(cap.limit_fen) + " room " + Text(cap.room_fen) +
         (cap.cut ? " cut" : "");
}

std::string CapsText(const std::vector<SeenCap>& caps) {
  std::string text = "{";
  for (const SeenCap& cap : caps) text += CapText(cap) + "; ";
  return text + "}";
}

std::string BreaksText(const std::vector<SeenBreak>& breaks) {
  std::string text = "{";
  for (const SeenBreak& broken : breaks) {
    text += v1::BreakKind_Name(broken.kind) + " " + broken.program + " upstream " +
            Text(broken.upstream_fen) + " pay " + Text(broken.pay_fen) + " level " +
            Text(broken.stated_level) + "/" + Text(broken.registered_level) + "; ";
  }
  return text + "}";
}

std::string CrossingsText(const std::vector<SeenCrossing>& crossings) {
  std::string text = "{";
  for (const SeenCrossing& crossing : crossings) {
    text += crossing.threshold + (crossing.up ? " up " : " down ") + crossing.holder + " " +
            Text(crossing.before_fen) + " -> " + Text(crossing.after_fen) + " of " +
            Text(crossing.denominator_fen) + "; ";
  }
  return text + "}";
}

std::string StepDifferences(const SeenStep& a, const SeenStep& b) {
  Lines lines("step " + a.program + " ");
  lines.Field("program", a.program, b.program)
      .Field("version", a.version, b.version)
      .Field("status", v1::StepStatus_Name(a.status), v1::StepStatus_Name(b.status))
      .Field("not_eligible", v1::NotEligible_Name(a.not_eligible),
             v1::NotEligible_Name(b.not_eligible))
      .Field("x", a.base_fen, b.base_fen)
      .Field("B0", a.accumulated_before_fen, b.accumulated_before_fen)
      .Field("B1", a.accumulated_after_fen, b.accumulated_after_fen)
      .Field("E(B0)", a.entitlement_before_fen, b.entitlement_before_fen)
      .Field("E(B1)", a.entitlement_after_fen, b.entitlement_after_fen)
      .Field("caps", CapsText(a.caps), CapsText(b.caps))
      .Field("fund_room", a.fund_room_fen, b.fund_room_fen)
      .Field("cut_by_fund", a.cut_by_fund, b.cut_by_fund)
      .Field("cut_by_base", a.cut_by_base, b.cut_by_base)
      .Field("cut_by_minimum", a.cut_by_minimum, b.cut_by_minimum)
      .Field("zero_reason", v1::ZeroReason_Name(a.zero_reason), v1::ZeroReason_Name(b.zero_reason))
      .Field("pay", a.pay_fen, b.pay_fen)
      .Parts("draw", a.draw_fen, b.draw_fen)
      .Field("given", a.given_fen, b.given_fen);
  return lines.text();
}

std::string OutcomeDifferences(const SeenOutcome& a, const SeenOutcome& b) {
  Lines lines("");
  lines.Field("steps", a.steps.size(), b.steps.size());
  for (std::size_t i = 0; i < std::min(a.steps.size(), b.steps.size()); ++i) {
    if (a.steps[i] != b.steps[i]) lines.Append(StepDifferences(a.steps[i], b.steps[i]));
  }
  lines.Field("aid", a.aid_fen, b.aid_fen)
      .Parts("due", a.due_fen, b.due_fen)
      .Field("patient_due", a.patient_due_fen, b.patient_due_fen)
      .Field("account_applied", a.account_applied_fen, b.account_applied_fen)
      .Field("cash_due", a.cash_due_fen, b.cash_due_fen)
      .Field("account_refund", a.account_refund_fen, b.account_refund_fen)
      .Field("breaks", BreaksText(a.breaks), BreaksText(b.breaks));
  return lines.text();
}

std::string ProposalDifferences(const SeenProposal& a, const SeenProposal& b) {
  Lines lines("");
  lines.Field("refolded", a.bills.size(), b.bills.size());
  for (std::size_t i = 0; i < std::min(a.bills.size(), b.bills.size()); ++i) {
    lines.Field("refolded bill", a.bills[i].first, b.bills[i].first);
    if (a.bills[i].second == b.bills[i].second) continue;
    lines.Line("refold of " + a.bills[i].first, "this", "that");
    lines.Append(OutcomeDifferences(a.bills[i].second, b.bills[i].second));
  }
  lines.Append(DifferencesBetween(a.figures, b.figures));
  return lines.text();
}

}  // namespace

std::string ClassOf(v1::Reason reason) {
  switch (reason) {
    case v1::REASON_UNSPECIFIED:
      return "";
    case v1::FIELD_MISSING:
    case v1::FIELD_TOO_LONG:
    case v1::FIELD_NOT_UTF8:
    case v1::FIELD_UNKNOWN_VALUE:
    case v1::FIELD_MALFORMED:
    case v1::AMOUNT_NEGATIVE:
    case v1::AMOUNT_TOO_LARGE:
    case v1::TOO_MANY_ITEMS:
      return "form";
    case v1::PARTS_NOT_TOTAL:
    case v1::FEE_LINES_NOT_TOTAL:
    case v1::PAYMENTS_EXCEED_TOTAL:
    case v1::ACCOUNT_EXCEEDS_REST:
      return "identities";
    case v1::SERVICE_DATES_REVERSED:
    case v1::ACCOUNTING_BEFORE_SERVICE:
    case v1::ACCOUNTING_IN_FUTURE:
      return "dates";
    case v1::INSTITUTION_UNKNOWN:
    case v1::INSTITUTION_NOT_LIVE:
    case v1::INSTITUTION_SUSPENDED:
      return "institution";
    case v1::LATE:
    case v1::NOT_AFTER_TOO_FAR:
      return "not after";
    case v1::PROGRAM_UNKNOWN:
    case v1::PROGRAM_NOT_IN_FORCE:
      return "program unknown";
    case v1::APPLICATION_NOT_APPROVED:
    case v1::APPLICATION_YEAR_NOT_NAMED:
      return "no approval";
    case v1::ALREADY_REVERSED:
    case v1::ALREADY_REPLACED:
      return "already reversed";
    default:
      return v1::Reason_Name(reason);
  }
}

std::string DifferencesBetween(const Values& engine, const Values& second) {
  Lines lines("value of ");
  for (const auto& [name, value] : engine) {
    const auto found = second.find(name);
    if (found == second.end()) {
      lines.Line(name, Text(value), "none");
    } else {
      lines.Field(name.c_str(), value, found->second);
    }
  }
  for (const auto& [name, value] : second) {
    if (!engine.contains(name)) lines.Line(name, "none", Text(value));
  }
  return lines.text();
}

std::string DifferencesBetween(const Seen& engine, const Seen& second) {
  Lines lines("");
  lines.Field("refused", engine.refused, second.refused)
      .Field("replayed", engine.replayed, second.replayed)
      .Field("tombstone", engine.tombstone, second.tombstone)
      .Field("opens_lead", engine.opens_lead, second.opens_lead)
      .Field("touched", engine.touched, second.touched)
      .Field("cash", engine.cash_fen, second.cash_fen)
      .Field("account", engine.account_fen, second.account_fen);
  if (engine.crossings != second.crossings) {
    lines.Line("crossings", CrossingsText(engine.crossings), CrossingsText(second.crossings));
  }
  if (engine.outcome.has_value() && second.outcome.has_value()) {
    if (*engine.outcome != *second.outcome) {
      lines.Append(OutcomeDifferences(*engine.outcome, *second.outcome));
    }
  } else if (engine.outcome.has_value() != second.outcome.has_value()) {
    lines.Line("outcome", engine.outcome.has_value() ? "some" : "none",
               second.outcome.has_value() ? "some" : "none");
  }
  if (engine.proposal.has_value() && second.proposal.has_value()) {
    lines.Append(ProposalDifferences(*engine.proposal, *second.proposal));
  } else if (engine.proposal.has_value() != second.proposal.has_value()) {
    lines.Line("proposal", engine.proposal.has_value() ? "some" : "none",
               second.proposal.has_value() ? "some" : "none");
  }
  lines.Append(DifferencesBetween(engine.accounts, second.accounts));
  lines.Append(DifferencesBetween(engine.funds, second.funds));
  return lines.text();
}

}  // namespace yizhan::property
