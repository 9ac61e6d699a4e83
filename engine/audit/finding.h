// Finding: one thing of an export that is not as it must be.
//
// Threads:  values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace yizhan {

struct Finding {
  std::optional<std::uint64_t> entry;  // Empty when no single entry can be named.
  std::string where;                   // The file of the export, or "entry".
  std::string zh;
  std::string en;
  std::string expected;  // Empty when there is nothing to hold side by side.
  std::string found;
};

// What Fold, Recompute or DecodeLeaf says of an entry.
Finding FindingOf(std::uint64_t entry, const absl::Status& status);

// "account half-base was 5, the entry says 3" -> "账户 half-base 与此前账目不符": the Chinese of a
// sentence of engine/books. Any other sentence gets a general one.
std::string InChinese(const std::string& sentence);

}  // namespace yizhan
