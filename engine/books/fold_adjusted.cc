#include "engine/books/fold_adjusted.h"

#include <map>
#include <optional>
#include <set>

#include "engine/adjudicate/adjudicate.h"
#include "engine/books/application.h"
#include "engine/books/bind.h"
#include "engine/books/crossings.h"
#include "engine/books/fold_bulk.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/mismatch.h"
#include "engine/books/owed.h"
#include "engine/books/recompute.h"
#include "engine/books/rows.h"
#include "engine/books/standing.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

absl::StatusOr<v1::Entry> SettlementAt(std::uint64_t number, const Reader& state) {
  const absl::StatusOr<std::string> leaf = state.Leaf(number);
  if (!leaf.ok()) return leaf.status();
  return DecodeLeaf(*leaf);
}

// The settlement is live, its last adjustment is the one the part names, and this one follows it:
// its person is owed what it posts.
absl::Status FoldKey(const v1::Entry& entry, const v1::AdjustedBill& part,
                     const std::set<std::uint64_t>& persons, Draft& staged) {
  if (part.settlement() >= entry.number()) return Broken(entry, "it adjusts what is not there");
  const auto settlement = SettlementAt(part.settlement(), staged);
  if (!settlement.ok()) return settlement.status();
  const std::string number = std::to_string(part.settlement());
  if (!settlement->has_settled()) return Broken(entry, number + " is no settlement");
  if (!persons.contains(settlement->settled().facts().person_no())) {
    return Broken(entry, "it does not join the chain of the person of " + number);
  }
  const std::string key =
      MessageKey(settlement->sender(), settlement->settled().bill().message_id());
  auto row = GetRow<v1::MessageKeyRow>(staged, Table::kMessageKey, key);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->number() != part.settlement() ||
      (*row)->state() != v1::SETTLED) {
    return Broken(entry, number + " is not live");
  }
  if ((*row)->adjustment() != part.previous()) {
    return Broken(entry, number + " was adjusted last by " + std::to_string((*row)->adjustment()));
  }
  (*row)->set_adjustment(entry.number());
  staged.Put(PutRow(Table::kMessageKey, key, **row));
  return OwePatient(part.postings(), settlement->settled().facts().person_no(), staged);
}

absl::Status FoldPart(const v1::Entry& entry, const v1::AdjustedBill& part, Draft& staged) {
  for (const v1::PlacedMove& move : part.accounts()) {
    if (move.newest() != move.newest_before() && move.newest() != part.settlement()) {
      return Broken(entry, "account " + move.account_id() + " gets a newest entry of its own");
    }
    const absl::Status put = PutMove(entry, move, staged);
    if (!put.ok()) return put;
  }
  for (const v1::NamedFundMove& move : part.funds()) {
    const absl::Status put = PutFundMove(entry, move, staged);
    if (!put.ok()) return put;
  }
  return absl::OkStatus();
}

absl::Status FoldPersons(const v1::Entry& entry, std::set<std::uint64_t>& persons, Draft& staged) {
  for (const v1::PersonLink& link : entry.adjusted().persons()) {
    const std::string key = PersonHolderKey(link.person_no());
    auto row = GetRow<v1::HolderRow>(staged, Table::kHolder, key);
    if (!row.ok()) return row.status();
    v1::HolderRow holder = row->value_or(v1::HolderRow());
    if (holder.last_entry() != link.previous() || !persons.insert(link.person_no()).second) {
      return Broken(entry, "a person's previous entry is " + std::to_string(holder.last_entry()));
    }
    holder.set_last_entry(entry.number());
    staged.Put(PutRow(Table::kHolder, key, holder));
  }
  if (persons.contains(entry.adjusted().person_no())) return absl::OkStatus();
  return Broken(entry, "it does not join the chain of the person it was asked for");
}

absl::Status FoldLeads(const v1::Entry& entry, Draft& staged) {
  for (const std::uint64_t number : entry.adjusted().leads_closed()) {
    const absl::Status closed =
        CloseLead(entry, {.number = number, .year = entry.adjusted().year()}, staged);
    if (!closed.ok()) return closed;
  }
  if (!entry.adjusted().opens_lead()) return absl::OkStatus();
  v1::LeadRow lead;
  lead.set_contra(entry.number());
  lead.set_person_no(entry.adjusted().person_no());
  staged.Put(PutRow(Table::kLead, NumberKey(entry.number()), lead));
  return absl::OkStatus();
}

absl::Status Differs(const v1::Entry& entry, const v1::AdjustedBill& part, const std::string& what,
                     const Mismatch& mismatch = {}) {
  return Mismatched("adjustment " + std::to_string(entry.number()) + " of settlement " +
                        std::to_string(part.settlement()) + " cannot be recomputed: " + what +
                        MismatchText(mismatch),
                    mismatch);
}

absl::StatusOr<std::vector<Money>> ValuesOf(
    const google::protobuf::RepeatedPtrField<v1::MetValue>& met, std::size_t size) {
  std::vector<Money> values(size);
  for (const v1::MetValue& value : met) {
    if (value.place() >= size) return absl::DataLossError("a value its pack has no place for");
    values[value.place()] = Money::FromFen(value.value_fen());
  }
  return values;
}

bool SamePostings(const v1::AdjustedBill& part, const std::vector<v1::NamedPosting>& postings) {
  return std::equal(part.postings().begin(), part.postings().end(), postings.begin(),
                    postings.end(), [](const v1::NamedPosting& a, const v1::NamedPosting& b) {
                      return a.SerializeAsString() == b.SerializeAsString();
                    });
}

// The stored difference is: what the stored outcome moves, less what stood before.
absl::Status CheckDifference(const v1::Entry& entry, const v1::AdjustedBill& part,
                             const Standing& difference,
                             const std::map<std::string, std::int64_t>& nets) {
  std::map<Spot, std::int64_t> accounts;
  for (const v1::PlacedMove& move : part.accounts()) accounts[SpotOf(move)] += move.delta_fen();
  if (accounts != difference.accounts) return Differs(entry, part, "its account moves");
  std::map<std::string, std::int64_t> funds;
  for (const v1::NamedFundMove& move : part.funds()) funds[move.fund_id()] += move.delta_fen();
  if (funds != difference.funds) return Differs(entry, part, "its fund moves");
  if (!SamePostings(part, AdjustmentPostings(difference.programs, nets))) {
    return Differs(entry, part, "its postings");
  }
  return absl::OkStatus();
}

// What all bills of an adjustment have in common.
struct Adjustment {
  const v1::Entry& entry;
  const CompiledPack& pack;
  const std::map<std::string, std::int64_t>& nets;
};

absl::StatusOr<Outcome> ComputePart(const v1::Entry& entry, const v1::AdjustedBill& part,
                                    const v1::Entry& settlement, const CompiledPack& pack) {
  const absl::StatusOr<Bill> bill = StoredBill(settlement.settled());
  if (!bill.ok()) return bill.status();
  const auto accounts = ValuesOf(part.accounts_met(), pack.accounts.size());
  if (!accounts.ok()) return accounts.status();
  const auto funds = ValuesOf(part.funds_met(), pack.funds.size());
  if (!funds.ok()) return funds.status();
  const auto level = static_cast<HospitalLevel>(settlement.settled().institution_level());
  absl::StatusOr<Outcome> outcome =
      Adjudicate(pack, WithLevel(*bill, level), FromMessage(part.facts()), *accounts, *funds);
  if (!outcome.ok()) return Differs(entry, part, outcome.status().ToString());
  return outcome;
}

absl::Status RecomputePart(const Adjustment& of, const v1::AdjustedBill& part, const Reader& state,
                           PackCatalog& packs) {
  const v1::Entry& entry = of.entry;
  const auto settlement = SettlementAt(part.settlement(), state);
  if (!settlement.ok()) return settlement.status();
  const absl::StatusOr<Outcome> outcome = ComputePart(entry, part, *settlement, of.pack);
  if (!outcome.ok()) return outcome.status();
  const std::optional<Mismatch> mismatch =
      FirstMismatch(ToMessage(*outcome), part.outcome(), "outcome");
  if (mismatch.has_value()) return Differs(entry, part, "its outcome", *mismatch);
  const auto before = StandingOf(*settlement, part.previous(), state, packs);
  if (!before.ok()) return before.status();
  const absl::StatusOr<Bill> bill = StoredBill(settlement->settled());
  if (!bill.ok()) return bill.status();
  const Standing now = StandingOf(of.pack, *bill, FromMessage(part.facts()), *outcome);
  return CheckDifference(entry, part, now - *before, of.nets);
}

// Paid more (positive) or less than before, over the scope; 0 included.
std::map<std::string, std::int64_t> NetsOf(const v1::Adjusted& adjusted) {
  std::map<std::string, std::int64_t> nets;
  for (const v1::AdjustedBill& part : adjusted.bills()) {
    for (const v1::NamedPosting& posting : part.postings()) {
      if (posting.account() != v1::PROGRAM_FUND) continue;
      nets[posting.program_id()] -= posting.amount_fen();
    }
  }
  return nets;
}

template <typename Key>
std::map<Key, std::int64_t> Negated(std::map<Key, std::int64_t> sums) {
  for (auto& [key, fen] : sums) fen = -fen;
  return sums;
}

}  // namespace

Hash32 ConfirmationDigest(std::uint64_t person_no, std::uint32_t year,
                          const std::string& proposal) {
  return Canonical("yizhan confirmation v1")
      .Number(static_cast<std::int64_t>(person_no))
      .Number(year)
      .Text(proposal)
      .Sha256();
}

absl::StatusOr<std::vector<Effect>> FoldAdjusted(const v1::Entry& entry, const Reader& before,
                                                 PackCatalog& packs) {
  const v1::Adjusted& adjusted = entry.adjusted();
  const Hash32 digest =
      ConfirmationDigest(adjusted.person_no(), adjusted.year(), adjusted.proposal_digest());
  std::vector<Effect> bound;
  absl::Status status = BindRequest(
      entry, {v1::MessageKeyRow::ADJUSTMENT, adjusted.request_id(), Bytes(digest)}, before, bound);
  if (status.ok()) status = CheckApproved(entry, before);
  if (!status.ok()) return status;
  Draft staged(&before);
  for (Effect& effect : bound) staged.Put(std::move(effect));
  std::set<std::uint64_t> persons;
  status = FoldPersons(entry, persons, staged);
  for (const v1::AdjustedBill& part : adjusted.bills()) {
    if (status.ok()) status = FoldKey(entry, part, persons, staged);
    if (status.ok()) status = FoldPart(entry, part, staged);
  }
  for (const v1::AdjustedBill& part : adjusted.bills()) {
    for (const v1::NamedFundMove& move : part.funds()) {
      if (status.ok()) status = CheckFund(entry, move.fund_id(), staged);
    }
  }
  if (status.ok()) status = FoldLeads(entry, staged);
  if (!status.ok()) return status;
  std::vector<Effect> effects = staged.Effects();
  status = FoldCrossings(entry, before, packs, effects);
  if (!status.ok()) return status;
  return effects;
}

absl::StatusOr<Outcome> ComputeAdjusted(const v1::Entry& entry, const v1::AdjustedBill& part,
                                        const CompiledPack& pack, const Reader& state) {
  const auto settlement = SettlementAt(part.settlement(), state);
  if (!settlement.ok()) return settlement.status();
  return ComputePart(entry, part, *settlement, pack);
}

absl::Status RecomputeAdjusted(const v1::Entry& entry, const Reader& state, PackCatalog& packs) {
  const auto pack = packs.Find(state, entry.adjusted().pack_hash());
  if (!pack.ok()) return pack.status();
  const std::map<std::string, std::int64_t> nets = NetsOf(entry.adjusted());
  for (const v1::AdjustedBill& part : entry.adjusted().bills()) {
    const absl::Status recomputed = RecomputePart({entry, **pack, nets}, part, state, packs);
    if (!recomputed.ok()) return recomputed;
  }
  return absl::OkStatus();
}

absl::Status FoldAdjustmentsBack(const v1::Entry& entry, std::uint64_t adjustment, Draft& staged) {
  const v1::Contra& contra = entry.contra();
  if (contra.adjustment() != adjustment) {
    return Broken(entry, "its original was adjusted last by " + std::to_string(adjustment));
  }
  const auto sums = AdjustmentsOf(contra.original(), adjustment, staged);
  if (!sums.ok()) return sums.status();
  std::map<Spot, std::int64_t> accounts;
  for (const v1::PlacedMove& move : contra.adjusted_accounts()) {
    if (move.delta_fen() != 0) accounts[SpotOf(move)] += move.delta_fen();
  }
  std::map<std::string, std::int64_t> funds;
  for (const v1::NamedFundMove& move : contra.adjusted_funds()) {
    funds[move.fund_id()] += move.delta_fen();
  }
  std::map<std::pair<v1::PostingAccount, std::string>, std::int64_t> postings;
  for (const v1::NamedPosting& posting : contra.adjusted_postings()) {
    postings[{posting.account(), posting.program_id()}] += posting.amount_fen();
  }
  if (accounts != Negated(sums->accounts) || funds != Negated(sums->funds) ||
      postings != Negated(sums->postings)) {
    return Broken(entry, "it does not take back what adjustments moved");
  }
  for (const v1::PlacedMove& move : contra.adjusted_accounts()) {
    const absl::Status put = PutMove(entry, move, staged);
    if (!put.ok()) return put;
  }
  for (const v1::NamedFundMove& move : contra.adjusted_funds()) {
    const absl::Status put = PutFundMove(entry, move, staged);
    if (!put.ok()) return put;
    const absl::Status held = CheckFund(entry, move.fund_id(), staged);
    if (!held.ok()) return held;
  }
  return OwePatient(contra.adjusted_postings(), contra.person_no(), staged);
}

}  // namespace yizhan
