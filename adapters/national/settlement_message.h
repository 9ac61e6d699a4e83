// SettlementMessage: national 2207 and its kin as bills, and 2208, 2305, 2601 as reversals.
//
// Units:    amounts are decimal text (N16,2) until they are Money; never a double.
// Errors:   a Refusal whose field is the national path, e.g. "input.setlinfo.medfee_sumamt".
// Threads:  pure.
// Source:   domain.md section 2: envelope 2.2, setlinfo 2.4, codes 2.5.
#pragma once

#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::national {

// 2207 and 2304: the insurer's setlinfo. `not_after_ms` is not part of it; the caller sets it.
struct SettleMessage {
  v1::Bill bill;
  v1::PersonRef person;  // Card from psn_cert_type + certno.
  std::string psn_name;  // For the slip on the caller's own screen; never sent on.
};

// 2208 and 2305 (by setl_id = our settlement number, or msgid) and 2601 (by omsgid).
struct ReverseMessage {
  v1::ReverseRequest request;
};

struct Message {
  std::string infno;
  std::string msgid;
  std::string fixmedins_code;
  std::variant<SettleMessage, ReverseMessage> body;
};

// 2207, 2304, 2208, 2305, 2601: those that ParseMessage reads.
bool MovesMoney(const std::string& infno);

struct Sender {
  std::string message_id;
  std::string institution_id;
};

// The `input` of 2206, 2207, 2303 and 2304.
absl::StatusOr<SettleMessage> ReadBill(const Json& input, const Sender& sender);

absl::StatusOr<Message> ParseMessage(const std::string& json);
absl::StatusOr<Message> ReadMessage(const Json& root);

}  // namespace yizhan::national
