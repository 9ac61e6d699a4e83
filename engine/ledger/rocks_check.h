// CheckLedger: what must hold before a ledger on disk may serve.
//
// Checks:   layout row; `applied` alike in every family and equal to the log's head; the log since
//           the last clean mark contiguous and hashing to the stored tiles; the root equal to the
//           anchor's, at the anchor's size; the ledger not shorter than its anchor.
// Errors:   FailedPrecondition or DataLoss, saying what is wrong and what to do.
// Threads:  one, before the store serves.
#pragma once

#include "absl/status/statusor.h"
#include "engine/ledger/anchor.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/tree.h"

namespace yizhan {

struct CheckedLedger {
  MerkleTree tree;
  Hash32 ledger{};  // Hash of leaf 0; zeros while empty.
  std::uint64_t epoch = 0;
  std::uint64_t clean = 0;  // Leaves known to have left the WAL.
};

absl::StatusOr<CheckedLedger> CheckLedger(const RocksFiles& files, const AnchorMark& anchor);

// Every byte of every table file against its checksum. DataLoss names the file.
absl::Status CheckTableFiles(const RocksFiles& files);

// A full tile's stored bytes and back.
std::string EncodeTile(const std::vector<Hash32>& hashes);
absl::StatusOr<std::vector<Hash32>> ReadTile(const RocksFiles& files,
                                             const rocksdb::ReadOptions& options,
                                             std::uint8_t level, std::uint64_t index);

}  // namespace yizhan
