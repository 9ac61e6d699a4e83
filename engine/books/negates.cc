#include "engine/books/negates.h"

#include <cstdint>
#include <map>

#include "engine/books/bind.h"

namespace yizhan {
namespace {

// Deltas by place; zero ones say nothing.
template <typename Move>
std::map<std::uint32_t, std::int64_t> DeltasOf(
    const google::protobuf::RepeatedPtrField<Move>& moves, std::uint32_t (Move::*place)() const,
    int sign) {
  std::map<std::uint32_t, std::int64_t> deltas;
  for (const Move& move : moves) {
    if (move.delta_fen() != 0) deltas[(move.*place)()] += sign * move.delta_fen();
  }
  return deltas;
}

bool SumsNegate(const v1::Contra& contra, const v1::Outcome& outcome) {
  return contra.aid_fen() == -outcome.aid_fen() &&
         contra.patient_due_fen() == -outcome.patient_due_fen() &&
         contra.account_applied_fen() == -outcome.account_applied_fen() &&
         contra.cash_due_fen() == -outcome.cash_due_fen();
}

bool PostingsNegate(const v1::Contra& contra, const v1::Settled& settled) {
  if (contra.postings_size() != settled.postings_size()) return false;
  for (int i = 0; i < settled.postings_size(); ++i) {
    v1::Posting back = settled.postings(i);
    back.set_amount_fen(-back.amount_fen());
    if (back.SerializeAsString() != contra.postings(i).SerializeAsString()) return false;
  }
  return true;
}

}  // namespace

absl::Status CheckNegates(const v1::Entry& entry, const v1::Entry& original) {
  const v1::Contra& contra = entry.contra();
  const v1::Settled& settled = original.settled();
  const bool names = contra.person_no() == settled.facts().person_no() &&
                     contra.institution_id() == settled.bill().institution_id() &&
                     contra.pack_hash() == settled.pack_hash() &&
                     contra.original_sender() == original.sender() &&
                     contra.original_message_id() == settled.bill().message_id();
  if (!names) return Broken(entry, "it does not name its original rightly");
  const bool moves = DeltasOf(contra.accounts(), &v1::AccountMove::account, +1) ==
                         DeltasOf(settled.accounts(), &v1::AccountMove::account, -1) &&
                     DeltasOf(contra.funds(), &v1::FundMove::fund, +1) ==
                         DeltasOf(settled.funds(), &v1::FundMove::fund, -1);
  if (!moves || !SumsNegate(contra, settled.outcome()) || !PostingsNegate(contra, settled)) {
    return Broken(entry, "it is not the negative copy of its original");
  }
  return absl::OkStatus();
}

}  // namespace yizhan
