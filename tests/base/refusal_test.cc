// Refusals: every reason of the contract has one row, and the detail survives the status.

#include "engine/base/refusal.h"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

std::vector<v1::Reason> AllReasons() {
  std::vector<v1::Reason> reasons;
  const auto* type = v1::Reason_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != v1::REASON_UNSPECIFIED) {
      reasons.push_back(static_cast<v1::Reason>(type->value(i)->number()));
    }
  }
  return reasons;
}

class ReasonTest : public testing::TestWithParam<v1::Reason> {};

TEST_P(ReasonTest, HasARowWithClassAndBothSentences) {
  const absl::Status status = Refuse({.reason = GetParam()});
  EXPECT_NE(status.code(), absl::StatusCode::kOk);
  EXPECT_NE(status.code(), absl::StatusCode::kInternal) << "no row in refusal.cc";
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(detail.reason(), GetParam());
  EXPECT_NE(detail.error_class(), v1::ERROR_CLASS_UNSPECIFIED);
  EXPECT_FALSE(detail.message_zh().empty());
  EXPECT_FALSE(detail.message_en().empty());
  EXPECT_NE(detail.message_zh(), detail.message_en());
}

INSTANTIATE_TEST_SUITE_P(Table, ReasonTest, testing::ValuesIn(AllReasons()),
                         [](const auto& row) { return v1::Reason_Name(row.param); });

TEST(RefusalTest, EveryReasonHasItsOwnSentence) {
  std::set<std::string> sentences;
  for (const v1::Reason reason : AllReasons()) {
    const v1::ErrorDetail detail = DetailOf(Refuse({.reason = reason}));
    EXPECT_TRUE(sentences.insert(detail.message_zh()).second) << v1::Reason_Name(reason);
  }
}

struct ClassCase {
  v1::Reason reason;
  absl::StatusCode code;
  v1::ErrorClass error_class;
};

class ErrorClassTest : public testing::TestWithParam<ClassCase> {};

TEST_P(ErrorClassTest, TellsTheClientWhatToDo) {
  const absl::Status status = Refuse({.reason = GetParam().reason});
  EXPECT_EQ(status.code(), GetParam().code);
  EXPECT_EQ(DetailOf(status).error_class(), GetParam().error_class);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ErrorClassTest, testing::Values(
    ClassCase{v1::PARTS_NOT_TOTAL, absl::StatusCode::kInvalidArgument, v1::REJECTED},
    ClassCase{v1::ENGINE_BUSY, absl::StatusCode::kResourceExhausted, v1::TRY_AGAIN},
    ClassCase{v1::MESSAGE_ID_OTHER_CONTENT, absl::StatusCode::kAlreadyExists, v1::CONFLICT},
    ClassCase{v1::RATE_LIMITED, absl::StatusCode::kResourceExhausted, v1::TRY_AGAIN},
    ClassCase{v1::DEADLINE_REQUIRED, absl::StatusCode::kInvalidArgument, v1::REJECTED},
    ClassCase{v1::SIGNATURE_INVALID, absl::StatusCode::kPermissionDenied, v1::REJECTED},
    ClassCase{v1::SIGNATURE_USED, absl::StatusCode::kAlreadyExists, v1::CONFLICT},
    ClassCase{v1::PERSON_ERASED, absl::StatusCode::kFailedPrecondition, v1::REJECTED},
    ClassCase{v1::OUTCOME_NOT_KNOWN, absl::StatusCode::kUnknown, v1::OUTCOME_UNKNOWN}),
    [](const auto& row) { return v1::Reason_Name(row.param.reason); });
// clang-format on

TEST(RefusalTest, ShowsFieldBothSidesAndTheEntry) {
  const absl::Status status = Refuse({.reason = v1::PARTS_NOT_TOTAL,
                                      .field = "bill.total_fen",
                                      .expected = "100.00",
                                      .found = "99.99",
                                      .related = 7,
                                      .related_result = "bytes"});
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(detail.field(), "bill.total_fen");
  EXPECT_EQ(detail.expected(), "100.00");
  EXPECT_EQ(detail.found(), "99.99");
  EXPECT_EQ(detail.related(), 7U);
  EXPECT_EQ(detail.related_result(), "bytes");
  for (const std::string& sentence : {detail.message_zh(), detail.message_en()}) {
    for (const char* part : {"bill.total_fen", "100.00", "99.99", "7"}) {
      EXPECT_NE(sentence.find(part), std::string::npos) << sentence << " lacks " << part;
    }
  }
  EXPECT_EQ(status.message(), detail.message_en());
}

TEST(RefusalTest, AForeignStatusIsAnUnknownOutcome) {
  const v1::ErrorDetail detail = DetailOf(absl::UnavailableError("connection reset"));
  EXPECT_EQ(detail.reason(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(detail.error_class(), v1::OUTCOME_UNKNOWN);
  EXPECT_EQ(detail.message_en(), "connection reset");
}

}  // namespace
}  // namespace yizhan
