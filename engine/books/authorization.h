// Authorization: whether officers authorised what an entry does. The loop asks before it posts,
// and Fold asks again, so that `yizhan ledger verify` checks every signature.
//
// Errors:   Refusals: SIGNATURES_MISSING, SIGNATURE_INVALID, SIGNATURE_USED, SAME_OFFICER_TWICE,
//           OFFICER_UNKNOWN, OFFICER_RETIRED, AUTHORIZATION_EXPIRED.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/books/officer_statement.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/officer.pb.h"

namespace yizhan {

inline constexpr std::int64_t kAuthorizationAheadMaxMs = std::int64_t{30} * 24 * 3600 * 1000;

// The ledger's id, of entry 0.
absl::StatusOr<std::string> LedgerIdOf(const Reader& state);

struct Authorized {
  v1::OfficerOperation operation = v1::OFFICER_OPERATION_UNSPECIFIED;
  std::string content;  // 32 bytes
  std::string request_id;
};

// Returns the statement's digest when `authorization` carries it: enough different officers, each
// known, not retired, with a valid signature, in time at `posted_ms`, and never used before.
absl::StatusOr<Hash32> CheckAuthorization(const v1::Authorization& authorization,
                                          const Authorized& authorized, std::int64_t posted_ms,
                                          const Reader& state);

// The same, field by field: nothing else that a client sent is stored.
v1::Authorization StoredForm(const v1::Authorization& authorization);

}  // namespace yizhan
