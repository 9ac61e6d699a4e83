// Does a ClaimResponse add up? Lines, total and payment.

#include "adapters/fhir/claim_response_balance.h"

#include <gtest/gtest.h>

#include "engine/base/refusal.h"

namespace yizhan::fhir {
namespace {

struct Row {
  const char* name;
  const char* json;
  const char* field;  // "": in balance.
  const char* expected;
  const char* found;
};

class BalanceTest : public testing::TestWithParam<Row> {};

TEST_P(BalanceTest, SaysBothSums) {
  const absl::StatusOr<Json> root = ParseJson(GetParam().json);
  ASSERT_TRUE(root.ok()) << root.status();
  Reading reading;
  const BenefitSums sums = SumBenefits(Element(&*root, "ClaimResponse", &reading));
  ASSERT_TRUE(reading.ok()) << reading.status();
  const absl::Status status = CheckBalance(sums, "ClaimResponse");
  EXPECT_EQ(status.ok(), *GetParam().field == '\0');
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(detail.field(), GetParam().field);
  EXPECT_EQ(detail.expected(), GetParam().expected);
  EXPECT_EQ(detail.found(), GetParam().found);
}

// As in HL7's example R3500: a line and a total of 90.47, a payment of 100.47.
constexpr char kR3500[] = R"({"item": [{"adjudication": [
    {"category": {"coding": [{"code": "eligible"}]}, "amount": {"value": 135.57}},
    {"category": {"coding": [{"code": "eligpercent"}]}, "value": 80.0},
    {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 90.47}}]}],
  "total": [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 135.57}},
            {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 90.47}}],
  "payment": {"amount": {"value": 100.47}}})";
// As R3502: an earlier overpayment of 75 is kept back.
constexpr char kAdjusted[] = R"({
  "total": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 182.00}}],
  "payment": {"amount": {"value": 107.00}, "adjustment": {"value": 75.00}}})";
constexpr char kLinesDiffer[] = R"({"item": [{"adjudication": [
    {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 90.46}}]}],
  "total": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 90.47}}]})";
// A line's own benefit counts once, its details' only when it has none.
constexpr char kDetails[] = R"({"item": [
    {"adjudication": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 6}}],
     "detail": [{"adjudication": [
        {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 6}}]}]},
    {"adjudication": [{"category": {"coding": [{"code": "eligible"}]}, "amount": {"value": 5}}],
     "detail": [{"subDetail": [{"adjudication": [
        {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 4}}]}]}]}],
  "addItem": [{"adjudication": [
    {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 3}}]}],
  "adjudication": [
    {"category": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/adjudication",
                              "code": "benefit"}]}, "amount": {"value": 2}},
    {"category": {"coding": [{"system": "urn:other", "code": "benefit"}]}, "amount": {"value": 9}}],
  "total": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 15}}],
  "payment": {"amount": {"value": 15}}})";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Answers, BalanceTest, testing::Values(
    Row{"Unbalanced", kR3500, "ClaimResponse.payment", "benefit 90.47", "payment 100.47"},
    Row{"Adjusted", kAdjusted, "", "", ""},
    Row{"LinesDiffer", kLinesDiffer, "ClaimResponse.total", "benefit 90.46 (各行合计/lines)", "benefit 90.47"},
    Row{"LinesOnly", R"({"adjudication": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 1}}], "payment": {"amount": {"value": 2}}})", "ClaimResponse.payment", "benefit 1.00", "payment 2.00"},
    Row{"Nothing", "{}", "", "", ""},
    Row{"PaymentOnly", R"({"payment": {"amount": {"value": 2}}})", "", "", ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(BalanceTest, DetailsCountOnce) {
  const absl::StatusOr<Json> root = ParseJson(kDetails);
  ASSERT_TRUE(root.ok()) << root.status();
  Reading reading;
  const BenefitSums sums = SumBenefits(Element(&*root, "ClaimResponse", &reading));
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(sums.lines, Money::FromFen(1'500));
  EXPECT_TRUE(CheckBalance(sums, "ClaimResponse").ok());
}

TEST(BalanceTest, AnAmountThatIsNoneIsNamed) {
  for (const char* value : {"0.005", "1e15", "-1e15"}) {
    const auto root =
        ParseJson(std::string(R"({"payment": {"amount": {"value": )") + value + "}}}");
    Reading reading;
    SumBenefits(Element(&*root, "ClaimResponse", &reading));
    EXPECT_EQ(DetailOf(reading.status()).field(), "ClaimResponse.payment.amount.value") << value;
  }
}

}  // namespace
}  // namespace yizhan::fhir
