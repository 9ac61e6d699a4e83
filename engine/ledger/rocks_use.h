// RocksUse: how a ledger folder begins, and whose it is: an engine's, a witness's mirror, or over
// because a newer engine took over. Only rocks_*.cc use it.
//
// Errors:   FailedPrecondition, saying what to do, when the folder is not for this use.
// Threads:  one writer.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_store.h"

namespace yizhan {

inline std::string AnchorPath(const std::string& data_dir) { return data_dir + "/anchor"; }
// A folder is a ledger's (it has an anchor), or empty and may become one.
absl::StatusOr<bool> IsNewFolder(const std::string& data_dir);
absl::StatusOr<bool> IsBlank(const RocksFiles& files);
// The first rows of a new ledger. A crash before them leaves an empty database and an empty anchor.
absl::Status MakeNew(const RocksFiles& files, const std::string& node);

// Also makes an empty folder a mirror's.
absl::Status CheckUse(const RocksFiles& files, StoreUse use, const TreeHead& head);

// 0 when the folder is no mirror's.
absl::StatusOr<std::uint64_t> ReadFollowedEpoch(const RocksFiles& files);
absl::Status WriteFollowedEpoch(const RocksFiles& files, std::uint64_t epoch);
absl::Status WriteRetired(const RocksFiles& files, std::uint64_t newer_epoch,
                          const std::string& by);
// The folder is an engine's from here on, of this epoch; in one synced batch.
absl::Status WritePromoted(const RocksFiles& files, std::uint64_t epoch, const std::string& node,
                           const std::vector<Effect>& effects);

}  // namespace yizhan
