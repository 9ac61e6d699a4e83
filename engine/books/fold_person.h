// FoldPerson: what entries about people and officers do to the tables (see fold.h).
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<std::vector<Effect>> FoldPersonChanged(const v1::Entry& entry, const Reader& before);
absl::StatusOr<std::vector<Effect>> FoldPersonErased(const v1::Entry& entry, const Reader& before);
absl::StatusOr<std::vector<Effect>> FoldPrivateRead(const v1::Entry& entry, const Reader& before);
absl::StatusOr<std::vector<Effect>> FoldOfficerChanged(const v1::Entry& entry,
                                                       const Reader& before);

}  // namespace yizhan
