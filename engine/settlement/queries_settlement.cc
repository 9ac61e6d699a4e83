#include "engine/adjudicate/explain.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/draft.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/evaluate.h"
#include "engine/settlement/explained.h"
#include "engine/settlement/original.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

// The settlement `number`, when it is this caller's business: sent by his institution, or of a
// person of his town.
absl::StatusOr<v1::Entry> ReadVisible(const Caller& caller, std::uint64_t number,
                                      const Reader& state) {
  const Refusal unknown{.reason = v1::SETTLEMENT_UNKNOWN, .found = std::to_string(number)};
  if (number >= state.size()) return Refuse(unknown);
  absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry;
  entry = AsSettlement(*std::move(entry));
  if (!entry->has_settled()) return Refuse(unknown);
  const v1::Settled& settled = entry->settled();
  if (caller.SeesBill(settled.bill().institution_id(), settled.facts().town())) return entry;
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "number", .related = number});
}

v1::GetReply FoundReply(const v1::SettleResult& result, const Reader& state) {
  v1::GetReply reply;
  reply.set_state(result.state());
  reply.set_as_of(state.size());
  reply.set_ended_by(result.ended_by());
  *reply.mutable_result() = result;
  return reply;
}

}  // namespace

absl::StatusOr<v1::SettleResult> Queries::Quote(const Caller& caller,
                                                const v1::QuoteRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const std::int64_t now_ms = clock_.NowMs();
  const Situation situation{
      .packs = packs_, .index_key = index_key_, .now_ms = now_ms, .posted_ms = now_ms};
  Draft draft(view.get());
  if (request.replaces() != 0) {
    const auto original = FindOriginal(caller, {.number = request.replaces()}, draft);
    if (!original.ok()) return original.status();
    absl::Status live = CheckReplaceable(*original);
    if (live.ok()) live = CheckStillLive(*original, draft);
    if (!live.ok()) return live;
    const auto contra = PostContra(caller, *original, {.replaced = true}, situation, draft);
    if (!contra.ok()) return contra.status();
  }
  const absl::StatusOr<Evaluated> evaluated =
      Evaluate(caller, {request.bill(), request.person()}, situation, draft);
  if (!evaluated.ok()) return evaluated.status();
  const auto entry = MakeSettled(caller, *evaluated, request.replaces(), situation, draft);
  if (!entry.ok()) return entry.status();
  absl::StatusOr<v1::SettleResult> quoted = QuotedResult(*evaluated, entry->settled(), draft);
  if (!quoted.ok() || !request.explain()) return quoted;
  const auto steps = ExplainedSteps(*quoted, draft, packs_);
  if (!steps.ok()) return steps.status();
  quoted->mutable_steps()->Add(steps->begin(), steps->end());
  return quoted;
}

void Queries::AddSteps(v1::SettleResult& result) {
  const auto steps = ExplainedSteps(result, *store_.OpenView(), packs_);
  if (steps.ok()) result.mutable_steps()->Add(steps->begin(), steps->end());
}

absl::StatusOr<v1::GetReply> Queries::Get(const Caller& caller, const v1::GetRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  if (request.what_case() == v1::GetRequest::kNumber) {
    const auto visible = ReadVisible(caller, request.number(), *view);
    if (!visible.ok()) return visible.status();
    const auto result = ResultOf(request.number(), *view, packs_);
    if (!result.ok()) return result.status();
    return FoundReply(*result, *view);
  }
  const absl::Status form = CheckId("message_id", request.message_id());
  if (!form.ok()) return form;
  if (!request.on_behalf_of().empty() && !caller.SeesAll()) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "on_behalf_of"});
  }
  const std::string& sender =
      request.on_behalf_of().empty() ? caller.sender : request.on_behalf_of();
  const auto row = GetRow<v1::MessageKeyRow>(*view, Table::kMessageKey,
                                             MessageKey(sender, request.message_id()));
  if (!row.ok()) return row.status();
  v1::GetReply reply;
  reply.set_as_of(view->size());
  if (row->has_value() && (*row)->kind() == v1::MessageKeyRow::SETTLEMENT) {
    const auto result = ResultOf((*row)->number(), *view, packs_);
    if (!result.ok()) return result.status();
    return FoundReply(*result, *view);
  }
  const bool dead = row->has_value() && (*row)->kind() == v1::MessageKeyRow::DEAD;
  reply.set_state(dead ? v1::TOMBSTONED : v1::NOT_POSTED);
  if (dead) reply.set_ended_by((*row)->number());
  return reply;
}

absl::StatusOr<v1::ExplainReply> Queries::Explain(const Caller& caller,
                                                  const v1::ExplainRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const auto entry = ReadVisible(caller, request.number(), *view);
  if (!entry.ok()) return entry.status();
  const auto result = ResultOf(request.number(), *view, packs_);
  if (!result.ok()) return result.status();
  const auto pack = packs_.Find(*view, result->pack_hash());
  if (!pack.ok()) return pack.status();
  const auto steps = ExplainedSteps(*result, *view, packs_);
  if (!steps.ok()) return steps.status();

  v1::ExplainReply reply;
  *reply.mutable_result() = *result;
  *reply.mutable_facts() = entry->settled().facts();
  // What a household earns is the office's business; no amount of the bill rests on it.
  if (!caller.SeesTown(reply.facts().town())) reply.mutable_facts()->clear_household_income_fen();
  reply.mutable_steps()->Add(steps->begin(), steps->end());
  for (const v1::Break& broken : result->outcome().breaks()) {
    v1::ExplainedBreak& explained = *reply.add_breaks();
    *explained.mutable_broken() = broken;
    explained.set_sentence_zh(BreakZh(**pack, broken));
    explained.set_sentence_en(BreakEn(**pack, broken));
  }
  return reply;
}

}  // namespace yizhan
