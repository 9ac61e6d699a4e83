// FindRequest: what a sender's request id already did.
//
// Errors:   MESSAGE_ID_OTHER_CONTENT when it did something else.
// Threads:  pure.
// Law:      ruling R45: a repeated request gets the first reply.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/books/bind.h"
#include "engine/ledger/store.h"
#include "engine/settlement/caller.h"

namespace yizhan {

// The entry that carried the same request out; empty: it is new.
absl::StatusOr<std::optional<std::uint64_t>> FindRequest(const Caller& caller,
                                                         const BoundRequest& request,
                                                         const Reader& state);

}  // namespace yizhan
