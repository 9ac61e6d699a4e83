// SlipProofNow: what the slip of a settlement says of its ledger, asked of the engine as it prints.
//
// Errors:   none: a slip without it is still a slip.
// Threads:  any.
#pragma once

#include "adapters/client/client.h"
#include "tools/cli/slip.h"

namespace yizhan::cli {

SlipProof SlipProofNow(const Client& client);

}  // namespace yizhan::cli
