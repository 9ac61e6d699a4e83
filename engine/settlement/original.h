// Original: the settlement that a reversal or replacement speaks of, and the contra that undoes it.
//
// Errors:   Refusals: SETTLEMENT_UNKNOWN, NOT_REVERSIBLE, NOT_ALLOWED, ALREADY_REVERSED,
//           ALREADY_REPLACED, FIELD_MISSING, FIELD_TOO_LONG.
// Threads:  pure.
// Law:      rulings R42-R45, R47.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// How a request names its original.
struct Named {
  std::optional<std::uint64_t> number = {};
  std::string message_id = {};    // When no number is given.
  std::string on_behalf_of = {};  // Relief office only.
};

// What it names. `entry` is empty when the message id never arrived (then: a tombstone).
struct Original {
  std::string sender;
  std::string message_id;
  std::optional<v1::Entry> entry;
};

// An application settlement is found by number, in the form of a settlement (books/application.h).
absl::StatusOr<Original> FindOriginal(const Caller& caller, const Named& named,
                                      const Reader& state);

// OK when the original is live, or never arrived and is not tombstoned yet.
absl::Status CheckStillLive(const Original& original, const Reader& state);

// NOT_REVERSIBLE for an application settlement: a bill does not take its place.
absl::Status CheckReplaceable(const Original& original);

struct ContraOf {
  std::string request_id = {};  // Empty inside a replacement.
  std::string reason = {};
  bool replaced = false;  // The next entry in the draft replaces it.
};

// Posts the contra of a live original, or the tombstone of one that never arrived.
absl::StatusOr<std::uint64_t> PostContra(const Caller& caller, const Original& original,
                                         const ContraOf& contra, const Situation& situation,
                                         Draft& draft);

}  // namespace yizhan
