// Hl7Fields: reads texts, amounts and days of a message and keeps the first refusal, so that a
// list of fields reads as a list.
//
// Units:    amounts are yuan, NM, MO or CP: "150.00", "150.00^CNY", "150.00&CNY^UP"; other
//           currencies are refused. A day is the Shanghai day of a DT, TS or DTM.
// Errors:   status() is the first Refusal; its field is the place. Reads after it give defaults.
//           None repeats what was read.
// Owner:    the caller keeps the message alive.
// Threads:  one.
#pragma once

#include <optional>
#include <string>

#include "adapters/hl7/hl7_message.h"
#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::hl7 {

// "20120629", "20120629093000.000+0800"; an instant of another time zone is moved to Shanghai's.
std::optional<Day> DayOfTimeStamp(const std::string& text);

class Fields {
 public:
  explicit Fields(const Message& message) : message_(message) {}

  // "" when absent, or when HL7's null stands there.
  std::string Text(const Place& place, std::size_t characters_max);
  std::string Text(const Segment& segment, const Place& place, std::size_t characters_max);
  std::string RequiredText(const Place& place, std::size_t characters_max);

  // May be negative: -10^13 .. 10^13 fen.
  std::optional<Money> Amount(const Segment& segment, const Place& place);
  std::optional<Day> Date(const Place& place);
  std::optional<Day> Date(const Segment& segment, const Place& place);

  // Keeps the first; its field is the place when it has none.
  void Fail(const Place& place, Refusal refusal);
  const absl::Status& status() const { return status_; }
  const Message& message() const { return message_; }

 private:
  void CheckCurrency(const Segment& segment, const Place& place);

  const Message& message_;
  absl::Status status_;
};

}  // namespace yizhan::hl7
