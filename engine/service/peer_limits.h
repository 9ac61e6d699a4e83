// PeerLimits: how much one peer (certificate or token) may ask: calls a second, and streams at
// once.
//
// Errors:   RATE_LIMITED, TOO_MANY_STREAMS; nothing was done.
// Threads:  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"

namespace yizhan {

// Peers remembered at once. Above it, a new one waits until another has been quiet for a second.
inline constexpr std::size_t kRememberedPeersMax = 16384;

class PeerLimits {
 public:
  PeerLimits(std::uint32_t calls_per_second_max, std::uint32_t streams_max)
      : calls_per_second_max_(calls_per_second_max), streams_max_(streams_max) {}

  // One call or one streamed item. A bucket of one second's calls, refilled evenly.
  absl::Status TakeCall(const std::string& actor, std::int64_t now_ms);
  // A long stream begins and, if that was OK, ends.
  absl::Status OpenStream(const std::string& actor);
  void CloseStream(const std::string& actor);

  std::size_t remembered() const;  // For tests.

 private:
  struct Use {
    std::int64_t thousandths = 0;  // Of a call, left in the bucket.
    std::int64_t filled_ms = 0;
    std::uint32_t streams = 0;
  };
  std::int64_t FullThousandths() const { return std::int64_t{1000} * calls_per_second_max_; }
  void Fill(Use& use, std::int64_t now_ms) const;
  Use* UseOf(const std::string& actor, std::int64_t now_ms);  // Null: no room.
  void DropQuiet(std::int64_t now_ms);

  const std::uint32_t calls_per_second_max_;
  const std::uint32_t streams_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Use> uses_;
  std::int64_t now_ms_ = 0;      // Of the last call.
  std::int64_t dropped_ms_ = 0;  // When quiet ones were last dropped.
};

}  // namespace yizhan
