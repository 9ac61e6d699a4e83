#include "adapters/edge/edge_metrics.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace yizhan::edge {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::int64_t kMsPerSecond = 1000;

const char* NameOf(Protocol protocol) {
  switch (protocol) {
    case Protocol::kNational:
      return "national";
    case Protocol::kPassThrough:
      return "pass_through";
    case Protocol::kShanghai:
      return "shanghai";
    case Protocol::kHl7:
      return "hl7";
    case Protocol::kFhir:
      return "fhir";
    case Protocol::kFiles:
      return "files";
  }
  return "unknown";
}

struct Shown {
  const char* name;
  const char* help;
  bool counter;
  std::uint64_t ProtocolCounts::*value;
};

constexpr Shown kShown[] = {
    {"yizhan_edge_received_total", "Messages stored since the start.", true,
     &ProtocolCounts::received},
    {"yizhan_edge_answered_total", "Bills answered with a settled result.", true,
     &ProtocolCounts::answered},
    {"yizhan_edge_told_late_total", "Answers to proceed without aid.", true,
     &ProtocolCounts::told_late},
    {"yizhan_edge_refused_total", "Refusals.", true, &ProtocolCounts::refused},
    {"yizhan_edge_unanswered", "Messages stored and not answered yet.", false,
     &ProtocolCounts::unanswered},
    {"yizhan_edge_waiting_for_reversal", "Late bills whose key is not reversed yet.", false,
     &ProtocolCounts::waiting_for_reversal},
    {"yizhan_edge_waiting_for_recording", "Late bills not yet recorded after the fact.", false,
     &ProtocolCounts::waiting_for_recording},
    {"yizhan_edge_reversals_owed", "Reversals promised and not carried out yet.", false,
     &ProtocolCounts::reversals_owed},
    {"yizhan_edge_dead_letters", "Messages a person must look at.", false,
     &ProtocolCounts::dead_letters},
};

template <typename Number>
ClientMetric Value(Protocol protocol, bool counter, Number number) {
  using Sample = decltype(ClientMetric::Gauge::value);
  ClientMetric metric;
  metric.label = {{"protocol", NameOf(protocol)}};
  (counter ? metric.counter.value : metric.gauge.value) = static_cast<Sample>(number);
  return metric;
}

// Each state has its line, so that an alert finds it before the first.
MetricFamily IntentGauges(const PassThrough& pass_through) {
  std::map<v1::PassState, int> counts{{v1::PASS_ASKED, 0},
                                      {v1::PASS_SETTLED, 0},
                                      {v1::PASS_TAKING_BACK, 0},
                                      {v1::PASS_CANCELLED, 0},
                                      {v1::PASS_UNCLEAR, 0}};
  for (const OpenIntent& intent : pass_through.OpenIntents()) ++counts[intent.state];
  MetricFamily family{"yizhan_edge_intents",
                      "Settlements not yet alike at HIS and insurer; unclear: a person must look.",
                      MetricType::Gauge,
                      {}};
  for (const auto& [state, count] : counts) {
    ClientMetric metric;
    metric.label = {{"state", StateName(state)}};
    metric.gauge.value = count;
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace

std::vector<MetricFamily> EdgeMetrics::Collect() const {
  const IntakeCounts counts = intake_.Counts();
  std::vector<MetricFamily> page;
  for (const Shown& shown : kShown) {
    MetricFamily family{
        shown.name, shown.help, shown.counter ? MetricType::Counter : MetricType::Gauge, {}};
    for (const auto& [protocol, numbers] : counts) {
      family.metric.push_back(Value(protocol, shown.counter, numbers.*shown.value));
    }
    page.push_back(std::move(family));
  }
  MetricFamily silence{"yizhan_edge_seconds_since_last_message",
                       "Since the last message of a protocol; absent before the first.",
                       MetricType::Gauge,
                       {}};
  for (const auto& [protocol, numbers] : counts) {
    if (numbers.last_message_ms == 0) continue;
    const std::int64_t since_ms = clock_.NowMs() - numbers.last_message_ms;
    silence.metric.push_back(Value(protocol, false, since_ms / kMsPerSecond));
  }
  page.push_back(std::move(silence));
  if (pass_through_ != nullptr) page.push_back(IntentGauges(*pass_through_));
  return page;
}

}  // namespace yizhan::edge
