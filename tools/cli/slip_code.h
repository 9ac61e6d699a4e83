// SlipCode: what a slip says of its entry in the ledger, in a line short enough for a QR code:
// "yizhan:1:", ledger, ':', number, ':', leaf hash.
//
// Errors:   InvalidArgument, in both languages, when the text is no such line.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan::cli {

struct SlipCode {
  std::string ledger;  // 16 hex digits: the beginning of the ledger's id; empty: not said.
  std::uint64_t number = 0;
  std::string leaf_hash;  // 64 hex digits.

  // The line of a QR code; or number and leaf hash as printed, parted by spaces or a colon.
  static absl::StatusOr<SlipCode> Parse(const std::string& text);
  std::string Text() const;
};

// `text` as a QR code in half-block characters, dark on light, with a margin of 2 modules. Empty
// when it would be wider than `columns_max`.
std::vector<std::string> QrLines(const std::string& text, std::size_t columns_max);

}  // namespace yizhan::cli
