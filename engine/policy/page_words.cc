#include "engine/policy/page_words.h"

#include "absl/strings/str_cat.h"
#include "engine/base/money.h"

namespace yizhan {
namespace {

// The word of a closed enum; index = its number.
template <std::size_t kSize>
const char* WordAt(const char* const (&words)[kSize], int number) {
  return number >= 0 && number < static_cast<int>(kSize) ? words[number] : "未知";
}

}  // namespace

const char* LayerZh(v1::Layer layer) {
  static constexpr const char* kWords[] = {"未写明", "市级", "区级", "街镇", "慈善"};
  return WordAt(kWords, layer);
}

const char* ConfidenceZh(v1::Confidence confidence) {
  static constexpr const char* kWords[] = {"未写明", "已核实:读过文件原文",
                                           "二手来源:报道或论文转述,未见文件原文",
                                           "示例:虚构,不是真实规定"};
  return WordAt(kWords, confidence);
}

const char* ConfidenceMarkZh(v1::Confidence confidence) {
  static constexpr const char* kWords[] = {"未写明", "已核实", "二手来源", "示例"};
  return WordAt(kWords, confidence);
}

const char* CareKindZh(v1::CareKind kind) {
  static constexpr const char* kWords[] = {"未写明",   "门诊", "急诊",     "急诊留观",
                                           "门诊大病", "住院", "家庭病床", "药店"};
  return WordAt(kWords, kind);
}

const char* LevelZh(v1::HospitalLevel level) {
  static constexpr const char* kWords[] = {"未写明", "一级", "二级", "三级", "未定级"};
  return WordAt(kWords, level);
}

const char* BucketZh(v1::BucketName bucket) {
  static constexpr const char* kWords[] = {"未写明", "自负", "分类自负", "超限价", "自费"};
  return WordAt(kWords, bucket);
}

const char* IdentityRuleZh(v1::IdentityRule rule) {
  static constexpr const char* kWords[] = {"按服务结束日认定", "按服务开始日认定",
                                           "服务期间任何一天符合即可"};
  return WordAt(kWords, rule);
}

std::string ScopeZh(const v1::Account& account) {
  static constexpr const char* kPeriods[] = {"", "每年", "每次就诊", "终身"};
  return absl::StrCat(account.holder() == v1::HOUSEHOLD ? "每户" : "每人",
                      WordAt(kPeriods, account.period()));
}

const char* MetricZh(v1::Metric metric) {
  static constexpr const char* kWords[] = {"未写明",
                                           "单次就诊总费用",
                                           "单次救助前个人负担",
                                           "全年救助前个人负担",
                                           "家庭全年救助前负担",
                                           "单次救助后个人负担",
                                           "全年救助后个人负担",
                                           "家庭全年救助后负担",
                                           "家庭负担占收入比",
                                           "封顶额度已用比例",
                                           "资金已用比例"};
  return WordAt(kWords, metric);
}

const char* UpstreamTreatmentZh(v1::UpstreamTreatment treatment) {
  static constexpr const char* kWords[] = {"未写明", "重新计算,与上游比对,有出入记为差异",
                                           "按上游已付计,不再计算"};
  return WordAt(kWords, treatment);
}

const char* SeverityZh(v1::Severity severity) {
  static constexpr const char* kWords[] = {"未写明", "提示", "警示", "紧急"};
  return WordAt(kWords, severity);
}

const char* RouteZh(v1::Route route) {
  static constexpr const char* kWords[] = {"未写明", "收费窗口", "街镇救助所", "区救助办", "慈善"};
  return WordAt(kWords, route);
}

std::string PercentText(std::int64_t ratio_bp) {
  const std::int64_t whole = ratio_bp / 100;
  const std::int64_t rest = ratio_bp % 100;
  if (rest == 0) return absl::StrCat(whole, "%");
  return absl::StrCat(whole, rest < 10 ? ".0" : ".", rest % 10 == 0 ? rest / 10 : rest, "%");
}

std::string YuanZh(std::int64_t amount_fen) {
  return absl::StrCat(YuanText(Money::FromFen(amount_fen)), " 元");
}

std::string RangeZh(const v1::DateRange& range) {
  if (range.until().empty()) return absl::StrCat(range.from(), " 起");
  return absl::StrCat(range.from(), " 至 ", range.until());
}

}  // namespace yizhan
