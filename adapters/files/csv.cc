#include "adapters/files/csv.h"

#include <utility>

namespace yizhan::files {

std::optional<CsvRecord> CsvReader::Next() {
  SkipEmptyLines();
  if (at_ == text_.size()) return std::nullopt;
  CsvRecord record{.line = line_, .cells = {}, .fault = CsvFault::kNone};
  const std::size_t start = at_;
  record.fault = ReadRecord(&record.cells);
  if (record.fault != CsvFault::kNone) ResumeAfterLineOf(start, record.line);
  return record;
}

CsvFault CsvReader::ReadRecord(std::vector<std::string>* cells) {
  while (true) {
    if (cells->size() == kCellsMax) return CsvFault::kTooManyCells;
    std::string cell;
    const CsvFault fault = ReadCell(&cell);
    if (fault != CsvFault::kNone) return fault;
    cells->push_back(std::move(cell));
    if (AtLineEnd()) {
      SkipLineEnd();
      return CsvFault::kNone;
    }
    ++at_;  // The comma.
  }
}

CsvFault CsvReader::ReadCell(std::string* cell) {
  if (at_ < text_.size() && text_[at_] == '"') return ReadQuoted(cell);
  return ReadPlain(cell);
}

CsvFault CsvReader::ReadQuoted(std::string* cell) {
  for (++at_; at_ < text_.size() && cell->size() < kCellBytesMax; ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == '"';
      if (!doubled) {
        ++at_;
        const bool ends = AtLineEnd() || text_[at_] == ',';
        return ends ? CsvFault::kNone : CsvFault::kTextAfterQuote;
      }
      ++at_;
    }
    if (c == '\n') ++line_;
    cell->push_back(c);
  }
  return CsvFault::kQuoteNeverClosed;
}

CsvFault CsvReader::ReadPlain(std::string* cell) {
  const std::size_t start = at_;
  for (; !AtLineEnd() && text_[at_] != ','; ++at_) {
    if (text_[at_] == '"') return CsvFault::kQuoteInsideCell;
  }
  cell->assign(text_.substr(start, at_ - start));
  return CsvFault::kNone;
}

bool CsvReader::AtLineEnd() const {
  if (at_ == text_.size() || text_[at_] == '\n') return true;
  return text_.substr(at_, 2) == "\r\n";
}

void CsvReader::SkipLineEnd() {
  if (at_ == text_.size()) return;
  at_ += text_[at_] == '\r' ? 2U : 1U;
  ++line_;
}

void CsvReader::SkipEmptyLines() {
  while (at_ < text_.size() && AtLineEnd()) SkipLineEnd();
}

void CsvReader::ResumeAfterLineOf(std::size_t start, std::uint32_t line) {
  const std::size_t end = text_.find('\n', start);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
  line_ = line + 1;
}

}  // namespace yizhan::files
