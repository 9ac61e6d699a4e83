#include "engine/settlement/decide_bulk.h"

#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/fold_bulk.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"
#include "engine/settlement/confirm_one.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kTownCharactersMax = 64;

absl::Status CheckProposals(const v1::ConfirmInBulkRequest& request) {
  if (request.proposals_size() > kApprovedProposalsMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "proposals",
                   .expected = "at most " + std::to_string(kApprovedProposalsMax),
                   .found = std::to_string(request.proposals_size())});
  }
  std::uint64_t last = 0;
  for (int i = 0; i < request.proposals_size(); ++i) {
    const std::string field = "proposals[" + std::to_string(i) + "].";
    if (request.proposals(i).person_no() <= last) {
      return Refuse({.reason = v1::FIELD_MALFORMED,
                     .field = field + "person_no",
                     .expected = "ascending, none twice"});
    }
    last = request.proposals(i).person_no();
    const absl::Status digest =
        CheckDigestForm(field + "proposal_digest", request.proposals(i).proposal_digest());
    if (!digest.ok()) return digest;
  }
  return absl::OkStatus();
}

absl::Status CheckForm(const v1::ConfirmInBulkRequest& request) {
  absl::Status status = CheckRefoldYear(request.year());
  if (status.ok()) status = CheckText("town", request.town(), kTownCharactersMax);
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (status.ok()) status = CheckDigestForm("pack_hash", request.pack_hash());
  if (status.ok()) status = CheckProposals(request);
  return status;
}

v1::BulkApproved ApprovedOf(const v1::ConfirmInBulkRequest& request) {
  v1::BulkApproved approved;
  approved.set_year(request.year());
  approved.set_town(request.town());
  for (const v1::ApprovedProposal& proposal : request.proposals()) {
    v1::ApprovedProposal& kept = *approved.add_proposals();
    kept.set_person_no(proposal.person_no());
    kept.set_proposal_digest(proposal.proposal_digest());
  }
  approved.set_request_id(request.request_id());
  approved.set_pack_hash(request.pack_hash());
  return approved;
}

absl::Status CheckSigned(const v1::ConfirmInBulkRequest& request, const v1::BulkApproved& approved,
                         const Situation& situation, const Reader& state) {
  const auto active = GetRow<v1::PackRow>(state, Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  if (!active->has_value()) return Refuse({.reason = v1::NO_ACTIVE_PACK});
  if ((*active)->pack_hash() != request.pack_hash()) {
    return Refuse({.reason = v1::PROPOSAL_CHANGED,
                   .field = "pack_hash",
                   .expected = HexText((*active)->pack_hash()),
                   .found = HexText(request.pack_hash())});
  }
  return CheckAuthorization(
             request.authorization(),
             {v1::CONFIRM_IN_BULK, Bytes(BulkDigest(approved)), request.request_id()},
             situation.posted_ms, state)
      .status();
}

absl::Status AddLeads(const Reader& state, v1::BulkApproved& approved) {
  if (approved.town().empty()) {
    const auto leads = OpenPackLeads(approved.year(), state);
    if (!leads.ok()) return leads.status();
    approved.mutable_leads_closed()->Assign(leads->begin(), leads->end());
  }
  if (!approved.proposals().empty() || !approved.leads_closed().empty()) return absl::OkStatus();
  return Refuse({.reason = v1::NOTHING_TO_ADJUST, .field = "proposals"});
}

// The proposal was refused; else the engine could not, and the same request may come again.
bool IsAboutTheProposal(const absl::Status& status) {
  const v1::ErrorClass of = DetailOf(status).error_class();
  return of == v1::REJECTED || of == v1::CONFLICT;
}

absl::StatusOr<v1::BulkApproved> ReadApproval(const Caller& caller,
                                              const Engine::Approved& approved,
                                              const Reader& state) {
  const absl::Status unknown = Refuse({.reason = v1::ENTRY_UNKNOWN, .field = "approval"});
  if (approved.approval >= state.size()) return unknown;
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, approved.approval);
  if (!entry.ok()) return entry.status();
  const v1::BulkApproved& body = entry->bulk_approved();
  const bool there = approved.place >= 0 && approved.place < body.proposals_size();
  if (!entry->has_bulk_approved() || !there) return unknown;
  if (entry->sender() == caller.sender) return body;
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "approval"});
}

}  // namespace

absl::Status CheckMayLookThrough(const Caller& caller, const std::string& town) {
  const absl::Status allowed = CheckSeesPeople(caller);
  if (!allowed.ok()) return allowed;
  if (town.empty() ? caller.SeesAll() : caller.SeesTown(town)) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "town", .expected = caller.town});
}

absl::StatusOr<v1::ConfirmInBulkItem> DecideApproveInBulk(const Caller& caller,
                                                          const v1::ConfirmInBulkRequest& request,
                                                          const Situation& situation,
                                                          Draft& draft) {
  absl::Status status = CheckForm(request);
  if (status.ok()) status = CheckMayLookThrough(caller, request.town());
  if (!status.ok()) return status;
  v1::BulkApproved approved = ApprovedOf(request);
  v1::ConfirmInBulkItem item;
  const auto known = FindRequest(
      caller, {v1::MessageKeyRow::BULK_APPROVAL, request.request_id(), Bytes(BulkDigest(approved))},
      draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    item.set_approval(**known);
    item.set_replayed(true);
    return item;
  }
  status = CheckSigned(request, approved, situation, draft);
  if (status.ok()) status = AddLeads(draft, approved);
  if (!status.ok()) return status;
  *approved.mutable_authorization() = StoredForm(request.authorization());
  v1::Entry entry = NewEntry(caller, situation);
  *entry.mutable_bulk_approved() = std::move(approved);
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  item.set_approval(*number);
  return item;
}

absl::StatusOr<v1::ConfirmInBulkItem> DecideConfirmApproved(const Caller& caller,
                                                            const Engine::Approved& approved,
                                                            const Situation& situation,
                                                            Draft& draft) {
  const absl::StatusOr<v1::BulkApproved> approval = ReadApproval(caller, approved, draft);
  if (!approval.ok()) return approval.status();
  const v1::ApprovedProposal& proposal = approval->proposals(approved.place);
  Confirmation confirmation{.year = approval->year(),
                            .proposal_digest = proposal.proposal_digest(),
                            .request_id = BulkRequestId(approved.approval, approved.place),
                            .approved_by = approved.approval};
  confirmation.person.set_person_no(proposal.person_no());
  const auto reply = ConfirmOne(caller, confirmation, situation, draft);
  v1::ConfirmInBulkItem item;
  item.set_approval(approved.approval);
  item.set_person_no(proposal.person_no());
  if (reply.ok()) {
    item.set_number(reply->number());
    item.set_replayed(reply->replayed());
    return item;
  }
  if (!IsAboutTheProposal(reply.status())) return reply.status();
  *item.mutable_refused() = DetailOf(reply.status());
  return item;
}

}  // namespace yizhan
