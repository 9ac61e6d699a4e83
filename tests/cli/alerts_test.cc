// Goal: an office's work with warnings through the program itself: list, take up, refer, close.
// Method: one engine for all tests; everything by `yizhan` alone.
#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/alerts.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AlertsTest : public EndToEndTest {
 protected:
  // A visit of 30 000.00 passes the pilot's line of 20 000.00. "812.0".
  static std::string RaiseOne(const std::string& id) {
    Must(Desk({"settle", "-"}, Message2207(id, "S-" + id, "", "CARD0002", 30'000)));
    const auto listed = Json<v1::ListAlertsReply>(
        As("relief", {"alerts", "list", "--threshold", "jd-visit-total", "--json"}));
    std::string newest;
    std::uint64_t raised_by = 0;
    for (const v1::Alert& alert : listed.alerts()) {
      if (alert.raised_by() < raised_by) continue;
      raised_by = alert.raised_by();
      newest = std::to_string(alert.raised_by()) + "." + std::to_string(alert.place());
    }
    return newest;
  }
};

TEST_F(AlertsTest, ATownTakesOneUpRefersAndClosesIt) {
  const std::string alert = RaiseOne("AL-1");
  const Ran listed = As("town", {"alerts", "list"});
  EXPECT_THAT(listed.out, HasSubstr(alert));
  EXPECT_THAT(listed.out, HasSubstr("单次就诊总费用达到2万元【示例】"));
  EXPECT_THAT(listed.out, HasSubstr("未受理 open"));

  Must(As("town", {"alerts", "acknowledge", alert, "--request-id", "a-1"}));
  EXPECT_THAT(As("town", {"alerts", "acknowledge", alert, "--request-id", "a-1"}).out,
              HasSubstr("replayed"));
  const Ran twice = As("town", {"alerts", "acknowledge", alert});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("ALERT_ALREADY"));
  Must(As("town", {"alerts", "refer", alert, "--to", "区慈善基金会", "--program", "charity"}));
  EXPECT_THAT(As("relief", {"alerts", "list", "--state", "referred"}).out,
              HasSubstr("转 to 区慈善基金会"));
  Must(As("relief", {"alerts", "close", alert, "--outcome", "granted", "--reference", "C-1"}));
  EXPECT_THAT(As("town", {"alerts", "list"}).out, Not(HasSubstr(alert)));
  EXPECT_THAT(As("town", {"alerts", "list", "--state", "closed"}).out, HasSubstr("已获进一步帮扶"));
}

struct BadLine {
  const char* what;
  std::vector<std::string> args;
  const char* says;
};

TEST_F(AlertsTest, WrongWordsAreNamed) {
  const std::string alert = RaiseOne("AL-2");
  const std::vector<BadLine> lines = {
      {"no such name", {"alerts", "acknowledge", "12x"}, "ALERT 不认识 12x"},
      {"no such state", {"alerts", "list", "--state", "done"}, "--state 不认识 done"},
      {"no such level", {"alerts", "list", "--level", "high"}, "--level 不认识 high"},
      {"no such outcome", {"alerts", "close", alert, "--outcome", "ok"}, "--outcome 不认识 ok"},
  };
  for (const BadLine& line : lines) {
    const Ran ran = As("relief", line.args);
    EXPECT_EQ(ran.exit_code, 2) << line.what;
    EXPECT_THAT(ran.err, HasSubstr(line.says)) << line.what;
  }
  const Ran none = As("relief", {"alerts", "acknowledge", "1.0"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("ALERT_UNKNOWN"));
  const Ran desk = Desk({"alerts", "list"});
  EXPECT_THAT(desk.err, HasSubstr("NOT_ALLOWED"));
}

}  // namespace
}  // namespace yizhan::cli
