#include "bench/reconcile/hospital_file.h"

#include <xlsxwriter.h>

#include <array>
#include <cstdint>
#include <fstream>

#include "engine/base/check.h"
#include "engine/base/money.h"

namespace yizhan::bench {
namespace {

constexpr std::array<const char*, 6> kNames = {"setl_id",         "mdtrt_id", "medfee_sumamt",
                                               "fund_pay_sumamt", "acct_pay", "refd_setl_flag"};
constexpr double kFenOfYuan = 100;

// A refund's amounts are negative, as most hospitals write them.
std::array<std::int64_t, 3> AmountsOf(const v1::BookedRow& row) {
  const std::int64_t sign = row.refund() ? -1 : 1;
  return {sign * row.sums().total_fen(), sign * row.sums().funds_fen(),
          sign * row.sums().account_fen()};
}

void WriteRow(lxw_worksheet* sheet, lxw_row_t line, const v1::BookedRow& row) {
  worksheet_write_string(sheet, line, 0, row.bill_no().c_str(), nullptr);
  worksheet_write_string(sheet, line, 1, ("V" + row.bill_no()).c_str(), nullptr);
  if (!row.has_sums()) return;
  lxw_col_t column = 2;
  for (const std::int64_t fen : AmountsOf(row)) {
    worksheet_write_number(sheet, line, column++, static_cast<double>(fen) / kFenOfYuan, nullptr);
  }
  worksheet_write_number(sheet, line, column, row.refund() ? 1 : 0, nullptr);
}

}  // namespace

void WriteCsv(const std::vector<v1::BookedRow>& rows, const std::string& path) {
  std::ofstream file(path, std::ios::trunc);
  for (std::size_t i = 0; i < kNames.size(); ++i) file << (i == 0 ? "" : ",") << kNames.at(i);
  file << "\n";
  for (const v1::BookedRow& row : rows) {
    file << row.bill_no() << ",V" << row.bill_no();
    if (row.has_sums()) {
      for (const std::int64_t fen : AmountsOf(row)) file << "," << YuanText(Money::FromFen(fen));
      file << "," << (row.refund() ? 1 : 0) << "\n";
    } else {
      file << ",,,,\n";
    }
  }
  file.close();
  YIZHAN_CHECK(file.good());
}

void WriteXlsx(const std::vector<v1::BookedRow>& rows, const std::string& path) {
  lxw_workbook* const book = workbook_new(path.c_str());
  YIZHAN_CHECK(book != nullptr);
  lxw_worksheet* const sheet = workbook_add_worksheet(book, nullptr);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), kNames.at(i), nullptr);
  }
  lxw_row_t line = 0;
  for (const v1::BookedRow& row : rows) WriteRow(sheet, ++line, row);
  YIZHAN_CHECK(workbook_close(book) == LXW_NO_ERROR);
}

}  // namespace yizhan::bench
