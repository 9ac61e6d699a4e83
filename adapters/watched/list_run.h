// ListRun: settles the lines of one list, one after the other, and writes beside it what became of
// each.
//
// A run that was broken off goes on behind the last whole row of the result's part, when that part
// was made of the same bytes ("files.under_way"); otherwise it begins again, which is safe: a line
// that settled before says 重复 with the same number.
//
// Owner:    intake and folder outlive the run.
// Errors:   Unavailable: the run cannot go on now, and what is not done goes on with the next call;
//           Internal: the folder or the disk refuses.
// Threads:  one; `stop` may be set by another.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapters/intake/intake.h"
#include "adapters/watched/list_folder.h"
#include "adapters/watched/list_lines.h"
#include "adapters/watched/result_rows.h"

namespace yizhan::watched {

inline constexpr char kUnderWayNotes[] = "files.under_way";

struct ListJob {
  std::string name{};    // Of the list.
  std::string result{};  // Of its result.
  std::string bytes{};   // Of the list, as they came.
  std::string digest{};  // SHA-256 of them, hex.
};

class ListRun {
 public:
  ListRun(edge::Intake& intake, const ListFolder& folder, std::string institution_id,
          const std::atomic<bool>& stop)
      : intake_(intake), folder_(folder), institution_id_(std::move(institution_id)), stop_(stop) {}

  absl::Status Run(const ListJob& job);
  // A result that says only why the file is not read.
  absl::Status RefuseFile(const std::string& result, const absl::Status& why) const;

 private:
  // The last line that is done.
  absl::StatusOr<std::uint32_t> Resume(const ListJob& job);
  absl::Status Lines(const ListJob& job, ListLines& lines, std::uint32_t done_line);
  // Unavailable: not now.
  absl::StatusOr<ResultRow> Line(const std::string& peer, const ListLine& line);
  absl::StatusOr<ResultRow> Settle(edge::Ticket ticket, const v1::SettleRequest& request);
  absl::StatusOr<ResultRow> Reverse(edge::Ticket ticket, const v1::ReverseRequest& request);
  absl::Status WriteLater(const ListJob& job, std::uint32_t line) const;
  // A row as it is written; of a training centre it says so.
  std::string TextOf(ResultRow row) const;

  edge::Intake& intake_;
  const ListFolder& folder_;
  const std::string institution_id_;
  const std::atomic<bool>& stop_;
  std::vector<edge::Ticket> tickets_;  // Answered by rows that are not published yet.
};

// A name as part of a text: what is no UTF-8 or a control character becomes "?".
std::string ShownName(const std::string& name);

}  // namespace yizhan::watched
