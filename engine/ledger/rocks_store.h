// RocksStore: the LedgerStore on disk: RocksDB in <data_dir>/rocks, and <data_dir>/anchor.
//
// Owner:    the caller; the store and its views keep the folder locked while any of them lives.
// Errors:   as LedgerStore. Open refuses, in words that say what to do: FailedPrecondition for a
//           folder in use or not a ledger's; DataLoss for a ledger that is not what it was.
//           After kUnknown every later append is kUnknown: end the process and open again.
// Threads:  as LedgerStore.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/store.h"

namespace yizhan {

struct StoreOptions {
  std::string data_dir;
  std::uint64_t disk_reserve_bytes = std::uint64_t{1} << 30;
  std::string node;                     // Recorded in a new ledger, for people.
  std::int64_t scrub_wait_ms = 10'000;  // How long ScrubPrivate waits for readers of old views.
};

// Puts since Open, for the micro-bench.
struct StoreCounters {
  std::uint64_t entries = 0;
  std::uint64_t effects = 0;
  std::uint64_t markers = 0;
  std::uint64_t tiles = 0;
};

class RocksStore : public LedgerStore {
 public:
  // Creates the ledger when the folder is empty or absent.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const StoreOptions& options);
  // For verification while nothing runs there. Every append is answered kFenced.
  static absl::StatusOr<std::unique_ptr<RocksStore>> OpenReadOnly(const std::string& data_dir);
  ~RocksStore() override;

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override;
  absl::StatusOr<std::string> SigningKey() const override;
  absl::Status BindSigningKey(std::string_view public_key) override;
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override;
  TreeHead Durable() const override;
  std::shared_ptr<const View> OpenView() const override;
  // Unavailable when a reader keeps an old view for too long: try again.
  absl::Status ScrubPrivate() override;
  absl::Status Read(std::uint64_t from, std::uint64_t until,
                    const std::function<bool(std::uint64_t number, std::string_view stored)>& visit)
      const override;

  StoreCounters counters() const;

 private:
  class Impl;
  explicit RocksStore(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan
