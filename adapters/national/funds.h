// Funds: who has paid what of a national settlement, from setldetail when it is given, else from
// the columns of setlinfo; and the identities the national interface promises.
//
// Errors:   refusals are kept by `setlinfo` (fields.h) or returned, with the path.
// Threads:  pure.
// Identity: on the national platform medical aid is one of the funds: maf_pay and the aid funds of
//           setldetail are inside fund_pay_sumamt; psn_part_amt and psn_cash_pay come after aid.
//           It becomes upstream_aid, so the bill's buckets are those before aid. An aid row of
//           setldetail is passed on also when it is 0; a column that is 0 says nothing.
// Law:      R5 (family account money joins the account), R9 (aid is never an insurer's payment).
// Source:   domain.md sections 2.4 and 2.5.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/national/fields.h"
#include "engine/base/money.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan::national {

struct FundPayment {
  std::string code;         // What the bill calls it.
  const char* column = "";  // Where setlinfo counts it (codes.h).
  Money amount;
  bool stated = false;  // A row of setldetail: it says something also when it is 0.
};

// The rows of setldetail; without any, the columns of setlinfo. `setldetail` may be null.
absl::StatusOr<std::vector<FundPayment>> ReadPayments(Fields* setlinfo, const Json* setldetail);

// Fills insurer_payments, upstream_aid, account_pay_fen and hospital_borne_fen. `bill` has its
// total. `setldetail` may be null.
absl::Status FillPayments(Fields* setlinfo, const Json* setldetail, v1::Bill* bill);

}  // namespace yizhan::national
