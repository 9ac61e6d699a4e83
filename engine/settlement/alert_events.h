// AlertEvents: what one entry means to the offices that watch warnings.
//
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure.
// Law:      ruling R54; promise P9.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/settlement/alert_view.h"

namespace yizhan {

// In the order of the entry's crossings. Of a day that begins: every warning that rose a level
// since the day before and is still open now; one taken up since has an event of its own.
absl::StatusOr<std::vector<v1::AlertEvent>> AlertEventsOf(const v1::Entry& entry,
                                                          AlertAgeing ageing, const View& view,
                                                          PackCatalog& packs);

}  // namespace yizhan
