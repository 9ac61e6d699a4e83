// Goal: the slip is a piece of paper people keep, so its every character is a golden file.
// Method: golden/<name>.textproto is a SettleResult, golden/<name>.txt its slip.
#include "tools/cli/slip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "google/protobuf/text_format.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

struct SlipRow {
  const char* name;
  const char* patient_name;
  SlipProof proof{};
};

const SlipProof kWitnessed{
    .ledger = "0123456789abcdef",
    .cosigned_size = 4'181,
    .cosigned_root = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"};

std::string GoldenPath(const std::string& name) {
  return std::string(YIZHAN_SOURCE_DIR) + "/tests/cli/golden/" + name;
}

std::string ReadGolden(const std::string& name) {
  std::ifstream file(GoldenPath(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class SlipTest : public testing::TestWithParam<SlipRow> {
 protected:
  std::string Slip() {
    v1::SettleResult result;
    const std::string text = ReadGolden(std::string(GetParam().name) + ".textproto");
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &result));
    return SlipText(result, GetParam().patient_name, GetParam().proof);
  }
};

// YIZHAN_UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it.
TEST_P(SlipTest, IsTheGoldenFile) {
  const std::string name = std::string(GetParam().name) + ".txt";
  if (std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr) std::ofstream(GoldenPath(name)) << Slip();
  EXPECT_EQ(Slip(), ReadGolden(name));
}

TEST_P(SlipTest, NoLineIsWiderThanThePaper) {
  std::istringstream lines(Slip());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(WidthColumns(line), kSlipColumns) << line;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, SlipTest,
    testing::ValuesIn(std::vector<SlipRow>{
        {"settled_illustrative", "张三丰", kWitnessed},
        {"witness_not_yet", "", {.ledger = "0123456789abcdef", .cosigned_root = {}}},
        {"training", "张三丰", kWitnessed},
        {"after_the_fact", "张三丰", kWitnessed},
        {"reversed", ""},
        {"quote", "李四"},
        {"warnings", ""},
        {"no_aid_account_refund", ""},
        {"long_and_hostile_text", "王五"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(SlipNameTest, TheFullNameIsNeverOnIt) {
  v1::SettleResult result;
  EXPECT_THAT(SlipText(result, "张三丰", kWitnessed), testing::Not(testing::HasSubstr("三丰")));
}

}  // namespace
}  // namespace yizhan::cli
