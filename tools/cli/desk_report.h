// DeskReport: what became of a desk script, counted.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/cli/desk_player.h"
#include "tools/cli/desk_script.h"
#include "tools/cli/session.h"

namespace yizhan::cli {

struct DeskReport {
  std::uint64_t lines = 0;
  std::uint64_t settled = 0;
  std::uint64_t duplicates = 0;  // Replayed: the first result came back.
  std::uint64_t reversed = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t replaced = 0;
  std::uint64_t refused = 0;
  std::uint64_t unknown = 0;  // Among the refused: the outcome is not known.
  std::uint64_t not_sent = 0;
  std::map<v1::Reason, std::uint64_t> refused_by_reason;
  std::vector<std::string> mismatches;
  bool training = false;  // Of a training engine.
};

DeskReport CountAnswers(const std::vector<DeskLine>& script,
                        const std::vector<DeskAnswer>& answers);
std::string DeskReportText(const DeskReport& report, std::int64_t elapsed_ms);
std::string DeskReportJson(const DeskReport& report, std::int64_t elapsed_ms);

// 0; 1 when a line got what it did not expect; 3 when an outcome is unknown or lines were not sent.
ExitCode DeskExitCode(const DeskReport& report);

}  // namespace yizhan::cli
