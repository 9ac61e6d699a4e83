#include "engine/books/recompute.h"

#include <optional>
#include <string>
#include <vector>

#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/mismatch.h"
#include "engine/books/postings.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

absl::Status Differs(const v1::Entry& entry, const std::string& what,
                     const Mismatch& mismatch = {}) {
  return Mismatched("settlement " + std::to_string(entry.number()) +
                        " cannot be recomputed: " + what + MismatchText(mismatch),
                    mismatch);
}

Mismatch Deltas(const std::string& id, Money computed, std::int64_t stored_fen) {
  return {.field = id + " delta_fen",
          .expected = std::to_string(computed.fen()),
          .found = std::to_string(stored_fen)};
}

// Every account a step saw has its move, with the computed delta, and no other has one.
absl::Status CheckAccounts(const v1::Entry& entry, const CompiledPack& pack,
                           const Outcome& outcome) {
  std::vector<bool> missing = outcome.account_touched;
  for (const v1::AccountMove& move : entry.settled().accounts()) {
    const std::uint32_t account = move.account();
    if (!missing[account] || outcome.account_delta[account].fen() != move.delta_fen()) {
      return Differs(
          entry, "account " + pack.accounts[account].id,
          Deltas(pack.accounts[account].id, outcome.account_delta[account], move.delta_fen()));
    }
    missing[account] = false;
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (missing[i]) return Differs(entry, "no move on account " + pack.accounts[i].id);
  }
  return absl::OkStatus();
}

absl::Status CheckFunds(const v1::Entry& entry, const CompiledPack& pack, const Outcome& outcome) {
  std::vector<bool> missing = outcome.fund_touched;
  for (const v1::FundMove& move : entry.settled().funds()) {
    const std::uint32_t fund = move.fund();
    if (!missing[fund] || outcome.fund_delta[fund].fen() != move.delta_fen()) {
      return Differs(entry, "fund " + pack.funds[fund].id,
                     Deltas(pack.funds[fund].id, outcome.fund_delta[fund], move.delta_fen()));
    }
    missing[fund] = false;
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (missing[i]) return Differs(entry, "no move on fund " + pack.funds[i].id);
  }
  return absl::OkStatus();
}

absl::Status CheckPostings(const v1::Entry& entry) {
  const v1::Settled& settled = entry.settled();
  const std::vector<v1::Posting> postings = PostingsOf(settled.outcome(), settled.path());
  bool same = postings.size() == static_cast<std::size_t>(settled.postings_size());
  for (int i = 0; same && i < settled.postings_size(); ++i) {
    same = settled.postings(i).SerializeAsString() ==
           postings[static_cast<std::size_t>(i)].SerializeAsString();
  }
  return same ? absl::OkStatus() : Differs(entry, "its postings are not those of its outcome");
}

}  // namespace

Bill WithLevel(Bill bill, HospitalLevel institution_level) {
  bill.registered_level = institution_level;
  if (bill.level == HospitalLevel::kUnspecified) bill.level = institution_level;
  return bill;
}

absl::StatusOr<MetValues> ValuesMet(const v1::Entry& entry, const CompiledPack& pack) {
  MetValues met{.accounts = std::vector<Money>(pack.accounts.size()),
                .funds = std::vector<Money>(pack.funds.size())};
  for (const v1::AccountMove& move : entry.settled().accounts()) {
    if (move.account() >= met.accounts.size()) return Differs(entry, "unknown account");
    met.accounts[move.account()] = Money::FromFen(move.before_fen());
  }
  for (const v1::FundMove& move : entry.settled().funds()) {
    if (move.fund() >= met.funds.size()) return Differs(entry, "unknown fund");
    met.funds[move.fund()] = Money::FromFen(move.before_fen());
  }
  return met;
}

absl::Status CheckMoves(const v1::Entry& entry, const CompiledPack& pack, const Outcome& outcome) {
  absl::Status status = CheckAccounts(entry, pack, outcome);
  if (status.ok()) status = CheckFunds(entry, pack, outcome);
  return status.ok() ? CheckPostings(entry) : status;
}

absl::StatusOr<Outcome> ComputeAgain(const v1::Entry& entry, const CompiledPack& pack) {
  const v1::Settled& settled = entry.settled();
  const absl::StatusOr<Bill> bill = CheckBill(settled.bill(), kOpenEnd);
  if (!bill.ok()) return Differs(entry, "its bill is refused");
  const absl::StatusOr<MetValues> met = ValuesMet(entry, pack);
  if (!met.ok()) return met.status();
  absl::StatusOr<Outcome> outcome =
      Adjudicate(pack, WithLevel(*bill, static_cast<HospitalLevel>(settled.institution_level())),
                 FromMessage(settled.facts()), met->accounts, met->funds);
  if (!outcome.ok()) return Differs(entry, outcome.status().ToString());
  return outcome;
}

absl::Status Recompute(const v1::Entry& entry, const Reader& state, PackCatalog& packs) {
  const auto pack = packs.Find(state, entry.settled().pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Outcome> outcome = ComputeAgain(entry, **pack);
  if (!outcome.ok()) return outcome.status();
  const std::optional<Mismatch> mismatch =
      FirstMismatch(ToMessage(*outcome), entry.settled().outcome(), "outcome");
  if (mismatch.has_value()) return Differs(entry, "its outcome", *mismatch);
  return CheckMoves(entry, **pack, *outcome);
}

}  // namespace yizhan
