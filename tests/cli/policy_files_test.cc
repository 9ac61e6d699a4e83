// yizhan policy check and show on files, without an engine: exit codes, JSON, pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "google/protobuf/util/json_util.h"
#include "tests/cli/support/run_program.h"
#include "tests/support/scratch_folder.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunYizhan;
using Words = std::vector<std::string>;

const std::string kShanghai = YIZHAN_SOURCE_DIR "/engine/policy/packs/cn-sh/2012.textproto";
const std::string kPilot = YIZHAN_SOURCE_DIR "/engine/policy/packs/cn-sh-jd/2012-pilot.textproto";
const std::string kGolden = YIZHAN_SOURCE_DIR "/tests/policy/golden/jiading-2012-06-29";

std::string TextOf(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Row {
  const char* name;
  const char* from;  // In Shanghai's pack; what it becomes is the draft.
  const char* to;
  Words more;
  int exit_code;
  std::string says;
};

class CheckTest : public testing::TestWithParam<Row> {};

TEST_P(CheckTest, ExitCodeAndWords) {
  const Row& row = GetParam();
  const ScratchFolder folder;
  std::string text = TextOf(kShanghai);
  const std::size_t at = text.find(row.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(row.from).size(), row.to);
  const std::string draft = folder.path() + "/draft.textproto";
  std::ofstream(draft) << text;
  Words args = {"policy", "check", draft};
  args.insert(args.end(), row.more.begin(), row.more.end());
  const Ran ran = RunYizhan(args);
  EXPECT_EQ(ran.exit_code, row.exit_code) << ran.out << ran.err;
  EXPECT_THAT(ran.out + ran.err, HasSubstr(row.says));
}

const Words kFromApril = {"--against", kShanghai, "--effective-from", "2012-04-01"};

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CheckTest, testing::Values(
    Row{"Good", "5000000", "5000000", {}, 0, "0 处错误 errors, 0 处警告 warnings"},
    Row{"WarningAlone", "accounts {", "accounts { id: \"spare\" holder: PERSON period: YEAR }\naccounts {", {}, 0, "警告 warning: 没有项目使用账户“spare”"},
    Row{"UnknownField", "title_en:", "title_fr:", {}, 1, "没有名为“title_fr”的字段"},
    Row{"NoSource", "quote: ", "url: \"x\" #", {}, 1, "错误 error"},
    Row{"SameRules", "title: \"低", "title: \"新低", kFromApril, 0, "政策包可用"},
    Row{"ChangedInPlace", "limit_fen: 5000000", "limit_fen: 6000000", kFromApril, 1, "programs[sh-2012-major].caps"},
    Row{"AccountOfAnotherHolder", "id: \"sh-major-paid\" holder: PERSON", "id: \"sh-major-paid\" holder: HOUSEHOLD", kFromApril, 1, "accounts[sh-major-paid].holder"},
    Row{"DateIsNone", "5000000", "5000000", {"--against", kShanghai, "--effective-from", "April"}, 2, "YYYY-MM-DD"},
    Row{"DateAlone", "5000000", "5000000", {"--effective-from", "2012-04-01"}, 2, "--against"},
    Row{"FilesAlone", "5000000", "5000000", {"--against", kShanghai}, 2, "--effective-from"},
    Row{"AgainstNothing", "5000000", "5000000", {"--against", "/nowhere", "--effective-from", "2012-04-01"}, 2, "/nowhere"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(CheckJson, HoldsEveryFinding) {
  const ScratchFolder folder;
  std::string text = TextOf(kShanghai);
  text.replace(text.find("limit_fen: 5000000"), 18, "limit_fen: 5000001");
  const std::string draft = folder.path() + "/draft.textproto";
  std::ofstream(draft) << text;
  const Ran ran = RunYizhan({"policy", "check", draft, "--against", kShanghai, "--effective-from",
                             "2012-04-01", "--json"});
  EXPECT_EQ(ran.exit_code, 1);
  v1::CheckPackReply reply;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &reply).ok()) << ran.out;
  ASSERT_EQ(reply.findings_size(), 1);
  EXPECT_EQ(reply.findings(0).path(), "programs[sh-2012-major].caps");
  EXPECT_EQ(reply.pack_hash(), "");
}

TEST(ShowTest, PrintsThePageOfFiles) {
  const Ran markdown = RunYizhan({"policy", "show", "--date", "2012-06-29", kShanghai, kPilot});
  EXPECT_EQ(markdown.exit_code, 0) << markdown.err;
  EXPECT_EQ(markdown.out, TextOf(kGolden + ".md"));
  const Ran html =
      RunYizhan({"policy", "show", "--html", "--date", "2012-06-29", "--pack", kShanghai, kPilot});
  EXPECT_EQ(html.exit_code, 0) << html.err;
  EXPECT_EQ(html.out, TextOf(kGolden + ".html"));
}

TEST(ShowTest, RefusesWhatItCannotShow) {
  EXPECT_EQ(RunYizhan({"policy", "show", kShanghai, "--date", "2012-06-31"}).exit_code, 2);
  EXPECT_EQ(RunYizhan({"policy", "show", kShanghai, "--hash", "00"}).exit_code, 2);
  EXPECT_NE(RunYizhan({"policy", "show", "/nowhere"}).exit_code, 0);
}

}  // namespace
}  // namespace yizhan::cli
