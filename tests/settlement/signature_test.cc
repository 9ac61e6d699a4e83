// Officers' signatures, one row per way they can be wrong: refused, and a ledger as it was.

#include <string>

#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

// What is signed for a pack from 2000-01-01 on, as Desk::ActivateRequest asks.
std::string ContentOf(const v1::PackFile& file, const std::string& effective_from = "2000-01-01") {
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash({file})));
  activated.set_effective_from(effective_from);
  return ActivationContent(activated);
}
const std::string kSixty = ContentOf(SmallPackSixty());

void ExpectRefused(const absl::Status& status, v1::Reason reason, const std::string& field) {
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(reason)) << status;
  EXPECT_EQ(detail.field(), field);
}

// A pack that two officers signed for.
struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  v1::ActivatePackRequest request = desk->ActivateRequest({SmallPackSixty()}, "a-1");
  Caller caller = ReliefCaller();

  OfficerStatement Statement() const { return desk->Statement(v1::ACTIVATE_PACK, kSixty, "a-1"); }
  void Sign(const std::vector<std::string>& ids, const OfficerStatement& statement) {
    *request.mutable_authorization() = SignedBy(ids, statement);
  }
  v1::OfficerSignature& Signature(int i) {
    return *request.mutable_authorization()->mutable_signatures(i);
  }
};

struct Case {
  const char* name;
  void (*spoil)(Scene&);
  v1::Reason reason;
  const char* field;
};

class SignatureTest : public testing::TestWithParam<Case> {};

TEST_P(SignatureTest, IsRefusedAndLeavesNothingBehind) {
  Scene scene;
  GetParam().spoil(scene);
  const TreeHead before = scene.desk->Head();
  const auto refused = scene.desk->ActivatePack(scene.caller, scene.request);
  ExpectRefused(refused.status(), GetParam().reason, GetParam().field);
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Activation, SignatureTest, testing::Values(
    Case{"NoRequestId", [](Scene& s) { s.request.clear_request_id(); },
         v1::FIELD_MISSING, "request_id"},
    Case{"Missing", [](Scene& s) { s.request.clear_authorization(); },
         v1::SIGNATURES_MISSING, "authorization.signatures"},
    Case{"OneOfTwo", [](Scene& s) { s.Sign({"li"}, s.Statement()); },
         v1::SIGNATURES_MISSING, "authorization.signatures"},
    Case{"OneTooMany", [](Scene& s) { s.Sign({"li", "wang", "zhao"}, s.Statement()); },
         v1::SIGNATURES_MISSING, "authorization.signatures"},
    Case{"SameOfficerTwice", [](Scene& s) { s.Sign({"li", "li"}, s.Statement()); },
         v1::SAME_OFFICER_TWICE, "authorization.signatures[1].officer"},
    Case{"SameUnknownOfficerTwice", [](Scene& s) { s.Sign({"nobody", "nobody"}, s.Statement()); },
         v1::SAME_OFFICER_TWICE, "authorization.signatures[1].officer"},
    Case{"Unknown", [](Scene& s) { s.Sign({"li", "nobody"}, s.Statement()); },
         v1::OFFICER_UNKNOWN, "authorization.signatures[1].officer"},
    Case{"UnknownWithControlCharacters", [](Scene& s) { s.Signature(0).set_officer("a\nb"); },
         v1::OFFICER_UNKNOWN, "authorization.signatures[0].officer"},
    Case{"NoOfficerNamed", [](Scene& s) { s.Signature(0).clear_officer(); },
         v1::OFFICER_UNKNOWN, "authorization.signatures[0].officer"},
    Case{"Retired", [](Scene& s) { ASSERT_TRUE(s.desk->Retire("wang").ok()); },
         v1::OFFICER_RETIRED, "authorization.signatures[1].officer"},
    Case{"KeyGivenUpSince", [](Scene& s) {
           v1::Officer renewed = OfficerRecord("wang");
           renewed.set_public_key(OfficerKey("wang's second").public_key());
           renewed.set_certificate("second");
           ASSERT_TRUE(s.desk->Enrol(renewed).ok()); },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"Expired", [](Scene& s) { s.desk->clock().Advance(3'600'001); },
         v1::AUTHORIZATION_EXPIRED, "authorization.valid_until_ms"},
    Case{"NoDate", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.valid_until_ms = 0;
           s.Sign({"li", "wang"}, statement); },
         v1::AUTHORIZATION_EXPIRED, "authorization.valid_until_ms"},
    Case{"TooFarAhead", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.valid_until_ms = s.desk->clock().NowMs() + kAuthorizationAheadMaxMs + 1;
           s.Sign({"li", "wang"}, statement); },
         v1::AUTHORIZATION_EXPIRED, "authorization.valid_until_ms"},
    Case{"ForEver", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.valid_until_ms = INT64_MAX;
           s.Sign({"li", "wang"}, statement); },
         v1::AUTHORIZATION_EXPIRED, "authorization.valid_until_ms"},
    Case{"DateChangedAfterSigning", [](Scene& s) {
           s.request.mutable_authorization()->set_valid_until_ms(s.desk->clock().NowMs() + 5); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"WrongContent", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.content = std::string(32, 'x');
           s.Sign({"li", "wang"}, statement); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"WrongLedger", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.ledger_id = std::string(16, 'x');
           s.Sign({"li", "wang"}, statement); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"WrongOperation", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.operation = v1::ERASE_PERSON;
           s.Sign({"li", "wang"}, statement); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"OtherRequestId", [](Scene& s) { s.request.set_request_id("a-2"); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"HashAlone", [](Scene& s) {
           OfficerStatement statement = s.Statement();
           statement.content = Bytes(PackHash({SmallPackSixty()}));
           s.Sign({"li", "wang"}, statement); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"OtherEffectiveDate", [](Scene& s) { s.request.set_effective_from("2000-01-02"); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"NoEffectiveDate", [](Scene& s) { s.request.clear_effective_from(); },
         v1::FIELD_MISSING, "effective_from"},
    Case{"EffectiveDateIsNone", [](Scene& s) { s.request.set_effective_from("2000-02-30"); },
         v1::FIELD_MALFORMED, "effective_from"},
    Case{"ReplayWithAnotherDate", [](Scene& s) {
           ASSERT_TRUE(s.desk->ActivatePack(s.caller, s.request).ok());
           s.request.set_effective_from("2000-01-02"); },
         v1::MESSAGE_ID_OTHER_CONTENT, "request_id"},
    // D11: the small pack's rules are in force since 2000-01-01.
    Case{"RulesChangedEarlier", [](Scene& s) {
           s.request = s.desk->ActivateRequest({SmallPackSixty()}, "a-1", "2000-01-02"); },
         v1::RULES_CHANGED_EARLIER, "programs[half].tiers"},
    Case{"OtherFiles", [](Scene& s) { *s.request.mutable_files(0) = SmallPackRetitled(); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"TamperedSignature", [](Scene& s) {
           s.Signature(1).mutable_signature()->at(7) ^= 1; },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"ShortSignature", [](Scene& s) { s.Signature(1).mutable_signature()->pop_back(); },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"LongSignature", [](Scene& s) { s.Signature(1).mutable_signature()->push_back('x'); },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"NoSignature", [](Scene& s) { s.Signature(1).clear_signature(); },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"AnothersSignature", [](Scene& s) {
           s.Signature(1).set_signature(s.Signature(0).signature()); },
         v1::SIGNATURE_INVALID, "authorization.signatures[1].signature"},
    Case{"ReplayByAnotherSender", [](Scene& s) {
           ASSERT_TRUE(s.desk->ActivatePack(s.caller, s.request).ok());
           s.caller = ReliefCaller("officer-9"); },
         v1::SIGNATURE_USED, "authorization"},
    Case{"ReplayForOtherContent", [](Scene& s) {
           ASSERT_TRUE(s.desk->ActivatePack(s.caller, s.request).ok());
           *s.request.mutable_files(0) = SmallPackRetitled(); },
         v1::MESSAGE_ID_OTHER_CONTENT, "request_id"},
    Case{"ReplayUnderAnotherRequestId", [](Scene& s) {
           ASSERT_TRUE(s.desk->ActivatePack(s.caller, s.request).ok());
           s.request.set_request_id("a-2"); },
         v1::SIGNATURE_INVALID, "authorization.signatures[0].signature"},
    Case{"ReplayAfterItWasTakenBack", [](Scene& s) {
           ASSERT_TRUE(s.desk->ActivatePack(s.caller, s.request).ok());
           s.desk->Activate({SmallPack()});
           s.caller = ReliefCaller("officer-9"); },
         v1::SIGNATURE_USED, "authorization"},
    Case{"ActivePackWithoutSignatures", [](Scene& s) {
           s.request = s.desk->ActivateRequest({SmallPack()}, "a-1");
           s.request.clear_authorization(); },
         v1::SIGNATURES_MISSING, "authorization.signatures"},
    Case{"RequestIdOfAFundChange", [](Scene& s) {
           ASSERT_TRUE(s.desk->ChangeFund(s.caller, s.desk->FundRequest(
               "fund", v1::FundChanged::OPEN, 0, "a-1")).ok()); },
         v1::MESSAGE_ID_OTHER_CONTENT, "request_id"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(Signatures, GoodOnesPassAndStayInTheEntry) {
  Scene scene;
  const auto reply = scene.desk->ActivatePack(scene.caller, scene.request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  const v1::Entry entry = scene.desk->EntryAt(reply->number());
  EXPECT_EQ(entry.sender(), "district/officer-1");
  EXPECT_EQ(entry.actor(), "district/officer-1");
  EXPECT_EQ(entry.pack_activated().authorization().SerializeAsString(),
            scene.request.authorization().SerializeAsString());
  EXPECT_EQ(entry.pack_activated().request_id(), "a-1");
  EXPECT_EQ(entry.pack_activated().effective_from(), "2000-01-01");
  // The same again: the first reply, and nothing new.
  const TreeHead before = scene.desk->Head();
  EXPECT_EQ(scene.desk->ActivatePack(scene.caller, scene.request)->number(), reply->number());
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// What a client adds to the message is not stored, and does not stop the engine.
TEST(Signatures, UnknownFieldsAreNotStored) {
  Scene scene;
  v1::Authorization& authorization = *scene.request.mutable_authorization();
  authorization.GetReflection()->MutableUnknownFields(&authorization)->AddVarint(99, 1);
  const auto reply = scene.desk->ActivatePack(scene.caller, scene.request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  const v1::Entry entry = scene.desk->EntryAt(reply->number());
  EXPECT_EQ(entry.pack_activated().authorization().ByteSizeLong() + 3,
            authorization.ByteSizeLong());
}

TEST(Signatures, LastMomentsOfValidity) {
  for (const std::int64_t ahead_ms : {std::int64_t{0}, kAuthorizationAheadMaxMs}) {
    Scene scene;
    OfficerStatement statement = scene.Statement();
    statement.valid_until_ms = scene.desk->clock().NowMs() + ahead_ms;
    scene.Sign({"zhao", "li"}, statement);
    EXPECT_TRUE(scene.desk->ActivatePack(scene.caller, scene.request).ok()) << ahead_ms;
    EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
  }
}

TEST(Signatures, AnActivePackAnswersItsEntryAndPostsNothing) {
  Scene scene;
  const auto first = scene.desk->ActivatePack(scene.caller, scene.request);
  const TreeHead before = scene.desk->Head();
  const auto again = scene.desk->ActivatePack(
      scene.caller, scene.desk->ActivateRequest({SmallPackSixty()}, "a-2"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->number(), first->number());
  EXPECT_EQ(scene.desk->Head(), before);
}

// One who retires does not take back what he signed.
TEST(Signatures, OfARetiredOfficerStayValid) {
  Scene scene;
  const auto first = scene.desk->ActivatePack(scene.caller, scene.request);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(scene.desk->Retire("li").ok());
  ASSERT_TRUE(scene.desk->Retire("wang").ok());
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
  EXPECT_EQ(scene.desk->ActivatePack(scene.caller, scene.request)->number(), first->number());
}

// The state never has one key under two ids; should it, the check still sees it.
TEST(Signatures, OneKeyUnderTwoIds) {
  const Scene scene;
  TamperedStore store(scene.desk->store());
  v1::OfficerRow row;
  *row.mutable_officer() = OfficerRecord("li");
  row.mutable_officer()->set_id("li2");
  store.SetRow(Table::kOfficer, OfficerIdKey("li2"), row.SerializeAsString());
  v1::Authorization authorization = SignedBy({"li", "li"}, scene.Statement());
  authorization.mutable_signatures(1)->set_officer("li2");
  const auto checked = CheckAuthorization(authorization, {v1::ACTIVATE_PACK, kSixty, "a-1"},
                                          scene.desk->clock().NowMs(), *store.OpenView());
  ExpectRefused(checked.status(), v1::SAME_OFFICER_TWICE, "authorization.signatures[1].officer");
}

// Funds: one officer, for this fund, kind, amount and note.
struct FundScene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  Caller caller = ReliefCaller();
  v1::FundChangeRequest request;
  FundScene() {
    desk->OpenFund("fund");
    desk->OpenFund("other");
    desk->Grant("fund", 9'000);
    request = desk->FundRequest("fund", v1::FundChanged::GRANT, 7'000, "f-1");
  }
};

struct FundCase {
  const char* name;
  void (*spoil)(FundScene&);
  v1::Reason reason;
};

class FundSignatureTest : public testing::TestWithParam<FundCase> {};

TEST_P(FundSignatureTest, IsRefusedAndLeavesNothingBehind) {
  FundScene scene;
  GetParam().spoil(scene);
  const TreeHead before = scene.desk->Head();
  const auto refused = scene.desk->ChangeFund(scene.caller, scene.request);
  EXPECT_EQ(v1::Reason_Name(ReasonOf(refused.status())), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Fund, FundSignatureTest, testing::Values(
    FundCase{"Missing", [](FundScene& s) { s.request.clear_authorization(); },
             v1::SIGNATURES_MISSING},
    FundCase{"OneTooMany", [](FundScene& s) {
               *s.request.mutable_authorization()->add_signatures() =
                   s.request.authorization().signatures(0); }, v1::SIGNATURES_MISSING},
    FundCase{"OtherAmount", [](FundScene& s) { s.request.set_amount_fen(7'001); },
             v1::SIGNATURE_INVALID},
    FundCase{"OtherKind", [](FundScene& s) { s.request.set_kind(v1::FundChanged::WITHDRAW); },
             v1::SIGNATURE_INVALID},
    FundCase{"OtherFund", [](FundScene& s) { s.request.set_fund_id("other"); },
             v1::SIGNATURE_INVALID},
    FundCase{"OtherNote", [](FundScene& s) { s.request.set_note("n"); }, v1::SIGNATURE_INVALID},
    FundCase{"Unknown", [](FundScene& s) {
               s.request.mutable_authorization()->mutable_signatures(0)->set_officer("x"); },
             v1::OFFICER_UNKNOWN},
    FundCase{"Retired", [](FundScene& s) { ASSERT_TRUE(s.desk->Retire("li").ok()); },
             v1::OFFICER_RETIRED},
    FundCase{"Expired", [](FundScene& s) { s.desk->clock().Advance(3'600'001); },
             v1::AUTHORIZATION_EXPIRED},
    FundCase{"ReplayByAnotherSender", [](FundScene& s) {
               ASSERT_TRUE(s.desk->ChangeFund(s.caller, s.request).ok());
               s.caller = ReliefCaller("officer-9"); }, v1::SIGNATURE_USED}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(FundSignatures, OneOfficerIsEnoughAndAReplayGetsTheFirstReply) {
  FundScene scene;
  const auto reply = scene.desk->ChangeFund(scene.caller, scene.request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(scene.desk->Balance("fund"), 16'000);
  const auto again = scene.desk->ChangeFund(scene.caller, scene.request);
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), reply->number());
  EXPECT_EQ(scene.desk->Balance("fund"), 16'000);
  EXPECT_FALSE(scene.desk->EntryAt(scene.desk->Head().size - 1).has_day_opened());
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

}  // namespace
}  // namespace yizhan::test
