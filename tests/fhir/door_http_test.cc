// The door's paths, methods and media types; and that its statement says what is there.

#include <gtest/gtest.h>

#include "tests/fhir/door_scene.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

struct Http {
  const char* name;
  const char* method;
  const char* target;
  const char* type;  // Content-Type and Accept.
  int status;
};

class HttpTest : public testing::TestWithParam<Http> {};

TEST_P(HttpTest, HasItsStatus) {
  DoorScene scene;
  const std::string type = GetParam().type;
  const edge::HttpResponse answer =
      scene.door.Handle({.method = GetParam().method,
                         .target = GetParam().target,
                         .body = kGood,
                         .peer = "10.0.0.7",
                         .headers = {{"content-type", type}, {"accept", type}}});
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  const bool good = answer.status == 200;
  EXPECT_EQ(At(answer.body, "resourceType") == "OperationOutcome", !good);
}

// clang-format off
constexpr char kJson[] = "application/fhir+json";
INSTANTIATE_TEST_SUITE_P(Requests, HttpTest, testing::Values(
    Http{"Metadata", "GET", "/fhir/metadata", kJson, 200},
    Http{"Submit", "POST", "/fhir/Claim/$submit", kJson, 200},
    Http{"PlainJson", "POST", "/fhir/Claim/$submit", "application/json", 200},
    Http{"Xml", "POST", "/fhir/Claim/$submit", "application/fhir+xml", 406},
    Http{"XmlTakenAsJson", "GET", "/fhir/metadata?_format=json", "application/fhir+xml", 200},
    Http{"XmlSent", "POST", "/fhir/Claim/$submit?_format=json", "application/fhir+xml", 415},
    Http{"OtherBase", "GET", "/metadata", kJson, 404},
    Http{"NoSuchResource", "GET", "/fhir/Patient/1", kJson, 404},
    Http{"NoSuchOperation", "POST", "/fhir/Claim/$cancel", kJson, 404},
    Http{"CreateClaim", "POST", "/fhir/Claim", kJson, 404},
    Http{"GetSubmit", "GET", "/fhir/Claim/$submit", kJson, 405},
    Http{"GetEligibility", "GET", "/fhir/CoverageEligibilityRequest", kJson, 405},
    Http{"PostResponse", "POST", "/fhir/ClaimResponse", kJson, 405},
    Http{"Delete", "DELETE", "/fhir/ClaimResponse/1", kJson, 405},
    Http{"NoSuchNumber", "GET", "/fhir/ClaimResponse/999999", kJson, 404},
    Http{"NotANumber", "GET", "/fhir/ClaimResponse/abc", kJson, 404},
    Http{"NumberZero", "GET", "/fhir/ExplanationOfBenefit/0", kJson, 404},
    Http{"NoSuchExplanation", "GET", "/fhir/ExplanationOfBenefit/999999", kJson, 404},
    Http{"SearchForNothing", "GET", "/fhir/ClaimResponse", kJson, 400},
    Http{"SearchInAnotherSystem", "GET", "/fhir/ClaimResponse?request:identifier=urn:x%7CM1", kJson, 400}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(FhirDoorTest, QuestionsWithoutACentreAreForLater) {
  DoorScene scene;
  const std::string number = At(scene.Submit(kGood).body, "id");
  scene.intake.centre_away = true;
  for (const std::string& target :
       {"/fhir/ClaimResponse/" + number, "/fhir/ExplanationOfBenefit/" + number,
        std::string("/fhir/ClaimResponse?request:identifier=M1")}) {
    const edge::HttpResponse answer = scene.Get(target);
    EXPECT_EQ(answer.status, 503) << target;
    EXPECT_EQ(At(answer.body, "issue[0].code"), "transient");
  }
}

TEST(FhirDoorTest, TheStatementSaysWhatIsThere) {
  DoorScene scene;
  const edge::HttpResponse answer = scene.Get("/fhir/metadata");
  EXPECT_EQ(At(answer.body, "fhirVersion"), "4.0.1");
  const absl::StatusOr<Json> root = ParseJson(answer.body);
  ASSERT_TRUE(root.ok());
  const Json& resources = *root->Find("rest")->items.at(0).Find("resource");
  EXPECT_EQ(resources.items.size(), 4U);
  for (const Json& resource : resources.items) {
    const std::string base = "/fhir/" + resource.Find("type")->text;
    if (const Json* operations = resource.Find("operation"); operations != nullptr) {
      const std::string operation = operations->items.at(0).Find("name")->text;
      EXPECT_EQ(scene.Post(base + "/$" + operation, "{}").status, 422) << base;
    }
    if (const Json* interactions = resource.Find("interaction"); interactions != nullptr) {
      EXPECT_EQ(interactions->items.at(0).Find("code")->text, "read");
      EXPECT_EQ(scene.Get(base + "/999999").status, 404) << base;
    }
  }
}

}  // namespace
}  // namespace yizhan::fhir
