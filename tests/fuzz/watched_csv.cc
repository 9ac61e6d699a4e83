// Fuzz target: any bytes as a list of bills, as CSV and as national messages. A line that is
// accepted names bill and card, and can be read alone.

#include <string>

#include "adapters/files/charset.h"
#include "adapters/watched/list_lines.h"
#include "adapters/watched/result_rows.h"
#include "engine/base/check.h"
#include "engine/base/money.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::watched {
namespace {

constexpr char kInstitution[] = "H1";

void CheckBill(const v1::SettleRequest& request) {
  const v1::Bill& bill = request.bill();
  YIZHAN_CHECK(bill.institution_id() == kInstitution);
  YIZHAN_CHECK(!bill.message_id().empty());
  YIZHAN_CHECK(!bill.visit_no().empty());
  YIZHAN_CHECK(!request.person().card().cert_no().empty());
  YIZHAN_CHECK(bill.care_kind() != v1::CARE_KIND_UNSPECIFIED);
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    YIZHAN_CHECK(payment.amount_fen() >= 0 && payment.amount_fen() <= kAmountMax.fen());
  }
  fuzz::ReachedABill();
}

void CheckLine(const ListLine& line) {
  YIZHAN_CHECK(line.line > 0);
  if (!line.fault.ok()) {
    YIZHAN_CHECK(!RefusedRow(line.fault).reason.empty());
    return;
  }
  YIZHAN_CHECK(line.raw.size() <= kLineBytesMax);
  const absl::StatusOr<LineRequest> request = ReadLine(line.raw, kInstitution);
  if (!request.ok()) {
    YIZHAN_CHECK(!RefusedRow(request.status()).reason.empty());
    return;
  }
  const auto* settle = std::get_if<v1::SettleRequest>(&*request);
  YIZHAN_CHECK(RereadLine(line.raw, kInstitution).ok() == (settle != nullptr));
  if (settle != nullptr) CheckBill(*settle);
}

}  // namespace
}  // namespace yizhan::watched

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using yizhan::watched::ListKind;
  using yizhan::watched::ListLines;
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(yizhan::watched::WholeRows(file));
  const auto text = yizhan::files::ToUtf8(file);
  if (!text.ok()) return 0;
  for (const ListKind kind : {ListKind::kCsv, ListKind::kJsonLines}) {
    auto lines = ListLines::FromText(*text, kind);
    if (!lines.ok()) continue;
    while (const auto line = lines->Next()) yizhan::watched::CheckLine(*line);
  }
  return 0;
}
