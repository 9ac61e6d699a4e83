// Report: tables of figures for people, before it is known whether they become CSV, a workbook or a
// printed page.
//
// Units:    Money in fen.
// Threads:  values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/money.h"

namespace yizhan::cli {

// Chinese first, English second.
struct BothWords {
  std::string zh{};
  std::string en{};
};

// Words, a count, or an amount.
using Cell = std::variant<std::string, std::int64_t, Money>;
using Row = std::vector<Cell>;

// Two amounts or counts of each row, drawn as bars beside its first cell; one bar when both columns
// are the same.
struct ChartOf {
  std::size_t today_column = 0;
  std::size_t draft_column = 0;
};

struct ReportTable {
  std::string name{};  // Of its file and sheet: a-z and _, at most 28.
  BothWords title = {};
  BothWords note = {};
  std::vector<BothWords> columns = {};
  std::vector<Row> rows = {};
  std::optional<Row> whole = {};  // The last line: the sum.
  std::optional<ChartOf> chart = {};
  // Cells from here on are sentences: the page prints them below the row. 0: none.
  std::size_t sentences_from = 0;
};

struct Report {
  BothWords title = {};
  bool training = false;                // See MarkTraining.
  bool illustrative = false;            // Some rule that paid is invented.
  BothWords mark = {};                  // On every page, e.g. 草稿 DRAFT; empty: none.
  bool landscape = false;               // The page; sheets of a workbook always are.
  std::vector<BothWords> remarks = {};  // What the figures rest on.
  std::vector<ReportTable> tables = {};
  std::vector<BothWords> signatures = {};  // Who signs and seals, at the end.
};

// What a report says when it is illustrative, and when it is of a training ledger.
BothWords IllustrativeWords();
BothWords TrainingWords();

// Of a training ledger: says so above all tables, 培训 TRAINING on every page before any other
// mark, in the names of files and sheets, and in a column of every CSV.
void MarkTraining(Report& report);

std::string CellText(const Cell& cell);
bool IsFigure(const Cell& cell);             // Right-aligned.
std::string Joined(const BothWords& words);  // "合计 Total"

}  // namespace yizhan::cli
