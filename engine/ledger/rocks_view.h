// RocksView: a RocksDB snapshot as a View. Only rocks_*.cc use it.
//
// Owner:    keeps the database open until the last view is gone.
// Errors:   as View.
// Threads:  any.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/ledger/rocks_files.h"
#include "engine/ledger/store.h"
#include "engine/ledger/tree.h"

namespace yizhan {

class RocksView : public View {
 public:
  // Freezes the database as it is. DataLoss when its marker is not the tree's size.
  static absl::StatusOr<std::shared_ptr<const RocksView>> Freeze(std::shared_ptr<RocksFiles> files,
                                                                 const MerkleTree& tree);
  ~RocksView() override;
  RocksView(const RocksView&) = delete;
  RocksView& operator=(const RocksView&) = delete;

  std::uint64_t size() const override { return size_; }
  // Everything RocksDB wrote up to here is what this view sees.
  std::uint64_t sequence() const { return snapshot_->GetSequenceNumber(); }
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override;
  absl::StatusOr<std::string> Leaf(std::uint64_t number) const override;
  absl::Status Scan(Table table, std::string_view prefix,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override;
  absl::StatusOr<std::vector<Hash32>> Tile(std::uint8_t level, std::uint64_t index) const override;
  absl::Status Read(
      std::uint64_t from, std::uint64_t until,
      const std::function<bool(std::uint64_t number, std::string_view stored)>& visit) const;

 private:
  explicit RocksView(std::shared_ptr<RocksFiles> files);
  rocksdb::ReadOptions Options() const;

  const std::shared_ptr<RocksFiles> files_;
  const rocksdb::Snapshot* const snapshot_;
  std::uint64_t size_ = 0;
  TreeEdge edge_;
};

}  // namespace yizhan
