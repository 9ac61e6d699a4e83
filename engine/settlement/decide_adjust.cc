#include <map>
#include <optional>
#include <set>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/crossings.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/relief/refold.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/proposal.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kYearMin = 2000;
constexpr std::uint32_t kYearMax = 2999;
constexpr std::size_t kDigestBytes = 32;

absl::Status CheckYear(std::uint32_t year) {
  if (year >= kYearMin && year <= kYearMax) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "year",
                 .expected = std::to_string(kYearMin) + " .. " + std::to_string(kYearMax),
                 .found = std::to_string(year)});
}

absl::Status CheckForm(const v1::ConfirmAdjustmentRequest& request) {
  absl::Status status = CheckPersonForm(request.person());
  if (status.ok()) status = CheckYear(request.year());
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (!status.ok()) return status;
  if (request.proposal_digest().size() == kDigestBytes) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "proposal_digest",
                 .expected = "32 bytes",
                 .found = std::to_string(request.proposal_digest().size()) + " bytes"});
}

absl::Status CheckProposal(const Refolded& refolded, const std::string& confirmed) {
  if (Bytes(refolded.digest) != confirmed) {
    return Refuse({.reason = v1::PROPOSAL_CHANGED,
                   .field = "proposal_digest",
                   .expected = HexText(refolded.digest),
                   .found = HexText(confirmed)});
  }
  if (refolded.Owes() || !refolded.leads.empty()) return absl::OkStatus();
  return Refuse({.reason = v1::NOTHING_TO_ADJUST, .field = "person"});
}

// D7: whether a live application settlement counted a bill that changes.
absl::StatusOr<bool> CountedByApplication(const Refolded& refolded, const Reader& state) {
  if (!refolded.Owes()) return false;
  for (const RefoldedBill& bill : refolded.bills) {
    if (!bill.Differs()) continue;
    const absl::StatusOr<std::uint64_t> application = ApplicationOver(bill.item.entry, state);
    if (!application.ok()) return application.status();
    if (*application != 0) return true;
  }
  return false;
}

absl::StatusOr<v1::ConfirmAdjustmentReply> ReplyOf(std::uint64_t number, const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  v1::ConfirmAdjustmentReply reply;
  reply.set_number(number);
  for (const v1::AdjustedBill& part : entry->adjusted().bills()) {
    reply.add_bills(part.settlement());
  }
  *reply.mutable_leads_closed() = entry->adjusted().leads_closed();
  return reply;
}

absl::StatusOr<v1::Entry> EntryOf(const Caller& caller, const Refolded& refolded,
                                  const std::string& request_id, const Situation& situation,
                                  const Reader& state) {
  v1::Entry entry = NewEntry(caller, situation);
  entry.set_number(state.size());
  absl::StatusOr<v1::Adjusted> body = AdjustedOf(refolded, request_id, situation, state);
  if (!body.ok()) return body.status();
  *entry.mutable_adjusted() = *std::move(body);
  const absl::StatusOr<bool> counted = CountedByApplication(refolded, state);
  if (!counted.ok()) return counted.status();
  entry.mutable_adjusted()->set_opens_lead(*counted);
  const auto crossings = CrossingsOf(entry, state, situation.packs);
  if (!crossings.ok()) return crossings.status();
  for (const v1::Crossing& crossing : *crossings) {
    *entry.mutable_adjusted()->add_crossings() = crossing;
  }
  return entry;
}

}  // namespace

absl::StatusOr<v1::ConfirmAdjustmentReply> DecideConfirmAdjustment(
    const Caller& caller, const v1::ConfirmAdjustmentRequest& request, const Situation& situation,
    Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), situation.index_key, situation.Today(), draft);
  if (!found.ok()) return found.status();
  const std::string content =
      Bytes(ConfirmationDigest(found->person_no, request.year(), request.proposal_digest()));
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::ADJUSTMENT, request.request_id(), content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    absl::StatusOr<v1::ConfirmAdjustmentReply> reply = ReplyOf(**known, draft);
    if (reply.ok()) reply->set_replayed(true);
    return reply;
  }
  const auto refolded = Refold(found->person_no, request.year(), draft, situation.packs);
  if (!refolded.ok()) return refolded.status();
  const absl::Status unchanged = CheckProposal(*refolded, request.proposal_digest());
  if (!unchanged.ok()) return unchanged;
  const absl::StatusOr<v1::Proposal> proposal = ToMessage(*refolded, draft, situation.packs);
  if (!proposal.ok()) return proposal.status();
  absl::StatusOr<v1::Entry> entry =
      EntryOf(caller, *refolded, request.request_id(), situation, draft);
  if (!entry.ok()) return entry.status();
  const auto number = draft.Post(*std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  absl::StatusOr<v1::ConfirmAdjustmentReply> reply = ReplyOf(*number, draft);
  if (reply.ok()) *reply->mutable_proposal() = *proposal;
  return reply;
}

absl::StatusOr<v1::Proposal> Queries::Readjudicate(const Caller& caller,
                                                   const v1::ReadjudicateRequest& request) {
  absl::Status form = CheckPersonForm(request.person());
  if (form.ok()) form = CheckYear(request.year());
  if (!form.ok()) return form;
  const std::shared_ptr<const View> view = store_.OpenView();
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), index_key_, BusinessDay(clock_.NowMs()), *view);
  if (!found.ok()) return found.status();
  const auto refolded = Refold(found->person_no, request.year(), *view, packs_);
  if (!refolded.ok()) return refolded.status();
  return ToMessage(*refolded, *view, packs_);
}

}  // namespace yizhan
