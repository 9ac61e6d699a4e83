// Csv: RFC 4180, physical lines, and one stray quote that does not swallow the file.

#include "adapters/files/csv.h"

#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

const char* ShortFault(CsvFault fault) {
  switch (fault) {
    case CsvFault::kNone:
      return "";
    case CsvFault::kQuoteInsideCell:
      return "!inside";
    case CsvFault::kTextAfterQuote:
      return "!after";
    case CsvFault::kQuoteNeverClosed:
      return "!open";
    case CsvFault::kTooManyCells:
      return "!many";
  }
  return "?";
}

// "1:a|b" per record: line, cells, fault.
std::string TextOf(const std::string& csv) {
  CsvReader reader(csv);
  std::string text;
  while (const std::optional<CsvRecord> record = reader.Next()) {
    text += std::to_string(record->line) + ":";
    for (std::size_t i = 0; i < record->cells.size(); ++i) {
      text += (i == 0 ? "" : "|") + record->cells[i];
    }
    text += std::string(ShortFault(record->fault)) + " ";
  }
  return text;
}

struct Case {
  const char* name;
  std::string csv;
  std::string records;
};

class CsvTest : public testing::TestWithParam<Case> {};

TEST_P(CsvTest, Reads) { EXPECT_EQ(TextOf(GetParam().csv), GetParam().records); }

std::string Commas(int count) { return std::string(static_cast<std::size_t>(count), ','); }

INSTANTIATE_TEST_SUITE_P(
    Table, CsvTest,
    testing::Values(
        Case{"Nothing", "", ""}, Case{"OneRecord", "a,b", "1:a|b "},
        Case{"LineFeed", "a,b\nc,d\n", "1:a|b 2:c|d "},
        Case{"CarriageReturn", "a,b\r\nc,d\r\n", "1:a|b 2:c|d "},
        Case{"EmptyCells", ",b,\n", "1:|b| "},
        Case{"EmptyLinesAreCounted", "a\n\n\r\nb", "1:a 4:b "},
        Case{"Quoted", "\"a,b\",c", "1:a,b|c "}, Case{"DoubledQuote", "\"a\"\"b\"", "1:a\"b "},
        Case{"QuotedEmpty", "\"\",b", "1:|b "}, Case{"OnlyADoubledQuote", "\"\"\"\"", "1:\" "},
        Case{"QuotedNewline", "\"a\nb\",c\nd", "1:a\nb|c 3:d "},
        Case{"QuotedCrlf", "\"a\r\nb\"\r\nd", "1:a\r\nb 3:d "},
        Case{"QuotedLastCell", "a,\"b\"\nc", "1:a|b 2:c "},
        Case{"QuoteInside", "a,b\"c,d\ne", "1:a!inside 2:e "},
        Case{"TextAfterQuote", "\"a\"b,c\nd", "1:!after 2:d "},
        Case{"SpaceAfterQuote", "\"a\" ,c\nd", "1:!after 2:d "},
        Case{"NeverClosed", "a,\"b\nc\nd", "1:a!open 2:c 3:d "},
        Case{"NeverClosedAtTheEnd", "a,\"", "1:a!open "},
        Case{"StrayQuoteMeetsLater", "a,\"b\nc,\"d\"\ne", "1:a!after 2:c|d 3:e "},
        Case{"LoneCarriageReturn", "a\rb,c", "1:a\rb|c "},
        Case{"SixtyFourCells", Commas(63) + "\nb", "1:" + std::string(63, '|') + " 2:b "},
        Case{"SixtyFiveCells", Commas(64) + "\nb", "1:" + std::string(63, '|') + "!many 2:b "},
        Case{"LongestQuotedCell", "\"" + std::string(4095, 'a') + "\"",
             "1:" + std::string(4095, 'a') + " "},
        Case{"TooLongQuotedCell", "\"" + std::string(4097, 'a') + "\"\nb", "1:!open 2:b "}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::files
