// NaiveRoot: RFC 6962 section 2.1 word for word, to compare the tree with.
//
// Threads:  pure.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>
#include <string>

#include "engine/base/digest.h"

namespace yizhan {

inline Hash32 NaiveRoot(std::span<const std::string> leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return Sha256(std::string(1, '\0') + leaves[0]);
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  return Sha256("\x01" + Bytes(NaiveRoot(leaves.first(left))) +
                Bytes(NaiveRoot(leaves.subspan(left))));
}

}  // namespace yizhan
