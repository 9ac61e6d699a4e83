// Hl7Door: HL7 v2 messages in, acknowledgements out. It stores a message first (CA), then settles
// or takes back, and answers with what the ledger has (AA), never with a hope.
//
//   AA  settled, taken back, or taken to the notes
//   AE  refused, or late: proceed without aid; the same message again changes nothing
//   AR  not for this door, or not possible now: send it again unchanged later
//
// In enhanced mode a message that moves money is refused before it does when its MSH-16 asks for
// no answer to a success: aid that the cashier never hears of would not reach the patient.
//
// Owner:    the intake and the clock are the caller's and outlive the door.
// Errors:   Create: a Refusal of the mapping.
// Threads:  any.
// Source:   domain.md section 3.1; HL7 chapter 2, tables 0008 and 0155.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_billed.h"
#include "adapters/hl7/hl7_event.h"
#include "adapters/hl7/hl7_mapping.h"
#include "adapters/hl7/hl7_reply.h"
#include "adapters/intake/intake.h"
#include "adapters/mllp/mllp_message.h"
#include "engine/base/clock.h"

namespace yizhan::hl7 {

class Hl7Door {
 public:
  static absl::StatusOr<std::unique_ptr<Hl7Door>> Create(const std::string& institution_id,
                                                         const v1::Hl7Mapping& mapping,
                                                         edge::Intake& intake, const Clock& clock);
  // By the hospital's file. InvalidArgument names file and line, too.
  static absl::StatusOr<std::unique_ptr<Hl7Door>> Open(const std::string& institution_id,
                                                       const std::string& mapping_path,
                                                       edge::Intake& intake, const Clock& clock);

  // Two steps, as mllp_message.h says; the second must not outlive the door.
  mllp::MllpAccepted Accept(const std::string& peer, const std::string& raw);
  mllp::MllpHandler Handler();

  // For a replay by a person.
  absl::StatusOr<v1::SettleRequest> Reread(const std::string& raw) const;

 private:
  Hl7Door(std::string institution_id, Mapping mapping, edge::Intake& intake, const Clock& clock);

  // One message under way.
  struct Underway {
    edge::Ticket ticket = 0;
    std::string raw{};
    Header header{};
    bool enhanced = false;
  };

  mllp::MllpAccepted AcceptStored(Underway underway);
  mllp::MllpAccepted Answered(edge::Ticket ticket, std::string reply) const;
  mllp::MllpAccepted NotStored(const Header& request) const;
  mllp::MllpReply Work(const Underway& underway);
  std::string Process(const Underway& underway, bool& success);
  std::string ProcessMoney(const Underway& underway, const Message& message, const Event& event,
                           bool& success);
  std::string Settle(const Underway& underway, const Message& message, const Event& event,
                     bool& success);
  std::string TakeBack(const Underway& underway, const Message& message,
                       const Cancellation& cancellation, bool& success);
  absl::StatusOr<v1::ReverseRequest> Reversal(const Message& message,
                                              const Cancellation& cancellation) const;
  absl::StatusOr<v1::Hl7Billed> Billed(const Underway& underway, const Message& message,
                                       const Event& event, bool& known);
  absl::StatusOr<BilledMessage> ReadBill(const Message& message, const Event& event) const;
  std::string Refused(const Underway& underway, const ReplyTo& to, const absl::Status& why);
  void ForgetOldOnceADay();
  ReplyTo To(const Header& header, edge::Ticket ticket, const char* step) const;

  const std::string institution_id_;
  const Mapping mapping_;
  edge::Intake& intake_;
  const Clock& clock_;
  BilledNotes billed_;
  std::atomic<std::int32_t> swept_day_{0};
};

}  // namespace yizhan::hl7
