// Outcome: what the rules made of one bill: steps with all their figures, and the sums.
//
// Units:    Money in fen; program, account and fund numbers are places in the CompiledPack.
// Threads:  values.
// Law:      adjudication.md sections 5 and 6, rulings R26-R30.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/money.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan {

// The enums are the message's own: StepStatus, NotEligible, ZeroReason.
struct CapFigure {
  std::uint32_t account = 0;
  Money limit;
  Money room;        // max(0, limit - value before).
  bool cut = false;  // Lowered the payment at its place in the formula.
};

struct ProgramFigures {
  Money base;                // x
  Money accumulated_before;  // B0
  Money accumulated_after;   // B1
  Money entitlement_before;  // E(B0)
  Money entitlement_after;   // E(B1)
  std::vector<CapFigure> caps;
  std::optional<Money> fund_room;  // Empty also when the payment was given.
  bool cut_by_fund = false;
  bool cut_by_base = false;
  bool cut_by_minimum = false;
  v1::ZeroReason zero_reason = v1::NOT_ZERO;
  Money pay;
  Buckets draw;                // Zero unless chosen.
  std::optional<Money> given;  // Paid upstream and taken as given (R9).
};

struct Step {
  std::uint32_t program = 0;
  v1::StepStatus status = v1::NOT_ELIGIBLE;
  v1::NotEligible not_eligible = v1::ELIGIBLE;
  ProgramFigures figures;  // Meaningful unless not eligible.
};

// What upstream or the bill says and we do not (D3).
struct Break {
  v1::BreakKind kind = v1::BREAK_KIND_UNSPECIFIED;
  std::uint32_t program = 0;
  Money upstream;
  Money pay;
  HospitalLevel stated_level = HospitalLevel::kUnspecified;
  HospitalLevel registered_level = HospitalLevel::kUnspecified;
};

struct Outcome {
  std::vector<Step> steps;
  Money aid;
  Buckets due;
  Money patient_due;
  Money account_applied;
  Money cash_due;
  Money account_refund;
  std::vector<Break> breaks;
  // State changes, dense: one per account / fund of the pack.
  std::vector<Money> account_delta;
  std::vector<Money> fund_delta;      // Negative: paid out.
  // Seen by a chosen or better-alternative step, or a metric that moved.
  std::vector<bool> account_touched;
  std::vector<bool> fund_touched;     // Likewise: the entry needs its balance to be recomputed.
};

v1::Outcome ToMessage(const Outcome& outcome);

// R41: the digest a cashier's confirmation carries. `fingerprint` is BillFingerprint's. Takes the
// message, so that a stored outcome has the same digest as a fresh one.
Hash32 QuoteDigest(const Hash32& fingerprint, const CompiledPack& pack, const v1::Outcome& outcome);

}  // namespace yizhan
