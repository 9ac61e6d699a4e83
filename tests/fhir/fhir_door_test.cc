// The door as a HIS meets it: what is told, what is stored, what is never said.

#include "adapters/fhir/fhir_door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/fhir/claim_response.h"
#include "adapters/fhir/claim_response_balance.h"
#include "tests/fhir/door_scene.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Changes kQuoteIt = {{"\"claim\",", "\"predetermination\","}};
const Changes kCancelIt = {{"\"active\"", "\"cancelled\""}};

std::string NumberOf(const edge::HttpResponse& response) {
  return At(response.body, "identifier[0].value");
}

// Our own answers hold to what is asked of the insurer's.
void ExpectBalanced(const std::string& body) {
  const absl::StatusOr<Json> root = ParseJson(body);
  ASSERT_TRUE(root.ok());
  Reading reading;
  const BenefitSums sums = SumBenefits(Element(&*root, "ClaimResponse", &reading));
  EXPECT_TRUE(sums.lines.has_value() && sums.totals.has_value());
  EXPECT_TRUE(CheckBalance(sums, "ClaimResponse").ok()) << body;
}

TEST(FhirDoorTest, SettlesAClaim) {
  DoorScene scene;
  const edge::HttpResponse answer = scene.Submit(kGood);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.content_type, HasSubstr("application/fhir+json"));
  EXPECT_EQ(At(answer.body, "resourceType"), "ClaimResponse");
  EXPECT_EQ(At(answer.body, "status"), "active");
  EXPECT_EQ(At(answer.body, "use"), "claim");
  EXPECT_EQ(At(answer.body, "outcome"), "complete");
  EXPECT_EQ(At(answer.body, "created"), "2012-06-29T09:30:00+08:00");
  EXPECT_EQ(At(answer.body, "request.identifier.value"), "M1");
  EXPECT_EQ(At(answer.body, "requestor.identifier.value"), "H1");
  EXPECT_EQ(At(answer.body, "id"), NumberOf(answer));
  EXPECT_EQ(At(answer.body, "item[0].adjudication[0].amount.value"), "256.00");
  EXPECT_EQ(At(answer.body, "adjudication[0].amount.value"), "50.00");  // half
  EXPECT_EQ(At(answer.body, "adjudication[0].extension[0].extension[0].valueString"), "half");
  EXPECT_THAT(At(answer.body, "adjudication[0].reason.text"), HasSubstr(" / "));
  EXPECT_EQ(At(answer.body, "adjudication[1].amount.value"), "20.00");  // charity
  EXPECT_EQ(At(answer.body, "total[0].amount.value"), "300.00");
  EXPECT_EQ(At(answer.body, "total[1].amount.value"), "200.00");
  EXPECT_EQ(At(answer.body, "total[2].amount.value"), "100.00");
  EXPECT_EQ(At(answer.body, "total[3].amount.value"), "70.00");
  EXPECT_EQ(At(answer.body, "total[4].amount.value"), "130.00");
  EXPECT_EQ(At(answer.body, "total[5].amount.value"), "20.50");
  EXPECT_EQ(At(answer.body, "total[6].amount.value"), "109.50");
  EXPECT_EQ(At(answer.body, "payment.amount.value"), "70.00");
  EXPECT_EQ(At(answer.body, "payment.amount.currency"), "CNY");
  EXPECT_THAT(At(answer.body, "processNote[0].text"), HasSubstr("示例"));
  ExpectBalanced(answer.body);
  for (const char* secret : {"CANARY", "金丝雀"}) EXPECT_THAT(answer.body, Not(HasSubstr(secret)));
  ASSERT_EQ(scene.intake.arrivals.size(), 1U);
  EXPECT_EQ(scene.intake.arrivals[0].raw, kGood);
  EXPECT_EQ(scene.intake.arrivals[0].protocol, edge::Protocol::kFhir);
  EXPECT_TRUE(scene.intake.delivered.empty());
  answer.delivered();
  EXPECT_EQ(scene.intake.delivered.size(), 1U);
}

TEST(FhirDoorTest, TheSameMessageGetsTheSameAnswer) {
  DoorScene scene;
  const edge::HttpResponse first = scene.Submit(kGood);
  EXPECT_EQ(scene.Submit(kGood).body, first.body);
  const edge::HttpResponse other = scene.Submit(Changed({{"\"V1\"", "\"V2\""}}));
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(At(other.body, "issue[0].details.coding[0].code"), "MESSAGE_ID_OTHER_CONTENT");
  EXPECT_EQ(At(other.body, "issue[0].code"), "conflict");
}

TEST(FhirDoorTest, OneBillInTwoMessagesSettlesOnce) {
  DoorScene scene;
  const edge::HttpResponse first = scene.Submit(kGood);
  const edge::HttpResponse second = scene.Submit(Changed({{"\"M1\"", "\"M2\""}}));
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(At(second.body, "issue[0].code"), "duplicate");
  EXPECT_EQ(At(second.body, "issue[0].details.coding[0].code"), "BILL_ALREADY_SETTLED");
  EXPECT_EQ(At(second.body, "issue[0].extension[0].valueString"), NumberOf(first));
}

TEST(FhirDoorTest, LateNeverLooksSettled) {
  DoorScene scene;
  scene.intake.centre_away = true;
  const edge::HttpResponse late = scene.Submit(kGood);
  EXPECT_EQ(late.status, 200);
  EXPECT_EQ(At(late.body, "outcome"), "queued");
  EXPECT_THAT(At(late.body, "disposition"), HasSubstr("proceed without aid"));
  EXPECT_THAT(At(late.body, "disposition"), HasSubstr("不享受救助"));
  for (const char* said : {"amount", "payment", "total", "\"id\"", "complete", "CANARY"}) {
    EXPECT_THAT(late.body, Not(HasSubstr(said)));
  }
  scene.intake.centre_away = false;
  EXPECT_EQ(scene.Submit(kGood).body, late.body);
}

TEST(FhirDoorTest, AQuotePostsAndStoresNothing) {
  DoorScene scene;
  const edge::HttpResponse quote = scene.Submit(Changed(kQuoteIt));
  ASSERT_EQ(quote.status, 200) << quote.body;
  EXPECT_EQ(At(quote.body, "use"), "predetermination");
  EXPECT_EQ(At(quote.body, "total[3].amount.value"), "70.00");
  EXPECT_EQ(At(quote.body, "id"), "");
  EXPECT_EQ(At(quote.body, "payment.amount.value"), "");
  EXPECT_THAT(At(quote.body, "disposition"), HasSubstr("未入账"));
  ExpectBalanced(quote.body);
  EXPECT_TRUE(scene.intake.arrivals.empty());
  EXPECT_EQ(scene.desk->Get("M1").state(), v1::NOT_POSTED);
}

TEST(FhirDoorTest, AQuoteCanBeHeldTo) {
  DoorScene scene;
  const edge::HttpResponse quote = scene.Submit(Changed(kQuoteIt));
  const std::string digest = At(quote.body, "extension[0].valueBase64Binary");
  const auto held = [&digest](const std::string& in_scope, const std::string& other) {
    return Changed({{"\"extension\": [",
                     "\"extension\": [{\"url\": \"urn:yizhan:fhir:quote-digest\", "
                     "\"valueBase64Binary\": \"" +
                         digest + "\"}, "},
                    {"\"value\": 200.00", "\"value\": " + in_scope},
                    {"\"value\": 50,", "\"value\": " + other + ","}});
  };
  const edge::HttpResponse stale = scene.Submit(held("190", "60"));
  EXPECT_EQ(stale.status, 422);
  EXPECT_EQ(At(stale.body, "issue[0].details.coding[0].code"), "QUOTE_STALE");
  EXPECT_EQ(scene.Submit(held("200.00", "50")).status, 200);
}

TEST(FhirDoorTest, ACancelledClaimIsTakenBack) {
  DoorScene scene;
  const std::string number = NumberOf(scene.Submit(kGood));
  const edge::HttpResponse back = scene.Submit(Changed(kCancelIt));
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(At(back.body, "status"), "cancelled");
  EXPECT_EQ(At(back.body, "outcome"), "complete");
  EXPECT_EQ(At(back.body, "extension[0].extension[0].valueMoney.value"), "109.50");
  EXPECT_EQ(At(back.body, "extension[0].extension[1].valueMoney.value"), "20.50");
  EXPECT_THAT(At(back.body, "disposition"), HasSubstr("已冲正"));
  const edge::HttpResponse now = scene.Get("/fhir/ClaimResponse/" + number);
  EXPECT_EQ(At(now.body, "status"), "cancelled");
  EXPECT_THAT(At(now.body, "disposition"), HasSubstr(NumberOf(back)));
  EXPECT_EQ(scene.Submit(Changed(kCancelIt)).body, back.body);
}

TEST(FhirDoorTest, CancellingWhatNeverArrivedMakesItsIdVoid) {
  DoorScene scene;
  const edge::HttpResponse void_id = scene.Submit(Changed(kCancelIt));
  EXPECT_EQ(void_id.status, 200);
  EXPECT_THAT(At(void_id.body, "disposition"), HasSubstr("nothing was taken back"));
  EXPECT_THAT(void_id.body, Not(HasSubstr("valueMoney")));
  const edge::HttpResponse after = scene.Submit(kGood);
  EXPECT_EQ(after.status, 422);
  EXPECT_EQ(At(after.body, "issue[0].details.coding[0].code"), "MESSAGE_TOMBSTONED");
}

TEST(FhirDoorTest, ASettlementCanBeReadAgain) {
  DoorScene scene;
  const edge::HttpResponse settled = scene.Submit(kGood);
  const std::string number = NumberOf(settled);
  EXPECT_EQ(scene.Get("/fhir/ClaimResponse/" + number).body, settled.body);
  const edge::HttpResponse eob = scene.Get("/fhir/ExplanationOfBenefit/" + number);
  ASSERT_EQ(eob.status, 200) << eob.body;
  EXPECT_EQ(At(eob.body, "resourceType"), "ExplanationOfBenefit");
  EXPECT_EQ(At(eob.body, "claimResponse.reference"), "ClaimResponse/" + number);
  EXPECT_EQ(At(eob.body, "diagnosis[0].diagnosisCodeableConcept.coding[0].code"), "J18.9");
  EXPECT_EQ(At(eob.body, "billablePeriod.start"), "2012-06-20");
  EXPECT_EQ(At(eob.body, "adjudication[4].amount.value"), "20.00");  // All five programs.
  EXPECT_EQ(At(eob.body, "item[1].net.value"), "44.00");
  EXPECT_EQ(At(eob.body, "payment.amount.value"), "70.00");
}

TEST(FhirDoorTest, DidItHappen) {
  DoorScene scene;
  const std::string ask = "/fhir/ClaimResponse?request:identifier=urn:yizhan:fhir:message-id%7CM1";
  const edge::HttpResponse before = scene.Get(ask);
  EXPECT_EQ(At(before.body, "total"), "0");
  EXPECT_THAT(At(before.body, "entry[0].resource.issue[0].diagnostics"), HasSubstr("NOT_POSTED"));
  const edge::HttpResponse settled = scene.Submit(kGood);
  const edge::HttpResponse after = scene.Get(ask);
  EXPECT_EQ(At(after.body, "total"), "1");
  EXPECT_EQ(At(after.body, "entry[0].resource.id"), NumberOf(settled));
  EXPECT_THAT(after.body, HasSubstr(settled.body));
  scene.Submit(Changed(kCancelIt));
  EXPECT_THAT(scene.Get(ask).body, HasSubstr("REVERSED: reversed"));
  EXPECT_EQ(At(scene.Get("/fhir/ClaimResponse?request:identifier=M1").body, "total"), "1");
}

TEST(FhirDoorTest, WhatCannotBeStoredMovesNothing) {
  DoorScene scene;
  scene.intake.disk_full = true;
  for (const std::string& body : {std::string(kGood), std::string("{")}) {
    const edge::HttpResponse answer = scene.Submit(body);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(At(answer.body, "resourceType"), "OperationOutcome");
  }
  EXPECT_EQ(scene.desk->Get("M1").state(), v1::NOT_POSTED);
}

TEST(FhirDoorTest, WhatCannotBeReadGoesToAPerson) {
  DoorScene scene;
  const edge::HttpResponse answer = scene.Submit(Changed({{"300.00", "300.01"}}));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(At(answer.body, "issue[0].expression[0]"), "Claim.total.value");
  EXPECT_EQ(scene.intake.unreadable.size(), 1U);
  EXPECT_EQ(scene.intake.arrivals.size(), 1U);
  // A question that cannot be read is asked again, and nobody's to settle.
  scene.Submit(Changed({{"300.00", "300.01"}, {"\"claim\",", "\"predetermination\","}}));
  EXPECT_EQ(scene.intake.arrivals.size(), 1U);
}

struct Refused {
  const char* name;
  Changes changes;
  bool away;
  int status;
  const char* code;
  const char* reason;
};

class RefusedAtTheDoorTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedAtTheDoorTest, SaysWhyWithTheStatus) {
  DoorScene scene;
  scene.intake.centre_away = GetParam().away;
  const edge::HttpResponse answer = scene.Submit(Changed(GetParam().changes));
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(At(answer.body, "issue[0].severity"), "error");
  EXPECT_EQ(At(answer.body, "issue[0].code"), GetParam().code);
  EXPECT_EQ(At(answer.body, "issue[0].details.coding[0].code"), GetParam().reason);
  EXPECT_THAT(At(answer.body, "issue[0].diagnostics"), HasSubstr(GetParam().reason));
  EXPECT_NE(At(answer.body, "issue[0].details.text"), "");
  EXPECT_THAT(answer.body, Not(HasSubstr("CANARY")));
  EXPECT_EQ(answer.headers.empty(), GetParam().status != 503);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Claims, RefusedAtTheDoorTest, testing::Values(
    Refused{"NoJson", {{"{", ""}}, false, 400, "value", "FIELD_MALFORMED"},
    Refused{"NotUtf8", {{"西药", "\xff"}}, false, 400, "structure", "FIELD_NOT_UTF8"},
    Refused{"Missing", {{"\"created\"", "\"x\""}}, false, 422, "required", "FIELD_MISSING"},
    Refused{"Long", {{"\"B1\"", "\"" + std::string(31, 'B') + "\""}}, false, 400, "too-long", "FIELD_TOO_LONG"},
    Refused{"Preauthorization", {{"\"claim\",", "\"preauthorization\","}}, false, 422, "code-invalid", "FIELD_UNKNOWN_VALUE"},
    Refused{"Modifier", {{"\"use\"", "\"modifierExtension\": [{\"url\": \"urn:x\"}], \"use\""}}, false, 422, "extension", "UNKNOWN_FIELDS"},
    Refused{"OtherInstitution", {{"\"H1\"", "\"H2\""}}, false, 403, "forbidden", "NOT_ALLOWED"},
    Refused{"Parts", {{"\"value\": 50,", "\"value\": 49,"}}, false, 422, "business-rule", "PARTS_NOT_TOTAL"},
    Refused{"Stranger", {{"CANARYNO1", "CANARYNO2"}}, false, 422, "not-found", "PERSON_UNKNOWN"},
    Refused{"StrangersQuote", {{"CANARYNO1", "CANARYNO2"}, {"\"claim\",", "\"predetermination\","}}, false, 422, "not-found", "PERSON_UNKNOWN"},
    Refused{"InTheFuture", {{"2012-06-29T09", "2012-06-30T09"}}, false, 422, "business-rule", "ACCOUNTING_IN_FUTURE"},
    Refused{"QuoteWithoutCentre", {{"\"claim\",", "\"predetermination\","}}, true, 503, "transient", "ENGINE_BUSY"},
    Refused{"CancelWithoutCentre", {{"\"active\"", "\"cancelled\""}}, true, 503, "transient", "ENGINE_BUSY"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(FhirDoorTest, TheEnginesFieldsAreElementsOfTheClaim) {
  DoorScene scene;
  const edge::HttpResponse future = scene.Submit(Changed({{"2012-06-29T09", "2012-06-30T09"}}));
  EXPECT_EQ(At(future.body, "issue[0].expression[0]"), "Claim.created");
  const edge::HttpResponse stranger = scene.Submit(Changed({{"CANARYNO1", "CANARYNO2"}}));
  EXPECT_EQ(At(stranger.body, "issue[0].expression[0]"), "Claim.patient.identifier");
  const edge::HttpResponse payments =
      scene.Submit(Changed({{"\"value\": 90.00", "\"value\": 900"}}));
  EXPECT_EQ(At(payments.body, "issue[0].expression[0]"), "Claim.extension");
}

v1::SettleResult Special() {
  v1::SettleResult result;
  result.set_number(7);
  result.mutable_bill()->set_care_kind(v1::PHARMACY);
  result.mutable_bill()->add_fee_lines()->set_line_no("A-1");
  result.mutable_outcome()->set_aid_fen(5);
  result.mutable_outcome()->set_account_refund_fen(3);
  for (const v1::BreakKind kind :
       {v1::RECOMPUTED_DIFFERS, v1::GIVEN_EXCEEDS, v1::LEVEL_DIFFERS, v1::BREAK_KIND_UNSPECIFIED}) {
    result.mutable_outcome()->add_breaks()->set_kind(kind);
  }
  v1::AidLine& line = *result.add_lines();
  line.set_program_id("p");
  line.set_title("某项目");
  line.set_pay_fen(5);
  for (const v1::Route route : {v1::CASHIER, v1::TOWN_OFFICE}) {
    v1::Warning& warning = *result.add_warnings();
    warning.set_route(route);
    warning.set_message("message " + v1::Route_Name(route));
  }
  result.set_training(true);
  result.set_after_the_fact(true);
  result.set_state(v1::REPLACED);
  result.set_ended_by(9);
  return result;
}

TEST(ClaimResponseTest, SaysWhatIsSpecial) {
  const std::string text = ResultText(Special(), 0);
  EXPECT_EQ(At(text, "meta.tag[0].code"), "HTEST");
  EXPECT_EQ(At(text, "status"), "cancelled");
  EXPECT_THAT(At(text, "disposition"), HasSubstr("9"));
  EXPECT_EQ(At(text, "type.coding[0].code"), "pharmacy");
  EXPECT_EQ(At(text, "payeeType.coding[0].code"), "subscriber");
  EXPECT_EQ(At(text, "item[0].itemSequence"), "1");
  EXPECT_EQ(At(text, "adjudication[0].amount.value"), "0.05");
  EXPECT_EQ(At(text, "total[7].amount.value"), "0.03");
  EXPECT_THAT(At(text, "processNote[0].text"), HasSubstr("培训"));
  EXPECT_THAT(At(text, "processNote[1].text"), HasSubstr("事后救助"));
  EXPECT_THAT(At(text, "processNote[6].text"), HasSubstr("message CASHIER"));
  EXPECT_EQ(At(text, "processNote[7].text"), "");
}

}  // namespace
}  // namespace yizhan::fhir
