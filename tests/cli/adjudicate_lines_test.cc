// Goal: every kind of bad line is a row that says file, line, field, expected and found, in JSON
// and to people; the lines around it are settled. And every wrong call says what is wrong with it.
#include "tests/cli/adjudicate/run_list.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;

std::string Good() { return LinesOf(FileText(std::string(kFiles) + "bills.jsonl"))[0]; }

// The good bill with one part of its text changed.
std::string With(const std::string& from, const std::string& to) {
  std::string line = Good();
  const std::size_t at = line.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return line.replace(at, from.size(), to);
}

std::string OtherBill(const std::string& card) {
  std::string line = With("CARD0001", card);
  for (const char* id : {"\"B-1", "\"M-1"})
    line.replace(line.find(id), 4, std::string(id, 3) + "9");
  return line;
}

struct BadLine {
  const char* name;
  std::string line;
  const char* reason;
  const char* field;
  const char* expected;
  const char* found;
};

class BadLineTest : public ListTest, public ::testing::WithParamInterface<BadLine> {};

TEST_P(BadLineTest, IsARowThatNamesThePlace) {
  const BadLine& bad = GetParam();
  const Listed listed =
      Adjudicate(With("M-1", "M-0") + "\n" + bad.line + "\n" + With("B-1", "B-3") + "\n", {});
  EXPECT_EQ(listed.ran.exit_code, 1);
  ASSERT_EQ(listed.rows.size(), 3U) << listed.ran.out;
  const Json& row = listed.rows[1];
  EXPECT_EQ(At(row, "file"), path("bills.jsonl"));
  EXPECT_EQ(At(row, "line"), "2");
  EXPECT_EQ(At(row, "error.reason"), bad.reason);
  EXPECT_EQ(At(row, "error.field"), bad.field);
  EXPECT_EQ(At(row, "error.expected"), bad.expected);
  EXPECT_EQ(At(row, "error.found"), bad.found);
  for (const std::string& said :
       {path("bills.jsonl") + " 第2行：", path("bills.jsonl") + " line 2:", std::string(bad.field),
        "应为 " + std::string(bad.expected), "found " + std::string(bad.found)}) {
    EXPECT_THAT(listed.ran.err, HasSubstr(said));
  }
  EXPECT_EQ(At(listed.rows[0], "settled.state"), "SETTLED");
  EXPECT_EQ(At(listed.rows[2], "settled.state"), "SETTLED");
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadLineTest,
    ::testing::Values(
        BadLine{"NotJson", "not json", "FIELD_MALFORMED", "", "JSON", "Invalid value. @1"},
        BadLine{"CutOff", Good().substr(0, 60), "FIELD_MALFORMED", "", "JSON",
                "Missing a closing quotation mark in string. @60"},
        BadLine{"NoObject", "[]", "FIELD_MALFORMED", "", "object", "array"},
        BadLine{"UnknownMember", With("visit_no", "vist_no"), "UNKNOWN_FIELDS", "bill.vist_no",
                "已知字段/a known field", "vist_no"},
        BadLine{"UnknownAtTop", With("\"bill\"", "\"reversal\""), "UNKNOWN_FIELDS", "reversal",
                "已知字段/a known field", "reversal"},
        BadLine{"NoBill", R"({"person":{}})", "FIELD_MISSING", "bill", "必填/a value",
                "无/nothing"},
        BadLine{"NoVisit", With(R"("visit_no": "V-1", )", ""), "FIELD_MISSING", "bill.visit_no",
                "必填/a value", "无/nothing"},
        BadLine{"FenWithDecimals", With(": 2205397", ": 22053.97"), "FIELD_MALFORMED",
                "bill.total_fen", "integer", "22053.97"},
        BadLine{"FenAsText", With(": 2205397", ": \"2205397\""), "FIELD_MALFORMED",
                "bill.total_fen", "number", "\"2205397\""},
        BadLine{"YuanAsNumber", With("total_fen\": 2205397", "total_yuan\": 22053.97"),
                "FIELD_MALFORMED", "bill.total_yuan", "string", "22053.97"},
        BadLine{"YuanWithComma", With("total_fen\": 2205397", "total_yuan\": \"22053,97\""),
                "FIELD_MALFORMED", "bill.total_yuan", "\"18523.47\"", "\"22053,97\""},
        BadLine{"YuanInWords", With("total_fen\": 2205397", "total_yuan\": \"二万元\""),
                "FIELD_MALFORMED", "bill.total_yuan", "\"18523.47\"", "3 个字符/characters"},
        BadLine{"CardNumberIsNotShown", With(": 2205397", ": \"000000190001010009\""),
                "FIELD_MALFORMED", "bill.total_fen", "number", "18 个字符/characters"},
        BadLine{"SumIsWrong", With(": 2205397", ": 2205398"), "PARTS_NOT_TOTAL", "bill.total_fen",
                "22053.97", "22053.98"},
        BadLine{"NegativeAmount", With("\"in_scope_fen\": 1852347", "\"in_scope_fen\": -1"),
                "AMOUNT_NEGATIVE", "bill.in_scope_fen", ">= 0.00", "-0.01"},
        BadLine{"NoSuchDay", With("2012-03-09\", \"acc", "2012-03-32\", \"acc"), "FIELD_MALFORMED",
                "bill.service_end", "YYYY-MM-DD", "\"2012-03-32\""},
        BadLine{"NoSuchCode", With("INPATIENT", "INP"), "FIELD_UNKNOWN_VALUE", "bill.care_kind",
                "OUTPATIENT, EMERGENCY, OBSERVATION, SPECIAL_OUTPATIENT, INPATIENT, HOME_BED, "
                "PHARMACY",
                "\"INP\""},
        BadLine{"PersonByNumber", R"({"bill":{},"person":{"person_no":"2a"}})", "FIELD_MALFORMED",
                "person", "card", "person_no"},
        BadLine{"ReverseWithoutName", R"({"reverse":{"institution_id":"H1"}})", "FIELD_MISSING",
                "reverse.message_id", "one of message_id, number", "无/nothing"},
        BadLine{"ReplaceWithoutBill", R"({"replace":{"message_id":"M-9"}})", "FIELD_MISSING",
                "replace.bill", "必填/a value", "无/nothing"},
        BadLine{"UnknownNationalMessage",
                R"({"infno":"2206","msgid":"m","fixmedins_code":"H1","input":{}})",
                "FIELD_UNKNOWN_VALUE", "infno", "2207, 2304, 2208, 2305, 2601", "\"2206\""},
        BadLine{"TooLong", std::string((1U << 20) + 1, ' ') + "x", "FIELD_TOO_LONG", "",
                "<= 1048576 字节/bytes", "1048579 字节/bytes"}),
    [](const auto& row) { return std::string(row.param.name); });

class AdjudicateFilesTest : public ListTest {};

TEST_F(AdjudicateFilesTest, AnEmptyListIsAnError) {
  for (const char* list : {"", "\n \r\n"}) {
    const Listed listed = Adjudicate(list, {});
    EXPECT_EQ(listed.ran.exit_code, 1);
    ASSERT_EQ(listed.rows.size(), 1U);
    EXPECT_EQ(At(listed.rows[0], "file"), path("bills.jsonl"));
    EXPECT_EQ(At(listed.rows[0], "line"), "1");
    EXPECT_EQ(At(listed.rows[0], "error.found"), "空文件/an empty file");
    EXPECT_THAT(listed.ran.err, HasSubstr("至少一行/at least one line"));
  }
}

TEST_F(AdjudicateFilesTest, ARefusedRowOfTheRegisterIsARow) {
  const std::string people = Write("people.csv", FileText(People()) +
                                                     "CARD0002,李四,1950-01-01,dibao,2012-02-30,\n"
                                                     "CARD0003,王五,1950-01-01,dibao,2012-02-02,"
                                                     "2012-02-01\n");
  const Listed listed = Adjudicate(Good() + "\n" + OtherBill("CARD0003") + "\n", {}, people);
  EXPECT_EQ(listed.ran.exit_code, 1);
  const Json day = listed.Row(3, "register_error");
  EXPECT_EQ(At(day, "file"), people);
  EXPECT_EQ(At(day, "register_error.field"), "起始日期");
  EXPECT_THAT(At(day, "register_error.expected"), HasSubstr("2012-06-01"));
  EXPECT_EQ(At(day, "register_error.found"), "其他内容/other content");
  const Json span = listed.Row(4, "register_error");
  EXPECT_EQ(At(span, "register_error.reason"), "SPAN_REVERSED");
  EXPECT_EQ(At(span, "register_error.expected"), ">= 2012-02-02");
  EXPECT_EQ(At(span, "register_error.found"), "2012-02-01");
  EXPECT_THAT(listed.ran.err, HasSubstr(people + " 第4行：截止日期早于起始日期"));
  EXPECT_EQ(At(listed.Row(1), "settled.state"), "SETTLED");
  EXPECT_EQ(At(listed.Row(2), "refused.reason"), "PERSON_UNKNOWN");
  EXPECT_THAT(listed.ran.err, HasSubstr("名册错误 register errors 2"));
}

TEST_F(AdjudicateFilesTest, StopsAtTheFirstErrorWhenAsked) {
  const Listed listed = Adjudicate(Good() + "\nx\n" + With("1", "2") + "\n", {"--stop-on-error"});
  EXPECT_EQ(listed.ran.exit_code, 1);
  EXPECT_EQ(listed.rows.size(), 2U);
}

TEST_F(AdjudicateFilesTest, OnlyTheFirstErrorsAreTold) {
  std::string list;
  for (int i = 0; i < 25; ++i) list += "x\n";
  const Listed listed = Adjudicate(list, {});
  EXPECT_EQ(listed.rows.size(), 25U);
  EXPECT_THAT(listed.ran.err, HasSubstr("另有错误 5 处"));
}

struct WrongCall {
  const char* name;
  std::vector<std::string> more;
  int exit_code;
  const char* said;
};

class WrongCallTest : public ListTest, public ::testing::WithParamInterface<WrongCall> {};

TEST_P(WrongCallTest, SaysWhatIsWrong) {
  std::vector<std::string> args = {"adjudicate", "--out", path("out.jsonl")};
  for (const char* file : {"cn-sh/2012.textproto", "cn-sh-jd/2012-pilot.textproto"}) {
    if (std::string(GetParam().name) == "NoPack") break;
    args.insert(args.end(), {"--pack", std::string(kPacks) + file});
  }
  args.insert(args.end(), GetParam().more.begin(), GetParam().more.end());
  const Ran ran = RunYizhan(args);
  EXPECT_EQ(ran.exit_code, GetParam().exit_code) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(GetParam().said));
  EXPECT_EQ(FileText(path("out.jsonl")), "");
}

const std::string kPeople = std::string(kFiles) + "people.csv";
const std::string kBills = std::string(kFiles) + "bills.jsonl";

INSTANTIATE_TEST_SUITE_P(
    Table, WrongCallTest,
    ::testing::Values(
        WrongCall{"NoPack", {"--register", kPeople, "--bills", kBills}, 2, "--pack"},
        WrongCall{"NoRegister", {"--bills", kBills}, 2, "--register"},
        WrongCall{"RegisterNotThere", {"--register", "/no/file", "--bills", kBills}, 2, "/no/file"},
        WrongCall{"RegisterWithoutHeader", {"--register", kBills, "--bills", kBills}, 2, kFiles},
        WrongCall{"BillsNotThere", {"--register", kPeople, "--bills", "/no/file"}, 2, "/no/file"},
        WrongCall{"BillsAreAFolder", {"--register", kPeople, "--bills", kFiles}, 2, kFiles},
        WrongCall{"NoSuchFund",
                  {"--register", kPeople, "--bills", kBills, "--fund", "x=1"},
                  2,
                  "no fund x"},
        WrongCall{"FundWithoutAmount",
                  {"--register", kPeople, "--bills", kBills, "--fund", "charity-fund"},
                  2,
                  "--fund"},
        WrongCall{"PackWithErrors",
                  {"--register", kPeople, "--bills", kBills, "--pack", kPeople},
                  1,
                  "PACK_INVALID"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(AdjudicateFilesTest, AnInputIsNeverWrittenOver) {
  const Listed listed = Adjudicate(Good(), {"--out", path("bills.jsonl")});
  EXPECT_EQ(listed.ran.exit_code, 2);
  EXPECT_EQ(FileText(path("bills.jsonl")), Good());
}

}  // namespace
}  // namespace yizhan::cli
