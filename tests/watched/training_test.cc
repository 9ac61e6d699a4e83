// Beside a training centre every row of a result says so; beside any other none does.

#include "tests/watched/folder_scene.h"

namespace yizhan::watched {
namespace {

struct Kind {
  const char* name;
  std::vector<std::pair<std::string, std::string>> lists;  // Name and bytes; the last is looked at.
  const char* outcomes;
  bool away = false;  // The centre, for the last list.
  bool disk_full = false;
};

class TrainingTest : public FolderScene, public ::testing::WithParamInterface<Kind> {
 protected:
  // The rows of the last list's result.
  std::vector<std::string> RowsOf(bool training) {
    intake_.training_centre = training;
    std::string result;
    for (const auto& [name, bytes] : GetParam().lists) {
      const bool last = &name == &GetParam().lists.back().first;
      intake_.centre_away = last && GetParam().away;
      intake_.disk_full = last && GetParam().disk_full;
      Lay(name, bytes);
      Watch();
      result = name + ".result.csv";
    }
    EXPECT_EQ(Outcomes(result), GetParam().outcomes);
    std::vector<std::string> rows;
    const std::string text = Rows(result);
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = text.find("\r\n", from);
      rows.push_back(text.substr(from, end - from));
      from = end + 2;
    }
    return rows;
  }
};

TEST_P(TrainingTest, EveryRowSaysSo) {
  const std::vector<std::string> rows = RowsOf(true);
  EXPECT_FALSE(rows.empty());
  for (const std::string& row : rows) {
    const std::size_t last = row.rfind(row.ends_with('"') ? ",\"" : ",");
    EXPECT_TRUE(row.substr(last).find("【培训】") <= 2) << row;
  }
}

TEST_P(TrainingTest, NoneSaysSoOtherwise) {
  const std::vector<std::string> rows = RowsOf(false);
  EXPECT_FALSE(rows.empty());
  for (const std::string& row : rows) EXPECT_EQ(row.find("培训"), std::string::npos) << row;
}

const std::string kList = std::string(kHead) + kFirst + kSecond;
const std::string kStranger = kHead + Changed(kFirst, {{"CANARYNO1", "CANARYNO2"}});
const std::string kBadLine = kHead + Changed(kFirst, {{"130.00", "x"}});
// clang-format off
INSTANTIATE_TEST_SUITE_P(Kinds, TrainingTest, ::testing::Values(
    Kind{"Settled", {{"a.csv", kList}}, "2结算 3结算"},
    Kind{"SettledBefore", {{"a.csv", kList}, {"b.csv", kList}}, "2重复 3重复"},
    Kind{"Late", {{"a.csv", kList}}, "2事后 3事后", true},
    Kind{"Refused", {{"a.csv", kStranger}}, "2拒绝"},
    Kind{"LineUnread", {{"a.csv", kBadLine}}, "2拒绝"},
    Kind{"FileUnread", {{"a.csv", "x,y\n1,2\n"}}, "拒绝"},
    Kind{"NotUtf8", {{"a.csv", "\xff\xff"}}, "拒绝"},
    Kind{"Later", {{"a.csv", kList}}, "2待续", false, true},
    Kind{"JsonSettled", {{"a.jsonl", kJsonSettle}}, "1结算"},
    Kind{"JsonLate", {{"a.jsonl", kJsonSettle}}, "1事后", true},
    Kind{"JsonReversed", {{"a.jsonl", kJsonSettle}, {"b.jsonl", kJsonReverse}}, "1冲正"},
    Kind{"JsonReversedBeforeItCame", {{"a.jsonl", kJsonReverse}}, "1冲正"},
    Kind{"JsonReversedLater", {{"a.jsonl", kJsonReverse}}, "1待续", true},
    Kind{"JsonUnread", {{"a.jsonl", "x\n{}\n"}}, "1拒绝 2拒绝"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::watched
