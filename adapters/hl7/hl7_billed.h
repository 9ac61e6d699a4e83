// Hl7Billed: what messages billed, so that a repeat is the same bill whatever ADT told since, and
// so that credits and cancelled invoices find the message they take back.
//
// Owner:    notes of kind "hl7.bill", by visit number and message id, and "hl7.invoice", by invoice
//           number.
// Errors:   SETTLEMENT_UNKNOWN when nothing, or more than one, is found; Internal when the disk
//           refuses.
// Threads:  any.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_bill.h"
#include "adapters/intake/notes.h"
#include "yizhan/v1/hl7_notes.pb.h"

namespace yizhan::hl7 {

// Notes, those of visits included, that nobody touched for so long are forgotten.
inline constexpr std::int64_t kNotesKeptDays = 400;

class BilledNotes {
 public:
  explicit BilledNotes(edge::Notes& notes) : notes_(notes) {}

  absl::StatusOr<std::optional<v1::Hl7Billed>> Find(const std::string& visit_no,
                                                    const std::string& message_id) const;
  absl::Status Remember(const v1::Hl7Billed& billed);
  absl::Status Forget(const v1::Hl7Billed& billed);

  absl::Status RememberInvoice(const std::string& invoice_no, const v1::Hl7Billed& billed);
  // The message id that billed it last.
  absl::StatusOr<std::string> FindInvoice(const std::string& invoice_no) const;

  // The one bill of the visit that has exactly these lines and was not taken back, or was by
  // `request_id`: that is a repeat.
  absl::StatusOr<v1::Hl7Billed> FindCredited(const Cancellation& cancellation,
                                             const std::string& request_id) const;

  // Nothing is done when no such bill was remembered.
  absl::Status TakenBack(const std::string& visit_no, const std::string& message_id,
                         const std::string& request_id);

  absl::Status ForgetOld(std::int64_t now_ms);

 private:
  edge::Notes& notes_;
};

}  // namespace yizhan::hl7
