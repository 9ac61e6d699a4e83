// Situation: what a decision may look at besides the request and the state. Everything else a
// decision needs is an argument, so that it can be repeated.
//
// Units:    Unix milliseconds.
// Threads:  as its parts.
#pragma once

#include <cstdint>

#include "engine/base/date.h"
#include "engine/base/random.h"
#include "engine/books/pack_catalog.h"
#include "engine/personal/personal_data.h"
#include "engine/register/import.h"

namespace yizhan {

struct Situation {
  PackCatalog& packs;
  const IndexKey& index_key;
  Random* random = nullptr;  // Null for readers: they post nothing and open nothing private.
  PersonalData* personal = nullptr;
  std::int64_t now_ms = 0;     // Clock, as it is.
  std::int64_t posted_ms = 0;  // max(clock, last entry): stamped on what is posted.
  std::int64_t not_after_ahead_max_ms = 0;
  Day Today() const { return BusinessDay(posted_ms); }
};

}  // namespace yizhan
