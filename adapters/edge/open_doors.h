// OpenDoors: from here on the HIS is listened to: a listener for what HTTP carries, one for MLLP, a
// folder.
//
// Owner:    the doors are the caller's; the protocols outlive them.
// Errors:   InvalidArgument names the door's key: its files are wrong, or its address is taken.
// Threads:  one.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/edge/door.h"
#include "adapters/edge/protocols.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

using Doors = std::vector<std::unique_ptr<Door>>;

absl::StatusOr<Doors> OpenDoors(const v1::EdgeConfig& config, Protocols& protocols);

}  // namespace yizhan::edge
