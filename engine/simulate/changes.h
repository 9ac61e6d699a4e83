// Changes: who gains and who loses, and by how much; and the bills that change most.
//
// People stand here by person number, bills by number: no name is known to the engine.
//
// Units:    fen; a difference is draft - today, so a gain is positive.
// Threads:  one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/adjudicate/outcome.h"
#include "engine/base/money.h"
#include "engine/simulate/item.h"

namespace yizhan {

// Sizes of differences: band 0 ends below the first edge, the last band is open.
inline constexpr std::array<Money, 6> kBandEdges = {
    Money::FromFen(10'000),  Money::FromFen(50'000),    Money::FromFen(100'000),
    Money::FromFen(500'000), Money::FromFen(1'000'000), Money::FromFen(5'000'000)};
inline constexpr int kBands = static_cast<int>(kBandEdges.size()) + 1;
// -kBands .. -1 loses, 0 unchanged, 1 .. kBands gains; the further from 0, the more.
int BandOf(Money difference);

struct BandCount {
  std::int64_t people = 0;
  Money people_difference = {};
  std::int64_t bills = 0;
  Money bills_difference = {};
};

struct PersonChange {
  std::uint64_t person_no = 0;
  std::int64_t bills = 0;
  Money today = {};
  Money draft = {};
  Money Difference() const { return draft - today; }
};

// A bill with what both sides made of it.
struct ChangedCase {
  std::shared_ptr<const Item> item;  // A BillItem.
  Outcome today;
  Outcome draft;
  Money Difference() const { return draft.aid - today.aid; }
};

// The cases that change most, in bounded room. Some more than asked for are kept, so that a case
// may be reversed later; List leaves out those that a dropped one might outrank.
class CaseHeap {
 public:
  explicit CaseHeap(std::size_t cases_max);

  void Offer(const std::shared_ptr<const Item>& item, const Outcome& today, const Outcome& draft);
  void Remove(std::uint64_t number, Money difference);
  // Greatest change first, then by number; at most `cases_max`.
  std::vector<const ChangedCase*> List() const;

 private:
  using Rank = std::pair<std::int64_t, std::uint64_t>;  // -|difference|, number: best first.
  static Rank RankOf(Money difference, std::uint64_t number);

  const std::size_t cases_max_;
  const std::size_t kept_max_;
  std::map<Rank, ChangedCase> kept_;
  Rank best_dropped_;
};

class Changes {
 public:
  void Add(std::uint64_t person_no, Money today, Money draft) { Count(person_no, today, draft, 1); }
  void Remove(std::uint64_t person_no, Money today, Money draft) {
    Count(person_no, today, draft, -1);
  }

  // Every band of -kBands .. kBands, also those without anybody.
  std::map<int, BandCount> Distribution() const;
  // Who gains (or loses) most first, then by number; only who gains (loses) at all.
  std::vector<PersonChange> Gainers(std::size_t people_max) const;
  std::vector<PersonChange> Losers(std::size_t people_max) const;

 private:
  void Count(std::uint64_t person_no, Money today, Money draft, std::int64_t sign);
  std::vector<PersonChange> Furthest(std::size_t people_max, std::int64_t sign) const;

  std::unordered_map<std::uint64_t, PersonChange> people_;
  std::map<int, BandCount> bills_;  // Only the bills' half is filled in.
};

}  // namespace yizhan
