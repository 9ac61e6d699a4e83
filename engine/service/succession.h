// Succession: which engine of a ledger this is, and its end when a newer one takes over.
//
// Owner:    the store outlives it.
// Errors:   OTHER_LEDGER; EPOCH_NOT_NEWER (related: this engine's epoch); the store's own. Whoever
//           was told OK, or got an error of the store, may count on this engine answering no more.
// Threads:  any.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/rocks_store.h"
#include "yizhan/v1/ledger.pb.h"

namespace yizhan {

class Succession {
 public:
  // After Engine::Start, which fences.
  Succession(RocksStore& store, std::string ledger_id)
      : store_(store), ledger_id_(std::move(ledger_id)), epoch_(store.epoch()) {}

  std::uint64_t epoch() const { return epoch_; }
  absl::StatusOr<v1::FenceReply> Fence(const v1::FenceRequest& request, const std::string& by);
  // Not OK once a newer engine took over: the process must exit with code 3.
  absl::Status health() const;

 private:
  RocksStore& store_;
  const std::string ledger_id_;
  const std::uint64_t epoch_;
  mutable std::mutex mutex_;
  absl::Status health_;
};

}  // namespace yizhan
