// Fuzz target: any bytes as a register file. Whoever is imported has a card and dated facts.

#include <string>

#include "adapters/files/register_csv.h"
#include "engine/base/check.h"
#include "engine/base/date.h"
#include "tests/fuzz/target.h"

namespace yizhan::files {
namespace {

void CheckFile(const RegisterFile& file) {
  for (const v1::ImportPerson& person : file.persons) {
    YIZHAN_CHECK(person.line() > 1);
    YIZHAN_CHECK(!person.card().cert_no().empty());
    for (const v1::DatedValue& identity : person.identities()) {
      YIZHAN_CHECK(ParseDay(identity.from()).has_value());
    }
  }
  for (const v1::ImportRefusal& refusal : file.refused) {
    YIZHAN_CHECK(refusal.line() > 1);
    YIZHAN_CHECK(!refusal.message_zh().empty());
  }
}

}  // namespace
}  // namespace yizhan::files

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string csv(reinterpret_cast<const char*>(bytes), size);
  const auto file = yizhan::files::ParseRegisterCsv(csv);
  if (file.ok()) yizhan::files::CheckFile(*file);
  return 0;
}
