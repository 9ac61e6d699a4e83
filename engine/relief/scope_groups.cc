#include "engine/relief/scope_groups.h"

#include <algorithm>
#include <string>

#include "yizhan/v1/rows.pb.h"

namespace yizhan {

absl::StatusOr<ScopeGroups> ScopeGroups::Of(const View& view) {
  ScopeGroups groups;
  bool broken = false;
  const absl::Status scanned =
      view.Scan(Table::kHousehold, "", [&](std::string_view /*key*/, std::string_view value) {
        v1::HouseholdRow row;
        broken = !row.ParseFromString(std::string(value));
        for (const std::uint64_t person_no : row.persons()) {
          groups.Join(row.persons(0), person_no);
        }
        return !broken;
      });
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("a household's row does not parse");
  return groups;
}

std::uint64_t ScopeGroups::GroupOf(std::uint64_t person_no) const {
  for (auto at = above_.find(person_no); at != above_.end(); at = above_.find(person_no)) {
    person_no = at->second;
  }
  return person_no;
}

// Both ends are shortened on the way, so that a path stays a step or two.
void ScopeGroups::Join(std::uint64_t a, std::uint64_t b) {
  const auto [low, high] = std::minmax({GroupOf(a), GroupOf(b)});
  for (const std::uint64_t person_no : {a, b, high}) {
    if (person_no != low) above_[person_no] = low;
  }
}

}  // namespace yizhan
