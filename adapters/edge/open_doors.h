// OpenDoors: the doors that a configuration names, on one intake.
//
// Owner:    the doors are the caller's; the intake outlives them.
// Errors:   InvalidArgument names the door's key: its files are wrong, or its address is taken.
// Threads:  one.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/edge/door.h"
#include "adapters/intake/late_bills.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

using Doors = std::vector<std::unique_ptr<Door>>;

absl::StatusOr<Doors> OpenDoors(const v1::EdgeConfig& config, Intake& intake);

// How each protocol's messages are read once more: after a crash, and when a person replays one.
absl::StatusOr<Rereads> RereadsOf(const v1::EdgeConfig& config);

}  // namespace yizhan::edge
