#include "tests/property/engine_replies.h"

#include <array>
#include <string>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/settlement/result.h"
#include "tests/property/engine_seen.h"

namespace yizhan::property {

Seen RefusedBy(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  if (reason == v1::REASON_UNSPECIFIED) CheckFailed(status.ToString().c_str(), "engine", 0);
  const std::string field = DetailOf(status).field();
  const bool of_bill = field.starts_with("bill.service_") || field == "bill.accounting_date";
  const bool of_aid = field == "service_end" || field == "accounting_date";
  const bool of_date = of_bill || (of_aid && ClassOf(reason) == "form");
  return Seen{.refused = of_date ? "dates" : ClassOf(reason), .reason = reason};
}

void AddNets(const v1::Proposal& proposal, Values& figures) {
  for (const std::string& fund : proposal.limited_funds()) figures["limited " + fund] = 1;
  for (const v1::ProgramDifference& net : proposal.programs()) {
    YIZHAN_CHECK(net.owed_fen() - net.paid_fen() == net.difference_fen());
    figures["net " + net.program_id()] = net.difference_fen();
  }
  figures["leads"] = proposal.leads_size();
  figures["owed to patients"] = proposal.owed_to_patients_fen();
  figures["owed by patients"] = proposal.owed_by_patients_fen();
}

v1::Entry EngineReplies::EntryAt(std::uint64_t number) const {
  return ReadEntry(state_, number).value();
}

SeenOutcome EngineReplies::OutcomeOf(const v1::SettleResult& result) const {
  return SeenOf(result.outcome(), *packs_.Find(state_, result.pack_hash()).value());
}

Seen EngineReplies::Of(const v1::SettleResult& reply) const {
  return Seen{.replayed = reply.replayed(),
              .crossings = names_.Crossings(reply.number(), state_, packs_),
              .outcome = OutcomeOf(reply),
              .cash_fen = reply.outcome().cash_due_fen(),
              .account_fen = reply.outcome().account_applied_fen()};
}

Seen EngineReplies::Of(const v1::ReverseReply& reply) const {
  Seen seen{.replayed = reply.replayed(),
            .tombstone = reply.tombstone(),
            .crossings = names_.Crossings(reply.number(), state_, packs_),
            .opens_lead = reply.opens_lead()};
  if (reply.tombstone()) return seen;
  seen.cash_fen = -reply.cash_back_fen();
  seen.account_fen = -reply.account_back_fen();
  seen.undoes_adjustment = EntryAt(reply.number()).contra().adjustment() != 0;
  return seen;
}

Seen EngineReplies::Of(const v1::ReplaceReply& reply) const {
  const v1::Entry contra = EntryAt(reply.contra());
  return Seen{.replayed = reply.replayed(),
              .tombstone = contra.has_tombstone(),
              .undoes_adjustment = contra.contra().adjustment() != 0,
              .crossings = names_.Crossings(reply.result().number(), state_, packs_),
              .opens_lead = contra.contra().opens_lead(),
              .outcome = OutcomeOf(reply.result()),
              .cash_fen = reply.cash_fen(),
              .account_fen = reply.account_fen()};
}

Seen EngineReplies::Of(const v1::SettleApplicationReply& reply) const {
  Seen seen{.replayed = reply.replayed(),
            .crossings = names_.Crossings(reply.result().number(), state_, packs_),
            .outcome = OutcomeOf(reply.result())};
  // The entry holds what there was to draw from, and what was drawn.
  const std::array<std::int64_t, 4> before = PartsOf(reply.result().application().residuals());
  for (std::size_t i = 0; i < before.size(); ++i) {
    seen.outcome->due_fen[i] = before[i] - seen.outcome->steps.front().draw_fen[i];
  }
  return seen;
}

Seen EngineReplies::Of(const v1::OutsideAidReply& reply) const {
  return Seen{.replayed = reply.replayed(),
              .crossings = names_.Crossings(reply.result().number(), state_, packs_)};
}

Seen EngineReplies::Of(const v1::ConfirmAdjustmentReply& reply) const {
  return Seen{.replayed = reply.replayed(),
              .crossings = names_.Crossings(reply.number(), state_, packs_),
              .opens_lead = EntryAt(reply.number()).adjusted().opens_lead()};
}

}  // namespace yizhan::property
