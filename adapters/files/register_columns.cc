#include "adapters/files/register_columns.h"

#include <algorithm>
#include <utility>

#include "adapters/files/csv.h"
#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::files {
namespace {

struct ColumnRow {
  Column column;
  const char* zh;
  const char* en;
  std::size_t characters_max;
  bool required;  // The file must have this column.
};

constexpr ColumnRow kTable[kColumns] = {
    {Column::kCertType, "证件类型", "cert_type", 6, false},
    {Column::kCertNo, "证件号码", "cert_no", 50, true},
    {Column::kName, "姓名", "name", 100, true},
    {Column::kBirthDate, "出生日期", "birth_date", 10, false},
    {Column::kHousehold, "户号", "household", 64, false},
    {Column::kHouseholdIncome, "家庭年收入", "household_income", 20, false},
    {Column::kTown, "街镇", "town", 64, false},
    {Column::kInsuranceType, "险种", "insurance_type", 64, false},
    {Column::kIdentity, "救助类别", "identity", 64, false},
    {Column::kApproval, "审批项目", "approval", 64, false},
    {Column::kFrom, "起始日期", "from", 10, true},
    {Column::kUntil, "截止日期", "until", 10, false},
};

const ColumnRow* FindColumn(const std::string& name) {
  for (const ColumnRow& row : kTable) {
    if (name == row.zh || name == row.en) return &row;
  }
  return nullptr;
}

// A file without a header starts with a person: then the "column name" may be a card number.
std::string ShownName(const std::string& name) {
  const auto digits =
      std::count_if(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits > 3 || name.size() > 64 || HasControlCharacter(name) ? "" : name;
}

absl::Status RefuseUnknownColumn(const std::string& name) {
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "header",
                 .expected = "证件类型 证件号码 姓名 出生日期 户号 家庭年收入 街镇 险种 救助类别 "
                             "审批项目 起始日期 截止日期",
                 .found = ShownName(name)});
}

absl::Status CheckHeaderNames(const std::vector<std::string>& header) {
  const bool any_known = std::any_of(header.begin(), header.end(), [](const std::string& name) {
    return FindColumn(Trimmed(name)) != nullptr;
  });
  if (!any_known) return Refuse({.reason = v1::FIELD_MISSING, .field = "header"});
  for (const std::string& name : header) {
    if (FindColumn(Trimmed(name)) == nullptr) return RefuseUnknownColumn(Trimmed(name));
  }
  return absl::OkStatus();
}

// The digits of one part, at most `digits_max` of them; empty when there are none.
std::optional<int> TakeNumber(const std::string& text, std::size_t* at, std::size_t digits_max) {
  int number = 0;
  std::size_t digits = 0;
  while (*at < text.size() && text[*at] >= '0' && text[*at] <= '9' && digits < digits_max) {
    number = number * 10 + (text[(*at)++] - '0');
    ++digits;
  }
  return digits == 0 ? std::nullopt : std::optional<int>(number);
}

std::string TwoDigits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// "2012-06-01" and "2012/6/1": one separator, used twice.
std::optional<std::string> WithSeparators(const std::string& text) {
  std::size_t at = 5;
  const std::optional<int> month = TakeNumber(text, &at, 2);
  if (!month.has_value() || at >= text.size() || text[at] != text[4]) return std::nullopt;
  ++at;
  const std::optional<int> day = TakeNumber(text, &at, 2);
  if (!day.has_value() || at != text.size()) return std::nullopt;
  return text.substr(0, 4) + "-" + TwoDigits(*month) + "-" + TwoDigits(*day);
}

}  // namespace

std::optional<std::string> CanonicalDate(const std::string& text) {
  std::optional<std::string> canonical;
  if (text.size() == 8 && text.find_first_not_of("0123456789") == std::string::npos) {
    canonical = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
  } else if (text.size() >= 8 && (text[4] == '-' || text[4] == '/')) {
    canonical = WithSeparators(text);
  }
  if (!canonical.has_value() || !ParseDay(*canonical).has_value()) return std::nullopt;
  return canonical;
}

absl::StatusOr<RegisterColumns> RegisterColumns::FromHeader(
    const std::vector<std::string>& header) {
  if (auto status = CheckHeaderNames(header); !status.ok()) return status;
  RegisterColumns columns;
  columns.width_ = header.size();
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name = Trimmed(header[i]);
    const auto column = static_cast<std::size_t>(FindColumn(name)->column);
    if (columns.places_[column].has_value()) {
      return Refuse({.reason = v1::FIELD_MALFORMED,
                     .field = "header",
                     .expected = "each column once",
                     .found = name});
    }
    columns.places_[column] = i;
    columns.names_[column] = name;
  }
  for (const ColumnRow& row : kTable) {
    if (row.required && !columns.places_[static_cast<std::size_t>(row.column)].has_value()) {
      return Refuse({.reason = v1::FIELD_MISSING, .field = std::string(row.zh) + " " + row.en});
    }
  }
  return columns;
}

std::string RegisterColumns::NameOf(Column column) const {
  const auto index = static_cast<std::size_t>(column);
  return names_[index].empty() ? kTable[index].en : names_[index];
}

RegisterRow RegisterColumns::Pick(const std::vector<std::string>& cells) const {
  RegisterRow row;
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (places_[i].has_value() && *places_[i] < cells.size()) {
      row.cells[i] = Trimmed(cells[*places_[i]]);
    }
  }
  if (row[Column::kCertType].empty()) row[Column::kCertType] = "01";
  return row;
}

absl::Status RegisterColumns::CheckCell(Column column, const std::string& cell) const {
  const std::size_t characters_max = kTable[static_cast<std::size_t>(column)].characters_max;
  const std::size_t characters = CountCharacters(cell).value_or(characters_max + 1);
  if (characters > characters_max) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = NameOf(column),
                   .expected = "<= " + std::to_string(characters_max),
                   .found = std::to_string(characters)});
  }
  if (HasControlCharacter(cell)) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = NameOf(column),
                   .expected = "no control characters"});
  }
  return absl::OkStatus();
}

absl::Status RegisterColumns::CheckIncome(const RegisterRow& row) const {
  const std::string& cell = row[Column::kHouseholdIncome];
  if (cell.empty()) return absl::OkStatus();
  const std::optional<Money> income = ParseYuan(cell);
  if (income.has_value() && *income >= Money() && *income <= kAmountMax) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = NameOf(Column::kHouseholdIncome),
                 .expected = "48000, 48000.50 (元/yuan)"});
}

absl::Status RegisterColumns::CheckDates(RegisterRow* row) const {
  for (const Column column : {Column::kBirthDate, Column::kFrom, Column::kUntil}) {
    std::string& cell = (*row)[column];
    if (cell.empty()) continue;
    std::optional<std::string> canonical = CanonicalDate(cell);
    if (!canonical.has_value()) {
      return Refuse({.reason = v1::FIELD_MALFORMED,
                     .field = NameOf(column),
                     .expected = "2012-06-01, 2012/6/1, 20120601"});
    }
    cell = *std::move(canonical);
  }
  const std::string& from = (*row)[Column::kFrom];
  const std::string& until = (*row)[Column::kUntil];
  if (!until.empty() && until < from) {  // Canonical dates compare as text.
    return Refuse({.reason = v1::SPAN_REVERSED,
                   .field = NameOf(Column::kUntil),
                   .expected = ">= " + from,
                   .found = until});
  }
  return absl::OkStatus();
}

absl::StatusOr<RegisterRow> RegisterColumns::Check(const std::vector<std::string>& cells) const {
  if (cells.size() != width_) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .expected = std::to_string(width_) + " 列/columns",
                   .found = std::to_string(cells.size())});
  }
  RegisterRow row = Pick(cells);
  for (const ColumnRow& column : kTable) {
    if (auto status = CheckCell(column.column, row[column.column]); !status.ok()) return status;
  }
  for (const Column column : {Column::kCertNo, Column::kFrom}) {
    if (row[column].empty()) {
      return Refuse({.reason = v1::FIELD_MISSING, .field = NameOf(column)});
    }
  }
  if (auto status = CheckIncome(row); !status.ok()) return status;
  if (auto status = CheckDates(&row); !status.ok()) return status;
  return row;
}

}  // namespace yizhan::files
