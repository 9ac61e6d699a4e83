// RocksScrub: takes deleted and replaced private rows out of every file of the database. Only
// rocks_store.cc uses it.
//
// Order:    readers of older states end; all families are flushed, so that the WALs can go; the
//           private family is rewritten twice, the second time so that the manifest no longer
//           names old keys; the old files are gone from the folder.
// Errors:   Unavailable when readers do not end in time, or the disk fails.
// Threads:  any; one at a time.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "engine/ledger/rocks_files.h"

namespace yizhan {

// What was deleted or replaced up to RocksDB's sequence number `as_of`.
absl::Status ScrubPrivateRows(const RocksFiles& files, std::uint64_t as_of, std::int64_t wait_ms);

}  // namespace yizhan
