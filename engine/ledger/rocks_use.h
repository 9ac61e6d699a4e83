// RocksUse: whose a ledger folder is: an engine's, a witness's mirror, or over because a newer
// engine took over. Only rocks_*.cc use it.
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
