// RocksNew: a folder that becomes a ledger's. Only rocks_store.cc uses it.
//
// Errors:   FailedPrecondition, saying what to do, when it cannot; Unavailable when the disk fails.
// Threads:  one, before the store serves.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_store.h"

namespace yizhan {

// False when the folder is a ledger's (it has an anchor); true when it is empty.
absl::StatusOr<bool> IsNewFolder(const std::string& data_dir);

// Writes the first rows when there are none yet, and syncs the folders' names.
absl::Status MakeIfBlank(const RocksFiles& files, const StoreOptions& options);

}  // namespace yizhan
