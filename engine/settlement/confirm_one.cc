#include "engine/settlement/confirm_one.h"

#include "engine/base/refusal.h"
#include "engine/books/application.h"
#include "engine/books/crossings.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/lead.h"
#include "engine/relief/refold.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/proposal.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kDigestBytes = 32;

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
                                  const Confirmation& confirmation, const Situation& situation,
                                  const Reader& state) {
  v1::Entry entry = NewEntry(caller, situation);
  entry.set_number(state.size());
  absl::StatusOr<v1::Adjusted> body =
      AdjustedOf(refolded, confirmation.request_id, situation, state);
  if (!body.ok()) return body.status();
  body->set_approved_by(confirmation.approved_by);
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

absl::StatusOr<v1::ConfirmAdjustmentReply> ConfirmOne(const Caller& caller,
                                                      const Confirmation& confirmation,
                                                      const Situation& situation, Draft& draft) {
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, confirmation.person, situation.index_key, situation.Today(), draft);
  if (!found.ok()) return found.status();
  const std::string content =
      Bytes(ConfirmationDigest(found->person_no, confirmation.year, confirmation.proposal_digest));
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::ADJUSTMENT, confirmation.request_id, content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    absl::StatusOr<v1::ConfirmAdjustmentReply> reply = ReplyOf(**known, draft);
    if (reply.ok()) reply->set_replayed(true);
    return reply;
  }
  const auto refolded = Refold(found->person_no, confirmation.year, draft, situation.packs);
  if (!refolded.ok()) return refolded.status();
  const absl::Status unchanged = CheckProposal(*refolded, confirmation.proposal_digest);
  if (!unchanged.ok()) return unchanged;
  // Of the state before it is posted.
  absl::StatusOr<v1::Proposal> proposal;
  if (confirmation.approved_by == 0) {
    proposal = ToMessage(*refolded, draft, situation.packs);
    if (!proposal.ok()) return proposal.status();
  }
  absl::StatusOr<v1::Entry> entry = EntryOf(caller, *refolded, confirmation, situation, draft);
  if (!entry.ok()) return entry.status();
  const auto number = draft.Post(*std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  absl::StatusOr<v1::ConfirmAdjustmentReply> reply = ReplyOf(*number, draft);
  if (reply.ok() && proposal.ok()) *reply->mutable_proposal() = *std::move(proposal);
  return reply;
}

absl::Status CheckRefoldYear(std::uint32_t year) {
  if (year >= kRefoldYearMin && year <= kRefoldYearMax) return absl::OkStatus();
  return Refuse(
      {.reason = v1::FIELD_MALFORMED,
       .field = "year",
       .expected = std::to_string(kRefoldYearMin) + " .. " + std::to_string(kRefoldYearMax),
       .found = std::to_string(year)});
}

absl::Status CheckDigestForm(const std::string& field, const std::string& digest) {
  if (digest.size() == kDigestBytes) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = field,
                 .expected = "32 bytes",
                 .found = std::to_string(digest.size()) + " bytes"});
}

}  // namespace yizhan
