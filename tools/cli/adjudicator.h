// Adjudicator: a list of bills, reversals and replacements, line by line, on an offline desk; what
// each came to, as a line of JSON.
//
//   {"line": 1, "settled": {...}}     or with explanations: "explained"
//   {"line": 2, "reversed": {...}}    {"line": 3, "replaced": {...}, "settled": {...}}
//   {"file": F, "line": 4, "refused": {...}}   the law or the list's own past says no; R10
//   {"file": F, "line": 5, "error": {...}}     the line is no bill: field, expected, found
//   {"file": F, "line": 6, "register_error": {...}}   the same of a row of the register
//
// Lines stand for entries everywhere: "original", "related_line" and the like name the line that
// made what is meant, and a line that takes back number N takes back the bill of line N.
//
// Units:    fen; places in the pack are printed as ids (plain_json.h).
// Errors:   what is wrong with a line is its answer. A status ends the run.
// Threads:  one.
// Law:      rulings R10, R45.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/settlement/offline.h"
#include "tools/cli/bill_line.h"
#include "tools/cli/json_out.h"
#include "tools/cli/line_numbers.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan::cli {

struct AdjudicatorCounts {
  std::uint64_t settled = 0;  // Replays of the same message among them.
  std::uint64_t reversed = 0;
  std::uint64_t replaced = 0;
  std::uint64_t refused = 0;
  std::uint64_t errors = 0;
  std::uint64_t register_errors = 0;
};

enum class Trace : std::uint8_t {
  kFigures,
  kExplained,  // With sentences, sources and the facts of the person.
};

struct AdjudicatorOptions {
  Trace trace = Trace::kFigures;
  std::string register_file{};  // Their names, as they are told.
  std::string bills_file{};
};

struct Answer {
  std::string json{};  // One line.
  std::string told{};  // To people: what is wrong. Empty: nothing.
};

class Adjudicator {
 public:
  Adjudicator(std::unique_ptr<OfflineDesk> desk, AdjudicatorOptions options)
      : desk_(std::move(desk)), options_(std::move(options)) {}

  // The people of a register's CSV; an answer for every row that was left out.
  absl::StatusOr<std::vector<Answer>> Register(const std::string& csv);

  // `number` is the line's own.
  absl::StatusOr<Answer> Play(std::uint64_t number, const std::string& line);
  // The answer to a line that could not even be read.
  Answer Unreadable(std::uint64_t number, const absl::Status& why);

  // Every account and fund, one line of JSON each: {"account": {...}}, {"fund": {...}}, and last
  // {"state": {...}} with the pack's hash and the counts.
  absl::Status State(const std::function<void(const std::string&)>& write) const;

  const AdjudicatorCounts& counts() const { return counts_; }

 private:
  absl::StatusOr<Answer> Settle(std::uint64_t number, const v1::SettleRequest& request);
  absl::StatusOr<Answer> Reverse(std::uint64_t number, ReverseLine line);
  absl::StatusOr<Answer> Replace(std::uint64_t number, v1::ReplaceRequest request);
  // A refusal is an answer; anything else ends the run.
  absl::StatusOr<Answer> Refused(std::uint64_t number, const absl::Status& why,
                                 const std::string& line);
  Answer RegisterError(std::uint32_t line, const v1::ErrorDetail& why);
  // "settled" or "explained" and its JSON.
  absl::Status AddResult(const v1::SettleResult& result, JsonObject& answer);
  v1::SettleResult Shortened(v1::SettleResult result) const;
  // The settlement of that line, when the institution (empty: any) may speak of it.
  absl::StatusOr<std::uint64_t> NumberOf(std::uint64_t line,
                                         const std::string& institution_id) const;
  absl::Status RememberPerson(std::uint64_t person_no, std::uint32_t line);
  std::string HolderJson(std::string_view key, std::string_view value) const;

  std::unique_ptr<OfflineDesk> desk_;
  const AdjudicatorOptions options_;
  LineNumbers lines_;
  std::unordered_map<std::uint64_t, std::uint32_t> register_lines_;   // By person.
  std::unordered_map<std::uint64_t, std::uint32_t> household_lines_;  // By household: a member's.
  AdjudicatorCounts counts_;
};

}  // namespace yizhan::cli
