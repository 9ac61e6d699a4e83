#include "engine/books/fold_bulk.h"

#include <utility>

#include "engine/books/bind.h"
#include "engine/books/chain.h"
#include "engine/books/draft.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

constexpr std::size_t kDigestBytes = 32;

// With none of them nothing was owed: it only closes what packs opened.
absl::Status CheckProposals(const v1::Entry& entry) {
  const v1::BulkApproved& approved = entry.bulk_approved();
  const bool empty = approved.proposals().empty() && approved.leads_closed().empty();
  if (empty || approved.proposals_size() > kApprovedProposalsMax) {
    return Broken(entry, "it approves " + std::to_string(approved.proposals_size()) + " proposals");
  }
  std::uint64_t last = 0;
  for (const v1::ApprovedProposal& proposal : approved.proposals()) {
    if (proposal.person_no() <= last || proposal.proposal_digest().size() != kDigestBytes) {
      return Broken(entry, "its proposals are not in order");
    }
    last = proposal.person_no();
  }
  return absl::OkStatus();
}

absl::Status FoldLeads(const v1::Entry& entry, Draft& staged) {
  const v1::BulkApproved& approved = entry.bulk_approved();
  if (approved.leads_closed().empty()) return absl::OkStatus();
  if (!approved.town().empty()) return Broken(entry, "one town closes no lead of the district");
  for (const std::uint64_t number : approved.leads_closed()) {
    const absl::Status closed =
        CloseLead(entry, {.number = number, .year = approved.year(), .of = LeadOf::kPack}, staged);
    if (!closed.ok()) return closed;
  }
  return absl::OkStatus();
}

int PlaceOfPerson(const v1::BulkApproved& approved, std::uint64_t person_no) {
  int place = 0;
  for (const v1::ApprovedProposal& proposal : approved.proposals()) {
    if (proposal.person_no() == person_no) return place;
    ++place;
  }
  return -1;
}

}  // namespace

absl::StatusOr<std::vector<Effect>> FoldBulkApproved(const v1::Entry& entry, const Reader& before) {
  const v1::BulkApproved& approved = entry.bulk_approved();
  absl::Status status = CheckProposals(entry);
  if (!status.ok()) return status;
  const auto active = GetRow<v1::PackRow>(before, Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  // Else it would close leads of a pack that nobody looked at.
  if (!active->has_value() || (*active)->pack_hash() != approved.pack_hash()) {
    return Broken(entry, "its pack is not the active one");
  }
  std::vector<Effect> bound;
  const std::string content = Bytes(BulkDigest(approved));
  status = BindRequest(entry, {v1::MessageKeyRow::BULK_APPROVAL, approved.request_id(), content},
                       before, bound);
  if (status.ok()) {
    status = BindStatement(entry, approved.authorization(),
                           {v1::CONFIRM_IN_BULK, content, approved.request_id()}, before, bound);
  }
  Draft staged(&before);
  for (Effect& effect : bound) staged.Put(std::move(effect));
  if (status.ok()) status = FoldLeads(entry, staged);
  if (!status.ok()) return status;
  return staged.Effects();
}

std::string BulkRequestId(std::uint64_t approval, int place) {
  return "bulk-" + std::to_string(approval) + "-" + std::to_string(place);
}

absl::Status CheckApproved(const v1::Entry& entry, const Reader& before) {
  const v1::Adjusted& adjusted = entry.adjusted();
  const std::uint64_t number = adjusted.approved_by();
  if (number == 0) return absl::OkStatus();
  if (number >= entry.number()) return Broken(entry, "its approval is not there yet");
  const absl::StatusOr<v1::Entry> approval = EntryAt(number, before);
  if (!approval.ok()) return approval.status();
  const std::string name = std::to_string(number);
  if (!approval->has_bulk_approved()) return Broken(entry, name + " is no approval");
  const v1::BulkApproved& approved = approval->bulk_approved();
  const int place = PlaceOfPerson(approved, adjusted.person_no());
  if (approved.year() != adjusted.year() || place < 0 ||
      approved.proposals(place).proposal_digest() != adjusted.proposal_digest()) {
    return Broken(entry, name + " does not approve it");
  }
  if (entry.sender() == approval->sender() &&
      adjusted.request_id() == BulkRequestId(number, place)) {
    return absl::OkStatus();
  }
  return Broken(entry, "it is not posted as approval " + name + " is carried out");
}

}  // namespace yizhan
