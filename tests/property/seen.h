// Seen: what one operation did, in names instead of places, as either evaluator saw it. Two of them
// are compared field by field; nothing is left out because it is small.
//
// Units:    fen.
// Threads:  values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan::property {

// Metrics of section 7 are accounts called "metric:visit_total" and so on.
// "account holder period", with names of the world: "cap-1 P:0..01 2013", "base-g1 P:0..01 H1/V2",
// "base-g2 H:hh-1". Fund ids stand alone.
using Values = std::map<std::string, std::int64_t>;

struct SeenCap {
  std::string account;
  std::int64_t limit_fen = 0;
  std::int64_t room_fen = 0;
  bool cut = false;
  friend bool operator==(const SeenCap&, const SeenCap&) = default;
};

struct SeenStep {
  std::string program;
  std::string version;  // Its first day in force.
  v1::StepStatus status = v1::STEP_STATUS_UNSPECIFIED;
  v1::NotEligible not_eligible = v1::ELIGIBLE;
  // Zero when not eligible.
  std::int64_t base_fen = 0;
  std::int64_t accumulated_before_fen = 0;
  std::int64_t accumulated_after_fen = 0;
  std::int64_t entitlement_before_fen = 0;
  std::int64_t entitlement_after_fen = 0;
  std::vector<SeenCap> caps = {};
  std::optional<std::int64_t> fund_room_fen = {};
  bool cut_by_fund = false;
  bool cut_by_base = false;
  bool cut_by_minimum = false;
  v1::ZeroReason zero_reason = v1::NOT_ZERO;
  std::int64_t pay_fen = 0;
  std::array<std::int64_t, 4> draw_fen = {};
  std::optional<std::int64_t> given_fen = {};
  friend bool operator==(const SeenStep&, const SeenStep&) = default;
};

struct SeenBreak {
  v1::BreakKind kind = v1::BREAK_KIND_UNSPECIFIED;
  std::string program;  // Empty for a level.
  std::int64_t upstream_fen = 0;
  std::int64_t pay_fen = 0;
  int stated_level = 0;
  int registered_level = 0;
  friend bool operator==(const SeenBreak&, const SeenBreak&) = default;
};

// A threshold that a step passed (section 7).
struct SeenCrossing {
  std::string threshold;
  bool up = false;
  std::string holder;  // "P:0..01 2013", "H:hh-1 2013", "P:0..01 H1/V2"; empty: of a fund.
  std::int64_t before_fen = 0;
  std::int64_t after_fen = 0;
  std::optional<std::int64_t> denominator_fen = {};
  friend auto operator<=>(const SeenCrossing&, const SeenCrossing&) = default;
};

struct SeenOutcome {
  std::vector<SeenStep> steps = {};
  std::int64_t aid_fen = 0;
  std::array<std::int64_t, 4> due_fen = {};
  std::int64_t patient_due_fen = 0;
  std::int64_t account_applied_fen = 0;
  std::int64_t cash_due_fen = 0;
  std::int64_t account_refund_fen = 0;
  std::vector<SeenBreak> breaks = {};
  friend bool operator==(const SeenOutcome&, const SeenOutcome&) = default;
};

// A refold, bill by bill. Figures have names: "M1 paid g1.0", "net g1.0", "limited fund-1",
// "person 0..01"; M1 stands for a bill's institution and message.
struct SeenProposal {
  std::vector<std::pair<std::string, SeenOutcome>> bills = {};  // In the order of the refold.
  Values figures = {};
};

struct Seen {
  std::string refused = {};                    // The class of the refusal; empty: accepted.
  v1::Reason reason = v1::REASON_UNSPECIFIED;  // The engine's own word for it; not compared.
  bool replayed = false;
  bool tombstone = false;
  // Programs with a net right after a confirmation; only the engine says it.
  std::optional<std::int64_t> nets_again = {};
  bool undoes_adjustment = false;  // What it takes back was adjusted; only the engine says it.
  std::vector<SeenCrossing> crossings = {};   // Sorted.
  bool opens_lead = false;                    // R44
  int touched = 0;                            // Settlements, by a change of the register.
  std::optional<SeenOutcome> outcome = {};    // Of a settlement or of a replacement's new one.
  std::int64_t cash_fen = 0;                  // To collect; negative: to hand back.
  std::int64_t account_fen = 0;               // Likewise, of the account.
  std::optional<SeenProposal> proposal = {};  // Of a re-adjudication, confirmed or not.
  Values accounts = {};                       // After it: every one it touched.
  Values funds = {};                          // After it: every one.
};

// What the contract tells apart (R31): "form", "identities", "dates", "natural key", ...
std::string ClassOf(v1::Reason reason);

// One "name: this | that" a line for every field that differs.
std::string DifferencesBetween(const Seen& engine, const Seen& second);
std::string DifferencesBetween(const Values& engine, const Values& second);

}  // namespace yizhan::property
