// Goal: an approval of the past, from the import to the last patient paid what he is owed: leads,
// the town's year once more, two signatures, and the list confirmed.
// Method: one engine for all tests; everything by `yizhan` alone.
#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHead[] = "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n";

// Two people whose dibao the office learns of after their bills.
std::string Row(const std::string& card, const std::string& from) {
  return card + ",某人,1950-01-01,安亭镇,310,dibao," + from + ",\n";
}

class BulkTest : public EndToEndTest {
 protected:
  static std::string Out(const std::string& name) { return process_->path(name); }

  // Both signatures, over a list.
  static std::vector<std::string> Signed(const std::string& list, const std::string& request_id) {
    const std::string li = Sign("li", {"confirm-in-bulk", list}, {"--request-id", request_id});
    const std::string wang = Sign("wang", {"confirm-in-bulk", list}, {"--same-as", li});
    return {"relief", "confirm-all", list, "--signature", li, "--signature", wang};
  }
};

TEST_F(BulkTest, FromTheImportToTheLastConfirmation) {
  Must(As("relief", {"register", "import", "-"},
          kHead + Row("CARD0011", "2012-07-01") + Row("CARD0012", "2012-07-01")));
  Must(Desk({"settle", "-"}, Message2207("B-1", "S-B1", "", "CARD0011")));
  Must(Desk({"settle", "-"}, Message2207("B-2", "S-B2", "", "CARD0012")));
  EXPECT_THAT(As("relief", {"relief", "leads"}).out, HasSubstr("共 0 条"));

  const Ran imported = As("relief", {"register", "import", "-"},
                          kHead + Row("CARD0011", "2010-01-01") + Row("CARD0012", "2010-01-01"));
  Must(imported);
  EXPECT_THAT(imported.out, HasSubstr("须重算 2 人"));
  EXPECT_THAT(imported.out, HasSubstr("yizhan relief readjudicate --person "));
  const Ran leads = As("town", {"relief", "leads"});
  EXPECT_THAT(leads.out, HasSubstr("名册追溯变更"));
  EXPECT_THAT(leads.out, HasSubstr("共 2 条"));

  const std::string folder = Out("anting-2012");
  const Ran looked = As("relief", {"relief", "readjudicate-all", "--town", "安亭镇", "--year",
                                   "2012", "--out", folder});
  Must(looked);
  EXPECT_THAT(looked.out, HasSubstr("方案 Proposals 2"));
  EXPECT_THAT(ReadFile(folder + "/bills.csv"), HasSubstr("S-B1"));
  EXPECT_THAT(ReadFile(folder + "/report.html"), HasSubstr("逐单说明"));
  EXPECT_THAT(ReadFile(folder + "/proposals.csv"), HasSubstr("合计 Total"));

  const std::string list = folder + "/proposals-1.textproto";
  const std::vector<std::string> send = Signed(list, "bulk-1");
  const Ran sent = As("relief", send);
  Must(sent);
  EXPECT_THAT(sent.out, HasSubstr("已确认 confirmed 2  未办理 left out 0"));
  const Ran again = As("relief", send);
  Must(again);
  EXPECT_THAT(again.out, HasSubstr("继续办理 replayed"));
  EXPECT_THAT(again.out, HasSubstr("(replayed)"));
  EXPECT_THAT(As("relief", {"relief", "leads"}).out, HasSubstr("共 0 条"));
  const Ran nothing = As("relief", {"relief", "readjudicate-all", "--town", "安亭镇", "--year",
                                    "2012", "--out", Out("anting-again")});
  Must(nothing);
  EXPECT_THAT(nothing.out, HasSubstr("方案 Proposals 0"));
  EXPECT_THAT(nothing.out, Not(HasSubstr("confirm-in-bulk")));
}

TEST_F(BulkTest, WhatChangedMeanwhileIsLeftOutAndSaidSo) {
  Must(As("relief", {"register", "import", "-"}, kHead + Row("CARD0021", "2012-07-01")));
  Must(Desk({"settle", "-"}, Message2207("B-3", "S-B3", "", "CARD0021")));
  Must(As("relief", {"register", "import", "-"}, kHead + Row("CARD0021", "2010-01-01")));
  const std::string folder = Out("changed");
  Must(As("relief", {"relief", "readjudicate-all", "--year", "2012", "--out", folder}));
  const std::vector<std::string> send = Signed(folder + "/proposals-1.textproto", "bulk-2");
  Must(As("relief", {"register", "import", "-"}, kHead + Row("CARD0021", "2012-07-01")));
  const Ran sent = As("relief", send);
  EXPECT_EQ(sent.exit_code, 1);
  EXPECT_THAT(sent.out, HasSubstr("重算方案已变化"));
  EXPECT_THAT(sent.out, HasSubstr("未办理 left out 1"));
}

TEST_F(BulkTest, WhatIsNoListIsNeitherSignedNorSent) {
  const std::string file = Out("li.crt");
  const Ran signing =
      As("admin", {"officer", "sign", "confirm-in-bulk", file, "--officer", "li", "--key",
                   Out("li.key"), "--request-id", "x", "--out", Out("x.sig")});
  EXPECT_EQ(signing.exit_code, 2);
  EXPECT_THAT(signing.err, HasSubstr("不是重算清单"));
  const Ran sending = As("relief", {"relief", "confirm-all", file});
  EXPECT_EQ(sending.exit_code, 2);
  EXPECT_THAT(sending.err, HasSubstr("不是重算清单"));
  const Ran desk = Desk({"relief", "leads"});
  EXPECT_THAT(desk.err, HasSubstr("NOT_ALLOWED"));
}

}  // namespace
}  // namespace yizhan::cli
