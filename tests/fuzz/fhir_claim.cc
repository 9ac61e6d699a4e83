// Fuzz target: any bytes as a FHIR Claim. What is accepted is a whole bill whose parts and lines
// make its total, or names the message it takes back.

#include <string>

#include "adapters/fhir/claim_bill.h"
#include "engine/base/check.h"
#include "engine/base/date.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::fhir {
namespace {

void CheckBill(const v1::Bill& bill) {
  YIZHAN_CHECK(!bill.visit_no().empty());
  YIZHAN_CHECK(bill.care_kind() != v1::CARE_KIND_UNSPECIFIED);
  YIZHAN_CHECK(ParseDay(bill.service_start()).has_value());
  YIZHAN_CHECK(ParseDay(bill.service_end()).has_value());
  YIZHAN_CHECK(ParseDay(bill.accounting_date()).has_value());
  const std::int64_t parts = bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.over_limit_fen() +
                             bill.out_of_scope_fen();
  YIZHAN_CHECK(bill.total_fen() >= 0 && bill.total_fen() == parts);
  std::int64_t lines = 0;
  for (const v1::FeeLine& line : bill.fee_lines()) lines += line.amount_fen();
  YIZHAN_CHECK(bill.fee_lines().empty() || lines == bill.total_fen());
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    YIZHAN_CHECK(payment.amount_fen() > 0 && !payment.fund_code().empty());
  }
}

void CheckAccepted(const ClaimMessage& claim) {
  YIZHAN_CHECK(claim.bill.institution_id() == "H1");
  YIZHAN_CHECK(!claim.bill.message_id().empty());
  YIZHAN_CHECK(ReverseRequestOf(claim).request_id().size() > claim.bill.message_id().size());
  if (claim.use == ClaimUse::kCancel) return;
  YIZHAN_CHECK(!claim.person.card().cert_no().empty());
  CheckBill(claim.bill);
  fuzz::ReachedABill();
}

}  // namespace
}  // namespace yizhan::fhir

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  const absl::StatusOr<yizhan::Json> root = yizhan::ParseJson(body);
  if (!root.ok()) return 0;
  const auto claim = yizhan::fhir::ReadClaim(*root, "H1");
  if (claim.ok()) yizhan::fhir::CheckAccepted(*claim);
  const auto again = yizhan::fhir::RereadClaim(body, "H1");
  YIZHAN_CHECK(!again.ok() || claim.ok());
  static_cast<void>(yizhan::fhir::AsksOnly(*root));
  return 0;
}
