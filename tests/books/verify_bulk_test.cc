// Verify: a lead that was invented or moved, an approval and what was posted under it: tampered
// with, each is named.

#include <algorithm>
#include <functional>
#include <string>

#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/bulk_scene.h"

namespace yizhan::test {
namespace {

// Which entry is tampered with.
enum class Which { kChange, kPack, kApproval, kAdjusted, kTown };

struct Row {
  const char* name;
  Which which;
  const char* says;
  std::function<void(v1::Entry&)> change;
};

// A pack and an approval of the past, both looked through and confirmed in bulk.
class TamperedBulkTest : public BulkScene, public testing::WithParamInterface<Row> {
 protected:
  TamperedBulkTest() {
    Owed("000000-LI", "安亭镇", "1");
    change_ = Leads()[0].number();
    desk_->Activate({SmallPackSixty()});
    pack_ = Leads()[1].number();
    const auto items = ConfirmAll(Request(ProposeAll()));
    approval_ = items[0].approval();
    adjusted_ = items[1].number();
    Owed("000000-WU", "安亭镇", "2");
    town_ = ConfirmAll(Request(ProposeAll("安亭镇"), "town", "安亭镇"))[0].approval();
  }

  std::uint64_t Number() const {
    switch (GetParam().which) {
      case Which::kChange:
        return change_;
      case Which::kPack:
        return pack_;
      case Which::kApproval:
        return approval_;
      case Which::kAdjusted:
        return adjusted_;
      case Which::kTown:
        return town_;
    }
    return 0;
  }

 private:
  std::uint64_t change_ = 0;
  std::uint64_t pack_ = 0;
  std::uint64_t approval_ = 0;
  std::uint64_t adjusted_ = 0;
  std::uint64_t town_ = 0;
};

TEST_P(TamperedBulkTest, IsNamed) {
  v1::Entry entry = desk_->EntryAt(Number());
  GetParam().change(entry);
  TamperedStore tampered(desk_->store());
  tampered.SetLeaf(Number(), EncodeLeaf(entry));
  const auto verified = VerifyLedger(tampered, [](std::uint64_t, std::uint64_t) {});
  const std::vector<std::string>& differences = verified->differences;
  const bool said = std::any_of(differences.begin(), differences.end(), [](const auto& text) {
    return text.find(GetParam().says) != std::string::npos;
  });
  EXPECT_TRUE(said) << "wanted: " << GetParam().says;
  for (const std::string& difference : differences) {
    if (!said) ADD_FAILURE() << difference;
  }
}

using E = v1::Entry;
v1::BulkApproved& Approved(E& entry) { return *entry.mutable_bulk_approved(); }
v1::Adjusted& Adjusted(E& entry) { return *entry.mutable_adjusted(); }

constexpr char kFollows[] = "its lead does not follow";
constexpr char kDoesNotHold[] = "its authorization does not hold";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Change, TamperedBulkTest, testing::Values(
    Row{"OtherSettlement", Which::kChange, kFollows, [](E& e) { e.mutable_person_changed()->set_touched(0, 1); }},
    Row{"NoSettlement", Which::kChange, kFollows, [](E& e) { e.mutable_person_changed()->clear_touched(); }},
    Row{"OneMore", Which::kChange, kFollows, [](E& e) { e.mutable_person_changed()->add_touched(1); }},
    Row{"OtherYear", Which::kChange, kFollows, [](E& e) { e.mutable_person_changed()->set_lead_years(0, 2011); }},
    Row{"NoYear", Which::kChange, kFollows, [](E& e) { e.mutable_person_changed()->clear_lead_years(); }},
    // As an entry of before this field: the confirmation that closes its lead does not follow.
    Row{"Hushed", Which::kChange, "no open lead of", [](E& e) { e.mutable_person_changed()->clear_touched(); e.mutable_person_changed()->clear_lead_years(); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Pack, TamperedBulkTest, testing::Values(
    Row{"OtherYears", Which::kPack, kFollows, [](E& e) { e.mutable_pack_activated()->set_lead_years(0, 1999); }},
    Row{"YearLeftOut", Which::kPack, kFollows, [](E& e) { e.mutable_pack_activated()->mutable_lead_years()->RemoveLast(); }},
    Row{"Hushed", Which::kPack, "no open lead of", [](E& e) { e.mutable_pack_activated()->clear_lead_years(); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Approval, TamperedBulkTest, testing::Values(
    Row{"Nothing", Which::kApproval, "it approves 0 proposals", [](E& e) { Approved(e).clear_proposals(); Approved(e).clear_leads_closed(); }},
    Row{"TooMany", Which::kApproval, "it approves 1001 proposals", [](E& e) { while (Approved(e).proposals_size() < 1001) Approved(e).add_proposals(); }},
    Row{"OneTwice", Which::kApproval, "its proposals are not in order", [](E& e) { const v1::ApprovedProposal first = Approved(e).proposals(0); *Approved(e).add_proposals() = first; }},
    Row{"ShortDigest", Which::kApproval, "its proposals are not in order", [](E& e) { Approved(e).mutable_proposals(0)->set_proposal_digest("x"); }},
    Row{"OtherPack", Which::kApproval, "its pack is not the active one", [](E& e) { Approved(e).set_pack_hash(std::string(32, 'x')); }},
    Row{"OtherYear", Which::kApproval, kDoesNotHold, [](E& e) { Approved(e).set_year(2011); }},
    Row{"OtherTown", Which::kApproval, kDoesNotHold, [](E& e) { Approved(e).set_town("安亭镇"); }},
    Row{"OtherDigest", Which::kApproval, kDoesNotHold, [](E& e) { Approved(e).mutable_proposals(0)->set_proposal_digest(std::string(32, 'x')); }},
    Row{"OtherRequest", Which::kApproval, kDoesNotHold, [](E& e) { Approved(e).set_request_id("other"); }},
    Row{"OneSignature", Which::kApproval, kDoesNotHold, [](E& e) { Approved(e).mutable_authorization()->mutable_signatures()->RemoveLast(); }},
    Row{"LeadLeftOpen", Which::kApproval, "table", [](E& e) { Approved(e).clear_leads_closed(); }},
    Row{"NobodysLead", Which::kApproval, "no open lead of", [](E& e) { Approved(e).set_leads_closed(0, 1); }},
    Row{"OneTwiceClosed", Which::kApproval, "is not open for its year", [](E& e) { Approved(e).add_leads_closed(Approved(e).leads_closed(0)); }},
    Row{"TownClosesNone", Which::kTown, "one town closes no lead", [](E& e) { Approved(e).add_leads_closed(1); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Adjusted, TamperedBulkTest, testing::Values(
    Row{"NotThereYet", Which::kAdjusted, "its approval is not there yet", [](E& e) { Adjusted(e).set_approved_by(e.number()); }},
    Row{"NoApproval", Which::kAdjusted, "is no approval", [](E& e) { Adjusted(e).set_approved_by(1); }},
    Row{"OtherDigest", Which::kAdjusted, "does not approve it", [](E& e) { Adjusted(e).set_proposal_digest(std::string(32, 'x')); }},
    Row{"OtherYear", Which::kAdjusted, "does not approve it", [](E& e) { Adjusted(e).set_year(2011); }},
    Row{"OtherPerson", Which::kAdjusted, "does not approve it", [](E& e) { Adjusted(e).set_person_no(77); }},
    Row{"OtherRequest", Which::kAdjusted, "it is not posted as approval", [](E& e) { Adjusted(e).set_request_id("mine"); }},
    Row{"OtherSender", Which::kAdjusted, "it is not posted as approval", [](E& e) { e.set_sender("other"); }},
    Row{"Singly", Which::kAdjusted, "root is", [](E& e) { Adjusted(e).set_approved_by(0); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
