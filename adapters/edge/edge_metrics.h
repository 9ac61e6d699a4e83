// EdgeMetrics: what the edge's Prometheus page shows. Counts only: no person, no bill.
//
// Units:    counts and seconds.
// Owner:    intake, inbox and clock are the caller's and outlive the page.
// Threads:  Collect from any.
#pragma once

#include <vector>

#include "adapters/intake/durable_intake.h"
#include "engine/base/clock.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace yizhan::edge {

class EdgeMetrics : public prometheus::Collectable {
 public:
  EdgeMetrics(const DurableIntake& intake, const Clock& clock) : intake_(intake), clock_(clock) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const DurableIntake& intake_;
  const Clock& clock_;
};

}  // namespace yizhan::edge
