// Table: rows under headings, amounts right-aligned, Chinese characters counted as two columns.
//
// Errors:   none; a row with another number of cells than headings is a CHECK.
// Threads:  one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yizhan::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void AddRow(std::vector<std::string> cells);
  // A rule between rows, before a sum.
  void AddRule();
  bool empty() const { return rows_.empty(); }

  // Every line ends with a newline; no trailing spaces.
  std::string Text() const;

 private:
  std::vector<std::size_t> WidthsColumns() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // An empty row is a rule.
};

}  // namespace yizhan::cli
