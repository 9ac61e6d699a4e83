// BarChart: one or two bars a row, drawn as SVG by integer arithmetic, for paper: light for today,
// dark for the draft.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yizhan::cli {

struct BarRow {
  std::string label{};
  std::int64_t today = 0;  // Below 0: drawn as 0.
  std::int64_t draft = 0;
  std::string today_text{};
  std::string draft_text{};
};

enum class Bars : std::uint8_t { kBoth, kDraftOnly };

// "<svg ...>...</svg>"; empty without rows.
std::string BarChart(const std::vector<BarRow>& rows, Bars bars);

// For HTML and SVG.
std::string MarkupText(const std::string& text);

}  // namespace yizhan::cli
