// Fuzz target: any bytes as a stored leaf. Only one reading exists: what decodes encodes to the
// same bytes.

#include <string>

#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string stored(reinterpret_cast<const char*>(bytes), size);
  const auto entry = yizhan::DecodeLeaf(stored);
  if (entry.ok()) YIZHAN_CHECK(yizhan::EncodeLeaf(*entry) == stored);
  return 0;
}
