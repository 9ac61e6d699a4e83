// DecideSettle: one settlement request against a draft: posts one entry there, or refuses.
//
// Errors:   Refusals in R31's order; a refused request leaves the draft as it was.
// Threads:  pure function of its arguments.
// Law:      adjudication.md section 8, rulings R10, R31, R40-R43.
#pragma once

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/evaluate.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

absl::StatusOr<v1::SettleResult> DecideSettle(const Caller& caller,
                                              const v1::SettleRequest& request,
                                              const Situation& situation, Draft& draft);

// The same bill when the patient has paid it in full: no deadline, no quote, the hospital need not
// be live, and its aid is payable to him (section 8, After the fact). A key that settled in real
// time gives that settlement back: nothing is paid twice.
absl::StatusOr<v1::SettleResult> DecideAfterTheFact(const Caller& caller,
                                                    const v1::SettleRequest& request,
                                                    const Situation& situation, Draft& draft);

// The first checks of R31. A result: the key is known and this is a replay. Empty: go on.
absl::StatusOr<std::optional<v1::SettleResult>> FindReplay(const Caller& caller,
                                                           const v1::SettleRequest& request,
                                                           const Situation& situation,
                                                           const Reader& state);

// Where a new settlement stands.
struct Place {
  v1::Path path = v1::REAL_TIME;
  std::uint64_t replaces = 0;  // Whose contra was just posted in the same draft; 0 = none.
};

// The rest of R31, and the posting.
absl::StatusOr<v1::SettleResult> SettleNew(const Caller& caller, const v1::SettleRequest& request,
                                           const Place& place, const Situation& situation,
                                           Draft& draft);

// The entry that would settle it, on this state: its warnings are those a quote shows (R54).
absl::StatusOr<v1::Entry> MakeSettled(const Caller& caller, const Evaluated& evaluated,
                                      std::uint64_t replaces, const Situation& situation,
                                      const Reader& state);

}  // namespace yizhan
