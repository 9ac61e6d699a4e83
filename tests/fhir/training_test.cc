// Of a training centre every resource that is answered is tagged, once; of any other centre none
// is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/fhir/training_tag.h"
#include "tests/fhir/door_scene.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSubmit[] = "/fhir/Claim/$submit";
constexpr char kEligibility[] = "/fhir/CoverageEligibilityRequest";
constexpr char kAsk[] = R"({"resourceType": "CoverageEligibilityRequest",
  "status": "active", "purpose": ["benefits"],
  "patient": {"identifier": {
    "type": {"coding": [{"system": "urn:yizhan:fhir:cert-type", "code": "01"}]},
    "value": "CANARYNO1"}}})";

struct Step {
  std::string target;  // {number}: of the first settlement.
  std::string body;    // Empty: GET.
};

struct Kind {
  const char* name;
  std::vector<Step> steps;  // The last one's answer is looked at.
  int status;
  const char* type;  // Of the resource.
  int tags = 1;      // One of each resource.
  bool away = false;
  bool disk_full = false;
};

std::string Filled(std::string text, const std::string& number) {
  const std::size_t at = text.find("{number}");
  return at == std::string::npos ? text : text.replace(at, 8, number);
}

int CountOf(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

class TrainingTest : public testing::TestWithParam<Kind> {
 protected:
  static edge::HttpResponse Last(bool training) {
    DoorScene scene;
    scene.intake.training_centre = training;
    std::string number = "1";
    edge::HttpResponse answer;
    for (const Step& step : GetParam().steps) {
      const bool last = &step == &GetParam().steps.back();
      scene.intake.centre_away = last && GetParam().away;
      scene.intake.disk_full = last && GetParam().disk_full;
      const std::string target = Filled(step.target, number);
      answer = step.body.empty() ? scene.Get(target) : scene.Post(target, step.body);
      if (number == "1" && answer.status == 200) number = At(answer.body, "identifier[0].value");
    }
    return answer;
  }
};

TEST_P(TrainingTest, EveryResourceIsTaggedOnce) {
  const edge::HttpResponse answer = Last(true);
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(At(answer.body, "resourceType"), GetParam().type);
  EXPECT_EQ(At(answer.body, "meta.tag[0].system"),
            "http://terminology.hl7.org/CodeSystem/v3-ActReason");
  EXPECT_EQ(At(answer.body, "meta.tag[0].code"), "HTEST");
  EXPECT_THAT(At(answer.body, "meta.tag[0].display"), HasSubstr("培训"));
  EXPECT_EQ(CountOf(answer.body, "\"resourceType\":"), GetParam().tags) << answer.body;
  EXPECT_EQ(CountOf(answer.body, "\"meta\":"), GetParam().tags) << answer.body;
}

TEST_P(TrainingTest, NoneIsTaggedOtherwise) {
  const edge::HttpResponse answer = Last(false);
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(At(answer.body, "resourceType"), GetParam().type);
  EXPECT_THAT(answer.body, Not(HasSubstr("培训")));
  EXPECT_THAT(answer.body, Not(HasSubstr("HTEST")));
}

const Step kSettle = {kSubmit, kGood};
const Step kCancel = {kSubmit, Changed({{"\"active\"", "\"cancelled\""}})};
const Step kQuote = {kSubmit, Changed({{"\"claim\",", "\"predetermination\","}})};
const Step kSearch = {"/fhir/ClaimResponse?request:identifier=M1", ""};
const Step kRead = {"/fhir/ClaimResponse/{number}", ""};
const Step kExplain = {"/fhir/ExplanationOfBenefit/{number}", ""};
const Step kVerify = {kEligibility, kAsk};
// clang-format off
INSTANTIATE_TEST_SUITE_P(Kinds, TrainingTest, testing::Values(
    Kind{"Settled", {kSettle}, 200, "ClaimResponse"},
    Kind{"SettledBefore", {kSettle, kSettle}, 200, "ClaimResponse"},
    Kind{"Late", {kSettle}, 200, "ClaimResponse", 1, true},
    Kind{"Quoted", {kQuote}, 200, "ClaimResponse"},
    Kind{"TakenBack", {kSettle, kCancel}, 200, "ClaimResponse"},
    Kind{"TakenBackBeforeItCame", {kCancel}, 200, "ClaimResponse"},
    Kind{"TakenBackLater", {kSettle, kCancel}, 503, "OperationOutcome", 1, true},
    Kind{"Read", {kSettle, kRead}, 200, "ClaimResponse"},
    Kind{"ReadWhenTakenBack", {kSettle, kCancel, kRead}, 200, "ClaimResponse"},
    Kind{"Explained", {kSettle, kExplain}, 200, "ExplanationOfBenefit"},
    Kind{"Found", {kSettle, kSearch}, 200, "Bundle", 3},
    Kind{"NotFound", {kSearch}, 200, "Bundle", 2},
    Kind{"Eligible", {kVerify}, 200, "CoverageEligibilityResponse"},
    Kind{"Stranger", {{kEligibility, std::string(kAsk).replace(std::string(kAsk).find("CANARYNO1"), 9, "CANARYNO2")}}, 200, "CoverageEligibilityResponse"},
    Kind{"EligibleLater", {kVerify}, 503, "OperationOutcome", 1, true},
    Kind{"EligibilityUnread", {{kEligibility, "{"}}, 400, "OperationOutcome"},
    Kind{"Refused", {{kSubmit, Changed({{"CANARYNO1", "CANARYNO2"}})}}, 422, "OperationOutcome"},
    Kind{"Unread", {{kSubmit, "{"}}, 400, "OperationOutcome"},
    Kind{"OtherContent", {kSettle, {kSubmit, Changed({{"\"V1\"", "\"V2\""}})}}, 409, "OperationOutcome"},
    Kind{"NotStored", {kSettle}, 503, "OperationOutcome", 1, false, true},
    Kind{"NoSuchNumber", {{"/fhir/ClaimResponse/999999", ""}}, 404, "OperationOutcome"},
    Kind{"NoSuchPath", {{"/fhir/Patient/1", ""}}, 404, "OperationOutcome"},
    Kind{"NoSuchMethod", {{kSubmit, ""}}, 405, "OperationOutcome"},
    Kind{"Metadata", {{"/fhir/metadata", ""}}, 200, "CapabilityStatement"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(TrainingTagTest, WhatHasMetaKeepsItsOwn) {
  const std::string tagged = TaggedTraining(R"({"resourceType":"A","id":"7"})");
  EXPECT_EQ(At(tagged, "id"), "7");
  EXPECT_EQ(At(tagged, "meta.tag[0].code"), "HTEST");
  EXPECT_EQ(TaggedTraining(tagged), tagged);
  const std::string text = R"({"resourceType":"A","text":"{\"resourceType\":\"B\""})";
  EXPECT_EQ(CountOf(TaggedTraining(text), "HTEST"), 1);
  EXPECT_EQ(TaggedTraining(""), "");
}

}  // namespace
}  // namespace yizhan::fhir
