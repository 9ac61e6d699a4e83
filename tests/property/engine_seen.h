// EngineSeen: the engine's messages, whose places belong to a pack, as names.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/books/keys.h"
#include "engine/policy/compiled_pack.h"
#include "tests/property/seen.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan::property {

// In the order of the buckets.
std::array<std::int64_t, 4> PartsOf(const v1::Buckets& buckets);

SeenOutcome SeenOf(const v1::Outcome& outcome, const CompiledPack& pack);

struct ChosenAccount {
  std::string id;
  AccountPlace place;
};

// The base and cap accounts of the settlement's chosen steps.
std::vector<ChosenAccount> AccountsOfChosen(const v1::Settled& settled, const CompiledPack& pack);

}  // namespace yizhan::property
