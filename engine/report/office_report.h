// OfficeReport: what the relief office did in a quarter or a year: people, settlements, aid by
// layer and program, how much of it in real time, adjustments, warnings; in all and by town, month,
// identity and institution.
//
// A contra counts in its own period (R44), so a line is what was given less what was taken back. An
// identity counts a settlement once for each that its person holds: those lines overlap.
//
// Units:    fen; days are Shanghai days of posting.
// Errors:   DataLoss when the entries do not hang together.
// Threads:  one. Keeps a line of each person of the period in each grouping, and what aid_events.h
//           and alert_course.h say.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/report/aid_events.h"
#include "engine/report/alert_course.h"
#include "engine/report/report_period.h"

namespace yizhan {

using LayeredProgram = std::pair<Layer, std::string>;  // With its id.

struct AidFigures {
  std::int64_t people = 0;       // Whose aid of the period is above 0 in all.
  std::int64_t settlements = 0;  // Posted, without aid too; contras and outside aid apart.
  std::int64_t contras = 0;
  std::int64_t real_time_count = 0;  // With aid, less those taken back.
  std::int64_t aid_count = 0;  // The same on all paths: real time, after the fact, application.
  Money real_time = {};
  Money aid = {};
  std::int64_t outside_count = 0;  // Aid of others (R49), in none of the above.
  Money outside = {};
  std::int64_t adjusted = 0;      // Bills adjusted; their amounts are in none of the above.
  Money owed_more = {};           // 应补
  Money owed_back = {};           // 应退
  std::int64_t institutions = 0;  // That settled something.
  std::map<Layer, Money> layers = {};
  std::map<LayeredProgram, Money> programs = {};
};

struct ReportedProgram {
  std::string title;
  bool illustrative = false;  // A version that paid is invented.
};

struct OfficeReport {
  ReportPeriod period;
  std::string only_town = {};      // Empty: the whole district.
  std::uint64_t first_number = 0;  // Entries of the period; both 0 when there are none.
  std::uint64_t last_number = 0;
  bool over = false;  // An entry after the period was seen: nothing can join it.
  AidFigures whole = {};
  std::map<std::string, AidFigures> by_town = {};
  std::map<std::string, AidFigures> by_month = {};
  std::map<std::string, AidFigures> by_identity = {};
  std::map<std::string, AidFigures> by_institution = {};
  std::map<std::string, std::string> institutions = {};  // Names, by id.
  std::map<LayeredProgram, ReportedProgram> programs = {};
  std::map<std::string, AlertFigures> alerts = {};  // By town.
};

class OfficeReportFold {
 public:
  OfficeReportFold(const ReportPeriod& period, std::string only_town);

  // Entries in order. False: nothing that follows matters.
  absl::StatusOr<bool> Read(const v1::Entry& entry);
  OfficeReport Finish() const;

 private:
  struct Group {
    AidFigures figures = {};
    std::unordered_map<std::uint64_t, Money> people = {};
    std::set<std::string> institutions = {};
    void Add(const AidEvent& event);
    AidFigures Figures() const;
  };
  using Groups = std::map<std::string, Group>;

  void Add(const AidEvent& event);
  static std::map<std::string, AidFigures> FiguresOf(const Groups& groups);

  const Span days_;
  OfficeReport report_;  // Names and bounds; the figures come last.
  AidEvents events_;
  AlertCourse alerts_;
  Group whole_;
  Groups by_town_;
  Groups by_month_;
  Groups by_identity_;
  Groups by_institution_;
};

}  // namespace yizhan
