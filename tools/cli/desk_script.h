// DeskScript: a file of national messages, one JSON object a line, to be played as terminals would
// send them.
//
// Beside the envelope a line may hold:
//   "_at": N           lines of one N are sent at the same moment by different terminals
//   "_expect": "A|B"   OK, REPLAYED, TOMBSTONE or names of yizhan.v1.Reason
//   "_replace": "ID"   this 2207 replaces the settlement of that message id
//
// Errors:   none: a line that is no message is kept with its refusal, for a desk sends such too.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/national/settlement_message.h"

namespace yizhan::cli {

struct DeskLine {
  std::size_t line = 0;  // 1-based, in the file.
  std::string institution_id;
  std::string message_id;
  std::optional<std::int64_t> step;
  std::vector<std::string> expected;  // Empty: whatever comes.
  std::string replaces;               // Message id; empty: not a replacement.
  absl::StatusOr<national::Message> message = absl::UnknownError("not read");
  std::size_t terminal = 0;  // Of its institution, from 0.
};

std::vector<DeskLine> ReadDeskScript(const std::string& bytes);

// Lines to be played one after another (per institution), or all at the same moment.
struct DeskSegment {
  bool together = false;
  std::vector<std::size_t> lines;  // Places in the script.
};

// A step stands where its first line stands.
std::vector<DeskSegment> PlanSegments(const std::vector<DeskLine>& script);

}  // namespace yizhan::cli
