#include "adapters/edge/open_doors.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace yizhan::edge {
namespace {

// One line a door: its key, whether the configuration has it, and how it is opened. HTTP is one
// listener for the four protocols it carries.
struct Opener {
  const char* key;
  bool (*configured)(const v1::EdgeConfig& config);
  absl::StatusOr<std::unique_ptr<Door>> (*open)(const v1::EdgeConfig& config, Intake& intake);
};

const std::vector<Opener>& Openers() {
  static const std::vector<Opener> openers = {};
  return openers;
}

bool IsKnown(const std::string& key) {
  for (const Opener& opener : Openers()) {
    if (key == opener.key) return true;
  }
  return false;
}

// A configured door that this build cannot open must not look as if it were open.
absl::Status CheckAllKnown(const v1::EdgeConfig& config) {
  for (const auto& [key, given] : {std::pair{"http", config.has_http()},
                                   {"mllp", config.has_mllp()},
                                   {"files", config.has_files()}}) {
    if (given && !IsKnown(key)) {
      return absl::InvalidArgumentError(absl::StrCat(key, ": this build has no such door"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Doors> OpenDoors(const v1::EdgeConfig& config, Intake& intake) {
  if (absl::Status known = CheckAllKnown(config); !known.ok()) return known;
  Doors doors;
  for (const Opener& opener : Openers()) {
    if (!opener.configured(config)) continue;
    absl::StatusOr<std::unique_ptr<Door>> door = opener.open(config, intake);
    if (!door.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(opener.key, ": ", door.status().message()));
    }
    doors.push_back(*std::move(door));
  }
  return doors;
}

absl::StatusOr<Rereads> RereadsOf(const v1::EdgeConfig& /*config*/) { return Rereads{}; }

}  // namespace yizhan::edge
