// Erasure: name, card and key are gone, the books stay as they were.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/settlement/private_scene.h"

namespace yizhan::test {
namespace {

using Scene = PrivateScene;

TEST(Erase, TheBooksStayAndTheNameIsGone) {
  Scene scene;
  Desk& desk = *scene.desk;
  v1::ExplainRequest explain;
  explain.set_number(scene.bill);
  const std::string explained = desk.queries().Explain(scene.caller, explain)->DebugString();
  const std::vector<std::string> holders = desk.Rows(Table::kHolder);
  const std::vector<std::string> institutions = desk.Rows(Table::kInstitution);
  const auto erased = desk.Erase(scene.caller, desk.EraseRequest(scene.person_no, "e-1"));
  ASSERT_TRUE(erased.ok()) << erased.status();

  EXPECT_EQ(desk.queries().Explain(scene.caller, explain)->DebugString(), explained);
  EXPECT_EQ(desk.Rows(Table::kHolder), holders);
  EXPECT_EQ(desk.Rows(Table::kInstitution), institutions);
  EXPECT_EQ(desk.Rows(Table::kPrivate), std::vector<std::string>());
  EXPECT_EQ(desk.Rows(Table::kCard), std::vector<std::string>());
  EXPECT_FALSE(scene.vault.Has(scene.person_no));
  EXPECT_EQ(desk.Differences(), std::vector<std::string>());
  const std::string dump = scene.Dump();
  for (const char* secret : {kName, kCard}) EXPECT_EQ(dump.find(secret), std::string::npos);
}

TEST(Erase, TheEntrySaysByWhoseOrder) {
  Scene scene;
  const v1::EraseRequest request = scene.desk->EraseRequest(scene.person_no, "e-1");
  const std::uint64_t number = scene.desk->Erase(scene.caller, request)->number();
  const v1::Entry entry = scene.desk->EntryAt(number);
  EXPECT_EQ(entry.actor(), "district/officer-1");
  EXPECT_EQ(entry.person_erased().order_reference(), "JD-ERASE/2012-7");
  EXPECT_EQ(entry.person_erased().authorization().signatures_size(), 2);
  const v1::LookupReply found =
      scene.desk->queries().Lookup(scene.caller, scene.LookupByNumber()).value();
  EXPECT_EQ(found.erased(), number);
  EXPECT_EQ(found.last_change(), number);
  EXPECT_EQ(found.record().ByteSizeLong(), 0U);
  EXPECT_EQ(ReasonOf(scene.desk->queries().Lookup(scene.caller, scene.LookupByCard()).status()),
            v1::PERSON_UNKNOWN);
  v1::HistoryRequest history;
  history.mutable_person()->set_person_no(scene.person_no);
  const v1::HistoryReply reply = scene.desk->queries().History(scene.caller, history).value();
  ASSERT_EQ(reply.items_size(), 2);
  EXPECT_TRUE(reply.items(0).erased());
  EXPECT_FALSE(reply.items(1).erased());
}

TEST(Erase, NoMoreBillsButOldOnesCanBeTakenBack) {
  Scene scene;
  Desk& desk = *scene.desk;
  scene.Erase();
  const TreeHead before = desk.Head();
  EXPECT_EQ(ReasonOf(desk.Settle(desk.Ask(MakeBill("n"), scene.person_no)).status()),
            v1::PERSON_ERASED);
  EXPECT_EQ(ReasonOf(desk.Quote(MakeBill("n"), scene.person_no).status()), v1::PERSON_ERASED);
  EXPECT_EQ(ReasonOf(desk.Replace(scene.bill, desk.Ask(MakeBill("n"), scene.person_no)).status()),
            v1::PERSON_ERASED);
  v1::SettleRequest by_card = desk.Ask(MakeBill("n"), 0);
  *by_card.mutable_person()->mutable_card() = CanaryPerson().card();
  EXPECT_EQ(ReasonOf(desk.Settle(by_card).status()), v1::PERSON_UNKNOWN);
  EXPECT_EQ(desk.Head(), before);
  // What was settled is still found, replayed and reversed.
  EXPECT_TRUE(desk.Settle(desk.Ask(MakeBill("m"), scene.person_no))->replayed());
  EXPECT_EQ(desk.Get("m").state(), v1::SETTLED);
  EXPECT_TRUE(desk.Reverse(scene.bill, "r").ok());
  EXPECT_EQ(desk.PersonValue(scene.person_no, "half-base", 2012), 0);
  EXPECT_EQ(desk.Differences(), std::vector<std::string>());
}

TEST(Erase, TheCardIsFreeForANewPerson) {
  Scene scene;
  scene.Erase();
  const std::uint64_t again = scene.desk->Import(CanaryPerson());
  EXPECT_NE(again, scene.person_no);
  EXPECT_EQ(scene.desk->Reveal(scene.caller, scene.desk->RevealRequest(again))->name(), kName);
  EXPECT_EQ(scene.desk->PersonValue(again, "half-base", 2012), 0);
  EXPECT_EQ(scene.vault.size(), 1U);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

TEST(Erase, RepeatedGetsTheFirstReply) {
  Scene scene;
  const v1::EraseRequest request = scene.desk->EraseRequest(scene.person_no, "e-1");
  const std::uint64_t number = scene.desk->Erase(scene.caller, request)->number();
  const TreeHead before = scene.desk->Head();
  const auto again = scene.desk->Erase(scene.caller, request);
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), number);
  EXPECT_EQ(scene.desk->Head(), before);
}

// One batch: imported, changed and erased before anything was written.
TEST(Erase, InTheBatchOfItsImport) {
  Scene scene;
  scene.store.Close();
  const auto first = std::async(
      [&] { return scene.desk->Settle(scene.desk->Ask(MakeBill("first"), scene.person_no)); });
  scene.store.WaitForAppend();
  v1::ImportPerson changed = CanaryPerson();
  changed.set_name("other");
  std::future<absl::StatusOr<v1::ImportReply>> imported;
  std::future<absl::StatusOr<v1::EraseReply>> erased;
  std::future<absl::StatusOr<v1::ImportReply>> returned;
  Engine& engine = scene.desk->engine();
  engine.ImportPerson(scene.caller, changed, AnswerTo(imported));
  engine.Erase(scene.caller, scene.desk->EraseRequest(scene.person_no, "e-1"), AnswerTo(erased));
  engine.ImportPerson(scene.caller, CanaryPerson(), AnswerTo(returned));
  scene.store.Open();
  EXPECT_EQ(imported.get()->changed(), 1U);
  EXPECT_TRUE(erased.get().ok());
  EXPECT_EQ(returned.get()->created(), 1U);
  EXPECT_TRUE(first.valid());
  EXPECT_FALSE(scene.vault.Has(scene.person_no));
  EXPECT_EQ(scene.vault.size(), 1U);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

struct EraseCase {
  const char* name;
  void (*spoil)(Scene&, v1::EraseRequest&);
  v1::Reason reason;
};

class EraseTest : public testing::TestWithParam<EraseCase> {};

TEST_P(EraseTest, IsRefusedAndLeavesNothingBehind) {
  Scene scene;
  v1::EraseRequest request = scene.desk->EraseRequest(scene.person_no, "e-1");
  GetParam().spoil(scene, request);
  const TreeHead before = scene.desk->Head();
  const std::size_t keys = scene.vault.size();
  const auto refused = scene.desk->Erase(scene.caller, request);
  EXPECT_EQ(v1::Reason_Name(ReasonOf(refused.status())), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_EQ(scene.vault.size(), keys);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, EraseTest, testing::Values(
    EraseCase{"ByAHospital", [](Scene& s, v1::EraseRequest&) { s.caller = HospitalCaller("H1"); },
              v1::NOT_ALLOWED},
    EraseCase{"NoRequestId", [](Scene&, v1::EraseRequest& r) { r.clear_request_id(); },
              v1::FIELD_MISSING},
    EraseCase{"NoOrder", [](Scene&, v1::EraseRequest& r) { r.clear_order_reference(); },
              v1::FIELD_MISSING},
    EraseCase{"OrderInWords", [](Scene&, v1::EraseRequest& r) { r.set_order_reference(kName); },
              v1::FIELD_MALFORMED},
    EraseCase{"OrderTooLong", [](Scene&, v1::EraseRequest& r) {
                r.set_order_reference(std::string(65, 'E')); }, v1::FIELD_TOO_LONG},
    EraseCase{"OrderIsTheCard", [](Scene& s, v1::EraseRequest& r) {
                OfficerStatement statement = s.desk->Statement(
                    v1::ERASE_PERSON, Bytes(ErasureDigest(s.person_no, kCard)), "e-1");
                r.set_order_reference(kCard);
                *r.mutable_authorization() = SignedBy({"li", "wang"}, statement); },
              v1::FIELD_MALFORMED},
    EraseCase{"Nobody", [](Scene&, v1::EraseRequest& r) { r.set_person_no(7); },
              v1::PERSON_UNKNOWN},
    EraseCase{"NoNumber", [](Scene&, v1::EraseRequest& r) { r.clear_person_no(); },
              v1::PERSON_UNKNOWN},
    EraseCase{"ErasedBefore", [](Scene& s, v1::EraseRequest& r) {
                s.Erase();
                r = s.desk->EraseRequest(s.person_no, "e-2"); }, v1::PERSON_ERASED},
    EraseCase{"NoSignatures", [](Scene&, v1::EraseRequest& r) { r.clear_authorization(); },
              v1::SIGNATURES_MISSING},
    EraseCase{"OneOfTwo", [](Scene&, v1::EraseRequest& r) {
                r.mutable_authorization()->mutable_signatures()->RemoveLast(); },
              v1::SIGNATURES_MISSING},
    EraseCase{"SameOfficerTwice", [](Scene&, v1::EraseRequest& r) {
                *r.mutable_authorization()->mutable_signatures(1) =
                    r.authorization().signatures(0); }, v1::SAME_OFFICER_TWICE},
    EraseCase{"SignedForAnotherPerson", [](Scene& s, v1::EraseRequest& r) {
                r.set_person_no(s.desk->Import("000000-OTHER", {})); }, v1::SIGNATURE_INVALID},
    EraseCase{"SignedForAnotherOrder", [](Scene&, v1::EraseRequest& r) {
                r.set_order_reference("JD-ERASE/2012-8"); }, v1::SIGNATURE_INVALID},
    EraseCase{"SignedForAnotherRequest", [](Scene&, v1::EraseRequest& r) {
                r.set_request_id("e-2"); }, v1::SIGNATURE_INVALID},
    EraseCase{"RequestIdForAnotherPerson", [](Scene& s, v1::EraseRequest& r) {
                s.Erase();
                r.set_person_no(s.desk->Import("000000-OTHER", {})); },
              v1::MESSAGE_ID_OTHER_CONTENT},
    EraseCase{"SameRequestByAnotherSender", [](Scene& s, v1::EraseRequest&) {
                s.Erase();
                s.caller = ReliefCaller("officer-9"); }, v1::PERSON_ERASED}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
