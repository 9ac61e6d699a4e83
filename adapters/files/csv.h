// Csv: RFC 4180 records, with the physical line each began on.
//
// Units:    lines are 1-based and count LF, also inside quotes.
// Errors:   a malformed record carries the reason; reading goes on at the physical line after the
//           one it began on, so that one stray quote cannot swallow the rest of the file.
// Owner:    the caller keeps the text alive.
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yizhan::files {

enum class CsvFault : std::uint8_t {
  kNone,
  kQuoteInsideCell,   // A quote in an unquoted cell.
  kTextAfterQuote,    // Something other than a comma or line end after the closing quote.
  kQuoteNeverClosed,  // Also: the cell is longer than kCellBytesMax.
  kTooManyCells,
};

inline constexpr std::size_t kCellBytesMax = 4096;
inline constexpr std::size_t kCellsMax = 64;

struct CsvRecord {
  std::uint32_t line = 0;
  std::vector<std::string> cells;  // Of a malformed record: those before the fault.
  CsvFault fault = CsvFault::kNone;
};

// What a record should be that has this fault; "" for kNone.
const char* FaultText(CsvFault fault);

// Without spaces, tabs and ideographic spaces before and after.
std::string Trimmed(const std::string& text);

// A row of commas, as spreadsheets leave them at the end.
bool IsBlank(const CsvRecord& record);

// Ends of lines are LF or CRLF. A line without any character is no record.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  // Empty at the end of the text.
  std::optional<CsvRecord> Next();

 private:
  CsvFault ReadRecord(std::vector<std::string>* cells);
  CsvFault ReadCell(std::string* cell);
  CsvFault ReadQuoted(std::string* cell);
  CsvFault ReadPlain(std::string* cell);
  bool AtLineEnd() const;  // At LF, CRLF or the end of the text.
  void SkipLineEnd();
  void SkipEmptyLines();
  void ResumeAfterLineOf(std::size_t start, std::uint32_t line);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace yizhan::files
