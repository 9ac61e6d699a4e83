// Tally: how often each thing that a torture wants to happen did happen. A long run that never met
// one proves nothing about it.
//
// Units:    counts.
// Threads:  any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace yizhan::torture {

enum class Met : std::size_t {
  kKillUnderLoad,
  kKillAtStart,
  kKillInStartFlush,
  kKillInFlush,
  kSettled,
  kStreamed,
  kRepeated,
  kReversed,
  kReplaced,
  kTombstoned,
  kRefused,
  kErased,
  kCutByCap,
  kUnsent,
  kSettleUnknown,
  kSettleWasPosted,
  kSettleWasNot,
  kSettleSentAgain,
  kSettleForbidden,
  kReverseUnknown,
  kReverseWasPosted,
  kReverseWasNot,
  kReplaceUnknown,
  kReplaceWasPosted,
  kReplaceWasNot,
  kEraseUnknown,
  kCompared,
  kAsked,
  kCount,
};

class Tally {
 public:
  void Add(Met met, std::uint64_t times = 1) { counts_[static_cast<std::size_t>(met)] += times; }
  std::uint64_t Of(Met met) const { return counts_[static_cast<std::size_t>(met)]; }
  std::uint64_t Kills() const;

  // What must never happen. The first hundred are kept.
  void Fail(const std::string& what);
  std::vector<std::string> failures() const;
  bool failed() const { return failed_; }

  // One line a counter.
  std::string Table() const;
  // The names of those that stayed at zero.
  std::vector<std::string> Never() const;

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Met::kCount)> counts_{};
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> failures_;
};

}  // namespace yizhan::torture
