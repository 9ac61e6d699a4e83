#include "tools/cli/names.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <utility>

namespace yizhan::cli {
namespace {

struct FundName {
  std::string_view code;
  std::string_view zh;
};

// fund_pay_type codes and the setlinfo fields that stand for them (domain.md 2.4 and 2.5).
constexpr std::array<FundName, 20> kFunds = {{
    {"hifp_pay", "统筹基金"},   {"310100", "职工统筹"},
    {"390100", "居民统筹"},     {"cvlserv_pay", "公务员补助"},
    {"320100", "公务员补助"},   {"hifes_pay", "企业补充"},
    {"370100", "企业补充"},     {"hifmi_pay", "居民大病"},
    {"390200", "居民大病"},     {"hifob_pay", "职工大额"},
    {"330100", "职工大额"},     {"340100", "离休"},
    {"350100", "残军"},         {"510100", "生育"},
    {"oth_pay", "其他基金"},    {"999997", "其他"},
    {"610200", "优抚对象补助"}, {"620100", "特惠保"},
    {"630100", "医院减免"},     {"999996", "医院垫付"},
}};

struct PurposeName {
  v1::ReadPurpose purpose;
  std::string_view name;  // Of --purpose.
  std::string_view text;
};

constexpr std::array<PurposeName, 6> kPurposes = {{
    {v1::HOME_VISIT, "home-visit", "入户核查 home visit"},
    {v1::PAYMENT, "payment", "发放救助金 payment"},
    {v1::COMPLAINT, "complaint", "信访投诉 complaint"},
    {v1::CORRECTION, "correction", "更正登记 correction"},
    {v1::COURT_OR_AUDIT, "court-or-audit", "司法、审计调取 court or audit"},
    {v1::OTHER_REFERRED, "other-referred", "转介其他救助 referred to other aid"},
}};

}  // namespace

std::string LayerZh(v1::Layer layer) {
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
      return "其他";
  }
}

std::string LayerEn(v1::Layer layer) {
  switch (layer) {
    case v1::MUNICIPAL:
      return "municipal";
    case v1::DISTRICT:
      return "district";
    case v1::TOWN:
      return "town";
    case v1::CHARITY:
      return "charity";
    default:
      return "other";
  }
}

std::string LevelZh(v1::HospitalLevel level) {
  switch (level) {
    case v1::LEVEL_1:
      return "一级";
    case v1::LEVEL_2:
      return "二级";
    case v1::LEVEL_3:
      return "三级";
    case v1::LEVEL_UNGRADED:
      return "未定级";
    default:
      return "-";
  }
}

std::string StateZh(v1::InstitutionState state) {
  switch (state) {
    case v1::ADDED:
      return "已登记";
    case v1::LIVE:
      return "已开通";
    case v1::SUSPENDED:
      return "已暂停";
    default:
      return "-";
  }
}

std::string StateEn(v1::InstitutionState state) {
  switch (state) {
    case v1::ADDED:
      return "added";
    case v1::LIVE:
      return "live";
    case v1::SUSPENDED:
      return "suspended";
    default:
      return "-";
  }
}

std::string PresentText(v1::PresentState state, std::uint64_t ended_by) {
  const std::string by = ended_by == 0 ? "" : " " + std::to_string(ended_by);
  switch (state) {
    case v1::NOT_POSTED:
      return "未入账 not posted";
    case v1::SETTLED:
      return "有效 live";
    case v1::REVERSED:
      return "已冲正 reversed" + by;
    case v1::REPLACED:
      return "已替换 replaced" + by;
    case v1::TOMBSTONED:
      return "到达前已冲正 tombstoned" + by;
    default:
      return "-";
  }
}

std::string StepZh(v1::StepStatus status) {
  switch (status) {
    case v1::CHOSEN:
      return "采用";
    case v1::BETTER_ALTERNATIVE:
      return "就高未采用";
    case v1::NOT_ELIGIBLE:
      return "不符合";
    default:
      return "-";
  }
}

std::string PurposeText(v1::ReadPurpose purpose) {
  for (const PurposeName& known : kPurposes) {
    if (known.purpose == purpose) return std::string(known.text);
  }
  return "-";
}

std::optional<v1::ReadPurpose> PurposeNamed(const std::string& name) {
  for (const PurposeName& known : kPurposes) {
    if (known.name == name) return known.purpose;
  }
  return std::nullopt;
}

std::string KindText(const v1::Entry& entry) {
  switch (entry.body_case()) {
    case v1::Entry::kLedgerOpened:
      return "建账 ledger opened";
    case v1::Entry::kDayOpened:
      return "日始 day opened";
    case v1::Entry::kPackActivated:
      return "政策包生效 pack activated";
    case v1::Entry::kInstitutionChanged:
      return "机构变更 institution changed";
    case v1::Entry::kFundChanged:
      return "基金变动 fund changed";
    case v1::Entry::kPersonChanged:
      return "登记变更 person changed";
    case v1::Entry::kSettled:
      return "结算 settled";
    case v1::Entry::kContra:
      return "红冲 contra";
    case v1::Entry::kTombstone:
      return "预先冲正 tombstone";
    case v1::Entry::kOfficerChanged:
      return "经办人员变更 officer changed";
    case v1::Entry::kPersonErased:
      return "依令删除个人信息 person erased";
    case v1::Entry::kPrivateRead:
      return "查看个人信息 private data read";
    case v1::Entry::kApplicationSettled:
      return "年度申请救助 application settled";
    case v1::Entry::kOutsideAid:
      return "外部救助 outside aid";
    case v1::Entry::kAdjusted:
      return "重新核定 adjusted";
    case v1::Entry::kBulkApproved:
      return "批准重算清单 proposals approved in bulk";
    case v1::Entry::kAlertHandled:
      return "预警处理 alert handled";
    case v1::Entry::kPeriodClosed:
      return "医院关账 period closed";
    case v1::Entry::kPaidOut:
      return "拨付 paid out";
    default:
      return "未知 unknown";
  }
}

std::string FundZh(const std::string& fund_code) {
  for (const FundName& fund : kFunds) {
    if (fund.code == fund_code) return std::string(fund.zh);
  }
  return fund_code;
}

std::string PersonText(std::uint64_t person_no) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(person_no));
  return text.data();
}

bool ParsePerson(const std::string& text, std::uint64_t& person_no) {
  std::string_view digits = text;
  if (digits.substr(0, 2) == "0x") digits.remove_prefix(2);
  if (digits.empty() || digits.size() > 16) return false;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, person_no, 16);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

}  // namespace yizhan::cli
