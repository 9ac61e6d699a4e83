// Fuzz target: any bytes as our own JSON. What is accepted names a person and can go on the wire.

#include <string>

#include "adapters/bill_json/bill_json.h"
#include "engine/base/check.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string json(reinterpret_cast<const char*>(bytes), size);
  const auto request = yizhan::ParseSettleJson(json);
  if (!request.ok()) return 0;
  YIZHAN_CHECK(request->person().ref_case() != yizhan::v1::PersonRef::REF_NOT_SET);
  yizhan::v1::SettleRequest again;
  YIZHAN_CHECK(again.ParseFromString(request->SerializeAsString()));
  return 0;
}
