#include "engine/books/newest.h"

#include <algorithm>
#include <functional>

#include "engine/books/application.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

// By its own figures: a move that was only looked at names an older entry as the newest.
absl::StatusOr<bool> IsOn(const Spot& spot, const v1::Entry& settlement, const Reader& state,
                          PackCatalog& packs) {
  const v1::Settled& settled = settlement.settled();
  const auto pack = packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const PersonFacts person = FromMessage(settled.facts());
  for (const v1::AccountMove& move : settled.accounts()) {
    if (move.newest() != settlement.number()) continue;
    if (SpotOf((*pack)->accounts[move.account()], *bill, person) == spot) return true;
  }
  return false;
}

bool MovesIt(const v1::AdjustedBill& part, const Spot& spot) {
  return std::any_of(part.accounts().begin(), part.accounts().end(),
                     [&spot](const v1::PlacedMove& move) { return SpotOf(move) == spot; });
}

// One entry of a person's chain: raises `newest` if it speaks of a newer one.
class Look {
 public:
  Look(const Spot& spot, std::uint64_t without, const Reader& state, PackCatalog& packs)
      : spot_(spot), without_(without), state_(state), packs_(packs) {}

  absl::StatusOr<bool> operator()(const v1::Entry& entry) {
    if (entry.number() <= newest_) return false;
    for (const v1::AdjustedBill& part : entry.adjusted().bills()) {
      if (!MovesIt(part, spot_) || part.settlement() <= newest_) continue;
      const absl::StatusOr<v1::Entry> settlement = EntryAt(part.settlement(), state_);
      if (!settlement.ok()) return settlement.status();
      const absl::Status raised = Raise(*settlement);
      if (!raised.ok()) return raised;
    }
    const v1::Entry settlement = AsSettlement(entry);
    if (!settlement.has_settled()) return true;
    const absl::StatusOr<bool> is_on = IsOn(spot_, settlement, state_, packs_);
    if (!is_on.ok()) return is_on;
    const absl::Status raised = *is_on ? Raise(settlement) : absl::OkStatus();
    if (!raised.ok()) return raised;
    return true;
  }

  std::uint64_t newest() const { return newest_; }

 private:
  absl::Status Raise(const v1::Entry& settlement) {
    if (settlement.number() == without_) return absl::OkStatus();
    const absl::StatusOr<bool> live = IsLive(settlement, state_);
    if (!live.ok()) return live.status();
    if (*live) newest_ = std::max(newest_, settlement.number());
    return absl::OkStatus();
  }

  const Spot& spot_;
  const std::uint64_t without_;
  const Reader& state_;
  PackCatalog& packs_;
  std::uint64_t newest_ = 0;
};

absl::StatusOr<std::uint64_t> LinkBefore(const v1::Settled& settled, const std::string& account_id,
                                         const Reader& state, PackCatalog& packs) {
  const auto pack = packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  for (const v1::AccountMove& move : settled.accounts()) {
    if ((*pack)->accounts[move.account()].id == account_id) return move.newest_before();
  }
  return 0;
}

// Back along the links, over entries that were taken back meanwhile.
absl::StatusOr<std::uint64_t> ByLinks(std::uint64_t candidate, const std::string& account_id,
                                      const Reader& state, PackCatalog& packs) {
  while (candidate != 0) {
    absl::StatusOr<v1::Entry> entry = EntryAt(candidate, state);
    if (!entry.ok()) return entry.status();
    entry = AsSettlement(*std::move(entry));
    if (!entry->has_settled()) return 0;
    const absl::StatusOr<bool> live = IsLive(*entry, state);
    if (!live.ok()) return live.status();
    if (*live) return candidate;
    const auto before = LinkBefore(entry->settled(), account_id, state, packs);
    if (!before.ok()) return before.status();
    candidate = *before;
  }
  return 0;
}

// A link does not know of an older entry that an adjustment put on the account later.
absl::StatusOr<bool> WasAdjusted(const Spot& spot, const Reader& state) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, HolderKeyOf(spot.holder));
  if (!row.ok()) return row.status();
  return row->value_or(v1::HolderRow()).last_adjustment() != 0;
}

}  // namespace

absl::StatusOr<std::uint64_t> NewestOn(const Spot& spot, Gone gone, const Reader& state,
                                       PackCatalog& packs) {
  const absl::StatusOr<bool> adjusted = WasAdjusted(spot, state);
  if (!adjusted.ok()) return adjusted.status();
  if (!*adjusted) return ByLinks(gone.before, spot.account_id, state, packs);
  const auto people = MembersOf(spot.holder.person_no, spot.holder.household_no, state);
  if (!people.ok()) return people.status();
  Look look(spot, gone.without, state, packs);
  for (const std::uint64_t person_no : *people) {
    const absl::Status walked = WalkPerson(person_no, state, std::ref(look));
    if (!walked.ok()) return walked;
  }
  return look.newest();
}

}  // namespace yizhan
