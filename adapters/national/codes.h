// Codes: the national code tables this adapter knows. Unknown codes have no value and are refused.
//
// Threads:  pure.
// Source:   domain.md section 2.5. 51, 52, 53 (生育) do not say outpatient or inpatient: unknown.
#pragma once

#include <optional>
#include <string>

#include "yizhan/v1/bill.pb.h"

namespace yizhan::national {

std::optional<v1::CareKind> CareKindOf(const std::string& med_type);

// 610100 .. 610200: medical aid and its variants, paid upstream.
bool IsAidFund(const std::string& fund_pay_type);

// The column of setlinfo that holds this fund's payment: "hifp_pay", ..., "oth_pay"; "maf_pay" of
// aid; "acct_pay" of the personal account, which is no payer.
const char* ColumnOfFund(const std::string& fund_pay_type);

inline constexpr char kAccountColumn[] = "acct_pay";
inline constexpr char kAidColumn[] = "maf_pay";

// The fund behind a column when there is no setldetail.
struct ColumnFund {
  const char* column;
  const char* fund_code;
};
inline constexpr ColumnFund kColumnFunds[] = {
    {"hifp_pay", "310100"},  {"cvlserv_pay", "320100"}, {"hifes_pay", "370100"},
    {"hifmi_pay", "390200"}, {"hifob_pay", "330100"},   {kAidColumn, "610100"},
    {"oth_pay", "999997"},
};
inline constexpr char kResidentInsurance[] = "390";  // insutype
inline constexpr char kResidentFund[] = "390100";    // Its hifp_pay.

}  // namespace yizhan::national
