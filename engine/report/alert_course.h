// AlertCourse: what became of warnings in a period, town by town: raised, taken up, referred,
// closed, withdrawn, still open, and how long they waited for the first step.
//
// A warning is of the town of the settlement whose step raised it. Of each town: open before +
// raised = closed + withdrawn + open after.
//
// Units:    Shanghai days.
// Errors:   DataLoss when a crossing names a threshold that its pack does not have, or a step a
//           warning that does not stand.
// Threads:  one. Keeps the warnings that are open.
// Law:      ruling R54.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/date.h"
#include "engine/report/pack_shelf.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Each warning counts once in each line.
struct AlertFigures {
  std::int64_t open_before = 0;
  std::int64_t raised = 0;
  std::int64_t taken_up = 0;  // Acknowledged.
  std::int64_t referred = 0;
  std::int64_t closed = 0;
  std::int64_t withdrawn = 0;  // The metric fell back before it was closed.
  std::int64_t open_after = 0;
  std::vector<std::int64_t> waits_days = {};  // From raised to its first step, of those in period.

  AlertFigures& operator+=(const AlertFigures& other);
  // The lower one of two in the middle; empty when no warning had its first step.
  std::optional<std::int64_t> MedianWaitDays() const;
};

class AlertCourse {
 public:
  explicit AlertCourse(Span period) : period_(period) {}

  // Entries in order, none after the period. `town`: of the settlement that it is or goes back to.
  absl::Status Read(const v1::Entry& entry, const std::string& town, const PackShelf& packs);

  std::map<std::string, AlertFigures> ByTown() const;

 private:
  using Name = std::pair<std::uint64_t, std::uint32_t>;  // Raised by, place.
  struct Open {
    std::string key;
    std::string town;
    Day raised;
    bool handled = false;
    bool taken_up = false;
    bool referred = false;
  };

  absl::Status Cross(const v1::Entry& entry, const std::string& town, const PackShelf& packs);
  absl::Status Handle(const v1::Entry& entry);
  // Of the period; what happened before it is counted nowhere.
  AlertFigures& FiguresAt(Day day, const std::string& town);

  const Span period_;
  bool begun_ = false;  // An entry of the period has been read.
  std::map<Name, Open> open_;
  std::map<std::string, Name> by_key_;
  std::map<std::string, AlertFigures> by_town_;
  AlertFigures before_;
};

}  // namespace yizhan
