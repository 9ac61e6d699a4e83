#include "engine/books/standing.h"

#include "engine/adjudicate/bill_form.h"
#include "engine/books/application.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

template <typename Key>
void Add(std::map<Key, std::int64_t>& sums, const Key& key, std::int64_t fen) {
  if (fen == 0) return;
  std::int64_t& sum = sums[key];
  sum += fen;
  if (sum == 0) sums.erase(key);
}

template <typename Key>
void AddAll(std::map<Key, std::int64_t>& sums, const std::map<Key, std::int64_t>& added, int sign) {
  for (const auto& [key, fen] : added) Add(sums, key, sign * fen);
}

// The part of an adjustment that speaks of this settlement.
absl::StatusOr<v1::AdjustedBill> PartOf(std::uint64_t settlement, std::uint64_t adjustment,
                                        const Reader& state) {
  const absl::StatusOr<std::string> leaf = state.Leaf(adjustment);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  for (const v1::AdjustedBill& bill : entry->adjusted().bills()) {
    if (bill.settlement() != settlement || bill.previous() >= adjustment) continue;
    return bill;
  }
  return absl::DataLossError("entry " + std::to_string(adjustment) + " does not adjust " +
                             std::to_string(settlement));
}

void AddPart(const v1::AdjustedBill& part, Standing& standing) {
  for (const v1::PlacedMove& move : part.accounts()) {
    Add(standing.accounts, SpotOf(move), move.delta_fen());
  }
  for (const v1::NamedFundMove& move : part.funds()) {
    Add(standing.funds, move.fund_id(), move.delta_fen());
  }
  for (const v1::NamedPosting& posting : part.postings()) {
    if (posting.account() != v1::PROGRAM_FUND) continue;
    Add(standing.programs, posting.program_id(), -posting.amount_fen());
  }
}

v1::NamedPosting PostingOf(v1::PostingAccount account, const std::string& program_id,
                           std::int64_t amount_fen) {
  v1::NamedPosting posting;
  posting.set_account(account);
  posting.set_program_id(program_id);
  posting.set_payee(v1::PATIENT);
  posting.set_amount_fen(amount_fen);
  return posting;
}

}  // namespace

Standing operator-(const Standing& now, const Standing& before) {
  Standing difference = now;
  AddAll(difference.accounts, before.accounts, -1);
  AddAll(difference.funds, before.funds, -1);
  AddAll(difference.programs, before.programs, -1);
  return difference;
}

absl::StatusOr<Standing> StandingOf(const v1::Entry& settlement, std::uint64_t adjustment,
                                    const Reader& state, PackCatalog& packs) {
  const v1::Settled& settled = settlement.settled();
  const auto pack = packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const PersonFacts person = FromMessage(settled.facts());
  Standing standing;
  for (const v1::AccountMove& move : settled.accounts()) {
    const CompiledAccount& account = (*pack)->accounts[move.account()];
    Add(standing.accounts, SpotOf(account, *bill, person), move.delta_fen());
  }
  for (const v1::FundMove& move : settled.funds()) {
    Add(standing.funds, (*pack)->funds[move.fund()].id, move.delta_fen());
  }
  for (const v1::Step& step : settled.outcome().steps()) {
    if (step.status() != v1::CHOSEN) continue;
    Add(standing.programs, (*pack)->programs[step.program()].id, step.figures().pay_fen());
  }
  standing.due = settled.outcome().due();
  for (std::uint64_t number = adjustment; number != 0;) {
    const auto part = PartOf(settlement.number(), number, state);
    if (!part.ok()) return part.status();
    AddPart(*part, standing);
    if (number == adjustment) standing.due = part->outcome().due();
    number = part->previous();
  }
  return standing;
}

Standing StandingOf(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
                    const Outcome& outcome) {
  Standing standing;
  for (std::size_t i = 0; i < pack.accounts.size(); ++i) {
    Add(standing.accounts, SpotOf(pack.accounts[i], bill, person), outcome.account_delta[i].fen());
  }
  for (std::size_t i = 0; i < pack.funds.size(); ++i) {
    Add(standing.funds, pack.funds[i].id, outcome.fund_delta[i].fen());
  }
  for (const Step& step : outcome.steps) {
    if (step.status != v1::CHOSEN) continue;
    Add(standing.programs, pack.programs[step.program].id, step.figures.pay.fen());
  }
  standing.due = ToMessage(outcome).due();
  return standing;
}

absl::StatusOr<Adjustments> AdjustmentsOf(std::uint64_t settlement, std::uint64_t adjustment,
                                          const Reader& state) {
  Adjustments sums;
  while (adjustment != 0) {
    const auto part = PartOf(settlement, adjustment, state);
    if (!part.ok()) return part.status();
    for (const v1::PlacedMove& move : part->accounts()) {
      Add(sums.accounts, SpotOf(move), move.delta_fen());
      sums.touched.insert(SpotOf(move));
    }
    for (const v1::NamedFundMove& move : part->funds()) {
      Add(sums.funds, move.fund_id(), move.delta_fen());
    }
    for (const v1::NamedPosting& posting : part->postings()) {
      Add(sums.postings, std::pair(posting.account(), posting.program_id()), posting.amount_fen());
    }
    adjustment = part->previous();
  }
  return sums;
}

absl::StatusOr<std::uint64_t> AdjustmentOf(const v1::Entry& settlement, const Reader& state) {
  const auto key = GetRow<v1::MessageKeyRow>(
      state, Table::kMessageKey,
      MessageKey(settlement.sender(), settlement.settled().bill().message_id()));
  if (!key.ok()) return key.status();
  return key->value_or(v1::MessageKeyRow()).adjustment();
}

absl::StatusOr<v1::Settled> AsAdjusted(const v1::Entry& settlement, const Reader& state) {
  v1::Settled settled = settlement.settled();
  const absl::StatusOr<std::uint64_t> adjustment = AdjustmentOf(settlement, state);
  if (!adjustment.ok()) return adjustment.status();
  if (*adjustment == 0) return settled;
  const auto part = PartOf(settlement.number(), *adjustment, state);
  if (!part.ok()) return part.status();
  *settled.mutable_facts() = part->facts();
  *settled.mutable_outcome()->mutable_due() = part->outcome().due();
  return settled;
}

absl::StatusOr<std::set<std::uint64_t>> HouseholdsOf(const v1::Entry& settlement,
                                                     const Reader& state) {
  std::set<std::uint64_t> households = {settlement.settled().facts().household_no()};
  absl::StatusOr<std::uint64_t> adjustment = AdjustmentOf(settlement, state);
  if (!adjustment.ok()) return adjustment.status();
  for (std::uint64_t number = *adjustment; number != 0;) {
    const auto part = PartOf(settlement.number(), number, state);
    if (!part.ok()) return part.status();
    households.insert(part->facts().household_no());
    number = part->previous();
  }
  return households;
}

std::vector<v1::NamedPosting> AdjustmentPostings(
    const std::map<std::string, std::int64_t>& differences,
    const std::map<std::string, std::int64_t>& nets) {
  std::vector<v1::NamedPosting> postings;
  for (const auto& [program_id, fen] : differences) {
    const auto net = nets.find(program_id);
    const bool back = net != nets.end() && net->second < 0;
    postings.push_back(PostingOf(v1::PROGRAM_FUND, program_id, -fen));
    postings.push_back(
        PostingOf(back ? v1::PATIENT_RECEIVABLE : v1::PATIENT_PAYABLE, program_id, fen));
  }
  return postings;
}

}  // namespace yizhan
