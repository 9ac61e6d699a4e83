// Alert: a warning under the name that calls use, the entry that raised it and its place there; and
// what an officer's step does to it.
//
// Errors:   DataLoss when an entry does not follow from the state before it.
// Threads:  pure.
// Law:      rulings R53, R54; promise P9.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

struct AlertName {
  std::uint64_t raised_by = 0;
  std::uint32_t place = 0;
};

struct StandingAlert {
  std::string key;  // Table::kAlert
  v1::AlertRow row;
};

// Empty when that entry raised none there, or it was withdrawn since.
absl::StatusOr<std::optional<StandingAlert>> FindAlert(const AlertName& name, const Reader& state,
                                                       PackCatalog& packs);

// Whether a step may follow: nothing follows a closed alert, and an alert is acknowledged once.
bool MayFollow(v1::AlertState now, v1::AlertState step);

// Everything an officer decides with his step.
Hash32 AlertStepDigest(const v1::AlertHandled& handled);

absl::StatusOr<std::vector<Effect>> FoldAlertHandled(const v1::Entry& entry, const Reader& before,
                                                     PackCatalog& packs);

}  // namespace yizhan
