// Load: drives one yizhand from the outside and keeps every call's latency.
//
// Units:    microseconds, calls per second.
// Threads:  Run blocks; gRPC's threads complete the calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace yizhan::bench {

struct Figures {
  std::string name;
  std::size_t calls = 0;
  std::size_t failed = 0;
  std::int64_t took_us = 0;
  std::vector<std::int64_t> latencies_us = {};

  std::int64_t PerSecond() const {
    return took_us == 0 ? 0 : static_cast<std::int64_t>(calls) * 1'000'000 / took_us;
  }
  // The latency that `per_mille` of the calls did not exceed.
  std::int64_t Quantile(std::size_t per_mille) const;
};

// Starts call `index` and says when it is over.
using StartCall = std::function<void(std::size_t index, std::function<void(bool ok)> over)>;

// Runs `calls` calls with `in_flight` of them open at any time.
Figures Run(const std::string& name, std::size_t calls, std::size_t in_flight,
            const StartCall& start);

}  // namespace yizhan::bench
