// LedgerKey: the key that signs a ledger's checkpoints, in a file of its own outside the ledger's
// folder. The ledger remembers its public half, so that a wrong file is noticed at the next start.
//
// Errors:   FailedPrecondition, saying what to do: the file is missing but was bound, is another
//           ledger's, or cannot be used. The store's own errors.
// Threads:  one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"
#include "engine/ledger/store.h"

namespace yizhan {

// The key in `path`. A ledger that has bound none makes the file when it is missing, for the owner
// only and synced, and binds what is in it.
absl::StatusOr<Ed25519Key> OpenLedgerKey(const std::string& path, LedgerStore& store);

}  // namespace yizhan
