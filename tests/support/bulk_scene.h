// BulkScene: a relief scene that looks through a town or the district, and confirms what it finds
// with the signatures of two officers.
//
// Units:    fen.
// Threads:  one.
#pragma once

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "engine/base/digest.h"
#include "engine/books/keys.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {

class BulkScene : public ReliefScene {
 protected:
  BulkScene() { desk_->EnrolOfficers(); }

  // Everything that is streamed, progress included.
  std::vector<v1::ProposeAllItem> LookThrough(const std::string& town = "",
                                              const Caller& caller = ReliefCaller()) {
    v1::ProposeAllRequest request;
    request.set_year(2012);
    request.set_town(town);
    std::vector<v1::ProposeAllItem> items;
    const absl::Status looked =
        desk_->queries().ProposeAll(caller, request, [&items](const v1::ProposeAllItem& item) {
          items.push_back(item);
          return true;
        });
    EXPECT_TRUE(looked.ok()) << looked;
    return items;
  }
  std::vector<v1::Proposal> ProposeAll(const std::string& town = "",
                                       const Caller& caller = ReliefCaller()) {
    std::vector<v1::Proposal> proposals;
    for (const v1::ProposeAllItem& item : LookThrough(town, caller)) {
      if (item.has_proposal()) proposals.push_back(item.proposal());
    }
    return proposals;
  }
  std::vector<v1::Lead> Leads(const std::string& town = "", const Caller& caller = ReliefCaller()) {
    v1::ListLeadsRequest request;
    request.set_town(town);
    const auto reply = desk_->queries().ListLeads(caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return {};
    return {reply->leads().begin(), reply->leads().end()};
  }

  // By person, as the contract wants them; signed by li and wang with the pack of now.
  v1::ConfirmInBulkRequest Request(std::vector<v1::Proposal> proposals,
                                   const std::string& request_id = "bulk",
                                   const std::string& town = "") {
    std::sort(proposals.begin(), proposals.end(), [](const v1::Proposal& a, const v1::Proposal& b) {
      return a.person_no() < b.person_no();
    });
    v1::ConfirmInBulkRequest request;
    request.set_year(2012);
    request.set_town(town);
    for (const v1::Proposal& proposal : proposals) {
      v1::ApprovedProposal& approved = *request.add_proposals();
      approved.set_person_no(proposal.person_no());
      approved.set_proposal_digest(proposal.digest());
    }
    request.set_request_id(request_id);
    Sign(request);
    return request;
  }
  void Sign(v1::ConfirmInBulkRequest& request) {
    v1::BulkApproved approved;
    approved.set_year(request.year());
    approved.set_town(request.town());
    *approved.mutable_proposals() = request.proposals();
    const auto active =
        GetRow<v1::PackRow>(*desk_->store().OpenView(), Table::kPack, kActivePackKey);
    request.set_pack_hash((*active)->pack_hash());
    approved.set_pack_hash(request.pack_hash());
    const std::string content = Bytes(BulkDigest(approved));
    *request.mutable_authorization() = SignedBy(
        {"li", "wang"}, desk_->Statement(v1::CONFIRM_IN_BULK, content, request.request_id()));
  }

  absl::StatusOr<v1::ConfirmInBulkItem> Approve(const v1::ConfirmInBulkRequest& request,
                                                const Caller& caller = ReliefCaller()) {
    std::future<absl::StatusOr<v1::ConfirmInBulkItem>> item;
    desk_->engine().ApproveInBulk(caller, request, AnswerTo(item));
    return item.get();
  }
  absl::StatusOr<v1::ConfirmInBulkItem> ConfirmPlace(std::uint64_t approval, int place,
                                                     const Caller& caller = ReliefCaller()) {
    std::future<absl::StatusOr<v1::ConfirmInBulkItem>> item;
    desk_->engine().ConfirmApproved(caller, {.approval = approval, .place = place}, AnswerTo(item));
    return item.get();
  }
  // As the stream does it: the approval, then each place.
  std::vector<v1::ConfirmInBulkItem> ConfirmAll(const v1::ConfirmInBulkRequest& request) {
    std::vector<v1::ConfirmInBulkItem> items;
    const auto approved = Approve(request);
    EXPECT_TRUE(approved.ok()) << approved.status();
    if (!approved.ok()) return items;
    items.push_back(*approved);
    for (int place = 0; place < request.proposals_size(); ++place) {
      const auto item = ConfirmPlace(approved->approval(), place);
      EXPECT_TRUE(item.ok()) << item.status();
      if (item.ok()) items.push_back(*item);
    }
    return items;
  }

  std::uint64_t InTown(const std::string& card, const std::string& town,
                       const std::vector<std::string>& identities,
                       const std::string& household = "") {
    v1::ImportPerson person = MakePerson(card, identities);
    v1::DatedValue& lives = *person.add_towns();
    lives.set_value(town);
    lives.set_from("2010-01-01");
    if (!household.empty()) {
      v1::DatedValue& belongs = *person.add_households();
      belongs.set_value(household);
      belongs.set_from("2010-01-01");
    }
    return desk_->Import(person);
  }
  // Settled before the office knew of his identity, which it knows now: 50.00 are owed.
  std::uint64_t Owed(const std::string& card, const std::string& town, const std::string& bill) {
    const std::uint64_t person_no = InTown(card, town, {});
    Settle(person_no, bill, 10'000);
    EXPECT_EQ(InTown(card, town, {"dibao"}), person_no);
    return person_no;
  }
};

}  // namespace yizhan::test
