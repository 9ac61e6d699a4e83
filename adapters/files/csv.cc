#include "adapters/files/csv.h"

#include <algorithm>
#include <utility>

namespace yizhan::files {

const char* FaultText(CsvFault fault) {
  switch (fault) {
    case CsvFault::kQuoteInsideCell:
      return "引号须包住整个单元格/a quote only around a whole cell";
    case CsvFault::kTextAfterQuote:
      return "引号后须为逗号或换行/a comma or line end after the closing quote";
    case CsvFault::kQuoteNeverClosed:
      return "成对的引号/a closing quote";
    case CsvFault::kTooManyCells:
      return "列数不超过64/at most 64 columns";
    case CsvFault::kNone:
      break;
  }
  return "";
}

std::string Trimmed(const std::string& text) {
  static const std::string kSpaces[] = {" ", "\t", "\xe3\x80\x80"};
  std::size_t from = 0;
  std::size_t until = text.size();
  for (bool moved = true; moved;) {
    moved = false;
    for (const std::string& space : kSpaces) {
      const std::size_t bytes = space.size();
      if (until - from >= bytes && text.compare(from, bytes, space) == 0) {
        from += bytes;
        moved = true;
      }
      if (until - from >= bytes && text.compare(until - bytes, bytes, space) == 0) {
        until -= bytes;
        moved = true;
      }
    }
  }
  return text.substr(from, until - from);
}

bool IsBlank(const CsvRecord& record) {
  return record.fault == CsvFault::kNone &&
         std::all_of(record.cells.begin(), record.cells.end(),
                     [](const std::string& cell) { return Trimmed(cell).empty(); });
}

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
