// Message: one line of day.jsonl: a national message (2207 or 2601) and what `yizhan desk` is to
// make of it (_expect, _at, _replace). Kept as fields, so that a copy can be broken on purpose.
//
// Units:    amounts become decimal yuan text.
// Threads:  values.
// Source:   domain.md sections 2.2 to 2.5.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tools/sample/invented_bill.h"

namespace yizhan::sample {

// Members of one JSON object in order; values are raw JSON.
class Fields {
 public:
  Fields& Raw(const std::string& key, const std::string& json);  // Sets or adds.
  Fields& Text(const std::string& key, const std::string& text);
  Fields& Yuan(const std::string& key, std::int64_t fen);
  void Erase(const std::string& key);
  std::string Json() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

struct Message {
  Fields envelope;
  Fields setlinfo;
  Fields mdtrtinfo;
  std::vector<Fields> setldetail;
  std::vector<Fields> diseinfo;
  Fields reversal;  // 2601 only: the members of input.data.
  bool is_reversal = false;
  std::string expect;   // "OK", "REPLAYED", "TOMBSTONE" or a yizhan.v1.Reason.
  std::string replace;  // Original msgid: send as a replacement of it.
  std::int64_t at = 0;  // Lines of one number are sent at the same moment; 0 = in order.

  std::string Line() const;
};

Message SettleMessage(const InventedBill& bill);

// 2601: takes back `original_id`, whether or not it arrived.
Message ReverseMessage(const Hospital& hospital, const std::string& message_id,
                       const std::string& original_id);

}  // namespace yizhan::sample
