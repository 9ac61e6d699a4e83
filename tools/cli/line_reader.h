// LineReader: the lines of a file of any size, one at a time, in bounded memory.
//
// Units:    lines are 1-based.
// Errors:   a line longer than `line_bytes_max` is given as kTooLong and skipped whole; a file that
//           cannot be read to its end says so in status().
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace yizhan::cli {

class LineReader {
 public:
  enum class Next : std::uint8_t { kLine, kTooLong, kEnd };

  LineReader(std::istream& from, std::size_t line_bytes_max)
      : from_(from), buffer_(line_bytes_max + 1) {}

  // The line is without its end, "\n" or "\r\n".
  Next Read(std::string* line);
  std::uint64_t number() const { return number_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t line_bytes() const { return line_bytes_; }  // Of the last line, its end included.
  // Not OK when the file broke off, and not at its end.
  absl::Status status() const;

 private:
  std::istream& from_;
  std::vector<char> buffer_;
  std::uint64_t number_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t line_bytes_ = 0;
};

}  // namespace yizhan::cli
