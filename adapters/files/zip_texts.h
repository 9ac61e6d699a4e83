// ZipTexts: the .txt files in a ZIP file that lies in memory, taken out and put back changed.
// Names, order, times and every other entry stay as they are.
//
// Units:    bytes.
// Errors:   a Refusal of the field "file": FIELD_MALFORMED for what is no ZIP file, is damaged or
// is
//           locked with a password; TOO_MANY_ITEMS for more entries than kZipEntriesMax,
//           FIELD_TOO_LONG for more text than there may be: a file made to fill a memory.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan::files {

inline constexpr std::int64_t kZipEntriesMax = 100;

struct ZipText {
  std::uint64_t index = 0;  // Of the entry.
  std::string bytes;
};

// It begins as a ZIP file does.
bool IsZip(std::string_view bytes);

// In the order of the entries; `bytes_max` holds for all of them together.
absl::StatusOr<std::vector<ZipText>> ReadZipTexts(std::string_view zip, std::size_t bytes_max);

// `zip` with these in place of its entries of the same index.
absl::StatusOr<std::string> PutZipTexts(std::string_view zip, const std::vector<ZipText>& texts);

}  // namespace yizhan::files
