// Hl7Bill: DFT^P03, DFT^P11, BAR^P01 and EHC^E01 as a bill, and what of them takes a bill back.
//
// Errors:   a Refusal whose field is the place, e.g. "FT1[2]-11". A mapped amount may be empty when
//           its segment is there: it is 0 then; in_scope and total may not. None repeats a value.
// Threads:  pure.
// Law:      adjudication.md section 2: what does not add up is refused.
// Source:   domain.md section 3.1; HL7 chapters 6 and 16.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_charges.h"
#include "adapters/hl7/hl7_event.h"
#include "adapters/hl7/hl7_mapping.h"
#include "yizhan/v1/hl7_notes.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::hl7 {

struct BillSource {
  const Message& message;
  const Event& event;
  const Mapping& mapping;
  std::string institution_id;
  v1::Hl7Visit visit{};  // What ADT told; stands in for what the message lacks.
};

absl::StatusOr<std::string> VisitNoOf(const Message& message, const Mapping& mapping);

struct BilledMessage {
  v1::SettleRequest request;
  Hash32 lines_hash{};
};
absl::StatusOr<BilledMessage> BillOf(const BillSource& source);

// What a message takes back, in this order: the message that Hl7Mapping.cancels names; what
// EHC^E02 names; or, when all its charges are credits, the lines of the same numbers and amounts.
struct Cancellation {
  enum class By : std::uint8_t { kNothing, kControlId, kSettlement, kInvoice, kLines };
  By by = By::kNothing;
  std::string control_id{};  // MSH-10 of the bill's message.
  std::uint64_t number = 0;  // Settlement.
  std::string invoice_no{};
  std::string visit_no{};
  std::string bill_no{};  // May be empty.
  Hash32 lines_hash{};
};
absl::StatusOr<Cancellation> CancellationOf(const Message& message, const Event& event,
                                            const Mapping& mapping);

// DG1-3 in order of DG1-15 and of their place; without any, FT1-19.
std::vector<std::string> DiagnosesOf(Fields& fields);

}  // namespace yizhan::hl7
