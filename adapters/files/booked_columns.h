// BookedColumns: where the columns of a hospital's detail file lie, and what one row of it says.
//
// The head is looked for in the first rows, below titles. It may take several rows, with cells
// merged across or down: the names of up to three neighbouring rows are read together, and the
// lower name counts. Rows right below it that repeat names (setl_id below 结算编号) belong to it.
//
// Errors:   a head without a wanted column, or with one twice, and a bad row are Refusals.
// Threads:  pure.
// Source:   national interface 3202, detail file (domain.md section 2).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/table_row.h"
#include "engine/base/money.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::files {

inline constexpr std::size_t kHeadRowsMax = 20;    // Where it must end.
inline constexpr std::size_t kHeadRowsMerged = 3;  // How many it may take.

class BookedColumns {
 public:
  enum class Cell : std::size_t { kBillNo, kVisitNo, kTotal, kFunds, kAccount, kRefund };
  static constexpr std::size_t kCells = 6;
  using Places = std::array<std::optional<std::size_t>, kCells>;

  // Looks at the next row while `found()` is false.
  absl::Status Look(const TableRow& row);
  bool found() const { return found_; }
  bool gave_up() const { return !found_ && looked_ >= kHeadRowsMax; }
  // Cells of the row in which the head ended.
  std::size_t width() const { return width_; }
  // Which column no row had; of rows without any known name, the field "header".
  absl::Status Missing() const;
  std::size_t names_seen() const { return best_; }  // In the best row, to choose among sheets.

  // Below the head: names again.
  bool IsHead(const TableRow& row) const;
  // "合计" and its kin: what the rows above add up to.
  bool IsSum(const TableRow& row) const;
  absl::StatusOr<v1::BookedRow> Read(const TableRow& row) const;

 private:
  struct HeadRow {
    Places places = {};
    bool twice = false;
    std::string twice_name = {};
  };
  static HeadRow NamesOf(const TableRow& row);
  TableCell Of(const TableRow& row, Cell cell) const;
  absl::StatusOr<std::string> Id(const TableRow& row, Cell cell) const;
  absl::StatusOr<Money> Amount(const TableRow& row, Cell cell, bool refund) const;
  absl::StatusOr<bool> IsRefund(const TableRow& row) const;
  absl::StatusOr<std::optional<v1::StatedSums>> Sums(const TableRow& row, bool refund) const;

  std::vector<HeadRow> looked_at_;  // The last kHeadRowsMerged.
  Places places_ = {};
  Places best_places_ = {};
  std::size_t best_ = 0;
  std::size_t looked_ = 0;
  std::size_t width_ = 0;
  bool found_ = false;
};

}  // namespace yizhan::files
