// 3201 and 3202, with the files of 9101 and 9102.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kPeriod[] = R"("stmt_begndate":"2012-06-01","stmt_enddate":"2012-06-30")";
constexpr char kMsgid[] = "H31011400001201206290930000001";

// Posted: S1 twice, taken back once in between; so one settlement, one refund, one settlement.
class PostedScene : public DoorScene {
 public:
  PostedScene() {
    first = NumberOf(Answer(GoodForDoor()));
    Ask("2208", "REV1", R"({"data":{"setl_id":")" + first + "\"}}");
    second = NumberOf(Answer(GoodForDoor({{kMsgid, "SECOND"}})));
  }
  static std::string NumberOf(const Json& answer) {
    return TextAt(answer, {"output", "setlinfo", "setl_id"});
  }

  std::string first;
  std::string second;
};

struct Totals {
  const char* name;
  const char* sums;
  const char* result;
  const char* description;
};

class TotalsTest : public testing::TestWithParam<Totals> {};

TEST_P(TotalsTest, Compares) {
  PostedScene scene;
  const Json answer = scene.Ask(
      "3201", "T1",
      std::string(R"({"data":{"setl_optins":"310114",)") + kPeriod + "," + GetParam().sums + "}}");
  ASSERT_EQ(TextAt(answer, {"infcode"}), "0") << TextAt(answer, {"err_msg"});
  EXPECT_EQ(TextAt(answer, {"output", "stmtinfo", "stmt_rslt"}), GetParam().result);
  EXPECT_EQ(TextAt(answer, {"output", "stmtinfo", "stmt_rslt_dscr"}), GetParam().description);
  EXPECT_EQ(TextAt(answer, {"output", "stmtinfo", "setl_optins"}), "310114");
}

// clang-format off
const Totals kTotals[] = {
    {"Net", R"("medfee_sumamt":18523.47,"fund_pay_sumamt":"9757.13","acct_pay":23.33,"fixmedins_setl_cnt":1)", "0", "一致"},
    {"SettledAlone", R"("refd_setl_flag":"0","medfee_sumamt":37046.94,"fund_pay_sumamt":19514.26,"acct_pay":46.66,"fixmedins_setl_cnt":2)", "0", "一致"},
    {"RefundsAlone", R"("refd_setl_flag":"1","medfee_sumamt":18523.47,"fund_pay_sumamt":9757.13,"acct_pay":23.33,"fixmedins_setl_cnt":1)", "0", "一致"},
    {"RefundsNegative", R"("refd_setl_flag":"1","medfee_sumamt":-18523.47,"fund_pay_sumamt":-9757.13)", "0", "一致"},
    {"WithoutAccountAndCount", R"("medfee_sumamt":18523.47,"fund_pay_sumamt":9757.13)", "0", "一致"},
    {"FundsDiffer", R"("medfee_sumamt":18523.47,"fund_pay_sumamt":9500.14)", "1", "基金申报9500.14账本9757.13差-256.99"},
    {"EverythingDiffers", R"("medfee_sumamt":1,"fund_pay_sumamt":2,"acct_pay":3,"fixmedins_setl_cnt":4)", "1",
     "笔数申报4账本1差3；总费用申报1.00账本18523.47差-18522.47；基金申报2.00账本9757.13差-9755.13；个账申报3.00账本23.33差-20.33"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, TotalsTest, testing::ValuesIn(kTotals),
                         [](const auto& row) { return row.param.name; });

// What the patient is paid after the fact is in no hospital's funds.
TEST(AfterTheFactTest, AidIsThePatients) {
  DoorScene scene;
  v1::Bill bill = test::MakeBill("late");
  bill.set_institution_id(kHospital);
  v1::SettleRequest request = scene.desk->Ask(bill, scene.person_no);
  request.clear_not_after_ms();
  const auto recorded = scene.desk->Record(test::HospitalCaller(kHospital), request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_EQ(recorded->outcome().aid_fen(), 5'000);
  const Json answer = scene.Ask(
      "3201", "T1",
      std::string(R"({"data":{)") + kPeriod + R"(,"medfee_sumamt":100,"fund_pay_sumamt":0}})");
  EXPECT_EQ(TextAt(answer, {"output", "stmtinfo", "stmt_rslt_dscr"}), "一致");
}

struct Details {
  const char* name;
  const char* rows;  // FIRST and SECOND stand for settlement numbers.
  const char* found;
};

class DetailsTest : public testing::TestWithParam<Details> {};

std::string Filled(std::string text, const PostedScene& scene) {
  const std::pair<std::string, std::string> names[] = {{"FIRST", scene.first},
                                                       {"SECOND", scene.second}};
  for (const auto& [name, number] : names) {
    for (std::size_t at = 0; (at = text.find("\"" + name + "\"")) != std::string::npos;) {
      text.replace(at + 1, name.size(), number);
    }
  }
  return text;
}

// "2 S9 -; 1 S1 SECOND"
std::string Found(const Json& answer) {
  std::string text;
  for (const Json& row : answer.Find("output")->Find("detail")->items) {
    text += (text.empty() ? "" : "; ") + TextAt(row, {"stmt_rslt"}) + " " +
            TextAt(row, {"refd_setl_flag"}) + " " + TextAt(row, {"msgid"}) + " " +
            TextAt(row, {"memo"});
  }
  return text;
}

TEST_P(DetailsTest, ListsEachDifference) {
  PostedScene scene;
  const Json answer = scene.Ask("3202", "D1",
                                std::string("{\"data\":{") + kPeriod + ",\"detail\":[" +
                                    Filled(GetParam().rows, scene) + "]}}");
  ASSERT_EQ(TextAt(answer, {"infcode"}), "0") << TextAt(answer, {"err_msg"});
  EXPECT_EQ(Found(answer), GetParam().found);
  EXPECT_EQ(TextAt(answer, {"output", "stmtinfo", "stmt_rslt"}),
            std::string(GetParam().found).empty() ? "0" : "1");
}

#define SUMS R"("medfee_sumamt":18523.47,"fund_pay_sumamt":9757.13,"acct_pay":23.33)"

// clang-format off
const Details kDetails[] = {
    {"ByOurNumber", R"({"setl_id":"FIRST",)" SUMS R"(},{"setl_id":"FIRST","refd_setl_flag":"1",)" SUMS R"(},{"setl_id":"SECOND","refd_setl_flag":"0",)" SUMS "}", ""},
    {"ByTheInsurersNumber", R"({"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1","refd_setl_flag":"1",)" SUMS "}", ""},
    {"ByMessage", R"({"msgid":"H31011400001201206290930000001",)" SUMS R"(},{"msgid":"H31011400001201206290930000001","refd_setl_flag":"1",)" SUMS R"(},{"msgid":"SECOND",)" SUMS "}", ""},
    {"RefundNegative", R"({"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1","refd_setl_flag":"1","medfee_sumamt":-18523.47,"fund_pay_sumamt":"-9757.13","acct_pay":-23.33})", ""},
    {"Nothing", "", "3 0 H31011400001201206290930000001 账本有，医院无; 3 1 H31011400001201206290930000001 账本有，医院无; 3 0 SECOND 账本有，医院无"},
    {"OneTooMany", R"({"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1",)" SUMS R"(},{"setl_id":"S1","refd_setl_flag":"1",)" SUMS "}", "2 0  医院有，账本无"},
    {"OtherAmounts", R"({"setl_id":"FIRST",)" SUMS R"(},{"setl_id":"FIRST","refd_setl_flag":"1",)" SUMS R"(},{"setl_id":"SECOND","medfee_sumamt":18523.47,"fund_pay_sumamt":9500.14,"acct_pay":23.34})", "1 0 SECOND 基金医院9500.14账本9757.13；个账医院23.34账本23.33；"},
    {"SameAmountsAreFoundFirst", R"({"setl_id":"S1","medfee_sumamt":18523.47,"fund_pay_sumamt":9757.13},{"setl_id":"S1","medfee_sumamt":1,"fund_pay_sumamt":1},{"setl_id":"S1","refd_setl_flag":"1",)" SUMS "}", "1 0 SECOND 总费用医院1.00账本18523.47；基金医院1.00账本9757.13；"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, DetailsTest, testing::ValuesIn(kDetails),
                         [](const auto& row) { return row.param.name; });

TEST(DetailFileTest, GoesUpIsComparedAndComesDown) {
  PostedScene scene;
  const Json taken =
      scene.Ask("9101", "F1",
                R"({"fsUploadIn":{"filename":"d.txt","in":"setl_id\tmdtrt_id\tpsn_no\r\n)" +
                    scene.first + R"(\tV1\tP1\t18523.47\t9757.13\t23.33\t0\r\n)" + scene.first +
                    R"(\tV1\tP1\t18523.47\t9757.13\t23.33\t1\nS9\tV9\tP9\t1\t0\n"}})");
  const std::string number = TextAt(taken, {"output", "file_qury_no"});
  ASSERT_FALSE(number.empty()) << TextAt(taken, {"err_msg"});
  const Json compared =
      scene.Ask("3202", "D1",
                std::string("{\"data\":{") + kPeriod + R"(,"file_qury_no":")" + number + "\"}}");
  ASSERT_EQ(TextAt(compared, {"infcode"}), "0") << TextAt(compared, {"err_msg"});
  EXPECT_EQ(Found(compared), "2 0  医院有，账本无; 3 0 SECOND 账本有，医院无");
  const std::string result = TextAt(compared, {"output", "fileinfo", "file_qury_no"});
  EXPECT_EQ(TextAt(compared, {"output", "fileinfo", "dld_endtime"}), "2012-06-30 23:59:59");
  const Json given =
      scene.Ask("9102", "F2", R"({"fsDownloadIn":{"file_qury_no":")" + result + "\"}}");
  EXPECT_EQ(TextAt(given, {"output", "out"}),
            "psn_no\tmdtrt_id\tsetl_id\tmsgid\tstmt_rslt\trefd_setl_flag\tmemo\n"
            "P9\tV9\tS9\t\t2\t0\t医院有，账本无\n"
            "\tV1\t" +
                scene.second + "\tSECOND\t3\t0\t账本有，医院无\n");
}

TEST(DetailFileTest, IsForgottenAfterTheNextDay) {
  DoorScene scene;
  const std::string upload = R"({"fsUploadIn":{"filename":"d.txt","in":"x"}})";
  const std::string number = TextAt(scene.Ask("9101", "F1", upload), {"output", "file_qury_no"});
  const std::string download = R"({"fsDownloadIn":{"file_qury_no":")" + number + "\"}}";
  scene.desk->clock().Advance(test::kDayMs);
  scene.Ask("9101", "F2", upload);
  EXPECT_EQ(TextAt(scene.Ask("9102", "F3", download), {"output", "out"}), "x");
  scene.desk->clock().Advance(test::kDayMs);
  scene.Ask("9101", "F4", upload);
  EXPECT_THAT(TextAt(scene.Ask("9102", "F5", download), {"err_msg"}),
              StartsWith("[FIELD_UNKNOWN_VALUE]"));
}

TEST(DetailFileTest, MoreThanAreKeptAreRefused) {
  DoorScene scene;
  std::string error;
  int kept = 0;
  for (; error.empty() && kept < 1'000; ++kept) {
    const Json answer = scene.Ask("9101", "F" + std::to_string(kept),
                                  R"({"fsUploadIn":{"filename":"d.txt","in":"x"}})");
    error = TextAt(answer, {"err_msg"});
  }
  EXPECT_EQ(kept, 201);
  EXPECT_THAT(error, StartsWith("[TOO_MANY_ITEMS]"));
}

struct Refused {
  const char* name;
  const char* infno;
  const char* input;
  const char* error;
};

class ReconcileRefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(ReconcileRefusedTest, SaysWhatIsWrong) {
  DoorScene scene;
  const Json answer = scene.Ask(GetParam().infno, "R1", GetParam().input);
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), StartsWith(GetParam().error));
}

#define PERIOD R"("stmt_begndate":"2012-06-01","stmt_enddate":"2012-06-30")"

// clang-format off
const Refused kRefused[] = {
    {"TotalsWithoutData", "3201", "{}", "[FIELD_MISSING] 缺少必填项（input.data）"},
    {"TotalsWithoutBegin", "3201", R"({"data":{"stmt_enddate":"2012-06-30"}})", "[FIELD_MISSING] 缺少必填项（input.data.stmt_begndate）"},
    {"TotalsWithoutEnd", "3201", R"({"data":{"stmt_begndate":"2012-06-30"}})", "[FIELD_MISSING] 缺少必填项（input.data.stmt_enddate）"},
    {"TotalsWithoutTotal", "3201", "{\"data\":{" PERIOD "}}", "[FIELD_MISSING] 缺少必填项（medfee_sumamt）"},
    {"TotalsOfAnotherFlag", "3201", "{\"data\":{" PERIOD R"(,"medfee_sumamt":1,"fund_pay_sumamt":1,"refd_setl_flag":"2"}})", "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（input.data.refd_setl_flag）"},
    {"PeriodReversed", "3201", R"({"data":{"stmt_begndate":"2012-06-30","stmt_enddate":"2012-06-01","medfee_sumamt":1,"fund_pay_sumamt":1}})", "[FIELD_MALFORMED] 格式不正确（input.data.stmt_enddate）"},
    {"PeriodTooLong", "3201", R"({"data":{"stmt_begndate":"2011-06-01","stmt_enddate":"2012-06-01","medfee_sumamt":1,"fund_pay_sumamt":1}})", "[FIELD_MALFORMED] 格式不正确（input.data.stmt_enddate）"},
    {"DetailsWithoutData", "3202", "{}", "[FIELD_MISSING] 缺少必填项（input.data）"},
    {"DetailsWithoutRows", "3202", "{\"data\":{" PERIOD "}}", "[FIELD_MISSING] 缺少必填项（input.data.file_qury_no）"},
    {"DetailsOfNoFile", "3202", "{\"data\":{" PERIOD R"(,"file_qury_no":"F1"}})", "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（input.data.file_qury_no）"},
    {"DetailsNoList", "3202", "{\"data\":{" PERIOD R"(,"detail":{}}})", "[FIELD_MALFORMED] 格式不正确（input.data.detail）"},
    {"RowNoObject", "3202", "{\"data\":{" PERIOD R"(,"detail":["x"]}})", "[FIELD_MALFORMED] 格式不正确（input.data.detail[0]）"},
    {"RowWithoutName", "3202", "{\"data\":{" PERIOD R"(,"detail":[{"medfee_sumamt":1,"fund_pay_sumamt":1}]}})", "[FIELD_MISSING] 缺少必填项（input.data.detail[0].setl_id）"},
    {"RowWithoutTotal", "3202", "{\"data\":{" PERIOD R"(,"detail":[{"setl_id":"S","fund_pay_sumamt":1}]}})", "[FIELD_MISSING] 缺少必填项（input.data.detail[0].medfee_sumamt）"},
    {"RowWithThreeDecimals", "3202", "{\"data\":{" PERIOD R"(,"detail":[{"setl_id":"S","medfee_sumamt":1.001,"fund_pay_sumamt":1}]}})", "[FIELD_MALFORMED] 格式不正确（input.data.detail[0].medfee_sumamt）"},
    {"RowOfAnotherFlag", "3202", "{\"data\":{" PERIOD R"(,"detail":[{"setl_id":"S","medfee_sumamt":1,"fund_pay_sumamt":1,"refd_setl_flag":"x"}]}})", "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（input.data.detail[0].refd_setl_flag）"},
    {"UploadWithoutBody", "9101", "{}", "[FIELD_MISSING] 缺少必填项（input.fsUploadIn）"},
    {"UploadWithoutName", "9101", R"({"fsUploadIn":{"in":"x"}})", "[FIELD_MISSING] 缺少必填项（input.fsUploadIn.filename）"},
    {"UploadWithoutFile", "9101", R"({"fsUploadIn":{"filename":"f"}})", "[FIELD_MISSING] 缺少必填项（input.fsUploadIn.in）"},
    {"UploadOfNoBytes", "9101", R"({"fsUploadIn":{"filename":"f","in":[1,256]}})", "[FIELD_MALFORMED] 格式不正确（input.fsUploadIn.in）"},
    {"UploadOfAnObject", "9101", R"({"fsUploadIn":{"filename":"f","in":{}}})", "[FIELD_MALFORMED] 格式不正确（input.fsUploadIn.in）"},
    {"DownloadWithoutBody", "9102", "{}", "[FIELD_MISSING] 缺少必填项（input.fsDownloadIn）"},
    {"DownloadWithoutNumber", "9102", R"({"fsDownloadIn":{}})", "[FIELD_MISSING] 缺少必填项（input.fsDownloadIn.file_qury_no）"},
    {"DownloadOfNoFile", "9102", R"({"fsDownloadIn":{"file_qury_no":"F1"}})", "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（input.fsDownloadIn.file_qury_no）"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, ReconcileRefusedTest, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(DetailFileTest, LineThatIsWrongIsNamed) {
  DoorScene scene;
  const Json taken = scene.Ask(
      "9101", "F1", R"({"fsUploadIn":{"filename":"d.txt","in":"S1\tV\tP\t1\t1\nS2\tV\tP\tx\t1"}})");
  const Json answer = scene.Ask("3202", "D1",
                                "{\"data\":{" PERIOD R"(,"file_qury_no":")" +
                                    TextAt(taken, {"output", "file_qury_no"}) + "\"}}");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), HasSubstr("（file[2].medfee_sumamt）"));
}

}  // namespace
}  // namespace yizhan::national
