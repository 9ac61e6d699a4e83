#include "tools/cli/line_numbers.h"

#include <algorithm>
#include <utility>

namespace yizhan::cli {

void LineNumbers::AddSettlement(std::uint64_t line, Settlement settlement) {
  settlements_[line] = std::move(settlement);
}

std::uint64_t LineNumbers::LineOf(std::uint64_t number) const {
  // Of lines that made nothing, the last one begins where the next one does.
  const auto after = std::upper_bound(
      begun_.begin(), begun_.end(), number,
      [](std::uint64_t wanted, const Begun& begun) { return wanted < begun.from; });
  return after == begun_.begin() ? 0 : std::prev(after)->line;
}

const LineNumbers::Settlement* LineNumbers::At(std::uint64_t line) const {
  const auto found = settlements_.find(line);
  return found == settlements_.end() ? nullptr : &found->second;
}

}  // namespace yizhan::cli
