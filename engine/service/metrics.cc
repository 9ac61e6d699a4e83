#include "engine/service/metrics.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/service/gate.h"
#include "engine/service/reader_pool.h"

namespace yizhan {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Prometheus counts in its own number type; nothing of ours is computed with it.
using Sample = decltype(ClientMetric::Counter::value);

constexpr const char* kCodeNames[] = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

Sample Seconds(std::int64_t us) { return static_cast<Sample>(us) / 1'000'000; }

MetricFamily One(const char* name, const char* help, MetricType type, std::uint64_t value) {
  ClientMetric metric;
  if (type == MetricType::Counter) metric.counter.value = static_cast<Sample>(value);
  if (type == MetricType::Gauge) metric.gauge.value = static_cast<Sample>(value);
  return {name, help, type, {std::move(metric)}};
}

}  // namespace

void Metrics::Count(std::size_t rpc, int code) {
  const std::size_t place = code >= 0 && code < static_cast<int>(kCodeCount)
                                ? static_cast<std::size_t>(code)
                                : static_cast<std::size_t>(absl::StatusCode::kUnknown);
  if (rpc < kRpcCount) calls_[rpc][place].fetch_add(1, std::memory_order_relaxed);
}

void Metrics::CountSettle(std::int64_t latency_us) {
  const auto bound = std::lower_bound(kLatencyBoundsUs.begin(), kLatencyBoundsUs.end(), latency_us);
  const auto place = static_cast<std::size_t>(bound - kLatencyBoundsUs.begin());
  latency_counts_[place].fetch_add(1, std::memory_order_relaxed);
  latency_sum_us_.fetch_add(latency_us, std::memory_order_relaxed);
}

std::vector<MetricFamily> Metrics::Collect() const {
  std::vector<MetricFamily> page = {Calls(), SettleLatency()};
  if (watched_.engine == nullptr) return page;
  const EngineCounters& counters = watched_.engine->counters();
  const auto count = [&](const char* name, const char* help, std::uint64_t value) {
    page.push_back(One(name, help, MetricType::Counter, value));
  };
  count("yizhan_batches_total", "Batches written by the loop.", counters.batches);
  count("yizhan_entries_total", "Ledger entries written.", counters.entries);
  count("yizhan_settled_total", "Settlements posted.", counters.settled);
  count("yizhan_replayed_total", "Requests answered from an earlier result.", counters.replayed);
  count("yizhan_reversed_total", "Contras and tombstones posted.", counters.reversed);
  count("yizhan_refused_total", "Requests refused by the loop.", counters.refused);
  count("yizhan_puts_total", "Table effects written, entries included.", counters.puts);

  const auto gauge = [&](const char* name, const char* help, std::uint64_t value) {
    page.push_back(One(name, help, MetricType::Gauge, value));
  };
  gauge("yizhan_desk_waiting", "Requests in the desk's queue.", watched_.engine->desk_waiting());
  gauge("yizhan_bulk_waiting", "Requests in the bulk queue.", watched_.engine->bulk_waiting());
  gauge("yizhan_readers_waiting", "Queries that wait for a reader.", watched_.readers->waiting());
  gauge("yizhan_ledger_entries", "Durable ledger size.", watched_.store->Durable().size);
  gauge("yizhan_training", "1: plain text and tokens, never for real data.",
        watched_.training ? 1 : 0);

  const GateCounts gate = watched_.gate->counts();
  gauge("yizhan_connections_open", "Connections open now.", gate.open);
  count("yizhan_connections_accepted_total", "Connections accepted.", gate.accepted);
  count("yizhan_connections_refused_total", "Connections refused by a limit.", gate.refused);
  count("yizhan_connections_cut_total", "Connections cut for abuse.", gate.cut);
  return page;
}

MetricFamily Metrics::Calls() const {
  MetricFamily family{"yizhan_calls_total", "Calls by method and code.", MetricType::Counter, {}};
  for (std::size_t rpc = 0; rpc < kRpcCount; ++rpc) {
    for (std::size_t code = 0; code < kCodeCount; ++code) {
      const std::uint64_t value = calls_[rpc][code].load(std::memory_order_relaxed);
      if (value == 0) continue;
      ClientMetric metric;
      metric.label = {{"method", std::string(kRpcRules[rpc].name)}, {"code", kCodeNames[code]}};
      metric.counter.value = static_cast<Sample>(value);
      family.metric.push_back(std::move(metric));
    }
  }
  return family;
}

MetricFamily Metrics::SettleLatency() const {
  ClientMetric metric;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < latency_counts_.size(); ++i) {
    below += latency_counts_[i].load(std::memory_order_relaxed);
    const bool open = i == kLatencyBoundsUs.size();
    metric.histogram.bucket.push_back({.cumulative_count = below,
                                       .upper_bound = open ? std::numeric_limits<Sample>::infinity()
                                                           : Seconds(kLatencyBoundsUs[i])});
  }
  metric.histogram.sample_count = below;
  metric.histogram.sample_sum = Seconds(latency_sum_us_.load(std::memory_order_relaxed));
  return {"yizhan_settle_seconds",
          "From the request's arrival to its answer.",
          MetricType::Histogram,
          {std::move(metric)}};
}

}  // namespace yizhan
