// Promote: a witness's mirror becomes the engine's ledger, and the engine before it is over.
//
// Order: the mirror's folder is taken (the witness has ended and acknowledges nothing more); the
// old engine is told, or a person vouches that it is off; then, in one synced batch, the folder
// gets a newer epoch and its index of cards. What fails before that leaves the mirror a mirror.
//
// Errors:   FailedPrecondition, saying what to do: the old engine could not be told, the mirror is
//           empty; DataLoss and the vault's own from the index of cards.
// Threads:  one, before the port is open.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "engine/ledger/rocks_store.h"
#include "engine/personal/personal_data.h"
#include "engine/register/import.h"

namespace yizhan {

struct Promotion {
  std::string old_engine;          // A ClientConfig of role witness that reaches it; empty: none.
  bool old_engine_is_off = false;  // Said by a person, and believed when it cannot be told.
};

absl::Status Promote(RocksStore& store, const PersonalData& personal, const IndexKey& index_key,
                     const Promotion& promotion);

}  // namespace yizhan
