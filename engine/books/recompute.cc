#include "engine/books/recompute.h"

#include <vector>

#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

absl::Status Differs(const v1::Entry& entry, const std::string& what) {
  return absl::DataLossError("settlement " + std::to_string(entry.number()) +
                             " cannot be recomputed: " + what);
}

absl::Status CheckPostings(const v1::Entry& entry) {
  Money sum;
  Money to_payees;
  for (const v1::Posting& posting : entry.settled().postings()) {
    sum += Money::FromFen(posting.amount_fen());
    if (posting.account() != v1::PROGRAM_FUND) to_payees += Money::FromFen(posting.amount_fen());
  }
  if (sum != Money()) return Differs(entry, "its postings do not sum to zero");
  if (to_payees.fen() != entry.settled().outcome().aid_fen()) {
    return Differs(entry, "its postings do not carry its aid");
  }
  return absl::OkStatus();
}

}  // namespace

Bill WithLevel(Bill bill, HospitalLevel institution_level) {
  if (bill.level == HospitalLevel::kUnspecified) bill.level = institution_level;
  return bill;
}

absl::Status Recompute(const v1::Entry& entry, const Reader& state, PackCatalog& packs) {
  const v1::Settled& settled = entry.settled();
  const auto pack = packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = CheckBill(settled.bill(), kOpenEnd);
  if (!bill.ok()) return Differs(entry, "its bill is refused");

  std::vector<Money> accounts((*pack)->accounts.size());
  for (const v1::AccountMove& move : settled.accounts()) {
    if (move.account() >= accounts.size()) return Differs(entry, "unknown account");
    accounts[move.account()] = Money::FromFen(move.before_fen());
  }
  std::vector<Money> funds((*pack)->funds.size());
  for (const v1::FundMove& move : settled.funds()) {
    if (move.fund() >= funds.size()) return Differs(entry, "unknown fund");
    funds[move.fund()] = Money::FromFen(move.before_fen());
  }
  const absl::StatusOr<Outcome> outcome =
      Adjudicate(**pack, WithLevel(*bill, static_cast<HospitalLevel>(settled.institution_level())),
                 FromMessage(settled.facts()), accounts, funds);
  if (!outcome.ok()) return Differs(entry, outcome.status().ToString());
  if (ToMessage(*outcome).SerializeAsString() != settled.outcome().SerializeAsString()) {
    return Differs(entry, "stored outcome " + settled.outcome().ShortDebugString() + ", computed " +
                              ToMessage(*outcome).ShortDebugString());
  }
  for (const v1::AccountMove& move : settled.accounts()) {
    if (outcome->account_delta[move.account()].fen() != move.delta_fen()) {
      return Differs(entry, "account " + (*pack)->accounts[move.account()].id);
    }
  }
  for (const v1::FundMove& move : settled.funds()) {
    if (outcome->fund_delta[move.fund()].fen() != move.delta_fen()) {
      return Differs(entry, "fund " + (*pack)->funds[move.fund()].id);
    }
  }
  return CheckPostings(entry);
}

}  // namespace yizhan
