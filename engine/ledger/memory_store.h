// MemoryStore: a LedgerStore in memory, for tests, the tsan build and the simulation.
//
// Every change is kept with the batch that made it, so a view of an earlier batch stays as it was;
// or, with History::kNewest, the newest value only: a view is then good until the next batch.
//
// Owner:    views share the state and may outlive the store.
// Errors:   as LedgerStore; none of its own unless a test asks for them.
// Threads:  as LedgerStore; the hooks from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/ledger/anchor.h"
#include "engine/ledger/store.h"
#include "engine/ledger/tree.h"

namespace yizhan {

class MemoryStore : public LedgerStore {
 public:
  enum class History : std::uint8_t { kAll, kNewest };

  // With an anchor, batch n+1 is answered when anchor n is durable, as on disk.
  explicit MemoryStore(std::unique_ptr<Anchor> anchor = nullptr, History history = History::kAll);
  ~MemoryStore() override;

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override;
  absl::StatusOr<std::string> SigningKey() const override;
  absl::Status BindSigningKey(std::string_view public_key) override;
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override;
  TreeHead Durable() const override;
  std::shared_ptr<const View> OpenView() const override;
  absl::Status ScrubPrivate() override { return absl::OkStatus(); }  // It has no files.
  absl::Status Read(std::uint64_t from, std::uint64_t until,
                    const std::function<bool(std::uint64_t number, std::string_view stored)>& visit)
      const override;

  // Hooks. The next append answers `result`. kUnknown also ends the store until Reopen; then
  // `written` says whether the batch turns out to be there.
  void FailNext(AppendResult result, bool written = false);
  // The disk reserve is reached, or not any more.
  void SetReserveReached(bool reached);
  // What a restart does after kUnknown: the tail as it is becomes the head.
  void Reopen();

 private:
  class State;
  class StateView;
  struct Failure {
    AppendResult result;
    bool written;
  };

  // What an append is answered without writing; kDurable = go on.
  AppendResult Admit(const Append& append);
  AppendResult Write(Append append);

  mutable std::mutex mutex_;  // Everything below but the state, which has its own.
  std::unique_ptr<Anchor> anchor_;
  MerkleTree tree_;
  TreeHead durable_;
  std::uint64_t written_batch_ = 0;
  std::uint64_t durable_batch_ = 0;
  std::uint64_t epoch_ = 0;
  bool failed_ = false;
  bool reserve_reached_ = false;
  std::optional<Failure> failure_;
  std::shared_ptr<State> state_;
};

}  // namespace yizhan
