#include "adapters/national/codes.h"

namespace yizhan::national {
namespace {

struct CareRow {
  const char* med_type;
  v1::CareKind care_kind;
};

constexpr CareRow kCareKinds[] = {
    {"11", v1::OUTPATIENT},          // 普通门诊
    {"12", v1::OUTPATIENT},          // 挂号
    {"13", v1::EMERGENCY},           // 急诊
    {"14", v1::SPECIAL_OUTPATIENT},  // 门诊慢特病
    {"19", v1::OUTPATIENT},          // 意外伤害门诊
    {"21", v1::INPATIENT},           // 普通住院
    {"23", v1::INPATIENT},           // 转外
    {"24", v1::INPATIENT},           // 急诊转住院
    {"41", v1::PHARMACY},            // 定点药店购药
};

struct FundRow {
  const char* fund_pay_type;
  const char* column;
};

constexpr FundRow kFunds[] = {
    {"310100", "hifp_pay"},  // 职工统筹
    {"390100", "hifp_pay"},  // 居民统筹
    {"310200", kAccountColumn}, {"320100", "cvlserv_pay"}, {"330100", "hifob_pay"},
    {"370100", "hifes_pay"},    {"390200", "hifmi_pay"},
};

}  // namespace

std::optional<v1::CareKind> CareKindOf(const std::string& med_type) {
  for (const CareRow& row : kCareKinds) {
    if (med_type == row.med_type) return row.care_kind;
  }
  return std::nullopt;
}

// The whole 610 family: a variant unknown here is refused by the engine as unmapped, never taken
// for an insurer's money.
bool IsAidFund(const std::string& fund_pay_type) { return fund_pay_type.rfind("610", 0) == 0; }

const char* ColumnOfFund(const std::string& fund_pay_type) {
  if (IsAidFund(fund_pay_type)) return kAidColumn;
  for (const FundRow& row : kFunds) {
    if (fund_pay_type == row.fund_pay_type) return row.column;
  }
  return "oth_pay";
}

}  // namespace yizhan::national
