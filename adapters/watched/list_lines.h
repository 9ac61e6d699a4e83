// ListLines: a list of bills line by line, each as the bytes the inbox keeps, and those bytes as
// what they ask for.
//
// Of a .csv a line's bytes are its header and itself, each as one CSV row, so that they can be read
// alone; of a .jsonl they are the line.
//
// Units:    lines are 1-based, as an editor counts them.
// Errors:   a header that is none, too many lines: FromText refuses. A line that cannot be read
//           carries the reason.
// Owner:    the caller keeps the text alive.
// Threads:  one.
// Format:   UTF-8 (files::ToUtf8 makes it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/files/csv.h"
#include "adapters/watched/bill_columns.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::watched {

inline constexpr std::size_t kLineBytesMax = 64U << 10;
inline constexpr std::size_t kLinesMax = 200'000;

enum class ListKind : std::uint8_t { kCsv, kJsonLines };

struct ListLine {
  std::uint32_t line = 0;
  std::string raw{};  // Empty when `fault` is not OK.
  absl::Status fault{};
};

class ListLines {
 public:
  static absl::StatusOr<ListLines> FromText(std::string_view text, ListKind kind);

  // Empty at the end. Lines without anything are passed over.
  std::optional<ListLine> Next();

 private:
  ListLines(std::string_view text, ListKind kind) : text_(text), kind_(kind), csv_(text) {}
  absl::Status ReadHeader();
  std::optional<ListLine> NextRecord();
  std::optional<ListLine> NextJson();

  std::string_view text_;
  ListKind kind_;
  files::CsvReader csv_;
  std::string header_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
};

// Bytes as one row of a CSV file, without the line's end.
std::string CsvRow(const std::vector<std::string>& cells);

using LineRequest = std::variant<v1::SettleRequest, v1::ReverseRequest>;

// What the bytes of a line ask for, at the hospital of `institution_id`; a line of another one is
// refused. A national 2207 or 2304 settles, 2208 and 2601 take back.
absl::StatusOr<LineRequest> ReadLine(const std::string& raw, const std::string& institution_id);

// The same for a replay by a person: settlements only.
absl::StatusOr<v1::SettleRequest> RereadLine(const std::string& raw,
                                             const std::string& institution_id);

}  // namespace yizhan::watched
