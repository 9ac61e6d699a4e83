// Play: one world through both evaluators, compared after every operation.
//
// Errors:   what differs is a text, not a status.
// Threads:  pure; several worlds beside each other.
#pragma once

#include <optional>
#include <string>

#include "tests/property/counters.h"
#include "tests/property/world.pb.h"

namespace yizhan::property {

struct Difference {
  bool bad_world = false;  // Its rules or people are refused: the maker is wrong, not an evaluator.
  int operation = 0;       // Its place in the world; the number of operations: at the end.
  std::string kind;        // The first field that differs: what shrinking must keep.
  std::string text;        // The operation, and field by field what either saw.
};

// `counters` may be null. `verify`: the ledger is written and verified, too.
std::optional<Difference> PlayBoth(const World& world, bool verify, Counters* counters);

}  // namespace yizhan::property
