// EngineReplies: what the engine answered, in the words both evaluators are compared in. Accounts
// and funds are left to the caller.
//
// Units:    fen.
// Owner:    the caller; everything named here outlives it. `state` holds what was posted.
// Errors:   a status that is no refusal is a fault of ours and stops the test.
// Threads:  one.
#pragma once

#include "absl/status/status.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "tests/property/engine_names.h"
#include "tests/property/seen.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::property {

// In the second evaluator's words.
Seen RefusedBy(const absl::Status& status);

// The nets of a proposal and what else it says of all bills together.
void AddNets(const v1::Proposal& proposal, Values& figures);

class EngineReplies {
 public:
  EngineReplies(const Reader& state, PackCatalog& packs, const EngineNames& names)
      : state_(state), packs_(packs), names_(names) {}

  Seen Of(const v1::SettleResult& reply) const;
  Seen Of(const v1::ReverseReply& reply) const;
  Seen Of(const v1::ReplaceReply& reply) const;
  Seen Of(const v1::SettleApplicationReply& reply) const;
  Seen Of(const v1::OutsideAidReply& reply) const;
  // Without the proposal.
  Seen Of(const v1::ConfirmAdjustmentReply& reply) const;

 private:
  SeenOutcome OutcomeOf(const v1::SettleResult& result) const;
  v1::Entry EntryAt(std::uint64_t number) const;

  const Reader& state_;
  PackCatalog& packs_;
  const EngineNames& names_;
};

}  // namespace yizhan::property
