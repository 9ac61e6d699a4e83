// Fuzz target: any bytes as an HL7 message, through two mappings, to a bill or to what it takes
// back. A bill that is accepted adds up; whatever a header says, it can be answered, and the answer
// is a message.

#include <algorithm>
#include <string>

#include "adapters/hl7/hl7_reply.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"
#include "tests/fuzz/hl7_to_bill.h"
#include "tests/fuzz/target.h"

namespace yizhan::hl7 {
namespace {

bool IsInUtf8(const Header& header) {
  return std::all_of(header.fields.begin(), header.fields.end(),
                     [](const std::string& field) { return IsUtf8(field); });
}

// The answer is a message again. Whom it goes to can only be told when the request was written in
// one character set, and when the answer holds what shows which.
void CheckReply(const std::string& raw, const Header& header, const absl::Status& why,
                const Mapping& mapping) {
  const ReplyTo to{.request = header, .mapping = mapping, .control_id = "C"};
  const std::string reply = why.ok() ? TakenReply(to) : ErrorReply(to, Ack::kError, why);
  const auto read = ReadHeader(reply, mapping.charset_default);
  YIZHAN_CHECK(read.ok());
  const bool shows_set = IsInUtf8(*read) == IsInUtf8(header);
  if (!shows_set || !ReadMessage(raw, mapping.charset_default).ok()) return;
  YIZHAN_CHECK(read->Raw(5) == header.Raw(3));
}

void ReadAndReply(const std::string& raw, const Mapping& mapping) {
  const absl::Status status = ReadToBill(raw, mapping);
  YIZHAN_CHECK(status.ok() || !DetailOf(status).message_zh().empty());
  const auto header = ReadHeader(raw, mapping.charset_default);
  if (header.ok()) CheckReply(raw, *header, status, mapping);
}

}  // namespace
}  // namespace yizhan::hl7

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string raw(reinterpret_cast<const char*>(bytes), size);
  yizhan::hl7::ReadAndReply(raw, yizhan::hl7::PlainMapping());
  yizhan::hl7::ReadAndReply(raw, yizhan::hl7::WholeMapping());
  return 0;
}
