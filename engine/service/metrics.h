// Metrics: what the Prometheus page shows. Counts only: no person, no bill, no card.
//
// Units:    microseconds inside, seconds on the page; counts.
// Owner:    the caller owns what Watch is given, which outlives the page.
// Threads:  Count and Collect from any thread; Watch before Collect.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/ledger/store.h"
#include "engine/service/access.h"
#include "engine/settlement/engine.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace yizhan {

class Gate;
class ReaderPool;

class Metrics : public prometheus::Collectable {
 public:
  struct Watched {
    const Engine* engine = nullptr;
    const LedgerStore* store = nullptr;
    const ReaderPool* readers = nullptr;
    const Gate* gate = nullptr;
    bool training = false;
  };

  void Watch(Watched watched) { watched_ = watched; }

  // One call of `rpc` ended with canonical `code`.
  void Count(std::size_t rpc, int code);
  // One settlement, unary or streamed, was answered.
  void CountSettle(std::int64_t latency_us);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  static constexpr std::size_t kCodeCount = 17;
  static constexpr std::array<std::int64_t, 13> kLatencyBoundsUs = {
      250,    500,     1'000,   2'000,   5'000,     10'000,   25'000,
      50'000, 100'000, 250'000, 500'000, 1'000'000, 8'000'000};

  prometheus::MetricFamily Calls() const;
  prometheus::MetricFamily SettleLatency() const;

  Watched watched_;
  std::array<std::array<std::atomic<std::uint64_t>, kCodeCount>, kRpcCount> calls_{};
  std::array<std::atomic<std::uint64_t>, kLatencyBoundsUs.size() + 1> latency_counts_{};
  std::atomic<std::int64_t> latency_sum_us_{0};
};

}  // namespace yizhan
