// A hospital's file: what a row says, and every way in which it may say nothing.

#include "adapters/files/hospital_books.h"

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

constexpr char kHead[] = "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag\n";

struct Read {
  absl::Status status;
  HospitalBooks books;
  std::vector<v1::BookedRow> rows;
};

Read ReadAll(const std::string& bytes) {
  Read read;
  auto books = ReadHospitalBooks(bytes, [&](v1::BookedRow row) { read.rows.push_back(row); });
  read.status = books.status();
  if (books.ok()) read.books = *std::move(books);
  return read;
}

TEST(HospitalBooksTest, ReadsBookingsRefundsAndWhatGotNoAnswer) {
  const Read read = ReadAll(std::string(kHead) +
                            "S1,V1,100.00,60.50,5,0\n"
                            "S1,V1,-100.00,-60.50,-5.00,1\n"
                            "\n"
                            "S2,V2,,,,\n"
                            ",,,,,\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_TRUE(read.books.refused.empty());
  EXPECT_EQ(read.books.rows, 3U);
  ASSERT_EQ(read.rows.size(), 3U);
  EXPECT_EQ(read.rows[0].line(), 2U);
  EXPECT_EQ(read.rows[0].bill_no(), "S1");
  EXPECT_EQ(read.rows[0].visit_no(), "V1");
  EXPECT_FALSE(read.rows[0].refund());
  EXPECT_EQ(read.rows[0].sums().total_fen(), 10'000);
  EXPECT_EQ(read.rows[0].sums().funds_fen(), 6'050);
  EXPECT_EQ(read.rows[0].sums().account_fen(), 500);
  EXPECT_TRUE(read.rows[1].refund());
  EXPECT_EQ(read.rows[1].sums().total_fen(), 10'000);
  EXPECT_FALSE(read.rows[2].has_sums());
}

TEST(HospitalBooksTest, KnowsChineseNamesInAnyOrderAndPassesOverOthers) {
  const Read read = ReadAll("总费用,姓名,基金支付,结算编号\n7.00,张三,3.00,S9\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_EQ(read.rows.size(), 1U);
  EXPECT_EQ(read.rows[0].bill_no(), "S9");
  EXPECT_EQ(read.rows[0].sums().account_fen(), 0);
}

TEST(HospitalBooksTest, ReadsGb18030AndTitlesAboveTheHead) {
  // "对账明细" / "结算编号,总费用,基金支付" / "合计"
  const Read read = ReadAll(
      "\xb6\xd4\xd5\xcb\xc3\xf7\xcf\xb8,,\r\n"
      "\xbd\xe1\xcb\xe3\xb1\xe0\xba\xc5,\xd7\xdc\xb7\xd1\xd3\xc3,"
      "\xbb\xf9\xbd\xf0\xd6\xa7\xb8\xb6\r\n"
      "S1,7.00,3.00\r\n"
      "\xba\xcf\xbc\xc6,7.00,3.00\r\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_TRUE(read.books.refused.empty());
  EXPECT_EQ(read.books.sum_rows, 1U);
  ASSERT_EQ(read.rows.size(), 1U);
  EXPECT_EQ(read.rows[0].line(), 3U);
  EXPECT_EQ(read.rows[0].bill_no(), "S1");
  EXPECT_EQ(read.rows[0].sums().funds_fen(), 300);
}

struct BadFile {
  const char* name;
  const char* bytes;
  v1::Reason reason;
  const char* field;
};
class BadFileTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadFileTest, IsRefused) {
  const Read read = ReadAll(GetParam().bytes);
  EXPECT_EQ(ReasonOf(read.status), GetParam().reason) << read.status;
  EXPECT_EQ(DetailOf(read.status).field(), GetParam().field);
  EXPECT_TRUE(read.rows.empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadFileTest, testing::Values(
    BadFile{"Empty", "", v1::FIELD_MISSING, "header"},
    BadFile{"NoBillNumber", "medfee_sumamt,fund_pay_sumamt\n", v1::FIELD_MISSING, "结算编号 setl_id"},
    BadFile{"NoTotal", "setl_id,fund_pay_sumamt\n", v1::FIELD_MISSING, "总费用 medfee_sumamt"},
    BadFile{"NoFunds", "setl_id,medfee_sumamt\n", v1::FIELD_MISSING, "基金支付 fund_pay_sumamt"},
    BadFile{"AColumnTwice", "setl_id,结算编号,medfee_sumamt,fund_pay_sumamt\n", v1::FIELD_MALFORMED, "header"},
    BadFile{"NoText", "\xff\xff\xff", v1::FIELD_NOT_UTF8, "file"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

struct BadRow {
  const char* name;
  const char* line;
  v1::Reason reason;
  const char* field;
};
class BadRowTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadRowTest, IsListedAndTheRestGoesOn) {
  const Read read = ReadAll(std::string(kHead) + GetParam().line + "\nS2,V2,7.00,3.00,0,0\n");
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_EQ(read.books.refused.size(), 1U);
  EXPECT_EQ(read.books.refused[0].line, 2U);
  EXPECT_EQ(read.books.refused[0].reason.reason(), GetParam().reason);
  EXPECT_EQ(read.books.refused[0].reason.field(), GetParam().field);
  ASSERT_EQ(read.rows.size(), 1U);
  EXPECT_EQ(read.rows[0].bill_no(), "S2");
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadRowTest, testing::Values(
    BadRow{"NoBillNumber", ",V1,7.00,3.00,0,0", v1::FIELD_MISSING, "setl_id"},
    BadRow{"TooFewCells", "S1,V1,7.00", v1::FIELD_MALFORMED, ""},
    BadRow{"NoAmount", "S1,V1,seven,3.00,0,0", v1::FIELD_MALFORMED, "medfee_sumamt"},
    BadRow{"ThreeDecimals", "S1,V1,7.001,3.00,0,0", v1::FIELD_MALFORMED, "medfee_sumamt"},
    BadRow{"NegativeBooking", "S1,V1,7.00,-3.00,0,0", v1::FIELD_MALFORMED, "fund_pay_sumamt"},
    BadRow{"HalfAnAnswer", "S1,V1,7.00,,0,0", v1::FIELD_MALFORMED, "fund_pay_sumamt"},
    BadRow{"StrangeFlag", "S1,V1,7.00,3.00,0,2", v1::FIELD_UNKNOWN_VALUE, "refd_setl_flag"},
    BadRow{"RefundWithoutSums", "S1,V1,,,,1", v1::FIELD_MALFORMED, "medfee_sumamt"},
    BadRow{"StrayQuote", "S1,V\"1,7.00,3.00,0,0", v1::FIELD_MALFORMED, ""}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::files
