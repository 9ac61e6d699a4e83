// FollowedStore: a LedgerStore that others follow: it wakes readers of the tail, and in synchronous
// mode lets nobody see, or be answered, what the mirror does not hold yet.
//
// Owner:    the inner store outlives it.
// Errors:   as LedgerStore. Synchronous: kNoMirror when no mirror holds the head (nothing was
//           written), kUnknown when one did not acknowledge in time (written here only).
// Threads:  as LedgerStore; in synchronous mode AppendBatch waits for the mirror.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ledger/mirror_gate.h"
#include "engine/ledger/store.h"
#include "engine/ledger/tail.h"

namespace yizhan {

struct FollowOptions {
  bool synchronous = false;
  std::int64_t mirror_wait_ms = 5000;
};

class FollowedStore : public LedgerStore {
 public:
  FollowedStore(LedgerStore& inner, FollowOptions options);

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override {
    return inner_.Fence(node);
  }
  absl::StatusOr<std::string> SigningKey() const override { return inner_.SigningKey(); }
  absl::Status BindSigningKey(std::string_view public_key) override {
    return inner_.BindSigningKey(public_key);
  }
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override {
    return inner_.Load(keys);
  }
  TreeHead Durable() const override;
  std::shared_ptr<const View> OpenView() const override;
  absl::Status ScrubPrivate() override { return inner_.ScrubPrivate(); }
  absl::Status Read(std::uint64_t from, std::uint64_t until,
                    const std::function<bool(std::uint64_t number, std::string_view stored)>& visit)
      const override {
    return inner_.Read(from, until, visit);
  }

  // What is on this disk, acknowledged by the mirror or not: for the mirror.
  const LedgerStore& inner() const { return inner_; }
  // Grows with what inner() has; and with what everybody may see.
  Tail& written_tail() { return written_tail_; }
  Tail& tail() { return tail_; }
  MirrorGate& mirror() { return mirror_; }
  // False in synchronous mode until the mirror holds what was here at the start: before that
  // nobody can say what this ledger's last entries are.
  bool Settled() const;

 private:
  void Publish(const TreeHead& head);

  LedgerStore& inner_;
  const FollowOptions options_;
  const TreeHead start_;
  Tail written_tail_;
  Tail tail_;
  MirrorGate mirror_;
  mutable std::mutex mutex_;  // What follows; synchronous mode only.
  mutable bool settled_ = false;
  TreeHead head_;
  std::shared_ptr<const View> view_;
};

}  // namespace yizhan
