#include "engine/service/peer_limits.h"

#include <algorithm>
#include <iterator>

#include "engine/base/check.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

constexpr std::int64_t kFillMs = 1000;  // An empty bucket is full after this.

std::string AtMost(std::uint32_t limit) { return "<= " + std::to_string(limit); }

}  // namespace

absl::Status PeerLimits::TakeCall(const std::string& actor, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  Use* use = UseOf(actor, now_ms);
  if (use != nullptr) {
    Fill(*use, now_ms);
    if (use->thousandths >= 1000) {
      use->thousandths -= 1000;
      return absl::OkStatus();
    }
  }
  return Refuse({.reason = v1::RATE_LIMITED, .expected = AtMost(calls_per_second_max_) + "/s"});
}

absl::Status PeerLimits::OpenStream(const std::string& actor) {
  const std::lock_guard lock(mutex_);
  Use* use = UseOf(actor, now_ms_);
  if (use == nullptr || use->streams >= streams_max_) {
    return Refuse({.reason = v1::TOO_MANY_STREAMS, .expected = AtMost(streams_max_)});
  }
  ++use->streams;
  return absl::OkStatus();
}

void PeerLimits::CloseStream(const std::string& actor) {
  const std::lock_guard lock(mutex_);
  const auto found = uses_.find(actor);
  YIZHAN_CHECK(found != uses_.end() && found->second.streams > 0);
  --found->second.streams;
}

std::size_t PeerLimits::remembered() const {
  const std::lock_guard lock(mutex_);
  return uses_.size();
}

// A clock that was set back fills nothing and takes nothing away.
void PeerLimits::Fill(Use& use, std::int64_t now_ms) const {
  const std::int64_t passed_ms = std::clamp<std::int64_t>(now_ms - use.filled_ms, 0, kFillMs);
  use.thousandths =
      std::min(FullThousandths(), use.thousandths + passed_ms * calls_per_second_max_);
  use.filled_ms = now_ms;
}

PeerLimits::Use* PeerLimits::UseOf(const std::string& actor, std::int64_t now_ms) {
  now_ms_ = now_ms;
  const auto found = uses_.find(actor);
  if (found != uses_.end()) return &found->second;
  if (uses_.size() >= kRememberedPeersMax) DropQuiet(now_ms);
  if (uses_.size() >= kRememberedPeersMax) return nullptr;
  return &uses_.emplace(actor, Use{.thousandths = FullThousandths(), .filled_ms = now_ms})
              .first->second;
}

// A full bucket without streams is as good as a new one.
void PeerLimits::DropQuiet(std::int64_t now_ms) {
  if (std::max(now_ms, dropped_ms_) - std::min(now_ms, dropped_ms_) < kFillMs) return;
  dropped_ms_ = now_ms;
  for (auto entry = uses_.begin(); entry != uses_.end();) {
    Use& use = entry->second;
    Fill(use, now_ms);
    const bool quiet = use.streams == 0 && use.thousandths == FullThousandths();
    entry = quiet ? uses_.erase(entry) : std::next(entry);
  }
}

}  // namespace yizhan
