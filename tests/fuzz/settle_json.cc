// Fuzz target: any bytes as our own JSON: a bill, a line of a file of bills, an institution. What
// is accepted says whom and what it means, and can go on the wire.

#include <string>

#include "adapters/bill_json/bill_json.h"
#include "engine/base/check.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan {
namespace {

void CheckSettle(const v1::SettleRequest& request) {
  YIZHAN_CHECK(request.has_bill());
  YIZHAN_CHECK(request.person().ref_case() != v1::PersonRef::REF_NOT_SET);
  v1::SettleRequest again;
  YIZHAN_CHECK(again.ParseFromString(request.SerializeAsString()));
  fuzz::ReachedABill();
}

void CheckLine(const BillLine& line) {
  if (const auto* settle = std::get_if<v1::SettleRequest>(&line)) return CheckSettle(*settle);
  if (const auto* replace = std::get_if<v1::ReplaceRequest>(&line)) {
    YIZHAN_CHECK((replace->number() != 0) != !replace->message_id().empty());
    return CheckSettle(replace->replacement());
  }
  const ReverseLine& reverse = std::get<ReverseLine>(line);
  YIZHAN_CHECK((reverse.request.number() != 0) != !reverse.request.message_id().empty());
  YIZHAN_CHECK(reverse.request.number() != 0 || !reverse.institution_id.empty());
}

}  // namespace
}  // namespace yizhan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string json(reinterpret_cast<const char*>(bytes), size);
  const auto request = yizhan::ParseSettleJson(json);
  if (request.ok()) yizhan::CheckSettle(*request);
  const auto root = yizhan::ParseJson(json);
  if (!root.ok()) return 0;
  const auto line = yizhan::ParseBillLine(*root);
  if (line.ok()) yizhan::CheckLine(*line);
  YIZHAN_CHECK(!request.ok() || line.ok());
  const auto institution = yizhan::ParseInstitutionJson(*root);
  if (institution.ok()) YIZHAN_CHECK(!institution->name().empty());
  return 0;
}
