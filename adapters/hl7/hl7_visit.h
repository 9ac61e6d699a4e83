// Hl7Visit: what ADT tells of a visit before anything is billed: kind of care, days, diagnoses and
// card. A bill that lacks them takes them from here.
//
// Owner:    notes of kind "hl7.visit", by visit number.
// Errors:   a Refusal with the place; Internal when the disk refuses.
// Threads:  any; two messages of one visit at a time: the later wins.
// Source:   HL7 chapter 3: A01, A04 admit and register; A03 ends; A08 updates; A11 takes the visit
//           back, A13 its end. A field that is empty leaves what was told; "" takes it away.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_event.h"
#include "adapters/hl7/hl7_mapping.h"
#include "adapters/intake/notes.h"
#include "yizhan/v1/hl7_notes.pb.h"

namespace yizhan::hl7 {

inline constexpr char kVisitNotes[] = "hl7.visit";

absl::StatusOr<std::optional<v1::Hl7Visit>> FindVisit(const edge::Notes& notes,
                                                      const std::string& visit_no);

struct VisitMessage {
  const Message& message;
  const Event& event;
  const Mapping& mapping;
  std::int64_t now_ms = 0;
};
absl::Status TellVisit(const VisitMessage& told, edge::Notes& notes);

// Pure: what is known after the message.
absl::StatusOr<v1::Hl7Visit> VisitAfter(const VisitMessage& told, v1::Hl7Visit before);

}  // namespace yizhan::hl7
