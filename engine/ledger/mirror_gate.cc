#include "engine/ledger/mirror_gate.h"

#include <chrono>
#include <string>

namespace yizhan {

using std::chrono::milliseconds;

std::uint64_t MirrorGate::Connect() {
  const std::lock_guard lock(mutex_);
  connected_ = ++tickets_;
  acknowledged_ = {};  // What another mirror held counts for nothing.
  return connected_;
}

void MirrorGate::Disconnect(std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  if (connected_ == ticket) connected_ = 0;
}

absl::Status MirrorGate::Acknowledge(std::uint64_t ticket, const TreeHead& head) {
  const std::lock_guard lock(mutex_);
  if (ticket != connected_) {
    return absl::FailedPreconditionError("another mirror connected since; only the newest counts");
  }
  const bool differs =
      expected_.has_value() && head.size == expected_->size && head.root != expected_->root;
  if (differs) {
    return absl::DataLossError("the mirror's first " + std::to_string(head.size) +
                               " entries have root " + HexText(head.root) + ", here it is " +
                               HexText(expected_->root));
  }
  acknowledged_ = head;
  changed_.notify_all();
  return absl::OkStatus();
}

bool MirrorGate::WaitConnectedAt(const TreeHead& head, std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  expected_ = head;
  return changed_.wait_for(lock, milliseconds(wait_ms),
                           [&] { return connected_ != 0 && acknowledged_ == head; });
}

bool MirrorGate::WaitAcknowledged(const TreeHead& head, std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  expected_ = head;
  return changed_.wait_for(lock, milliseconds(wait_ms), [&] { return acknowledged_ == head; });
}

bool MirrorGate::connected() const {
  const std::lock_guard lock(mutex_);
  return connected_ != 0;
}

TreeHead MirrorGate::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

}  // namespace yizhan
