// Fuzz target: any bytes as a national message. What is accepted names bill and card.

#include <string>

#include "adapters/national/settlement_message.h"
#include "engine/base/check.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::national {
namespace {

void CheckAccepted(const Message& message) {
  YIZHAN_CHECK(!message.msgid.empty());
  YIZHAN_CHECK(!message.fixmedins_code.empty());
  const auto* settle = std::get_if<SettleMessage>(&message.body);
  if (settle == nullptr) return;
  YIZHAN_CHECK(!settle->person.card().cert_no().empty());
  YIZHAN_CHECK(!settle->bill.visit_no().empty());
  YIZHAN_CHECK(settle->bill.total_fen() >= 0);
  YIZHAN_CHECK(settle->bill.care_kind() != v1::CARE_KIND_UNSPECIFIED);
  fuzz::ReachedABill();
}

}  // namespace
}  // namespace yizhan::national

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string json(reinterpret_cast<const char*>(bytes), size);
  const auto message = yizhan::national::ParseMessage(json);
  if (message.ok()) yizhan::national::CheckAccepted(*message);
  return 0;
}
