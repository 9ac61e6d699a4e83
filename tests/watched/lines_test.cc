// Rows as bills, and lists as lines. One good list; each row says what it changes of it.

#include "adapters/watched/list_lines.h"

#include "adapters/files/charset.h"
#include "adapters/watched/result_rows.h"
#include "engine/base/refusal.h"
#include "tests/watched/good_list.h"

namespace yizhan::watched {
namespace {

std::vector<ListLine> LinesOf(const std::string& text, ListKind kind) {
  std::vector<ListLine> found;
  absl::StatusOr<ListLines> lines = ListLines::FromText(text, kind);
  EXPECT_TRUE(lines.ok()) << lines.status();
  if (!lines.ok()) return found;
  while (std::optional<ListLine> line = lines->Next()) found.push_back(*std::move(line));
  return found;
}

absl::StatusOr<v1::SettleRequest> ReadFirst(const Changes& changes) {
  const std::string text = Changed(std::string(kHead) + kFirst, changes);
  absl::StatusOr<ListLines> lines = ListLines::FromText(text, ListKind::kCsv);
  if (!lines.ok()) return lines.status();
  const std::optional<ListLine> line = lines->Next();
  if (!line.has_value()) return absl::NotFoundError("no line");
  if (!line->fault.ok()) return line->fault;
  return RereadLine(line->raw, "H1");
}

std::string BillText(const v1::Bill& bill) {
  std::string text =
      bill.bill_no() + "/" + std::to_string(bill.revision()) + " " + bill.visit_no() + " " +
      v1::CareKind_Name(bill.care_kind()) + " " + bill.service_start() + ".." + bill.service_end() +
      " " + bill.accounting_date() + " " + std::to_string(bill.total_fen()) + "=" +
      std::to_string(bill.in_scope_fen()) + "+" + std::to_string(bill.pre_self_pay_fen()) + "+" +
      std::to_string(bill.over_limit_fen()) + "+" + std::to_string(bill.out_of_scope_fen()) +
      " paid";
  for (const v1::InsurerPayment& paid : bill.insurer_payments()) {
    text += " " + paid.fund_code() + "=" + std::to_string(paid.amount_fen());
  }
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    text += " aid " + aid.fund_code() + "=" + std::to_string(aid.amount_fen());
  }
  text += " hospital " + std::to_string(bill.hospital_borne_fen()) + " account " +
          std::to_string(bill.account_pay_fen()) + " dx";
  for (const std::string& code : bill.diagnoses()) text += " " + code;
  return text;
}

struct AcceptedRow {
  const char* name;
  Changes changes;
  const char* bill;
};

// clang-format off
const AcceptedRow kAccepted[] = {
    {"AsItIs", {}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"NationalNames", {{"结算编号", "setl_id"}, {"就诊号", "mdtrt_id"}, {"证件号码", "certno"}, {"姓名", "psn_name"}, {"医疗类别", "med_type"}, {"开始日期", "begntime"}, {"结束日期", "endtime"}, {"结算日期", "setl_time"}, {"诊断", "diag_code"}, {"总费用", "medfee_sumamt"}, {"政策范围内", "inscp_scp_amt"}, {"全自费", "fulamt_ownpay_amt"}, {"基金310100", "fund310100"}, {"个人账户支付", "acct_pay"}}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"SpacesAroundNames", {{"结算编号,", " 结算编号 ,"}}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"StartIsTheEnd", {{"2012-06-20", ""}}, "S1/0 V1 INPATIENT 2012-06-28..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"WideSemicolon", {{"I10;E11.9", "I10；E11.9； "}}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"R9AidIsUpstreamAid", {{"基金310100", "基金610100"}}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid aid 610100=6000 hospital 0 account 1000 dx I10 E11.9"},
    {"EveryBucket", {{"全自费", "先行自付,超限价自付,全自费,医院负担,版次"}, {",30.00,", ",1.00,2.00,27.00,0.50,3,"}}, "S1/3 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+100+200+2700 paid 310100=6000 hospital 50 account 1000 dx I10 E11.9"},
    {"ShortRow", {{",10.00\r\n", "\r\n"}}, "S1/0 V1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 0 dx I10 E11.9"},
    {"QuotedCells", {{"S1,V1", "\"S1\",\"V\"\"1\""}}, "S1/0 V\"1 INPATIENT 2012-06-20..2012-06-28 2012-06-29 13000=10000+0+0+3000 paid 310100=6000 hospital 0 account 1000 dx I10 E11.9"},
};
// clang-format on

class AcceptedTest : public ::testing::TestWithParam<AcceptedRow> {};

TEST_P(AcceptedTest, IsThisBill) {
  const auto request = ReadFirst(GetParam().changes);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(BillText(request->bill()), GetParam().bill);
  EXPECT_EQ(request->person().card().cert_no(), "CANARYNO1");
  EXPECT_EQ(request->bill().SerializeAsString().find("CANARY"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Lines, AcceptedTest, ::testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

TEST(MessageIdTest, IsOfTheNaturalKey) {
  const std::string one = ReadFirst({})->bill().message_id();
  EXPECT_EQ(one.size(), 41U);
  EXPECT_EQ(ReadFirst({{"V1", "V9"}})->bill().message_id(), one);
  EXPECT_NE(ReadFirst({{"S1", "S9"}})->bill().message_id(), one);
  EXPECT_NE(ReadFirst({{"全自费", "版次"}, {",30.00,", ",1,"}})->bill().message_id(), one);
  EXPECT_EQ(ReadFirst({{"姓名", "报文号"}, {"金丝雀", "M1"}})->bill().message_id(), "M1");
}

struct RefusedLine {
  const char* name;
  Changes changes;
  v1::Reason reason;
  const char* field;
};

// clang-format off
const RefusedLine kRefused[] = {
    {"HeaderWithoutATotal", {{"总费用", "备注"}}, v1::FIELD_MISSING, "表头"},
    {"HeaderWithoutAnyNumber", {{"结算编号", "备注"}}, v1::FIELD_MISSING, "表头"},
    {"HeaderWithAColumnTwice", {{"姓名", "结算编号"}}, v1::FIELD_MALFORMED, "表头"},
    {"HeaderWithAFundTwice", {{"姓名", "基金310100"}}, v1::FIELD_MALFORMED, "表头"},
    {"HeaderWithAnUnknownColumn", {{"姓名", "性别"}}, v1::FIELD_UNKNOWN_VALUE, "表头"},
    {"FundMisspelt", {{"基金310100", "基金 310100"}}, v1::FIELD_UNKNOWN_VALUE, "表头"},
    {"FundWithoutACode", {{"基金310100", "基金"}}, v1::FIELD_UNKNOWN_VALUE, "表头"},
    {"HeaderWithAStrayQuote", {{"姓名", "姓\"名"}}, v1::FIELD_MALFORMED, "表头"},
    {"NoVisit", {{"V1", " "}}, v1::FIELD_MISSING, "就诊号"},
    {"NoCard", {{"CANARYNO1", ""}}, v1::FIELD_MISSING, "证件号码"},
    {"NoNumber", {{"S1", ""}}, v1::FIELD_MISSING, "结算编号"},
    {"NumberTooLong", {{"S1", "S123456789012345678901234567890"}}, v1::FIELD_TOO_LONG, "结算编号"},
    {"CareOfNoTable", {{",21,", ",77,"}}, v1::FIELD_UNKNOWN_VALUE, "医疗类别"},
    {"NoDay", {{"2012/6/29", "2012/6/31"}}, v1::FIELD_MALFORMED, "结算日期"},
    {"NoEnd", {{"2012-06-28", ""}}, v1::FIELD_MISSING, "结束日期"},
    {"AmountIsNone", {{"130.00", "abc"}}, v1::FIELD_MALFORMED, "总费用"},
    {"ThreeDecimals", {{"60.00", "60.001"}}, v1::FIELD_MALFORMED, "基金310100"},
    {"ThousandsInQuotes", {{"130.00", "\"1,300.00\""}}, v1::FIELD_MALFORMED, "总费用"},
    {"Negative", {{"60.00", "-60.00"}}, v1::AMOUNT_NEGATIVE, "基金310100"},
    {"TooMuch", {{",30.00,", ",100000000000.01,"}}, v1::AMOUNT_TOO_LARGE, "全自费"},
    {"RevisionIsNone", {{"全自费", "版次"}, {",30.00,", ",x,"}}, v1::FIELD_MALFORMED, "版次"},
    {"TooManyCells", {{"10.00\r\n", "10.00,1\r\n"}}, v1::FIELD_MALFORMED, "列数"},
    {"ControlCharacter", {{"V1", "V\x01"}}, v1::FIELD_MALFORMED, "就诊号"},
    {"StrayQuote", {{"V1", "V\"1"}}, v1::FIELD_MALFORMED, "行"},
    {"OtherHospital", {{"姓名", "机构编号"}, {"金丝雀", "H2"}}, v1::NOT_ALLOWED, "机构编号"},
};
// clang-format on

class RefusedTest : public ::testing::TestWithParam<RefusedLine> {};

TEST_P(RefusedTest, SaysWhere) {
  const auto request = ReadFirst(GetParam().changes);
  ASSERT_FALSE(request.ok());
  const v1::ErrorDetail detail = DetailOf(request.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  const std::string row = ResultText(RefusedRow(request.status()));
  EXPECT_EQ(row.find("CANARY"), std::string::npos);
  EXPECT_EQ(row.find("金丝雀"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Lines, RefusedTest, ::testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(LinesTest, FiftyDiagnosesAreTheMost) {
  std::string many = "I10";
  for (int i = 0; i < 50; ++i) many += ";I10";
  EXPECT_EQ(ReasonOf(ReadFirst({{"I10;E11.9", many}}).status()), v1::TOO_MANY_ITEMS);
}

TEST(LinesTest, OfACsvAreCountedAsAnEditorDoes) {
  const std::string text = std::string(kHead) + kFirst + "\r\n,,,,\r\n" +
                           Changed(kSecond, {{"金丝雀", "\"金\n丝雀\""}}) + kFirst;
  const std::vector<ListLine> lines = LinesOf(text, ListKind::kCsv);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].line, 2U);
  EXPECT_EQ(lines[1].line, 5U);
  EXPECT_EQ(lines[2].line, 7U);
  const auto second = RereadLine(lines[1].raw, "H1");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->bill().bill_no(), "S2");
}

TEST(LinesTest, OfJsonArePassedOverWhenEmpty) {
  const std::string text = "\n  \n" + std::string(kJsonSettle) + "\r\n[1]\n" + kJsonReverse;
  const std::vector<ListLine> lines = LinesOf(text, ListKind::kJsonLines);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].line, 3U);
  EXPECT_TRUE(RereadLine(lines[0].raw, "H1").ok());
  EXPECT_EQ(ReasonOf(lines[1].fault), v1::FIELD_MALFORMED);
  EXPECT_EQ(lines[2].line, 6U);
  EXPECT_EQ(DetailOf(RereadLine(lines[2].raw, "H1").status()).field(), "infno");
  EXPECT_EQ(ReasonOf(ReadLine(lines[0].raw, "H2").status()), v1::NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(ReadLine("{}", "H1").status()), v1::FIELD_MISSING);
}

TEST(LinesTest, HaveALimit) {
  const std::string long_memo(4000, 'x');
  std::string row = kFirst;
  std::string head = kHead;
  for (int i = 0; i < 20; ++i) {
    head.insert(0, "基金" + std::to_string(100 + i) + ",");
    row.insert(0, long_memo + ",");
  }
  const std::vector<ListLine> csv = LinesOf(head + row, ListKind::kCsv);
  ASSERT_EQ(csv.size(), 1U);
  EXPECT_EQ(ReasonOf(csv[0].fault), v1::FIELD_TOO_LONG);
  const std::vector<ListLine> json =
      LinesOf("{" + std::string(kLineBytesMax, ' ') + "}\n", ListKind::kJsonLines);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(ReasonOf(json[0].fault), v1::FIELD_TOO_LONG);
}

TEST(LinesTest, OfOneListHaveALimit) {
  const std::string many(kLinesMax + 1, '\n');
  EXPECT_EQ(ReasonOf(ListLines::FromText(many, ListKind::kJsonLines).status()), v1::TOO_MANY_ITEMS);
  EXPECT_EQ(ReasonOf(ListLines::FromText("", ListKind::kCsv).status()), v1::FIELD_MISSING);
  std::string head = kHead;
  for (int i = 0; i < 51; ++i) head.insert(0, "基金" + std::to_string(i) + ",");
  EXPECT_FALSE(ListLines::FromText(head, ListKind::kCsv).ok());
}

TEST(LinesTest, ALineAloneNeedsItsHeader) {
  EXPECT_EQ(ReasonOf(ReadLine("", "H1").status()), v1::FIELD_MALFORMED);
  EXPECT_EQ(ReasonOf(ReadLine(kHead, "H1").status()), v1::FIELD_MALFORMED);
  EXPECT_EQ(ReasonOf(ReadLine("a,b\nc,d", "H1").status()), v1::FIELD_UNKNOWN_VALUE);
}

TEST(CsvRowTest, QuotesWhatNeedsIt) {
  EXPECT_EQ(CsvRow({"a", "", "b,c", "d\"e", "f\ng"}), "a,,\"b,c\",\"d\"\"e\",\"f\ng\"");
  EXPECT_EQ(CsvRow({""}), "\"\"");
}

TEST(ResultTest, FormulasAreNeutralised) {
  for (const char* text : {"=1+1", "+1", "-1", "@x"}) {
    const std::string row = ResultText({.line = 2, .message_id = text, .outcome = "拒绝"});
    EXPECT_NE(row.find(std::string(",'") + text), std::string::npos) << row;
  }
  EXPECT_EQ(
      ResultText(
          {.line = 2, .message_id = "a\r\nb", .outcome = "结算", .number = 7, .aid = "-1.00"}),
      "2,a  b,结算,7,-1.00,,,,\r\n");
}

TEST(ResultTest, AReasonIsCutAtACharacter) {
  std::string field;
  for (int i = 0; i < 200; ++i) field += "字";
  const ResultRow row = RefusedRow(Refuse({.reason = v1::FIELD_MISSING, .field = field}));
  EXPECT_LE(row.reason.size(), kReasonBytesMax);
  EXPECT_TRUE(files::ToUtf8(row.reason).ok());
  EXPECT_EQ(files::ToUtf8(row.reason).value(), row.reason);
}

struct PartRow {
  const char* name;
  std::string part;
  std::size_t rows_bytes;  // Behind the head; npos: not even the head.
  std::uint32_t last_line;
};

TEST(ResultTest, OfABrokenOffPartWholeRowsCount) {
  const PartRow rows[] = {
      {"Empty", "", std::string::npos, 0},
      {"OtherFile", "行号", std::string::npos, 0},
      {"HeadOnly", ResultHead(), 0, 0},
      {"OneAndAHalf", ResultHead() + "2,a\r\n3,", 5, 2},
      {"NoNumber", ResultHead() + "2,a\r\nx,b\r\n", 5, 2},
      {"NumbersAlone", ResultHead() + "2\r\n", 0, 0},
      {"NotRising", ResultHead() + "3,a\r\n3,a\r\n", 5, 3},
  };
  for (const PartRow& row : rows) {
    const Written written = WholeRows(row.part);
    const std::size_t bytes =
        row.rows_bytes == std::string::npos ? 0 : ResultHead().size() + row.rows_bytes;
    EXPECT_EQ(written.bytes, bytes) << row.name;
    EXPECT_EQ(written.last_line, row.last_line) << row.name;
  }
}

}  // namespace
}  // namespace yizhan::watched
