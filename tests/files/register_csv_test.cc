// RegisterCsv: rows become persons; a bad row is told with line, column and reason, and goes alone.

#include "adapters/files/register_csv.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

std::string SpansText(const google::protobuf::RepeatedPtrField<v1::DatedValue>& values) {
  std::string text;
  for (const v1::DatedValue& value : values) {
    text += value.value() + "@" + value.from() + ".." + value.until() + ",";
  }
  return text;
}

// "line type/no name birth h[..] t[..] i[..] d[..] a[..];" per person, then "!line column" per
// refused row.
std::string TextOf(const RegisterFile& file) {
  std::string text;
  for (const v1::ImportPerson& person : file.persons) {
    text += std::to_string(person.line()) + " " + person.card().cert_type() + "/" +
            person.card().cert_no() + " " + person.name() + " " + person.birth_date() + " h[" +
            SpansText(person.households()) + "] t[" + SpansText(person.towns()) + "] i[" +
            SpansText(person.insurance_types()) + "] d[" + SpansText(person.identities()) + "] a[" +
            SpansText(person.approvals()) + "]; ";
    for (const v1::DatedAmount& income : person.household_incomes()) {
      text +=
          std::to_string(income.amount_fen()) + "@" + income.from() + ".." + income.until() + "; ";
    }
  }
  for (const v1::ImportRefusal& refusal : file.refused) {
    EXPECT_FALSE(refusal.message_zh().empty());
    EXPECT_FALSE(refusal.message_en().empty());
    text += "!" + std::to_string(refusal.line()) + " " + refusal.column() + "; ";
  }
  return text;
}

constexpr char kFull[] =
    "证件类型,证件号码,姓名,出生日期,户号,街镇,险种,救助类别,审批项目,起始日期,截止日期\n";
constexpr char kShort[] = "cert_no,name,birth_date,identity,from,until\n";

struct Case {
  const char* name;
  std::string csv;
  const char* file;
};

class RegisterCsvTest : public testing::TestWithParam<Case> {};

TEST_P(RegisterCsvTest, Reads) {
  const absl::StatusOr<RegisterFile> file = ParseRegisterCsv(GetParam().csv);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(TextOf(*file), GetParam().file);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RegisterCsvTest,
    testing::Values(
        Case{"EveryColumn",
             std::string(kFull) +
                 "01,A1,甲,1950-01-02,H1,安亭镇,390,dibao,jd-topup,2012-01-01,2012-12-31\n",
             "2 01/A1 甲 1950-01-02 h[H1@2012-01-01..2012-12-31,] t[安亭镇@2012-01-01..2012-12-31,]"
             " i[390@2012-01-01..2012-12-31,] d[dibao@2012-01-01..2012-12-31,]"
             " a[jd-topup@2012-01-01..2012-12-31,]; "},
        Case{"IncomeInYuan",
             "cert_no,name,from,until,家庭年收入\nA1,甲,2012-01-01,2012-12-31,48000\n"
             "A1,甲,2013-01-01,,48000.5\nA1,甲,2013-01-01,,\n",
             "2 01/A1 甲  h[] t[] i[] d[] a[]; 4800000@2012-01-01..2012-12-31; "
             "4800050@2013-01-01..; "},
        Case{"IncomeIsNoNumber",
             "cert_no,name,from,household_income\nA1,甲,2012-01-01,4万\nB1,乙,2012-01-01,-1\n"
             "C1,丙,2012-01-01,100000000000.01\nD1,丁,2012-01-01,100000000000\n",
             "5 01/D1 丁  h[] t[] i[] d[] a[]; 10000000000000@2012-01-01..; !2 household_income; "
             "!3 household_income; !4 household_income; "},
        Case{"ByteOrderMarkAndCrlf",
             "\xef\xbb\xbf"
             "cert_no,name,from\r\nA1,甲,2012-01-01\r\n",
             "2 01/A1 甲  h[] t[] i[] d[] a[]; "},
        Case{"Gb18030", "cert_no,name,from,town\nA1,\xbc\xd7,2012-01-01,\xb0\xb2\xcd\xa4\xd5\xf2\n",
             "2 01/A1 甲  h[] t[安亭镇@2012-01-01..,] i[] d[] a[]; "},
        Case{"AnyOrderAnyLanguage", "until,姓名,identity,起始日期,cert_no\n,甲,dibao,2012/6/1,A1\n",
             "2 01/A1 甲  h[] t[] i[] d[dibao@2012-06-01..,] a[]; "},
        Case{"SpacesAround", " cert_no , name,from, town\n A1 , 甲 ,20120601, 安亭镇 \n",
             "2 01/A1 甲  h[] t[安亭镇@2012-06-01..,] i[] d[] a[]; "},
        Case{"OnlyAHeader", kShort, ""},
        Case{
            "RowsOfOneCardAreOnePerson",
            std::string(kShort) +
                "A1,甲,,dibao,2012-01-01,\nB2,乙,,x,2012-01-01,\na 1,甲,1950-01-02,y,2012-02-01,\n",
            "2 01/a 1 甲 1950-01-02 h[] t[] i[] d[dibao@2012-01-01..,y@2012-02-01..,] a[];"
            " 3 01/B2 乙  h[] t[] i[] d[x@2012-01-01..,] a[]; "},
        Case{"TwoTypesAreTwoCards",
             "cert_type,cert_no,name,from\n01,A1,甲,2012-01-01\n02,A1,乙,2012-01-01\n",
             "2 01/A1 甲  h[] t[] i[] d[] a[]; 3 02/A1 乙  h[] t[] i[] d[] a[]; "},
        Case{"EmptyLinesAndRowsOfCommas",
             std::string(kShort) + "\n,,,,,\nA1,甲,,,2012-01-01,\n , ,,,,\n",
             "4 01/A1 甲  h[] t[] i[] d[] a[]; "},
        Case{"QuotedNewlineKeepsTheLines",
             std::string(kShort) + "A1,\"甲\n乙\",,x,2012-01-01,\nB2,乙,bad,x,2012-01-01,\n",
             "!2 name; !4 birth_date; "},
        Case{"BadRowGoesAlone",
             std::string(kShort) +
                 "A1,甲,,x,2012-01-01,\nB2,乙,,x,2012-13-01,\nC3,丙,,x,2012-01-01,\n",
             "2 01/A1 甲  h[] t[] i[] d[x@2012-01-01..,] a[];"
             " 4 01/C3 丙  h[] t[] i[] d[x@2012-01-01..,] a[]; !3 from; "},
        Case{"TheWholePersonOfABadRowIsLeftOut",
             std::string(kShort) +
                 "A1,甲,,x,2012-01-01,\nA1,甲,,y,nonsense,\na1,甲,,z,2012-01-01,\n",
             "!3 from; "},
        Case{"AlsoWhenTheBadRowComesFirst",
             std::string(kShort) + "A1,甲,,x,,\nA1,甲,,y,2012-01-01,\n", "!2 from; "},
        Case{"AlsoWhenARowIsTooShort", std::string(kShort) + "A1,甲,,y,2012-01-01,\nA1,甲\n",
             "!3 ; "},
        Case{"TooManyCells", std::string(kShort) + "A1,甲,,y,2012-01-01,,\n", "!2 ; "},
        Case{"StrayQuoteGoesAlone",
             std::string(kShort) + "A1,\"甲,,x,2012-01-01,\nB2,乙,,x,2012-01-01,\n",
             "3 01/B2 乙  h[] t[] i[] d[x@2012-01-01..,] a[]; !2 ; "},
        Case{"OtherBirthDate",
             std::string(kShort) +
                 "A1,甲,1950-01-02,x,2012-01-01,\nA1,甲,1950-01-03,y,2012-01-01,\n",
             "!3 birth_date; "},
        Case{"TheSameBirthDateWrittenOtherwise",
             std::string(kShort) + "A1,甲,1950-01-02,x,2012-01-01,\nA1,甲,1950/1/2,y,2012-01-01,\n",
             "2 01/A1 甲 1950-01-02 h[] t[] i[] d[x@2012-01-01..,y@2012-01-01..,] a[]; "},
        Case{"OtherName", std::string(kShort) + "A1,甲,,x,2012-01-01,\nA1,乙,,y,2012-01-01,\n",
             "!3 name; "},
        Case{"NoNumber", std::string(kShort) + ",甲,,x,2012-01-01,\n", "!2 cert_no; "},
        Case{"NoFrom", std::string(kShort) + "A1,甲,,x,,\n", "!2 from; "},
        Case{"SpanReversed", std::string(kShort) + "A1,甲,,x,2012-01-02,2012-01-01\n",
             "!2 until; "},
        Case{"OneDay", std::string(kShort) + "A1,甲,,x,2012-01-01,2012-01-01\n",
             "2 01/A1 甲  h[] t[] i[] d[x@2012-01-01..2012-01-01,] a[]; "},
        Case{"ColumnAsTheFileNamesIt", "证件号码,姓名,起始日期\nA1,甲,昨天\n", "!2 起始日期; "},
        Case{"TooLong", std::string(kShort) + std::string(51, '7') + ",甲,,x,2012-01-01,\n",
             "!2 cert_no; "},
        Case{"ControlCharacter", std::string(kShort) + "A1,甲,,x\x01,2012-01-01,\n",
             "!2 identity; "}),
    [](const auto& row) { return row.param.name; });

struct HeaderCase {
  const char* name;
  std::string csv;
  v1::Reason reason;
  const char* field;
  const char* found;
};

class HeaderTest : public testing::TestWithParam<HeaderCase> {};

TEST_P(HeaderTest, IsRefused) {
  const absl::StatusOr<RegisterFile> file = ParseRegisterCsv(GetParam().csv);
  ASSERT_FALSE(file.ok());
  const v1::ErrorDetail detail = DetailOf(file.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  EXPECT_EQ(detail.found(), GetParam().found);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HeaderTest,
    testing::Values(
        HeaderCase{"EmptyFile", "", v1::FIELD_MISSING, "header", ""},
        HeaderCase{"NoHeader", "A1,甲,2012-01-01\n", v1::FIELD_MISSING, "header", ""},
        HeaderCase{"BrokenHeader", "cert_no,\"name\n", v1::FIELD_MISSING, "header", ""},
        HeaderCase{"UnknownColumn", "cert_no,name,from,手机\n", v1::FIELD_UNKNOWN_VALUE, "header",
                   "手机"},
        HeaderCase{"EmptyColumn", "cert_no,name,from,\n", v1::FIELD_UNKNOWN_VALUE, "header", ""},
        HeaderCase{"LooksPersonal", "cert_no,name,from,310114\n", v1::FIELD_UNKNOWN_VALUE, "header",
                   ""},
        HeaderCase{"ColumnTwice", "cert_no,name,from,证件号码\n", v1::FIELD_MALFORMED, "header",
                   "证件号码"},
        HeaderCase{"NoNumberColumn", "name,from\n", v1::FIELD_MISSING, "证件号码 cert_no", ""},
        HeaderCase{"NoNameColumn", "cert_no,from\n", v1::FIELD_MISSING, "姓名 name", ""},
        HeaderCase{"NoFromColumn", "cert_no,name\n", v1::FIELD_MISSING, "起始日期 from", ""},
        HeaderCase{"NoCharset", "cert_no,name,from\n\xff\xff", v1::FIELD_NOT_UTF8, "file", ""}),
    [](const auto& row) { return row.param.name; });

// Every kind of refused row, with a canary in every cell: no message repeats a cell.
TEST(RegisterCsvTest, NoRefusalTellsWhoItIsAbout) {
  const std::string rows =
      "CANARY,金丝雀,CANARY,x,2012-01-01,\n"
      "CANARY2,金丝雀,,x,CANARY,金丝雀\n"
      "CANARY3,金丝雀,,x,2012-01-01\n"
      "CANARY4,\"金丝雀\"x,,x,2012-01-01,\n"
      "CANARY5,金丝雀甲,1950-01-01,x,2012-01-01,\n"
      "CANARY5,金丝雀乙,1950-01-01,x,2012-01-01,\n"
      "CANARY6,金丝雀,,CANARY\x01,2012-01-01,\n"
      ",金丝雀,,x,2012-01-01,\n";
  const absl::StatusOr<RegisterFile> file = ParseRegisterCsv(kShort + rows);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(file->persons.empty());
  EXPECT_EQ(file->refused.size(), 7U);
  for (const v1::ImportRefusal& refusal : file->refused) {
    const std::string text = refusal.SerializeAsString();
    EXPECT_EQ(text.find("CANARY"), std::string::npos) << refusal.ShortDebugString();
    EXPECT_EQ(text.find("金丝雀"), std::string::npos) << refusal.ShortDebugString();
  }
}

}  // namespace
}  // namespace yizhan::files
