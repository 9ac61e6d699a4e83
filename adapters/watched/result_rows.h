// ResultRows: what became of each line of a list, as rows of the file that is laid beside it.
//
// Units:    amounts in yuan text.
// Threads:  pure.
// Format:   CSV, UTF-8 with a byte order mark so that a spreadsheet reads it; CRLF. No name and no
//           card number. A text that a spreadsheet would take for a formula gets an apostrophe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::watched {

inline constexpr std::size_t kReasonBytesMax = 400;

struct ResultRow {
  std::uint32_t line = 0;  // 0: about the whole file.
  std::string message_id{};
  std::string outcome{};     // 结算 重复 事后 冲正 拒绝 待续
  std::uint64_t number = 0;  // Of the settlement, or of the reversal; 0 = none.
  std::string aid{};
  std::string due{};
  std::string account{};
  std::string cash{};
  std::string reason{};
};

// The byte order mark and the names of the columns.
std::string ResultHead();
std::string ResultText(const ResultRow& row);

ResultRow SettledRow(const v1::SettleResult& result);
ResultRow ReversedRow(const v1::ReverseReply& reply);
ResultRow LateRow();
ResultRow RefusedRow(const absl::Status& why);
ResultRow LaterRow();  // This line and those behind it.

// Of the rows a run has written before it broke off: how many bytes are whole rows, and the last
// line they speak of. 0 bytes when even the head is not whole.
struct Written {
  std::size_t bytes = 0;
  std::uint32_t last_line = 0;
};
Written WholeRows(std::string_view part);

}  // namespace yizhan::watched
