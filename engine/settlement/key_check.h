// KeyCheck: whether the keys folder is this ledger's: some private rows open with the vault, and
// the cards in them are found under the index key. A wrong key would refuse nobody, and find
// nobody.
//
// Errors:   FailedPrecondition, saying which file is another ledger's and what to do; a read's own.
// Threads:  one, before the engine serves.
#pragma once

#include "absl/status/status.h"
#include "engine/ledger/store.h"
#include "engine/personal/personal_data.h"
#include "engine/register/import.h"

namespace yizhan {

// Looks at a few persons whose keys are in the vault; a ledger without persons fits any keys.
absl::Status CheckKeysFit(const View& view, const PersonalData& personal,
                          const IndexKey& index_key);

}  // namespace yizhan
