#include "engine/adjudicate/warning.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/money.h"

namespace yizhan {
namespace {

constexpr std::int64_t kBasisPoints = 10'000;

std::string PercentText(std::int64_t basis_points) {
  return YuanText(Money::FromFen(basis_points)) + " %";
}

std::string AmountText(std::int64_t fen) { return YuanText(Money::FromFen(fen)) + " 元"; }

}  // namespace

std::string QuotientText(std::int64_t numerator_fen, std::int64_t denominator_fen) {
  const Int128 counted = std::max<std::int64_t>(1, denominator_fen);
  const Int128 scaled = Int128{numerator_fen} * kBasisPoints;
  Int128 quotient = scaled / counted;
  if (quotient * counted > scaled) --quotient;  // Down, below zero too.
  // A sum of many years over an income of one fen is shown as "very much".
  quotient = std::clamp<Int128>(quotient, -kAmountMax.fen(), kAmountMax.fen());
  return PercentText(static_cast<std::int64_t>(quotient));
}

v1::Warning WarningOf(const CompiledPack& pack, const v1::Crossing& crossing) {
  YIZHAN_CHECK(crossing.threshold() < pack.thresholds.size());
  const CompiledThreshold& threshold = pack.thresholds[crossing.threshold()];
  v1::Warning warning;
  warning.set_threshold_id(threshold.id);
  warning.set_metric(static_cast<v1::Metric>(threshold.metric));
  warning.set_severity(static_cast<v1::Severity>(threshold.severity));
  warning.set_route(static_cast<v1::Route>(threshold.route));
  warning.set_message(threshold.message);
  warning.set_next_step(threshold.next_step);
  warning.set_confidence(static_cast<v1::Confidence>(threshold.confidence));
  if (crossing.has_denominator_fen()) {
    warning.set_before(QuotientText(crossing.before_fen(), crossing.denominator_fen()));
    warning.set_after(QuotientText(crossing.after_fen(), crossing.denominator_fen()));
    warning.set_value(PercentText(threshold.value));
  } else {
    warning.set_before(AmountText(crossing.before_fen()));
    warning.set_after(AmountText(crossing.after_fen()));
    warning.set_value(AmountText(threshold.value));
  }
  return warning;
}

}  // namespace yizhan
