// Hl7Event: what a message is about, by its first segment: MSH-9, MSH-11 and MSH-12.
//
// Errors:   a Refusal with field MSH-9 (type), MSH-9.2 (event), MSH-11, MSH-12, MSH-3 or MSH-10.
// Threads:  pure.
// Source:   HL7 2.1 to 2.8.2. Up to 2.2 the event may stand in EVN-1 alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_mapping.h"
#include "adapters/hl7/hl7_message.h"

namespace yizhan::hl7 {

// 210 for 2.1, 231 for 2.3.1.
using Version = int;
inline constexpr Version kVersion21 = 210;
inline constexpr Version kVersion22 = 220;
inline constexpr Version kVersion231 = 231;
inline constexpr Version kVersion25 = 250;
inline constexpr Version kVersion27 = 270;

std::optional<Version> VersionOf(std::string_view text);

enum class EventKind : std::uint8_t {
  kBill,           // DFT^P03, DFT^P11, BAR^P01
  kInvoice,        // EHC^E01
  kCancelInvoice,  // EHC^E02
  kVisit,          // ADT^A01, A03, A04, A08, A11, A13
  kAcknowledged,   // ACK: needs no answer, and gets none.
};

struct Event {
  EventKind kind = EventKind::kBill;
  std::string type;
  std::string trigger;
  Version version = 0;
  bool moves_money() const { return kind != EventKind::kVisit && kind != EventKind::kAcknowledged; }
};

// Is the message meant for this door at all? What these say no to is rejected (AR, CR).
absl::Status CheckHeader(const Header& header, const Mapping& mapping);

absl::StatusOr<Event> EventOf(const Message& message);

bool IsAcknowledgement(const Header& header);

// The message id at the centre. The hospital's other channels have ids of their own, so this one
// says whose it is: "HL7:" MSH-3 ":" MSH-10; when that is longer than kMessageIdCharactersMax,
// "HL7#" and the first 48 hex digits of its SHA-256.
inline constexpr std::size_t kMessageIdCharactersMax = 58;
absl::StatusOr<std::string> MessageIdOf(const Message& message);
std::string MessageIdOf(const std::string& application, const std::string& control_id);

}  // namespace yizhan::hl7
