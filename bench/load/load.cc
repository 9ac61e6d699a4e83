#include "bench/load/load.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>

namespace yizhan::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t Microseconds(Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

// Every finished call starts the next one, until none is left.
class Runner {
 public:
  Runner(Figures& figures, const StartCall& start) : figures_(figures), start_(start) {}

  void Go(std::size_t in_flight) {
    const std::size_t first = std::min(in_flight, figures_.calls);
    for (std::size_t i = 0; i < first; ++i) Next();
    all_over_.get_future().wait();
    figures_.failed = failed_;
  }

 private:
  void Next() {
    const std::size_t index = started_.fetch_add(1);
    if (index >= figures_.calls) return;
    const Clock::time_point began = Clock::now();
    start_(index, [this, index, began](bool ok) {
      figures_.latencies_us[index] = Microseconds(Clock::now() - began);
      if (!ok) failed_ += 1;
      const bool last = over_.fetch_add(1) + 1 == figures_.calls;
      if (last) {
        all_over_.set_value();
      } else {
        Next();
      }
    });
  }

  Figures& figures_;
  const StartCall& start_;
  std::atomic<std::size_t> started_{0};
  std::atomic<std::size_t> over_{0};
  std::atomic<std::size_t> failed_{0};
  std::promise<void> all_over_;
};

}  // namespace

std::int64_t Figures::Quantile(std::size_t per_mille) const {
  std::vector<std::int64_t> sorted = latencies_us;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : sorted[(sorted.size() - 1) * per_mille / 1000];
}

Figures Run(const std::string& name, std::size_t calls, std::size_t in_flight,
            const StartCall& start) {
  Figures figures{.name = name, .calls = calls};
  figures.latencies_us.resize(calls);
  const auto runner = std::make_unique<Runner>(figures, start);
  const Clock::time_point began = Clock::now();
  runner->Go(in_flight);
  figures.took_us = Microseconds(Clock::now() - began);
  return figures;
}

}  // namespace yizhan::bench
