// Who is this, and how much of the year is used.

#include "adapters/fhir/eligibility.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tests/fhir/door_scene.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

using ::testing::HasSubstr;

constexpr char kAsk[] = R"({"resourceType": "CoverageEligibilityRequest",
  "identifier": [{"value": "E1"}], "status": "active", "purpose": ["benefits", "validation"],
  "patient": {"identifier": {
    "type": {"coding": [{"system": "urn:yizhan:fhir:cert-type", "code": "01"}]},
    "value": "CANARYNO1"}},
  "servicedDate": "2012-06-29", "created": "2012-06-29", "insurer": {"display": "x"}})";

std::string Ask(const std::string& from, const std::string& to) {
  std::string text = kAsk;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

constexpr char kPath[] = "/fhir/CoverageEligibilityRequest";

TEST(EligibilityTest, SaysIdentitiesAndAccounts) {
  DoorScene scene;
  scene.Submit(kGood);
  const std::size_t stored = scene.intake.arrivals.size();
  const edge::HttpResponse answer = scene.Post(kPath, kAsk);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(At(answer.body, "resourceType"), "CoverageEligibilityResponse");
  EXPECT_EQ(At(answer.body, "purpose[1]"), "validation");
  EXPECT_EQ(At(answer.body, "request.identifier.value"), "E1");
  EXPECT_EQ(At(answer.body, "servicedDate"), "2012-06-29");
  EXPECT_EQ(At(answer.body, "insurance[0].extension[0].valueString"), "dibao");
  EXPECT_EQ(At(answer.body, "insurance[0].inforce"), "true");
  EXPECT_EQ(At(answer.body, "insurance[0].benefitPeriod.start"), "2012-01-01");
  EXPECT_EQ(At(answer.body, "insurance[0].item[1].category.coding[0].code"), "half-paid");
  EXPECT_EQ(At(answer.body, "insurance[0].item[1].benefit[0].allowedMoney.value"), "1000.00");
  EXPECT_EQ(At(answer.body, "insurance[0].item[1].benefit[0].usedMoney.value"), "50.00");
  EXPECT_EQ(scene.intake.arrivals.size(), stored);
  EXPECT_EQ(scene.Post(std::string(kPath) + "/$submit", kAsk).body, answer.body);
}

TEST(EligibilityTest, AStrangerIsAnAnswer) {
  DoorScene scene;
  const edge::HttpResponse answer = scene.Post(kPath, Ask("CANARYNO1", "CANARYNO2"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(At(answer.body, "insurance[0].inforce"), "false");
  EXPECT_THAT(At(answer.body, "disposition"), HasSubstr("proceed without aid"));
}

TEST(EligibilityTest, BeforeTheIdentityBeganHeHasNone) {
  DoorScene scene;
  const edge::HttpResponse answer =
      scene.Post(kPath, Ask("\"2012-06-29\", \"created\"", "\"2009-06-29\", \"created\""));
  EXPECT_EQ(At(answer.body, "insurance[0].inforce"), "false") << answer.body;
  EXPECT_THAT(At(answer.body, "disposition"), HasSubstr("no identity"));
}

TEST(EligibilityTest, WithoutADayItIsToday) {
  DoorScene scene;
  const edge::HttpResponse answer =
      scene.Post(kPath, Ask("\"servicedDate\": \"2012-06-29\", ", ""));
  EXPECT_EQ(At(answer.body, "servicedDate"), "2012-06-29");
}

TEST(EligibilityTest, WithoutACentreItIsForLater) {
  DoorScene scene;
  scene.intake.centre_away = true;
  EXPECT_EQ(scene.Post(kPath, kAsk).status, 503);
}

TEST(EligibilityTest, TheDepositIsShownWithItsSource) {
  EligibilityAnswer answer;
  answer.verified.emplace().add_identities("dibao");
  answer.verified->mutable_deposit()->set_identity("dibao");
  answer.verified->mutable_deposit()->set_deposit_bp(3'000);
  answer.verified->mutable_deposit()->mutable_source()->set_document("某号文");
  EligibilityQuestion question;
  question.purposes = {"benefits"};
  const std::string text = EligibilityText(question, answer, 0);
  EXPECT_EQ(At(text, "insurance[0].extension[1].extension[1].valueInteger"), "3000");
  EXPECT_EQ(At(text, "insurance[0].extension[1].extension[2].valueString"), "某号文");
  EXPECT_EQ(At(text, "request.display"), "CoverageEligibilityRequest");
}

struct Refused {
  const char* name;
  const char* from;
  const char* to;
  v1::Reason reason;
  const char* field;
};

class EligibilityRefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(EligibilityRefusedTest, NamesThePath) {
  DoorScene scene;
  const edge::HttpResponse answer = scene.Post(kPath, Ask(GetParam().from, GetParam().to));
  EXPECT_GE(answer.status, 400);
  EXPECT_EQ(At(answer.body, "issue[0].details.coding[0].code"), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(At(answer.body, "issue[0].expression[0]"), GetParam().field);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Requests, EligibilityRefusedTest, testing::Values(
    Refused{"NoJson", "{", "", v1::FIELD_MALFORMED, ""},
    Refused{"OtherResource", "CoverageEligibilityRequest", "Claim", v1::FIELD_UNKNOWN_VALUE, "resourceType"},
    Refused{"Modifier", "\"status\"", "\"modifierExtension\": [], \"status\"", v1::UNKNOWN_FIELDS, "CoverageEligibilityRequest.modifierExtension"},
    Refused{"Draft", "active", "draft", v1::FIELD_UNKNOWN_VALUE, "CoverageEligibilityRequest.status"},
    Refused{"NoPurpose", "\"purpose\"", "\"x\"", v1::FIELD_MISSING, "CoverageEligibilityRequest.purpose"},
    Refused{"EmptyPurpose", "[\"benefits\", \"validation\"]", "[]", v1::FIELD_UNKNOWN_VALUE, "CoverageEligibilityRequest.purpose"},
    Refused{"UnknownPurpose", "\"benefits\"", "\"fun\"", v1::FIELD_UNKNOWN_VALUE, "CoverageEligibilityRequest.purpose"},
    Refused{"PurposeNoText", "\"benefits\"", "7", v1::FIELD_UNKNOWN_VALUE, "CoverageEligibilityRequest.purpose"},
    Refused{"NoPatient", "\"patient\"", "\"x\"", v1::FIELD_MISSING, "CoverageEligibilityRequest.patient"},
    Refused{"PeriodWithoutStart", "\"servicedDate\": \"2012-06-29\"", "\"servicedPeriod\": {}", v1::FIELD_MISSING, "CoverageEligibilityRequest.servicedPeriod.start"},
    Refused{"NoSuchDay", "2012-06-29", "2012-06-31", v1::FIELD_MALFORMED, "CoverageEligibilityRequest.servicedDate"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::fhir
