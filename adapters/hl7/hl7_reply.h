// Hl7Reply: what a sender is answered: MSH and MSA, ERR when something is wrong, and what was
// settled in ZYZ, ZYP, ZYW and ZYC; an invoice's answer is EHC^E10.
//
// Units:    amounts are yuan with two decimals.
// Errors:   none.
// Threads:  pure.
// Format:   version, separators and character set of the request; MSA-2 is its MSH-10 byte for
//           byte; MSH-3 to 6 are swapped. ERR-1 up to 2.4, ERR-2 to 8 since 2.5. Texts are Chinese
//           where the set can say them, else English. GUIDE.md describes the Z segments.
// Source:   HL7 tables 0008, 0357, 0516, 0571.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "adapters/hl7/hl7_event.h"
#include "adapters/hl7/hl7_mapping.h"
#include "adapters/hl7/hl7_message.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::hl7 {

enum class Ack : std::uint8_t { kAccept, kError, kReject };

struct ReplyTo {
  const Header& request;
  const Mapping& mapping;
  std::string control_id;  // MSH-10 of the reply.
  std::int64_t now_ms = 0;
  // Of EHC; the answer is E10 then.
  bool invoice = false;
  std::string invoice_no{};  // IVC-1 as text.
  // Of a training centre: MSA-3 and ERR-8 begin with the mark, and since 2.7 ZYT has it.
  bool training = false;
};

// A header to answer bytes in which no MSH could be read; with its MSH-10 if that can be found.
Header UnknownHeader(const std::string& raw);

// CA, CE, CR. `why` is OK for CA.
std::string AcceptReply(const ReplyTo& to, Ack ack, const absl::Status& why);

// AA without more.
std::string TakenReply(const ReplyTo& to);
// AE, AR.
std::string ErrorReply(const ReplyTo& to, Ack ack, const absl::Status& why);
// AE: no aid now; the bill is recorded after the fact.
std::string LateReply(const ReplyTo& to);
std::string SettledReply(const ReplyTo& to, const v1::SettleResult& result);
std::string ReversedReply(const ReplyTo& to, const v1::ReverseReply& reply);

}  // namespace yizhan::hl7
