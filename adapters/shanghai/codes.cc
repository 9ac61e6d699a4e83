#include "adapters/shanghai/codes.h"

namespace yizhan::shanghai {
namespace {

struct CareRow {
  const char* yllb;
  v1::CareKind kind;
};
constexpr CareRow kCare[] = {
    {"S11", v1::OUTPATIENT}, {"S12", v1::EMERGENCY},   {"S13", v1::SPECIAL_OUTPATIENT},
    {"S21", v1::INPATIENT},  {"S24", v1::OBSERVATION}, {"S31", v1::HOME_BED},
    {"S41", v1::PHARMACY},
};

struct CodeRow {
  v1::Reason reason;
  const char* code;
};
constexpr CodeRow kCodes[] = {
    {v1::NOT_ALLOWED, kOtherInstitution},
    {v1::FIELD_MISSING, kUnreadable},
    {v1::FIELD_TOO_LONG, kUnreadable},
    {v1::FIELD_NOT_UTF8, kUnreadable},
    {v1::FIELD_UNKNOWN_VALUE, kUnreadable},
    {v1::FIELD_MALFORMED, kUnreadable},
    {v1::AMOUNT_NEGATIVE, kUnreadable},
    {v1::AMOUNT_TOO_LARGE, kUnreadable},
    {v1::TOO_MANY_ITEMS, kUnreadable},
    {v1::PERSON_UNKNOWN, "E010"},
    {v1::PARTS_NOT_TOTAL, "E011"},
    {v1::PAYMENTS_EXCEED_TOTAL, "E011"},
    {v1::ACCOUNT_EXCEEDS_REST, "E011"},
    {v1::SERVICE_DATES_REVERSED, "E012"},
    {v1::ACCOUNTING_BEFORE_SERVICE, "E012"},
    {v1::ACCOUNTING_IN_FUTURE, "E012"},
    {v1::QUOTE_STALE, "E023"},
    {v1::BILL_ALREADY_SETTLED, "E030"},
    {v1::SETTLEMENT_UNKNOWN, "E040"},
    {v1::ALREADY_REVERSED, "E042"},
    {v1::ALREADY_REPLACED, "E042"},
    {v1::MESSAGE_TOMBSTONED, "E042"},
};
constexpr char kOtherwise[] = "E099";

constexpr std::size_t kSchemePlace = 11;  // Position 12, counted from 1.

}  // namespace

std::optional<v1::CareKind> CareKindOf(const std::string& yllb) {
  for (const CareRow& row : kCare) {
    if (yllb == row.yllb) return row.kind;
  }
  return std::nullopt;
}

Scheme SchemeOf(const std::string& accountattr) {
  if (accountattr.size() <= kSchemePlace) return Scheme::kUnknown;
  const char sign = accountattr[kSchemePlace];
  if (sign == '0' || sign == '1') return Scheme::kEmployee;
  if (sign == 'A' || sign == 'G') return Scheme::kAided;
  if (sign >= 'B' && sign <= 'H') return Scheme::kResident;
  return Scheme::kUnknown;
}

std::string CodeOf(const v1::ErrorDetail& detail) {
  for (const CodeRow& row : kCodes) {
    if (detail.reason() == row.reason) return row.code;
  }
  const bool for_good =
      detail.error_class() == v1::REJECTED || detail.error_class() == v1::CONFLICT;
  return for_good ? kOtherwise : kAgain;
}

// The sentence of the table is about a bill; the HIS knows its own members only.
std::string TextOf(const v1::ErrorDetail& detail) {
  if (detail.message_zh().empty()) return "系统故障，未受理，请重发原报文或查询交易结果";
  if (detail.reason() != v1::PARTS_NOT_TOTAL) return detail.message_zh();
  return "医保返回的金额合计不平（" + detail.field() + " 应为 " + detail.expected() + "，实为 " +
         detail.found() + "）";
}

std::string LayerText(v1::Layer layer) {
  switch (layer) {
    case v1::MUNICIPAL:
      return "市级";
    case v1::DISTRICT:
      return "区级";
    case v1::TOWN:
      return "街镇";
    case v1::CHARITY:
      return "慈善";
    default:
      return "";
  }
}

}  // namespace yizhan::shanghai
