// RegisterColumns: which column of a register file holds what, and how a row's cells are checked.
//
// Errors:   a file without a usable header is a Refusal; what is wrong with a cell is a Refusal
//           whose field is the column's name as the file writes it. None repeats a cell.
// Threads:  pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan::files {

enum class Column : std::size_t {
  kCertType,
  kCertNo,
  kName,
  kBirthDate,
  kHousehold,
  kHouseholdIncome,
  kTown,
  kInsuranceType,
  kIdentity,
  kApproval,
  kFrom,
  kUntil,
};
inline constexpr std::size_t kColumns = 12;

// One row, checked: dates are "YYYY-MM-DD", the income is yuan that ParseYuan reads, cells are
// trimmed, absent columns are empty.
struct RegisterRow {
  std::array<std::string, kColumns> cells;
  const std::string& operator[](Column column) const {
    return cells[static_cast<std::size_t>(column)];
  }
  std::string& operator[](Column column) { return cells[static_cast<std::size_t>(column)]; }
};

class RegisterColumns {
 public:
  static absl::StatusOr<RegisterColumns> FromHeader(const std::vector<std::string>& header);

  // The name the file gives this column; its English name when the file has none.
  std::string NameOf(Column column) const;

  // The trimmed cells of a record that may be malformed or too short.
  RegisterRow Pick(const std::vector<std::string>& cells) const;

  // Checks lengths, characters, dates and what a row needs.
  absl::StatusOr<RegisterRow> Check(const std::vector<std::string>& cells) const;

 private:
  absl::Status CheckCell(Column column, const std::string& cell) const;
  absl::Status CheckIncome(const RegisterRow& row) const;
  absl::Status CheckDates(RegisterRow* row) const;

  std::array<std::optional<std::size_t>, kColumns> places_;
  std::array<std::string, kColumns> names_;
  std::size_t width_ = 0;
};

// "2012-06-01", "2012/6/1" and "20120601" as "2012-06-01".
std::optional<std::string> CanonicalDate(const std::string& text);

}  // namespace yizhan::files
