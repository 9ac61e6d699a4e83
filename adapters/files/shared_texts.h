// SharedTexts: the texts of a workbook that its cells name by number.
//
// Units:    bytes.
// Errors:   as xlsx.h.
// Threads:  one.
// Format:   ECMA-376, sharedStrings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapters/files/zip_parts.h"

namespace yizhan::files {

inline constexpr std::uint64_t kSharedTextsBytesMax = std::uint64_t{512} << 20;
inline constexpr std::size_t kSharedTextsMax = 8'000'000;
// Of one cell; the rest of it is cut off. No number and no amount is that long.
inline constexpr std::size_t kCellTextBytesMax = 256;

class SharedTexts {
 public:
  absl::Status Read(const ZipParts& parts, const std::string& part);

  // Empty when there is no text of that number.
  std::optional<std::string_view> At(std::string_view number) const;

 private:
  std::string bytes_;  // All of them, one behind the other.
  std::vector<std::uint32_t> ends_;
};

}  // namespace yizhan::files
