// AlertView: a warning as officers see it: what was raised, whose it is, how long it waits, what
// was done about it.
//
// Units:    days are Shanghai days.
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure.
// Law:      adjudication.md section 7, rulings R52-R54.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

// An office's own practice, no law: open longer than `days`, a warning rises one level, and again
// after as many more. 0: none rises.
struct AlertAgeing {
  std::int32_t days = 0;
};

// Levels that a warning open for so many days has risen, if there were no highest one.
std::int32_t LevelsRisen(std::int64_t days_open, AlertAgeing ageing);

// Town of the person, or of the first person of the household that has one; empty: no one's.
absl::StatusOr<std::string> TownOfAlert(const v1::Crossing& crossing, Day today,
                                        const Reader& state);

// A standing warning.
absl::StatusOr<v1::Alert> ViewOf(const v1::AlertRow& row, Day today, AlertAgeing ageing,
                                 const Reader& state, PackCatalog& packs);

// As an AlertHandled left it.
absl::StatusOr<v1::Alert> ViewAfter(const v1::Entry& step, AlertAgeing ageing, const Reader& state,
                                    PackCatalog& packs);

// What is known of it by its crossing alone: as it is raised, or when it is withdrawn.
absl::StatusOr<v1::Alert> ViewOfCrossing(const v1::Entry& entry, std::uint32_t place, Day today,
                                         const Reader& state, PackCatalog& packs);

// Every standing warning, by threshold; `take` says false to stop.
absl::Status EachAlert(const View& view, const std::function<bool(const v1::AlertRow&)>& take);

}  // namespace yizhan
