// HospitalBooks: what a hospital booked in a period, as CSV (UTF-8 with or without BOM, or GB18030)
// or as an XLSX workbook.
//
// One row is one booking or one refund. Header names are those of the national interface (3202) or
// Chinese, in any order, below whatever titles (booked_columns.h); other columns are not looked at:
//   结算编号 setl_id | 就诊号 mdtrt_id | 总费用 medfee_sumamt | 基金支付 fund_pay_sumamt |
//   个人账户支付 acct_pay (absent: 0) | 退费标志 refd_setl_flag (1 = refund; absent or empty: 0)
// Amounts are yuan. A refund's amounts may be negative; only that it is one counts. Both sums
// empty: the hospital never got an answer. Of a workbook the first visible sheet with such a header
// is read, and no other.
//
// Errors:   a file without a usable header, or damaged, is a Refusal; a bad row is listed with
//           line, column and reason, and the rest goes on: whoever matches must say that rows are
//           left out. A file found damaged late has handed over rows before: they are worth
//           nothing.
// Threads:  pure.
// Source:   national interface 3202, detail file (domain.md section 2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::files {

inline constexpr std::size_t kHospitalFileBytesMax = std::size_t{512} << 20;

struct RefusedRow {
  std::uint32_t line = 0;
  v1::ErrorDetail reason;
};

struct HospitalBooks {
  std::uint64_t rows = 0;      // Handed to `take`.
  std::uint64_t sum_rows = 0;  // 合计: passed over.
  std::vector<RefusedRow> refused;
  std::string sheet;            // Of a workbook: which was read,
  std::size_t sheets_left = 0;  // and how many visible ones were not.
};

// Calls `take` for every good row, in the order of the file.
absl::StatusOr<HospitalBooks> ReadHospitalBooks(const std::string& bytes,
                                                const std::function<void(v1::BookedRow)>& take);

}  // namespace yizhan::files
