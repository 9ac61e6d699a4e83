// Verify: outside aid or a confirmed adjustment that was tampered with is named.

#include <algorithm>
#include <memory>
#include <string>

#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

// Outside aid, a bill settled before the identity was known, its adjustment, and its lead.
struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t outside = 0;
  std::uint64_t other = 0;
  std::uint64_t number = 0;

  Scene() {
    desk->OpenFund("fund");
    desk->Grant("fund", 7'000);
    const std::uint64_t person_no = desk->Import("000000-LI", {"family"});
    outside = desk->RecordOutsideAid(ReliefCaller(), OutsideRequest(person_no, "o", 300, 200))
                  ->result()
                  .number();
    v1::Bill bill = MakeBill("1");
    SetParts(bill, 10'000, 20'000, 0, 500);
    const std::uint64_t gone = desk->Post(bill, person_no).number();
    bill.set_message_id("2");
    bill.set_bill_no("B-2");
    desk->Post(bill, person_no);
    EXPECT_TRUE(desk->Reverse(gone, "r").value().opens_lead());
    other = desk->Import("000000-WU", {"dibao"});
    desk->Import("000000-LI", {"dibao", "family"});
    const auto proposal = desk->Readjudicate(person_no);
    number = desk->Confirm(ReliefCaller(), ConfirmRequest(*proposal))->number();
  }
};

struct Row {
  const char* name;
  const char* says;
  bool outside;  // Of which entry.
  void (*change)(const Scene&, v1::Entry&);
};

std::vector<std::string> DifferencesOf(const LedgerStore& store) {
  return VerifyLedger(store, [](std::uint64_t, std::uint64_t) {})->differences;
}

class TamperedAdjustmentTest : public testing::TestWithParam<Row> {};

TEST_P(TamperedAdjustmentTest, IsNamed) {
  const Scene scene;
  ASSERT_EQ(DifferencesOf(scene.desk->store()), std::vector<std::string>());
  const std::uint64_t number = GetParam().outside ? scene.outside : scene.number;
  v1::Entry entry = scene.desk->EntryAt(number);
  GetParam().change(scene, entry);
  TamperedStore tampered(scene.desk->store());
  tampered.SetLeaf(number, EncodeLeaf(entry));
  const std::vector<std::string> differences = DifferencesOf(tampered);
  const bool said = std::any_of(differences.begin(), differences.end(), [](const auto& text) {
    return text.find(GetParam().says) != std::string::npos;
  });
  EXPECT_TRUE(said) << "wanted: " << GetParam().says;
  for (const std::string& difference : differences) {
    if (!said) ADD_FAILURE() << difference;
  }
}

using E = v1::Entry;
v1::AdjustedBill& First(E& entry) { return *entry.mutable_adjusted()->mutable_bills(0); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(OutsideAid, TamperedAdjustmentTest, testing::Values(
    Row{"OtherBase", "its moves are not what it states", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_base_fen(301); }},
    Row{"OtherPaid", "its moves are not what it states", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_paid_fen(199); }},
    Row{"OtherProgram", "its moves are not what it states", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_program(1); }},
    Row{"NoSuchProgram", "its program is not in force", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_program(99); }},
    Row{"DatesThatAreNone", "its dates are none", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_service_end("2012-02-30"); }},
    Row{"NegativeAmount", "a negative amount", true, [](const Scene&, E& e) { e.mutable_outside_aid()->set_paid_fen(-1); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Adjustment, TamperedAdjustmentTest, testing::Values(
    Row{"OtherFacts", "cannot be recomputed", false, [](const Scene&, E& e) { First(e).clear_facts(); }},
    Row{"OtherMet", "cannot be recomputed", false, [](const Scene&, E& e) { First(e).clear_accounts_met(); }},
    Row{"OtherOutcome", "cannot be recomputed", false, [](const Scene&, E& e) { First(e).mutable_outcome()->set_aid_fen(1); }},
    Row{"OtherPosting", "its postings", false, [](const Scene&, E& e) { First(e).mutable_postings(0)->set_amount_fen(-7); }},
    Row{"OtherMove", "account", false, [](const Scene&, E& e) { First(e).mutable_accounts(0)->set_before_fen(7); }},
    Row{"OtherDelta", "its account moves", false, [](const Scene&, E& e) { First(e).mutable_accounts(0)->set_delta_fen(7); }},
    Row{"OtherFund", "fund fund held", false, [](const Scene&, E& e) { First(e).mutable_funds(0)->set_before_fen(7); }},
    Row{"OtherSettlement", "is no settlement", false, [](const Scene& s, E& e) { First(e).set_settlement(s.outside); }},
    Row{"OtherPrevious", "was adjusted last by", false, [](const Scene& s, E& e) { First(e).set_previous(s.outside); }},
    Row{"NobodysLead", "no open lead of", false, [](const Scene&, E& e) { e.mutable_adjusted()->set_leads_closed(0, 1); }},
    Row{"LeftOpen", "table", false, [](const Scene&, E& e) { e.mutable_adjusted()->clear_leads_closed(); }},
    Row{"OtherPerson", "it does not join the chain", false, [](const Scene& s, E& e) { e.mutable_adjusted()->set_person_no(s.other); }},
    Row{"OtherChain", "a person's previous entry is", false, [](const Scene&, E& e) { e.mutable_adjusted()->mutable_persons(0)->set_previous(1); }},
    Row{"OtherDigest", "table", false, [](const Scene&, E& e) { e.mutable_adjusted()->set_proposal_digest(std::string(32, 'x')); }},
    Row{"OtherPack", "", false, [](const Scene&, E& e) { e.mutable_adjusted()->set_pack_hash(std::string(32, 'x')); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
