#include "tools/cli/line_reader.h"

#include <limits>

#include "tools/cli/session.h"

namespace yizhan::cli {

LineReader::Next LineReader::Read(std::string* line) {
  from_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const std::streamsize got = from_.gcount();
  if (got == 0 && !from_.good()) return Next::kEnd;
  ++number_;
  line_bytes_ = static_cast<std::uint64_t>(got);
  bytes_ += line_bytes_;
  if (from_.fail() && !from_.eof() && !from_.bad()) {
    from_.clear();
    from_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    const auto rest = static_cast<std::uint64_t>(from_.gcount());
    line_bytes_ += rest;
    bytes_ += rest;
    return Next::kTooLong;
  }
  // The end of line is counted, and stored as a zero; the end of the file is neither.
  const auto size = static_cast<std::size_t>(from_.eof() ? got : got - 1);
  line->assign(buffer_.data(), size);
  if (!line->empty() && line->back() == '\r') line->pop_back();
  return Next::kLine;
}

absl::Status LineReader::status() const {
  if (!from_.bad()) return absl::OkStatus();
  return UsageError("文件读到第" + std::to_string(number_) + "行中断",
                    "the file broke off at line " + std::to_string(number_));
}

}  // namespace yizhan::cli
