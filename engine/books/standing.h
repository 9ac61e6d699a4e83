// Standing: what one settlement has moved by now: its own figures and those of every adjustment
// that was posted to it.
//
// Units:    fen.
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure.
// Law:      rulings R44, R51.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/pack_catalog.h"
#include "engine/books/placed.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Sums that are 0 are left out.
struct Standing {
  std::map<Spot, std::int64_t> accounts = {};
  std::map<std::string, std::int64_t> funds = {};     // By id; negative: paid out.
  std::map<std::string, std::int64_t> programs = {};  // Paid, by id.
  v1::Buckets due = {};                               // What the newest of them left.
  friend Standing operator-(const Standing& now, const Standing& before);  // `due` is now's.
};

// Of a settlement, application settlement or outside aid in the form of a settlement
// (books/application.h); `adjustment` is the newest one posted to it, 0 = none.
absl::StatusOr<Standing> StandingOf(const v1::Entry& settlement, std::uint64_t adjustment,
                                    const Reader& state, PackCatalog& packs);
// Of a fresh outcome.
Standing StandingOf(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
                    const Outcome& outcome);

// What the adjustments of one settlement moved, summed.
struct Adjustments {
  std::map<Spot, std::int64_t> accounts = {};
  std::map<std::string, std::int64_t> funds = {};
  std::map<std::pair<v1::PostingAccount, std::string>, std::int64_t> postings = {};
  std::set<Spot> touched = {};  // Also where what they moved sums to 0.
};
absl::StatusOr<Adjustments> AdjustmentsOf(std::uint64_t settlement, std::uint64_t adjustment,
                                          const Reader& state);

// The newest adjustment posted to a settlement; 0 = none.
absl::StatusOr<std::uint64_t> AdjustmentOf(const v1::Entry& settlement, const Reader& state);

// A settlement whose facts, and what is left of its bill to the patient, are as adjusted last.
absl::StatusOr<v1::Settled> AsAdjusted(const v1::Entry& settlement, const Reader& state);

// The households whose bill it was, as settled and as adjusted; 0: his own.
absl::StatusOr<std::set<std::uint64_t>> HouseholdsOf(const v1::Entry& settlement,
                                                     const Reader& state);

// One posting pair per program with a difference. `nets` are those over the scope: of a program
// that owes, the patient is paid; of one that paid too much, he is to give back (R51).
std::vector<v1::NamedPosting> AdjustmentPostings(
    const std::map<std::string, std::int64_t>& differences,
    const std::map<std::string, std::int64_t>& nets);

}  // namespace yizhan
