// FirstMismatch: the first place where two outcomes differ, with both values.

#include "engine/books/mismatch.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan {
namespace {

struct Row {
  const char* name;
  const char* expected;
  const char* found;
  Mismatch first;
};

v1::Outcome Parsed(const char* text) {
  v1::Outcome outcome;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &outcome));
  return outcome;
}

class MismatchTest : public testing::TestWithParam<Row> {};

TEST_P(MismatchTest, IsTheFirst) {
  const Row& row = GetParam();
  const auto first = FirstMismatch(Parsed(row.expected), Parsed(row.found), "outcome");
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->field, row.first.field);
  EXPECT_EQ(first->expected, row.first.expected);
  EXPECT_EQ(first->found, row.first.found);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, MismatchTest, testing::Values(
    Row{"Sum", "aid_fen: 1", "aid_fen: 2", {"outcome.aid_fen", "1", "2"}},
    Row{"SumLacks", "aid_fen: 1", "", {"outcome.aid_fen", "1", "-"}},
    Row{"InAStep", "steps {} steps { figures { pay_fen: 1 } }", "steps {} steps { figures { pay_fen: 2 } }",
        {"outcome.steps[1].figures.pay_fen", "1", "2"}},
    Row{"Status", "steps { status: CHOSEN }", "steps { status: NOT_ELIGIBLE }",
        {"outcome.steps[0].status", "CHOSEN", "NOT_ELIGIBLE"}},
    Row{"StepLacks", "steps { program: 1 } steps { program: 2 }", "steps { program: 1 }",
        {"outcome.steps[1]", "program: 2", "-"}},
    Row{"StepTooMany", "", "steps { program: 1 }", {"outcome.steps[0]", "-", "program: 1"}},
    Row{"SeveralDiffer", "aid_fen: 1 cash_due_fen: 3", "aid_fen: 2 cash_due_fen: 4", {"outcome.aid_fen", "1", "2"}},
    Row{"EmptyMessageWritten", "due {}", "", {"outcome.due", "", "-"}}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(Mismatch, AlikeHaveNone) {
  EXPECT_FALSE(FirstMismatch(Parsed("aid_fen: 1"), Parsed("aid_fen: 1"), "x").has_value());
}

TEST(Mismatch, TextNamesAllThree) {
  EXPECT_EQ(MismatchText({"a", "1", "2"}), " (a: expected 1, found 2)");
  EXPECT_EQ(MismatchText({}), "");
}

}  // namespace
}  // namespace yizhan
