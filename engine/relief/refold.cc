#include "engine/relief/refold.h"

#include <algorithm>
#include <utility>

#include "engine/adjudicate/adjudicate.h"
#include "engine/base/refusal.h"
#include "engine/books/account_book.h"
#include "engine/books/recompute.h"
#include "engine/relief/fund_history.h"

namespace yizhan {
namespace {

Money UsedOf(const std::map<std::string, std::int64_t>& funds, const std::string& fund_id) {
  const auto found = funds.find(fund_id);
  return found == funds.end() ? Money() : -Money::FromFen(found->second);
}

// By fund: what 应补 may still take of today's balance (R51).
using Rooms = std::map<std::string, Money>;

// One pass over a scope. The book starts as if nothing in scope had ever happened.
class Pass {
 public:
  Pass(const CompiledPack& pack, const Reader& state, FundHistory& history, Rooms rooms)
      : pack_(pack), state_(state), history_(history), rooms_(std::move(rooms)) {}

  absl::StatusOr<std::vector<RefoldedBill>> Run(const RefoldScope& scope) {
    for (const ScopeItem& item : scope.items) {
      const absl::Status taken = AddStanding(item.standing, /*sign=*/-1);
      if (!taken.ok()) return taken;
    }
    std::vector<RefoldedBill> bills;
    for (const ScopeItem& item : scope.items) {
      if (!item.refolded) {
        const absl::Status added = AddStanding(item.standing, /*sign=*/+1);
        if (!added.ok()) return added;
        continue;
      }
      absl::StatusOr<RefoldedBill> bill = RefoldBill(item);
      if (!bill.ok()) return bill.status();
      bills.push_back(*std::move(bill));
    }
    return bills;
  }

 private:
  // Today's value, when the book does not know the account yet.
  absl::Status Load(const Spot& spot) {
    if (!loaded_.insert(spot).second) return absl::OkStatus();
    const absl::StatusOr<v1::AccountValue> today = ValueAt(spot, state_);
    if (!today.ok()) return today.status();
    Add(spot, today->value_fen());
    return absl::OkStatus();
  }

  void Add(const Spot& spot, std::int64_t fen) {
    book_.AddToAccount(HolderKeyOf(spot.holder), spot.account_id, spot.holder.year,
                       Money::FromFen(fen));
  }

  absl::Status AddStanding(const Standing& standing, int sign) {
    for (const auto& [spot, fen] : standing.accounts) {
      const absl::Status loaded = Load(spot);
      if (!loaded.ok()) return loaded;
      Add(spot, sign * fen);
    }
    return absl::OkStatus();
  }

  // What the bill's own entry saw, within what is left of today's balance for more than it paid.
  absl::StatusOr<Money> FundMet(const ScopeItem& item, const std::string& fund_id) {
    const absl::StatusOr<Money> seen = history_.Before(item.entry, fund_id);
    if (!seen.ok()) return seen;
    const auto room = rooms_.find(fund_id);
    if (room == rooms_.end()) return seen;
    return std::min(*seen, UsedOf(item.standing.funds, fund_id) + room->second);
  }

  // A fund's past is looked up only when the bill comes to a program that has it.
  absl::StatusOr<Outcome> AdjudicateItem(const ScopeItem& item, RefoldedBill& bill) {
    std::vector<bool> known(pack_.funds.size(), false);
    const Bill levelled =
        WithLevel(item.bill, static_cast<HospitalLevel>(item.entry.settled().institution_level()));
    while (true) {
      absl::StatusOr<Outcome> outcome =
          Adjudicate(pack_, levelled, item.person, bill.accounts_met, bill.funds_met);
      if (!outcome.ok()) return outcome;
      bool complete = true;
      for (std::size_t i = 0; i < known.size(); ++i) {
        if (!outcome->fund_touched[i] || known[i]) continue;
        const absl::StatusOr<Money> met = FundMet(item, pack_.funds[i].id);
        if (!met.ok()) return met.status();
        bill.funds_met[i] = *met;
        known[i] = true;
        complete = false;
      }
      if (complete) return outcome;
    }
  }

  absl::StatusOr<RefoldedBill> RefoldBill(const ScopeItem& item) {
    for (const CompiledAccount& account : pack_.accounts) {
      const absl::Status loaded = Load(SpotOf(account, item.bill, item.person));
      if (!loaded.ok()) return loaded;
    }
    RefoldedBill bill{.item = item,
                      .accounts_met = book_.Accounts(pack_, item.bill, item.person),
                      .funds_met = std::vector<Money>(pack_.funds.size())};
    absl::StatusOr<Outcome> outcome = AdjudicateItem(item, bill);
    if (!outcome.ok()) return outcome.status();
    bill.outcome = *std::move(outcome);
    book_.Apply(pack_, item.bill, item.person, bill.outcome);
    bill.now = StandingOf(pack_, item.bill, item.person, bill.outcome);
    bill.difference = bill.now - item.standing;
    for (auto& [fund_id, room] : rooms_) {
      room -= UsedOf(bill.now.funds, fund_id) - UsedOf(item.standing.funds, fund_id);
    }
    return bill;
  }

  const CompiledPack& pack_;
  const Reader& state_;
  FundHistory& history_;
  Rooms rooms_;
  AccountBook book_;
  std::set<Spot> loaded_;
};

// Funds that would pay more than they hold today, over the whole scope.
absl::StatusOr<bool> LimitFunds(const std::vector<RefoldedBill>& bills, FundHistory& history,
                                Rooms& rooms) {
  std::map<std::string, Money> more;
  for (const RefoldedBill& bill : bills) {
    for (const auto& [fund_id, fen] : bill.difference.funds) more[fund_id] -= Money::FromFen(fen);
  }
  bool limited = false;
  for (const auto& [fund_id, owed] : more) {
    const absl::StatusOr<Money> today = history.Today(fund_id);
    if (!today.ok()) return today.status();
    if (owed <= std::max(*today, Money())) continue;
    limited = rooms.emplace(fund_id, *today).second || limited;
  }
  return limited;
}

void AddFigures(const RefoldedBill& bill, Canonical& canonical) {
  canonical.Number(static_cast<std::int64_t>(bill.item.entry.number()))
      .Number(static_cast<std::int64_t>(bill.item.adjustment))
      .Text(ToMessage(bill.outcome).SerializeAsString())
      .Number(static_cast<std::int64_t>(bill.difference.accounts.size()));
  for (const auto& [spot, fen] : bill.difference.accounts) {
    canonical.Text(HolderKeyOf(spot.holder)).Text(spot.account_id);
    canonical.Number(spot.holder.year).Number(fen);
  }
  canonical.Number(static_cast<std::int64_t>(bill.difference.funds.size()));
  for (const auto& [id, fen] : bill.difference.funds) canonical.Text(id).Number(fen);
  canonical.Number(static_cast<std::int64_t>(bill.difference.programs.size()));
  for (const auto& [id, fen] : bill.difference.programs) canonical.Text(id).Number(fen);
}

Hash32 DigestOf(const Refolded& refolded) {
  Canonical canonical("yizhan proposal v1");
  canonical.Text(Bytes(refolded.pack->hash))
      .Number(static_cast<std::int64_t>(refolded.person_no))
      .Number(refolded.year)
      .Number(static_cast<std::int64_t>(refolded.leads.size()));
  for (const std::uint64_t lead : refolded.leads) {
    canonical.Number(static_cast<std::int64_t>(lead));
  }
  if (!refolded.Owes()) return canonical.Sha256();
  for (const RefoldedBill& bill : refolded.bills) {
    if (bill.Differs()) AddFigures(bill, canonical);
  }
  return canonical.Sha256();
}

}  // namespace

absl::StatusOr<Refolded> Refold(std::uint64_t person_no, std::uint32_t year, const Reader& state,
                                PackCatalog& packs) {
  const auto pack = packs.Active(state);
  if (!pack.ok()) return pack.status();
  absl::StatusOr<RefoldScope> scope = FindScope(person_no, year, state, packs);
  if (!scope.ok()) return scope.status();
  Refolded refolded{.person_no = person_no, .year = year, .pack = *pack};
  FundHistory history(state, packs);
  Rooms rooms;
  // Again for each fund that turns out to hold too little today (D14).
  for (bool again = true; again;) {
    auto bills = Pass(**pack, state, history, rooms).Run(*scope);
    if (!bills.ok()) return bills.status();
    refolded.bills = *std::move(bills);
    const absl::StatusOr<bool> limited = LimitFunds(refolded.bills, history, rooms);
    if (!limited.ok()) return limited.status();
    again = *limited;
  }
  for (const auto& [fund_id, room] : rooms) refolded.limited_funds.insert(fund_id);
  for (const RefoldedBill& bill : refolded.bills) {
    for (const auto& [id, fen] : bill.difference.programs) refolded.nets[id] += fen;
  }
  std::erase_if(refolded.nets, [](const auto& net) { return net.second == 0; });
  refolded.persons = std::move(scope->persons);
  refolded.leads = std::move(scope->leads);
  refolded.digest = DigestOf(refolded);
  return refolded;
}

}  // namespace yizhan
