// A hospital's workbook: what its cells say, where its head may lie, and every way in which it may
// be none.

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/files/hospital_books.h"
#include "adapters/files/sheet_rows.h"
#include "adapters/files/xlsx.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/files/make_xlsx.h"

namespace yizhan::files {
namespace {

const std::vector<std::string> kHead = {"setl_id",         "mdtrt_id", "medfee_sumamt",
                                        "fund_pay_sumamt", "acct_pay", "refd_setl_flag"};

struct Read {
  absl::Status status;
  HospitalBooks books;
  std::vector<v1::BookedRow> rows;
};

Read ReadBytes(const std::string& bytes) {
  Read read;
  auto books = ReadHospitalBooks(bytes, [&](v1::BookedRow row) { read.rows.push_back(row); });
  read.status = books.status();
  if (books.ok()) read.books = *std::move(books);
  return read;
}

Read ReadRows(const std::string& rows, const std::string& shared = "") {
  return ReadBytes(MakeXlsx({{.name = "明细", .rows = rows}}, shared));
}

// "line bill visit total/funds/account[-][?]; ..."
std::string TextOf(const std::vector<v1::BookedRow>& rows) {
  std::string text;
  for (const v1::BookedRow& row : rows) {
    text += std::to_string(row.line()) + " " + row.bill_no() + " " + row.visit_no() + " ";
    const v1::StatedSums& sums = row.sums();
    text += row.has_sums()
                ? std::to_string(sums.total_fen()) + "/" + std::to_string(sums.funds_fen()) + "/" +
                      std::to_string(sums.account_fen())
                : "?";
    text += row.refund() ? "-; " : "; ";
  }
  return text;
}

TEST(HospitalXlsxTest, ReadsTextsNumbersRefundsAndWhatGotNoAnswer) {
  const Read read = ReadRows(
      RowXml(1, kHead) + RowXml(2, {"S1", "V1", "#1234.5600000000001", "#1.2E3", "#5", "#0"}) +
      RowXml(3, {"S1", "V1", "-1234.56", "#-1200", "#-5", "#1"}) + "<row r=\"4\"/>" +
      RowXml(7, {"#20120629", "", "100.50", "60"}) + RowXml(8, {"S3", "V3"}));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_TRUE(read.books.refused.empty());
  EXPECT_EQ(read.books.rows, 4U);
  EXPECT_EQ(read.books.sheet, "明细");
  EXPECT_EQ(TextOf(read.rows),
            "2 S1 V1 123456/120000/500; 3 S1 V1 123456/120000/500-; 7 20120629  10050/6000/0; "
            "8 S3 V3 ?; ");
}

TEST(HospitalXlsxTest, ReadsSharedTextsInPartsAndWithoutHowTheyAreReadAloud) {
  std::string shared;
  for (const std::string& name : kHead) shared += "<si><t>" + name + "</t></si>";
  shared += "<si><r><t>S</t></r><r><t xml:space=\"preserve\">7</t></r><rPh><t>x</t></rPh></si>";
  std::string head = "<row>";
  for (int i = 0; i < 6; ++i) head += "<c t=\"s\"><v>" + std::to_string(i) + "</v></c>";
  const Read read = ReadRows(head +
                                 "</row><row><c t=\"s\"><v>6</v></c><c/><c><v>7</v></c>"
                                 "<c t=\"str\"><f>1+2</f><v>3.00</v></c><c/><c t=\"b\"><v>1</v></c>"
                                 "</row>",
                             shared);
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(TextOf(read.rows), "2 S7  700/300/0-; ");
}

TEST(HospitalXlsxTest, KnowsNamesWithAPrefix) {
  const auto cell = [](const std::string& text) {
    return "<x:c t=\"inlineStr\"><x:is><x:t>" + text + "</x:t></x:is></x:c>";
  };
  std::string head;
  for (const std::string& name : kHead) head += cell(name);
  const std::string row =
      cell("S1") + cell("V1") + "<x:c><x:v>7</x:v></x:c><x:c><x:v>3</x:v></x:c>";
  const Read read = ReadRows("<x:g xmlns:x=\"urn:x\"><x:row>" + head + "</x:row><x:row>" + row +
                             "</x:row></x:g>");
  EXPECT_EQ(TextOf(read.rows), "2 S1 V1 700/300/0; ");
}

TEST(HospitalXlsxTest, TakesTheFirstVisibleSheetWithTheHead) {
  const std::string rows = RowXml(1, kHead) + RowXml(2, {"S1", "V1", "7", "3"});
  const std::string other = RowXml(1, kHead) + RowXml(2, {"S2", "V2", "7", "3"});
  const Read read = ReadBytes(MakeXlsx({{.name = "封面", .rows = RowXml(1, {"安亭医院"})},
                                        {.name = "旧", .rows = other, .state = "hidden"},
                                        {.name = "更旧", .rows = other, .state = "veryHidden"},
                                        {.name = "六月", .rows = rows},
                                        {.name = "七月", .rows = other}}));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.books.sheet, "六月");
  EXPECT_EQ(read.books.sheets_left, 2U);
  EXPECT_EQ(TextOf(read.rows), "2 S1 V1 700/300/0; ");
}

struct HeadRow {
  const char* name;
  std::vector<std::vector<std::string>> head;
};
class HeadTest : public testing::TestWithParam<HeadRow> {};

TEST_P(HeadTest, IsFound) {
  std::string rows;
  int line = 0;
  for (const auto& row : GetParam().head) rows += RowXml(++line, row);
  const Read read = ReadRows(rows + RowXml(++line, {"S1", "V1", "7", "3", "1"}));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_TRUE(read.books.refused.empty());
  EXPECT_EQ(TextOf(read.rows), std::to_string(line) + " S1 V1 700/300/100; ");
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, HeadTest, testing::Values(
    HeadRow{"BelowTitles", {{"安亭医院2012年6月对账明细"}, {"制表人", "王"}, {}, {"结算编号", "就诊号", "总费用", "基金支付", "个人账户支付"}}},
    HeadRow{"MergedDown", {{"结算编号", "就诊号", "费用"}, {"", "", "总费用", "基金支付", "个人账户支付"}}},
    HeadRow{"MergedAcross", {{"结算编号", "就诊号", "总费用"}, {"", "", "总费用", "基金支付", "个人账户支付"}}},
    HeadRow{"InThreeRows", {{"结算编号"}, {"", "就诊号", "费用"}, {"", "", "总费用", "基金支付", "个人账户支付"}}},
    HeadRow{"TwoLanguages", {{"结算编号", "就诊号", "总费用", "基金支付", "个人账户支付"}, {"setl_id", "mdtrt_id", "medfee_sumamt", "fund_pay_sumamt", "acct_pay"}}},
    HeadRow{"SumsInTheTitle", {{"基金支付", "", "", "", "", "", "总费用"}, {"#900", "", "", "", "", "", "#999"}, {"结算编号", "就诊号", "总费用", "基金支付", "个人账户支付"}}}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(HospitalXlsxTest, PassesOverRowsOfSums) {
  const Read read = ReadRows(RowXml(1, kHead) + RowXml(2, {"S1", "V1", "7", "3"}) +
                             RowXml(3, {"合计", "", "7", "3"}) + RowXml(4, {"", "小计", "7", "3"}));
  EXPECT_TRUE(read.books.refused.empty());
  EXPECT_EQ(read.books.sum_rows, 2U);
  EXPECT_EQ(TextOf(read.rows), "2 S1 V1 700/300/0; ");
}

struct BadRow {
  const char* name;
  std::string row;
  const char* field;
};
class BadXlsxRowTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadXlsxRowTest, IsListedAndTheRestGoesOn) {
  const Read read = ReadRows(RowXml(1, kHead) + GetParam().row + RowXml(3, {"S2", "V2", "7", "3"}));
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_EQ(read.books.refused.size(), 1U);
  EXPECT_EQ(read.books.refused[0].line, 2U);
  EXPECT_EQ(read.books.refused[0].reason.field(), GetParam().field);
  EXPECT_EQ(TextOf(read.rows), "3 S2 V2 700/300/0; ");
}

std::string CellsXml(const std::string& cells) { return "<row r=\"2\">" + cells + "</row>"; }
const std::string kTextId = "<c t=\"inlineStr\"><is><t>S1</t></is></c><c/>";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadXlsxRowTest, testing::Values(
    BadRow{"HalfAFen", RowXml(2, {"S1", "V1", "#7.005", "#3"}), "medfee_sumamt"},
    BadRow{"NoiseInAText", RowXml(2, {"S1", "V1", "7.0000000000001", "#3"}), "medfee_sumamt"},
    BadRow{"NegativeBooking", RowXml(2, {"S1", "V1", "#7", "#-3"}), "fund_pay_sumamt"},
    BadRow{"DateAsAmount", RowXml(2, {"S1", "V1", "2012-06-29", "#3"}), "medfee_sumamt"},
    BadRow{"IdThatLostItsDigits", RowXml(2, {"#1.2345678901234568E+18", "V1", "#7", "#3"}), "setl_id"},
    BadRow{"IdOfSixteenDigits", RowXml(2, {"#1234567890123456", "V1", "#7", "#3"}), "setl_id"},
    BadRow{"VisitThatLostItsDigits", RowXml(2, {"S1", "#1.5", "#7", "#3"}), "mdtrt_id"},
    BadRow{"NoId", RowXml(2, {"", "V1", "#7", "#3"}), "setl_id"},
    BadRow{"ErrorAsAmount", CellsXml(kTextId + "<c t=\"e\"><v>#REF!</v></c><c><v>3</v></c>"), "medfee_sumamt"},
    BadRow{"ErrorAsId", CellsXml("<c t=\"e\"><v>#N/A</v></c><c/><c><v>7</v></c><c><v>3</v></c>"), "setl_id"},
    BadRow{"FormulasNeverComputed", CellsXml(kTextId + "<c><f>A1</f></c><c><f>B1</f></c>"), "medfee_sumamt"},
    BadRow{"TextThatIsNotThere", CellsXml("<c t=\"s\"><v>99</v></c><c/><c><v>7</v></c><c><v>3</v></c>"), "setl_id"},
    BadRow{"StrangeFlag", RowXml(2, {"S1", "V1", "#7", "#3", "", "#2"}), "refd_setl_flag"},
    BadRow{"FlagNeverComputed", CellsXml(kTextId + "<c><v>7</v></c><c><v>3</v></c><c/><c><f>A1</f></c>"), "refd_setl_flag"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

using Parts = std::vector<std::pair<std::string, std::string>>;

Parts GoodParts() {
  return XlsxParts({{.name = "S", .rows = RowXml(1, kHead) + RowXml(2, {"S1", "V1", "7", "3"})}});
}

std::string Without(const std::string& name) {
  Parts parts = GoodParts();
  std::erase_if(parts, [&](const auto& part) { return part.first == name; });
  return MakeZip(parts);
}

std::string With(const std::string& name, const std::string& bytes) {
  Parts parts = GoodParts();
  for (auto& part : parts) {
    if (part.first == name) part.second = bytes;
  }
  return MakeZip(parts);
}

// A byte of the sheet's deflated bytes is turned over: the checksum no longer holds.
std::string Damaged() {
  std::string bytes = MakeZip(GoodParts());
  bytes[60] = static_cast<char>(bytes[60] ^ 0x55);
  return bytes;
}

struct BadFile {
  const char* name;
  std::string bytes;
  v1::Reason reason;
  const char* field;
};
class BadWorkbookTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadWorkbookTest, IsRefused) {
  const Read read = ReadBytes(GetParam().bytes);
  EXPECT_EQ(ReasonOf(read.status), GetParam().reason) << read.status;
  EXPECT_EQ(DetailOf(read.status).field(), GetParam().field);
}

const std::string kSheet = "xl/worksheets/sheet0.xml";
const std::string kGood = MakeZip(GoodParts());
std::string OneSheet(const std::string& rows) { return MakeXlsx({{.name = "S", .rows = rows}}); }
const std::string kBomb =
    "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData>"
    "<row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadWorkbookTest, testing::Values(
    BadFile{"CutInHalf", kGood.substr(0, kGood.size() / 2), v1::FIELD_MALFORMED, "file"},
    BadFile{"OnlyTheMark", "PK\x03\x04", v1::FIELD_MALFORMED, "file"},
    BadFile{"AnotherZip", MakeZip({{"a.txt", "a"}}), v1::FIELD_MALFORMED, "file"},
    BadFile{"Damaged", Damaged(), v1::FIELD_MALFORMED, "file"},
    BadFile{"OldXls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", v1::FIELD_MALFORMED, "file"},
    BadFile{"NoWorkbook", Without("xl/workbook.xml"), v1::FIELD_MALFORMED, "file"},
    BadFile{"NoRelations", Without("xl/_rels/workbook.xml.rels"), v1::FIELD_MALFORMED, "file"},
    BadFile{"NoSheet", Without(kSheet), v1::FIELD_MALFORMED, "file"},
    BadFile{"SheetIsNoXml", With(kSheet, "setl_id"), v1::FIELD_MALFORMED, "file"},
    BadFile{"SheetEndsEarly", With(kSheet, "<worksheet><sheetData><row>"), v1::FIELD_MALFORMED, "file"},
    BadFile{"EntitiesOfItsOwn", With(kSheet, kBomb), v1::FIELD_MALFORMED, "file"},
    BadFile{"RowNoSheetHas", OneSheet("<row r=\"1048577\"/>"), v1::FIELD_MALFORMED, "file"},
    BadFile{"RowZero", OneSheet("<row r=\"0\"/>"), v1::FIELD_MALFORMED, "file"},
    BadFile{"CellNowhere", OneSheet("<row r=\"1\"><c r=\"1A\"/></row>"), v1::FIELD_MALFORMED, "file"},
    BadFile{"OnlyHiddenSheets", MakeXlsx({{.name = "S", .rows = "", .state = "hidden"}}), v1::FIELD_MALFORMED, "file"},
    BadFile{"TooManySheets", MakeXlsx(std::vector<SheetXml>(kSheetsMax + 1, {.name = "S", .rows = ""})), v1::TOO_MANY_ITEMS, "file"},
    BadFile{"AManifestThatFillsTheMemory", With("xl/workbook.xml", std::string(kWorkbookBytesMax + 1, ' ')), v1::FIELD_TOO_LONG, "file"},
    BadFile{"NothingInIt", OneSheet(""), v1::FIELD_MISSING, "header"},
    BadFile{"NoHead", OneSheet(RowXml(1, {"S1", "V1", "7", "3"})), v1::FIELD_MISSING, "header"},
    BadFile{"NoFundsColumn", OneSheet(RowXml(1, {"结算编号", "总费用"})), v1::FIELD_MISSING, "基金支付 fund_pay_sumamt"},
    BadFile{"AColumnTwice", OneSheet(RowXml(1, {"setl_id", "总费用", "medfee_sumamt", "fund_pay_sumamt"})), v1::FIELD_MALFORMED, "header"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(BadWorkbookTest, TooManyPartsAreNotRead) {
  Parts parts = GoodParts();
  for (int i = 0; i < kZipPartsMax; ++i) parts.emplace_back("x/" + std::to_string(i), "");
  EXPECT_EQ(ReasonOf(ReadBytes(MakeZip(parts)).status), v1::TOO_MANY_ITEMS);
}

TEST(BadWorkbookTest, APartIsNotInflatedBeyondItsLimit) {
  const std::string bytes = MakeZip({{"part", std::string(1U << 20, 'a')}});
  EXPECT_LT(bytes.size(), 4'096U);
  const absl::StatusOr<ZipParts> parts = ZipParts::Open(bytes);
  ASSERT_TRUE(parts.ok()) << parts.status();
  std::size_t taken = 0;
  const absl::Status read = parts->Read("part", 100'000, [&](std::string_view piece) {
    taken += piece.size();
    return true;
  });
  EXPECT_EQ(ReasonOf(read), v1::FIELD_TOO_LONG);
  EXPECT_LE(taken, 100'000U);
}

TEST(SheetLimitsTest, LongTextsAreCutAndFarColumnsPassedOver) {
  const std::string far = "<row r=\"1\"><c r=\"XFD1\" t=\"str\"><v>far</v></c></row>";
  const std::string text =
      "<row r=\"2\"><c t=\"str\"><v>" + std::string(5'000, 'a') + "</v></c></row>";
  const std::string bytes = MakeXlsx({{.name = "S", .rows = far + text}});
  const absl::StatusOr<Xlsx> xlsx = Xlsx::Open(bytes);
  ASSERT_TRUE(xlsx.ok()) << xlsx.status();
  std::vector<TableRow> rows;
  ASSERT_TRUE(xlsx->ReadSheet(0,
                              [&](const TableRow& row) {
                                rows.push_back(row);
                                return true;
                              })
                  .ok());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].cells[0].text.size(), kCellTextBytesMax);
}

TEST(HospitalXlsxTest, GivesUpBelowTheLastRowAHeadMayTake) {
  std::string rows;
  for (int i = 1; i <= 20; ++i) rows += RowXml(i, {"标题"});
  const Read read = ReadRows(rows + RowXml(21, kHead) + RowXml(22, {"S1", "V1", "7", "3"}));
  EXPECT_EQ(ReasonOf(read.status), v1::FIELD_MISSING);
  EXPECT_TRUE(read.rows.empty());
}

}  // namespace
}  // namespace yizhan::files
