#include "engine/relief/refold_scope.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/application.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

std::uint32_t YearIn(const Bill& bill) {
  return static_cast<std::uint32_t>(YearOf(bill.accounting_date));
}

// What the register knows now; of somebody erased, what the entry stored (D13).
absl::StatusOr<PersonFacts> FactsNow(const v1::Settled& settled, const Bill& bill,
                                     const Reader& state) {
  const std::uint64_t person_no = settled.facts().person_no();
  const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(person_no));
  if (!row.ok()) return row.status();
  if (row->has_value() && (*row)->erased() == 0) {
    return FactsFor(person_no, (*row)->record(), bill.service_start, bill.service_end);
  }
  PersonFacts stored = FromMessage(settled.facts());
  stored.household_income.reset();
  return stored;
}

// R50: a replacement stands in the place of its original.
absl::StatusOr<std::uint64_t> PlaceOfEntry(const v1::Entry& settlement, const Reader& state) {
  std::uint64_t place = settlement.number();
  std::uint64_t replaces = settlement.settled().replaces();
  while (replaces != 0) {
    if (replaces >= place) return absl::DataLossError("replacements run in a circle");
    place = replaces;
    const absl::StatusOr<v1::Entry> original = EntryAt(place, state);
    if (!original.ok()) return original.status();
    replaces = original->settled().replaces();
  }
  return place;
}

class Finder {
 public:
  Finder(std::uint32_t year, const Reader& state, PackCatalog& packs)
      : year_(year), state_(state), packs_(packs) {}

  // To closure: persons bring households, households bring persons.
  absl::StatusOr<RefoldScope> Find(std::uint64_t person_no) {
    pending_.insert(person_no);
    while (!pending_.empty()) {
      const std::uint64_t next = *pending_.begin();
      pending_.erase(pending_.begin());
      if (!persons_.insert(next).second) continue;
      const absl::Status added = AddPerson(next);
      if (!added.ok()) return added;
    }
    scope_.persons.assign(persons_.begin(), persons_.end());
    std::sort(scope_.items.begin(), scope_.items.end(),
              [](const ScopeItem& a, const ScopeItem& b) { return a.place < b.place; });
    std::sort(scope_.leads.begin(), scope_.leads.end());
    return std::move(scope_);
  }

 private:
  absl::Status AddPerson(std::uint64_t person_no) {
    const absl::Status leads =
        WalkRegister(person_no, state_, [&](const v1::Entry& entry) -> absl::StatusOr<bool> {
          const absl::Status added = AddRegisterLead(entry);
          if (!added.ok()) return added;
          return true;
        });
    if (!leads.ok()) return leads;
    return WalkPerson(person_no, state_, [&](const v1::Entry& entry) -> absl::StatusOr<bool> {
      absl::Status added = absl::OkStatus();
      if (entry.has_contra() || entry.has_adjusted()) {
        added = AddLead(entry);
      } else {
        added = AddItem(AsSettlement(entry), /*refolded=*/entry.has_settled());
      }
      if (!added.ok()) return added;
      return true;
    });
  }

  absl::Status AddItem(v1::Entry entry, bool refolded) {
    if (!entry.has_settled()) return absl::OkStatus();
    const absl::StatusOr<bool> live = IsLive(entry, state_);
    if (!live.ok()) return live.status();
    ScopeItem item{.entry = std::move(entry)};
    absl::Status filled = Fill(refolded && *live, item);
    // What was taken back touched its household, too (D16).
    if (filled.ok() && YearIn(item.bill) == year_) filled = AddHouseholds(item);
    if (!filled.ok() || !*live) return filled;
    if (scope_.items.size() == kRefoldBillsMax) {
      return Refuse({.reason = v1::REFOLD_TOO_LARGE,
                     .field = "person",
                     .expected = "at most " + std::to_string(kRefoldBillsMax) + " bills"});
    }
    scope_.items.push_back(std::move(item));
    return absl::OkStatus();
  }

  absl::Status Fill(bool refolded, ScopeItem& item) {
    const v1::Settled& settled = item.entry.settled();
    const absl::StatusOr<Bill> bill = StoredBill(settled);
    if (!bill.ok()) return bill.status();
    item.bill = *bill;
    item.refolded = refolded && YearIn(*bill) == year_;
    const auto place = PlaceOfEntry(item.entry, state_);
    if (!place.ok()) return place.status();
    item.place = *place;
    const auto adjustment = AdjustmentOf(item.entry, state_);
    if (!adjustment.ok()) return adjustment.status();
    item.adjustment = *adjustment;
    const auto standing = StandingOf(item.entry, item.adjustment, state_, packs_);
    if (!standing.ok()) return standing.status();
    item.standing = *standing;
    item.person = FromMessage(settled.facts());
    if (!item.refolded) return absl::OkStatus();
    const auto person = FactsNow(settled, *bill, state_);
    if (!person.ok()) return person.status();
    item.person = *person;
    return absl::OkStatus();
  }

  // Every bill touches the metrics of its household, be it by nothing.
  absl::Status AddHouseholds(const ScopeItem& item) {
    std::set<std::uint64_t> touched;
    for (const auto& [spot, fen] : item.standing.accounts) {
      if (spot.holder.household_no != 0) touched.insert(spot.holder.household_no);
    }
    if (item.refolded && item.person.household_no != 0) {
      touched.insert(item.person.household_no);
    }
    for (const std::uint64_t household_no : touched) {
      const auto members = MembersOf(item.person.person_no, household_no, state_);
      if (!members.ok()) return members.status();
      pending_.insert(members->begin(), members->end());
    }
    return absl::OkStatus();
  }

  absl::Status AddRegisterLead(const v1::Entry& change) {
    const auto& years = change.person_changed().lead_years();
    if (std::find(years.begin(), years.end(), year_) == years.end()) return absl::OkStatus();
    const auto row = GetRow<v1::LeadRow>(state_, Table::kLead, NumberKey(change.number()));
    if (!row.ok()) return row.status();
    const auto open = row->value_or(v1::LeadRow()).years();
    if (std::find(open.begin(), open.end(), year_) == open.end()) return absl::OkStatus();
    scope_.leads.push_back(change.number());
    return absl::OkStatus();
  }

  absl::Status AddLead(const v1::Entry& entry) {
    const bool opens =
        entry.has_contra() ? entry.contra().opens_lead() : entry.adjusted().opens_lead();
    if (!opens) return absl::OkStatus();
    const auto row = GetRow<v1::LeadRow>(state_, Table::kLead, NumberKey(entry.number()));
    if (!row.ok()) return row.status();
    if (!row->has_value()) return absl::OkStatus();
    std::uint32_t year = entry.adjusted().year();
    if (entry.has_contra()) {
      absl::StatusOr<v1::Entry> original = EntryAt(entry.contra().original(), state_);
      if (!original.ok()) return original.status();
      const absl::StatusOr<Bill> bill = StoredBill(AsSettlement(*std::move(original)).settled());
      if (!bill.ok()) return bill.status();
      year = YearIn(*bill);
    }
    const bool known =
        std::find(scope_.leads.begin(), scope_.leads.end(), entry.number()) != scope_.leads.end();
    if (year == year_ && !known) scope_.leads.push_back(entry.number());
    return absl::OkStatus();
  }

  const std::uint32_t year_;
  const Reader& state_;
  PackCatalog& packs_;
  std::set<std::uint64_t> pending_;
  std::set<std::uint64_t> persons_;
  RefoldScope scope_;
};

}  // namespace

absl::StatusOr<RefoldScope> FindScope(std::uint64_t person_no, std::uint32_t year,
                                      const Reader& state, PackCatalog& packs) {
  return Finder(year, state, packs).Find(person_no);
}

}  // namespace yizhan
