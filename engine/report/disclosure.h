// Disclosure: what may be put on a public board of a quarter or a year, town by town, without
// anybody being found in it: people helped, settlements, aid by layer.
//
// Each figure of a town is a cell of its own: the people and settlements, and the aid of each
// layer. A cell that rests on 1 .. kSmallCountMax people is hidden, with its amount. The total is
// that of the cells shown, so it says nothing of those hidden. A year is shown only when what its
// quarters hide rests on nobody or on more people than that, so that taking the quarters from the
// year finds nobody either.
//
// Units:    fen; days are Shanghai days of posting.
// Errors:   DataLoss when the entries do not hang together.
// Threads:  one. Keeps a line of each person of each town and quarter.
// Source:   kSmallCountMax is our choice (illustrative); no document of the pilot names a number.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/report/aid_events.h"
#include "engine/report/report_period.h"

namespace yizhan {

inline constexpr std::size_t kSmallCountMax = 4;

struct DisclosedPeople {
  std::int64_t people = 0;       // Whose aid of the period is above 0.
  std::int64_t settlements = 0;  // Less those taken back.
};

// What is hidden is absent.
struct DisclosedRow {
  std::optional<DisclosedPeople> people = {};
  std::map<Layer, std::optional<Money>> layers = {};  // All that paid anywhere.
};

struct Disclosure {
  ReportPeriod period;
  std::uint64_t last_number = 0;
  bool over = false;  // As in OfficeReport.
  bool illustrative = false;
  std::map<std::string, DisclosedRow> towns = {};
  DisclosedRow total = {};  // Of what is shown.
};

class DisclosureFold {
 public:
  explicit DisclosureFold(ReportPeriod period) : period_(std::move(period)) {}

  // Entries in order. False: nothing that follows matters.
  absl::StatusOr<bool> Read(const v1::Entry& entry);
  Disclosure Finish() const;

 private:
  struct Cell {
    std::map<std::uint64_t, Money> people = {};  // Also of whom everything was taken back.
    std::int64_t settlements = 0;
    Money amount = {};
    void Merge(const Cell& other);
    std::int64_t Helped() const;
    bool Hidden() const;
  };
  using Quarters = std::array<Cell, 4>;
  struct Town {
    Quarters people = {};
    std::map<Layer, Quarters> layers = {};
  };

  void Add(const AidEvent& event);
  // The period's figure; empty when it is to be hidden.
  static std::optional<Cell> Shown(const Quarters& quarters);

  const ReportPeriod period_;
  AidEvents events_;
  std::uint64_t last_number_ = 0;
  bool over_ = false;
  bool illustrative_ = false;
  std::map<std::string, Town> towns_;
  std::set<Layer> layers_;
};

}  // namespace yizhan
