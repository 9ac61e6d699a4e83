// CardIndex: the rows of Table::kCard made anew from the sealed rows of Table::kPrivate: a mirror
// holds the second only, since the first cannot be found by person.
//
// Errors:   DataLoss when a row is not what was sealed; the vault's own. A person whose key is not
//           in the vault is counted: nobody finds him by card until he is imported again.
// Threads:  pure but for the vault.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "engine/personal/personal_data.h"
#include "engine/register/import.h"

namespace yizhan {

struct CardIndex {
  std::vector<Effect> rows;
  std::uint64_t without_key = 0;  // Persons.
};

absl::StatusOr<CardIndex> MakeCardIndex(const View& view, const PersonalData& personal,
                                        const IndexKey& key);

}  // namespace yizhan
