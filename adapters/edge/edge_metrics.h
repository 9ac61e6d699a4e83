// EdgeMetrics: what the edge's Prometheus page shows. Counts only: no person, no bill.
//
// Units:    counts and seconds.
// Owner:    intake, clock and pass-through are the caller's and outlive the page.
// Threads:  Collect from any.
#pragma once

#include <vector>

#include "adapters/intake/durable_intake.h"
#include "adapters/pass_through/pass_through.h"
#include "engine/base/clock.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace yizhan::edge {

class EdgeMetrics : public prometheus::Collectable {
 public:
  // `pass_through` may be null: a page without intents.
  EdgeMetrics(const DurableIntake& intake, const Clock& clock,
              const PassThrough* pass_through = nullptr)
      : intake_(intake), clock_(clock), pass_through_(pass_through) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const DurableIntake& intake_;
  const Clock& clock_;
  const PassThrough* const pass_through_;
};

}  // namespace yizhan::edge
