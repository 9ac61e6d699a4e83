// PageWords: the closed words and numbers of a pack in Chinese, for the page of law.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "yizhan/v1/policy.pb.h"

namespace yizhan {

const char* LayerZh(v1::Layer layer);
const char* ConfidenceZh(v1::Confidence confidence);
// "已核实", "二手来源", "示例".
const char* ConfidenceMarkZh(v1::Confidence confidence);
const char* CareKindZh(v1::CareKind kind);
const char* LevelZh(v1::HospitalLevel level);
const char* BucketZh(v1::BucketName bucket);
const char* IdentityRuleZh(v1::IdentityRule rule);
// "每人每年"
std::string ScopeZh(const v1::Account& account);
const char* MetricZh(v1::Metric metric);
const char* UpstreamTreatmentZh(v1::UpstreamTreatment treatment);
const char* SeverityZh(v1::Severity severity);
const char* RouteZh(v1::Route route);

// "50%", "33.33%".
std::string PercentText(std::int64_t ratio_bp);
// "30000.00 元"
std::string YuanZh(std::int64_t amount_fen);
// "2012-01-01 起" or "2012-01-01 至 2012-12-31"
std::string RangeZh(const v1::DateRange& range);

}  // namespace yizhan
