// MirrorGate: what the mirror has acknowledged, and waiting for it.
//
// One mirror counts: the one that connected last. What an older connection says is refused, so a
// head is acknowledged only by the mirror that would be promoted.
//
// Units:    *_ms are milliseconds of waiting.
// Errors:   FailedPrecondition: a newer connection counts; DataLoss: the mirror holds another root.
// Threads:  any.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "engine/ledger/store.h"

namespace yizhan {

class MirrorGate {
 public:
  // A mirror connects; the ticket is its name from then on.
  std::uint64_t Connect();
  void Disconnect(std::uint64_t ticket);
  absl::Status Acknowledge(std::uint64_t ticket, const TreeHead& head);

  // Whether the mirror that is connected holds exactly `head`; waits for it.
  bool WaitConnectedAt(const TreeHead& head, std::int64_t wait_ms);
  // Whether the mirror acknowledged `head`, even if it left since; waits for it.
  bool WaitAcknowledged(const TreeHead& head, std::int64_t wait_ms);

  bool connected() const;
  TreeHead acknowledged() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t tickets_ = 0;
  std::uint64_t connected_ = 0;       // The ticket that counts; 0: none.
  std::optional<TreeHead> expected_;  // Last head waited for; none was: nothing differs from it.
  TreeHead acknowledged_;
};

}  // namespace yizhan
