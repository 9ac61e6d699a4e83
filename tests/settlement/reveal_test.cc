// Private data are shown only after an audit entry says to whom, of whom and why.

#include <chrono>
#include <string>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/settlement/decide_office.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/settlement/private_scene.h"

namespace yizhan::test {
namespace {

using Scene = PrivateScene;

TEST(Reveal, ShowsAndRecordsWhoWhomAndWhy) {
  Scene scene;
  const TreeHead before = scene.desk->Head();
  const auto shown = scene.desk->Reveal(scene.caller, scene.desk->RevealRequest(scene.person_no));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->name(), kName);
  EXPECT_EQ(shown->card().cert_no(), kCard);
  EXPECT_EQ(shown->person_no(), scene.person_no);
  EXPECT_EQ(shown->number(), before.size);
  const v1::Entry entry = scene.desk->EntryAt(shown->number());
  EXPECT_EQ(entry.actor(), "district/officer-1");
  EXPECT_EQ(entry.private_read().person_no(), scene.person_no);
  EXPECT_EQ(entry.private_read().purpose(), v1::HOME_VISIT);
  EXPECT_EQ(entry.private_read().reference(), "JD-VISIT/2012-7");
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// Newest first, in the person's history; by card as well as by number.
TEST(Reveal, EveryReadIsInThePersonsHistory) {
  Scene scene;
  v1::RevealRequest request = scene.desk->RevealRequest(scene.person_no);
  const std::uint64_t first = scene.desk->Reveal(scene.caller, request)->number();
  request.set_purpose(v1::COMPLAINT);
  request.clear_reference();
  *request.mutable_person()->mutable_card() = CanaryPerson().card();
  const std::uint64_t second = scene.desk->Reveal(ReliefCaller("officer-9"), request)->number();
  v1::HistoryRequest history;
  history.mutable_person()->set_person_no(scene.person_no);
  const v1::HistoryReply reply = scene.desk->queries().History(scene.caller, history).value();
  ASSERT_EQ(reply.reads_size(), 2);
  EXPECT_EQ(reply.reads(0).number(), second);
  EXPECT_EQ(reply.reads(0).actor(), "district/officer-9");
  EXPECT_EQ(reply.reads(0).purpose(), v1::COMPLAINT);
  EXPECT_EQ(reply.reads(0).reference(), "");
  EXPECT_EQ(reply.reads(1).number(), first);
  EXPECT_EQ(reply.reads(1).reference(), "JD-VISIT/2012-7");
  ASSERT_EQ(reply.items_size(), 1);
  EXPECT_EQ(reply.items(0).actor(), "district/officer-1");
}

TEST(Reveal, IsAuditedOnDiskBeforeItIsAnswered) {
  Scene scene;
  scene.store.Close();
  std::future<absl::StatusOr<v1::RevealReply>> shown;
  scene.desk->engine().Reveal(scene.caller, scene.desk->RevealRequest(scene.person_no), kNoDeadline,
                              AnswerTo(shown));
  scene.store.WaitForAppend();
  EXPECT_EQ(shown.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  scene.store.Open();
  EXPECT_EQ(shown.get()->name(), kName);
}

TEST(Reveal, WithoutItsAuditEntryNothingIsShown) {
  for (const AppendResult result : {AppendResult::kUnknown, AppendResult::kNoSpace}) {
    Scene scene;
    scene.inner.FailNext(result);
    const auto shown = scene.desk->Reveal(scene.caller, scene.desk->RevealRequest(scene.person_no));
    EXPECT_EQ(ReasonOf(shown.status()),
              result == AppendResult::kUnknown ? v1::OUTCOME_NOT_KNOWN : v1::DISK_RESERVE);
  }
}

struct RevealCase {
  const char* name;
  void (*spoil)(Scene&, v1::RevealRequest&);
  v1::Reason reason;  // 0: shown.
  const char* field;
};

class RevealTest : public testing::TestWithParam<RevealCase> {};

TEST_P(RevealTest, IsCheckedFirst) {
  const RevealCase& c = GetParam();
  Scene scene;
  v1::RevealRequest request = scene.desk->RevealRequest(scene.person_no);
  c.spoil(scene, request);
  const TreeHead before = scene.desk->Head();
  const auto shown = scene.desk->Reveal(scene.caller, request);
  const v1::ErrorDetail detail = DetailOf(shown.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(c.reason)) << shown.status();
  EXPECT_EQ(detail.field(), c.field);
  EXPECT_EQ(shown.ok(), c.reason == v1::REASON_UNSPECIFIED);
  EXPECT_EQ(scene.desk->Head().size, before.size + (shown.ok() ? 1 : 0));
  EXPECT_EQ(shown.status().ToString().find(kCard), std::string::npos);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RevealTest, testing::Values(
    RevealCase{"NoPurpose", [](Scene&, v1::RevealRequest& r) { r.clear_purpose(); },
               v1::FIELD_UNKNOWN_VALUE, "purpose"},
    RevealCase{"UnknownPurpose", [](Scene&, v1::RevealRequest& r) {
                 r.set_purpose(static_cast<v1::ReadPurpose>(99)); },
               v1::FIELD_UNKNOWN_VALUE, "purpose"},
    RevealCase{"LastPurpose", [](Scene&, v1::RevealRequest& r) {
                 r.set_purpose(v1::OTHER_REFERRED); }, v1::REASON_UNSPECIFIED, ""},
    RevealCase{"NoReference", [](Scene&, v1::RevealRequest& r) { r.clear_reference(); },
               v1::REASON_UNSPECIFIED, ""},
    RevealCase{"EveryKindOfCharacter", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference("AZaz09-/._"); }, v1::REASON_UNSPECIFIED, ""},
    RevealCase{"LongestReference", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference(std::string(64, 'R')); }, v1::REASON_UNSPECIFIED, ""},
    RevealCase{"ReferenceTooLong", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference(std::string(65, 'R')); }, v1::FIELD_TOO_LONG, "reference"},
    RevealCase{"ReferenceWithWords", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference("visit to him"); }, v1::FIELD_MALFORMED, "reference"},
    RevealCase{"ReferenceInChinese", [](Scene&, v1::RevealRequest& r) { r.set_reference(kName); },
               v1::FIELD_MALFORMED, "reference"},
    RevealCase{"ReferenceWithControl", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference("a\n"); }, v1::FIELD_MALFORMED, "reference"},
    RevealCase{"ReferenceIsTheCard", [](Scene&, v1::RevealRequest& r) { r.set_reference(kCard); },
               v1::FIELD_MALFORMED, "reference"},
    RevealCase{"ReferenceHoldsTheCard", [](Scene&, v1::RevealRequest& r) {
                 r.set_reference("ID-00000019500101888x/1"); }, v1::FIELD_MALFORMED, "reference"},
    RevealCase{"Nobody", [](Scene&, v1::RevealRequest& r) { r.clear_person(); },
               v1::FIELD_MISSING, "person"},
    RevealCase{"UnknownNumber", [](Scene&, v1::RevealRequest& r) {
                 r.mutable_person()->set_person_no(7); }, v1::PERSON_UNKNOWN, "person"},
    RevealCase{"UnknownCard", [](Scene&, v1::RevealRequest& r) {
                 r.mutable_person()->mutable_card()->set_cert_no("0"); },
               v1::PERSON_UNKNOWN, "person.card"},
    RevealCase{"Erased", [](Scene& s, v1::RevealRequest&) { s.Erase(); },
               v1::PERSON_ERASED, "person"},
    RevealCase{"ByAHospital", [](Scene& s, v1::RevealRequest&) { s.caller = HospitalCaller("H1"); },
               v1::NOT_ALLOWED, ""}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

// A private row that is not the one the ledger committed to is never shown.
TEST(Reveal, ARowOfOtherContentIsDataLoss) {
  Scene scene;
  v1::PrivateRow other;
  other.set_salt(std::string(32, 's'));
  other.set_raw("other");
  TamperedStore store(scene.desk->store());
  store.SetRow(Table::kPrivate, NumberKey(scene.person_no),
               scene.desk->personal().SealFor(scene.person_no, other)->SerializeAsString());
  const std::shared_ptr<const View> view = store.OpenView();
  Draft draft(view.get());
  const Situation situation{.packs = scene.desk->packs(),
                            .index_key = scene.desk->index_key(),
                            .random = &scene.desk->random(),
                            .personal = &scene.desk->personal(),
                            .now_ms = kMorningMs,
                            .posted_ms = kMorningMs};
  const auto shown =
      DecideReveal(scene.caller, scene.desk->RevealRequest(scene.person_no), situation, draft);
  EXPECT_EQ(shown.status().code(), absl::StatusCode::kDataLoss) << shown.status();
  EXPECT_TRUE(draft.leaves().empty());
}

}  // namespace
}  // namespace yizhan::test
