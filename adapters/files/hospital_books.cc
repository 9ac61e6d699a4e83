#include "adapters/files/hospital_books.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/files/booked_columns.h"
#include "adapters/files/charset.h"
#include "adapters/files/csv.h"
#include "adapters/files/xlsx.h"
#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

using Take = std::function<void(v1::BookedRow)>;

// One table, from its titles to its last row.
class BooksReader {
 public:
  explicit BooksReader(const Take& take) : take_(take) {}

  // False: no head where one must be, or one that is wrong.
  bool Add(const TableRow& row) {
    if (IsBlank(row)) return true;
    if (!columns_.found()) {
      head_ = columns_.Look(row);
      return head_.ok() && !columns_.gave_up();
    }
    below_head_ = below_head_ && columns_.IsHead(row);
    if (below_head_) return true;
    if (columns_.IsSum(row)) {
      ++books_.sum_rows;
      return true;
    }
    absl::StatusOr<v1::BookedRow> booked = columns_.Read(row);
    if (!booked.ok()) {
      Refused(row.line, booked.status());
      return true;
    }
    ++books_.rows;
    take_(*std::move(booked));
    return true;
  }

  void Refused(std::uint32_t line, const absl::Status& why) {
    books_.refused.push_back({.line = line, .reason = DetailOf(why)});
  }

  const BookedColumns& columns() const { return columns_; }
  absl::Status head() const {
    if (!head_.ok()) return head_;
    return columns_.found() ? absl::OkStatus() : columns_.Missing();
  }
  HospitalBooks Finish() { return std::move(books_); }

 private:
  const Take& take_;
  BookedColumns columns_;
  absl::Status head_;
  bool below_head_ = true;
  HospitalBooks books_;
};

TableRow RowOf(CsvRecord record) {
  TableRow row{.line = record.line};
  for (std::string& cell : record.cells) row.cells.push_back({.text = std::move(cell)});
  return row;
}

// A record that is none, or that has other columns than the head: what is behind it may be
// anything.
absl::Status CheckRecord(const CsvRecord& record, const BookedColumns& columns) {
  if (record.fault != CsvFault::kNone) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .expected = FaultText(record.fault)});
  }
  if (!columns.found() || record.cells.size() == columns.width()) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .expected = std::to_string(columns.width()) + " 列/columns",
                 .found = std::to_string(record.cells.size())});
}

absl::StatusOr<HospitalBooks> ReadCsv(const std::string& bytes, const Take& take) {
  const absl::StatusOr<std::string> text = ToUtf8(bytes);
  if (!text.ok()) return text.status();
  CsvReader reader(*text);
  BooksReader books(take);
  bool more = true;
  while (more) {
    std::optional<CsvRecord> record = reader.Next();
    if (!record.has_value()) break;
    if (IsBlank(*record)) continue;
    const absl::Status form = CheckRecord(*record, books.columns());
    if (form.ok()) {
      more = books.Add(RowOf(*std::move(record)));
    } else if (books.columns().found()) {
      books.Refused(record->line, form);
    }
  }
  const absl::Status head = books.head();
  if (!head.ok()) return head;
  return books.Finish();
}

absl::StatusOr<HospitalBooks> ReadWorkbook(const std::string& bytes, const Take& take) {
  const absl::StatusOr<Xlsx> xlsx = Xlsx::Open(bytes);
  if (!xlsx.ok()) return xlsx.status();
  absl::Status nearest;  // Of the sheet that came nearest to a head.
  std::size_t names_seen = 0;
  for (std::size_t sheet = 0; sheet < xlsx->sheets(); ++sheet) {
    BooksReader reader(take);
    const absl::Status read =
        xlsx->ReadSheet(sheet, [&](const TableRow& row) { return reader.Add(row); });
    if (!read.ok()) return read;
    if (reader.head().ok()) {
      HospitalBooks books = reader.Finish();
      books.sheet = xlsx->name(sheet);
      books.sheets_left = xlsx->sheets() - 1;
      return books;
    }
    if (nearest.ok() || reader.columns().names_seen() > names_seen) nearest = reader.head();
    names_seen = std::max(names_seen, reader.columns().names_seen());
  }
  return nearest;
}

}  // namespace

absl::StatusOr<HospitalBooks> ReadHospitalBooks(const std::string& bytes, const Take& take) {
  if (bytes.size() > kHospitalFileBytesMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = "file",
                   .expected = "<= " + std::to_string(kHospitalFileBytesMax) + " 字节/bytes"});
  }
  if (LooksLikeOldOffice(bytes)) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "file",
                   .expected = "XLSX或CSV，不加密/XLSX or CSV, without a password",
                   .found = "XLS, 或加密的工作簿/or a workbook with a password"});
  }
  return LooksLikeZip(bytes) ? ReadWorkbook(bytes, take) : ReadCsv(bytes, take);
}

}  // namespace yizhan::files
