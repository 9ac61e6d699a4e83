// Goal: a review from its list to its result, as a town officer does it.
// Method: who ends in September is listed; the result is an import that prolongs one and ends one.
#include <gmock/gmock.h>

#include <string>

#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHead[] = "证件号码,姓名,街镇,险种,救助类别,起始日期,截止日期\n";

// He lives in the town and goes on to; his 低保 ends, or does not.
std::string Person(const std::string& card, const std::string& town, const std::string& until) {
  return card + ",某人," + town + ",310,,2010-01-01,\n" + card + ",某人,,,dibao,2012-01-01," +
         until + "\n";
}

class ExpiringTest : public EndToEndTest {
 protected:
  static Ran Expiring(const std::string& caller, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {"register",   "expiring", "--from",
                                     "2012-09-01", "--until",  "2012-09-30"};
    args.insert(args.end(), more.begin(), more.end());
    return As(caller, args);
  }
  static Ran Import(const std::string& rows) {
    return As("town", {"register", "import", "-"}, kHead + rows);
  }
};

TEST_F(ExpiringTest, AReviewIsListedAndItsResultImported) {
  Must(As("relief", {"register", "import", "-"},
          kHead + Person("REVIEW1", "安亭镇", "2012-09-30") +
              Person("REVIEW2", "安亭镇", "2012-09-15") + Person("REVIEW3", "安亭镇", "") +
              Person("REVIEW4", "南翔镇", "2012-09-30")));
  const Ran town = Expiring("town", {"--out", process_->path("review")});
  ASSERT_EQ(town.exit_code, 0) << town.err;
  EXPECT_THAT(town.out, HasSubstr("2012-09-15"));
  EXPECT_THAT(town.out, Not(HasSubstr("南翔镇")));
  EXPECT_THAT(ReadFile(process_->path("review/towns.csv")), HasSubstr("安亭镇,2,2,0"));
  EXPECT_THAT(ReadFile(process_->path("review/report.html")), Not(HasSubstr("REVIEW1")));
  EXPECT_FALSE(ReadFile(process_->path("review/report.xlsx")).empty());
  EXPECT_EQ(Json<v1::ListExpiringReply>(Expiring("relief", {"--json"})).items_size(), 3);
  EXPECT_THAT(Expiring("town", {"--town", "南翔镇"}).err, HasSubstr("NOT_ALLOWED"));
  EXPECT_THAT(Desk({"register", "expiring", "--from", "2012-09-01", "--until", "2012-09-30"}).err,
              HasSubstr("NOT_ALLOWED"));

  // The first goes on until March, the second is not prolonged, the third ends.
  const std::string result = Person("REVIEW1", "安亭镇", "2013-03-31") +
                             Person("REVIEW2", "安亭镇", "2012-09-15") +
                             Person("REVIEW3", "安亭镇", "2012-09-30");
  const Ran imported = Import(result);
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("changed 2"));
  EXPECT_THAT(imported.out, HasSubstr("unchanged 1"));
  EXPECT_THAT(Import(result).out, HasSubstr("unchanged 3"));
  const auto after = Json<v1::ListExpiringReply>(Expiring("town", {"--json"}));
  ASSERT_EQ(after.items_size(), 2);
  EXPECT_EQ(after.items(0).identity().until(), "2012-09-15");
  EXPECT_EQ(after.items(1).identity().until(), "2012-09-30");
}

TEST_F(ExpiringTest, WrongDaysAreNamed) {
  const Ran reversed =
      As("relief", {"register", "expiring", "--from", "2012-09-30", "--until", "2012-09-01"});
  EXPECT_EQ(reversed.exit_code, 1);
  EXPECT_THAT(reversed.err, HasSubstr("SPAN_REVERSED"));
}

}  // namespace
}  // namespace yizhan::cli
