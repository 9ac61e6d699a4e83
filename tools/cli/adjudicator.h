// Adjudicator: a list of bills, reversals and replacements, line by line, on an offline desk; what
// each came to, as a line of JSON.
//
//   {"line": 1, "settled": {...}}     or with explanations: "explained"
//   {"line": 2, "reversed": {...}}    {"line": 3, "replaced": {...}}
//   {"line": 4, "refused": {...}}     the law or the list's own past says no; R10's unknown person
//   {"line": 5, "error": {...}}       the line is no bill: field, expected, found
//
// Units:    fen; places in the pack are printed as ids (plain_json.h).
// Errors:   what is wrong with a line is its answer. A status ends the run.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/bill_json/bill_json.h"
#include "engine/settlement/offline.h"
#include "tools/cli/json_out.h"

namespace yizhan::cli {

struct AdjudicatorCounts {
  std::uint64_t settled = 0;  // Replays of the same message among them.
  std::uint64_t reversed = 0;
  std::uint64_t replaced = 0;
  std::uint64_t refused = 0;
  std::uint64_t errors = 0;
};

enum class Trace : std::uint8_t {
  kFigures,
  kExplained,  // With sentences, sources and the facts of the person.
};

class Adjudicator {
 public:
  Adjudicator(std::unique_ptr<OfflineDesk> desk, Trace trace)
      : desk_(std::move(desk)), trace_(trace) {}

  // The people of a register's CSV. Rows that were left out are added to `refused`.
  absl::Status Register(const std::string& csv, std::vector<v1::ImportRefusal>& refused);

  // `number` is the line's own.
  absl::StatusOr<std::string> Play(std::uint64_t number, const std::string& line);
  // The answer to a line that could not even be read.
  std::string Unreadable(std::uint64_t number, const absl::Status& why);

  // Every account and fund, one line of JSON each: {"account": {...}}, {"fund": {...}}, and last
  // {"state": {...}} with the pack's hash and the counts.
  absl::Status State(const std::function<void(const std::string&)>& write) const;

  const AdjudicatorCounts& counts() const { return counts_; }
  OfflineDesk& desk() { return *desk_; }

 private:
  absl::StatusOr<std::string> Settle(std::uint64_t number, const v1::SettleRequest& request);
  absl::StatusOr<std::string> Reverse(std::uint64_t number, ReverseLine line);
  absl::StatusOr<std::string> Replace(std::uint64_t number, const v1::ReplaceRequest& request);
  // A refusal is an answer; anything else ends the run.
  absl::StatusOr<std::string> Refused(std::uint64_t number, const absl::Status& why);
  // "settled" or "explained" and its JSON.
  absl::Status AddResult(const v1::SettleResult& result, JsonObject& answer);

  std::unique_ptr<OfflineDesk> desk_;
  const Trace trace_;
  std::unordered_map<std::uint64_t, std::uint32_t> register_lines_;  // By person.
  AdjudicatorCounts counts_;
};

// A line of the list: our JSON, or a national message ("infno"): 2207 and 2304, 2208 and 2601.
absl::StatusOr<BillLine> ReadBillLine(const std::string& text);

}  // namespace yizhan::cli
