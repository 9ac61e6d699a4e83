#include "engine/books/fold_application.h"

#include "engine/adjudicate/application.h"
#include "engine/books/application.h"
#include "engine/books/bind.h"
#include "engine/books/fold_settlement.h"
#include "engine/books/mismatch.h"
#include "engine/books/recompute.h"
#include "engine/books/standing.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

absl::Status Differs(const v1::Entry& entry, const std::string& what,
                     const Mismatch& mismatch = {}) {
  return Mismatched("application settlement " + std::to_string(entry.number()) +
                        " cannot be recomputed: " + what + MismatchText(mismatch),
                    mismatch);
}

// D4: the version of 31 December of a program by the year, and an approval that names the year.
absl::Status CheckNames(const v1::Entry& entry, const CompiledPack& pack) {
  const v1::ApplicationSettled& application = entry.application_settled();
  const auto version = VersionOfYear(pack, application.program_id(), application.year());
  if (version != application.step().program() || !pack.programs[*version].year_on_application) {
    return Broken(entry, "its program is not the one of that year");
  }
  for (const HeldFact& approval : FromMessage(application.facts()).approvals) {
    if (approval.value == application.program_id() &&
        static_cast<std::uint32_t>(YearOf(approval.span.from)) == application.year() &&
        static_cast<std::uint32_t>(YearOf(approval.span.until)) == application.year()) {
      return absl::OkStatus();
    }
  }
  return Broken(entry, "no approval names its year");
}

bool SameBuckets(const Buckets& counted, const v1::Buckets& stored) {
  return counted[Bucket::kInScopeSelfPay].fen() == stored.in_scope_self_pay_fen() &&
         counted[Bucket::kPreSelfPay].fen() == stored.pre_self_pay_fen() &&
         counted[Bucket::kOverLimit].fen() == stored.over_limit_fen() &&
         counted[Bucket::kOutOfScope].fen() == stored.out_of_scope_fen();
}

// The residuals of the bills that the entry names.
absl::StatusOr<Buckets> ResidualsOf(const v1::Entry& entry, const CompiledPack& pack,
                                    const Reader& state) {
  const v1::ApplicationSettled& application = entry.application_settled();
  const PersonFacts person = FromMessage(application.facts());
  Buckets residuals;
  std::uint64_t last = 0;
  for (const std::uint64_t number : application.bills()) {
    if (number <= last || number >= entry.number()) return Differs(entry, "its list of bills");
    last = number;
    const absl::StatusOr<std::string> leaf = state.Leaf(number);
    if (!leaf.ok()) return leaf.status();
    const absl::StatusOr<v1::Entry> bill = DecodeLeaf(*leaf);
    if (!bill.ok()) return bill.status();
    if (!bill->has_settled()) return Differs(entry, "no settlement " + std::to_string(number));
    const absl::StatusOr<v1::Settled> settled = AsAdjusted(*bill, state);
    if (!settled.ok()) return settled.status();
    const auto counts = CountBill({pack, application.step().program(), application.year(), person},
                                  *settled, residuals);
    if (!counts.ok()) return counts.status();
    if (!*counts) return Differs(entry, std::to_string(number) + " does not count");
  }
  return residuals;
}

}  // namespace

absl::StatusOr<std::vector<Effect>> FoldApplicationSettled(const v1::Entry& entry,
                                                           const Reader& before,
                                                           PackCatalog& packs) {
  const v1::ApplicationSettled& application = entry.application_settled();
  const auto pack = packs.Find(before, application.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::Status named = CheckNames(entry, **pack);
  if (!named.ok()) return named;
  const auto counted = CountBills(
      {**pack, application.step().program(), application.year(), FromMessage(application.facts())},
      before);
  if (!counted.ok()) return counted.status();
  const bool same = std::equal(counted->numbers.begin(), counted->numbers.end(),
                               application.bills().begin(), application.bills().end());
  if (!same || counted->numbers.empty()) {
    return Broken(entry, "it does not count the live bills of its year");
  }
  return FoldSettled(AsSettlement(entry), before, packs);
}

absl::StatusOr<Outcome> ComputeApplication(const v1::Entry& entry, const CompiledPack& pack,
                                           const Reader& state) {
  const v1::ApplicationSettled& application = entry.application_settled();
  const absl::Status named = CheckNames(entry, pack);
  if (!named.ok()) return named;
  const absl::StatusOr<Buckets> residuals = ResidualsOf(entry, pack, state);
  if (!residuals.ok()) return residuals.status();
  if (!SameBuckets(*residuals, application.residuals())) return Differs(entry, "its residuals");
  const absl::StatusOr<MetValues> met = ValuesMet(AsSettlement(entry), pack);
  if (!met.ok()) return met.status();
  absl::StatusOr<Outcome> outcome = AdjudicateApplication(pack, application.step().program(),
                                                          *residuals, met->accounts, met->funds);
  if (!outcome.ok()) return Differs(entry, outcome.status().ToString());
  return outcome;
}

absl::Status RecomputeApplication(const v1::Entry& entry, const Reader& state, PackCatalog& packs) {
  const v1::ApplicationSettled& application = entry.application_settled();
  const auto pack = packs.Find(state, application.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Outcome> outcome = ComputeApplication(entry, **pack, state);
  if (!outcome.ok()) return outcome.status();
  const std::optional<Mismatch> mismatch =
      FirstMismatch(ToMessage(*outcome).steps(0), application.step(), "step");
  if (mismatch.has_value()) return Differs(entry, "its step", *mismatch);
  return CheckMoves(AsSettlement(entry), **pack, *outcome);
}

}  // namespace yizhan
