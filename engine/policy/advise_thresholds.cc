#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/base/money.h"
#include "engine/policy/advise.h"

namespace yizhan {
namespace {

constexpr std::int64_t kWhole_bp = 10'000;

bool UsesFund(const WholePack& pack, const std::string& fund) {
  return std::any_of(pack.composed.programs.begin(), pack.composed.programs.end(),
                     [&](const auto& program) { return program->fund() == fund; });
}

// A balance is never below 0 (R32), so a fund is never used beyond what was granted.
void WarnFund(const WholePack& pack, const Placed<v1::Threshold>& threshold, Findings& findings) {
  if (threshold->value() > kWhole_bp) {
    findings.Warning(threshold.place.Field("value"),
                     {.zh = "资金最多用到 100%,这条预警线永远达不到",
                      .en = "a fund is used up at 100 %: this threshold never fires"});
  } else if (!UsesFund(pack, threshold->fund())) {
    findings.Warning(
        threshold.place.Field("fund"),
        {.zh = absl::StrCat("没有项目使用资金“", threshold->fund(), "”,这条预警线永远达不到"),
         .en = absl::StrCat("no program uses the fund '", threshold->fund(),
                            "': this threshold never fires")});
  }
}

// The largest limit that any version sets for the account, and the largest of the program's own.
struct Limits {
  Money any;
  Money own;
};

Limits LimitsOf(const WholePack& pack, const v1::Threshold& threshold) {
  Limits limits;
  for (const CompiledProgram& program : pack.compiled.programs) {
    for (const CompiledCap& cap : program.caps) {
      if (pack.compiled.accounts[cap.account].id != threshold.account()) continue;
      limits.any = std::max(limits.any, cap.limit);
      if (program.id == threshold.program()) limits.own = std::max(limits.own, cap.limit);
    }
  }
  return limits;
}

// Payments of ours stop at each one's limit (R26); what stands above comes from another program
// with a larger one, or from outside.
void WarnCap(const WholePack& pack, const Placed<v1::Threshold>& threshold, Findings& findings) {
  const Limits limits = LimitsOf(pack, *threshold.message);
  const Int128 reached = static_cast<Int128>(limits.any.fen()) * kWhole_bp;
  const std::int64_t own_fen = std::max<std::int64_t>(limits.own.fen(), 1);
  if (reached >= static_cast<Int128>(threshold->value()) * own_fen) return;
  findings.Warning(
      threshold.place.Field("value"),
      {.zh = "用量不会超过封顶线,这条预警线只有登记外部救助才可能达到",
       .en = "use stops at the cap: only aid recorded from outside could make this fire"});
}

std::string Where(const Place& place) { return absl::StrCat(place.file(), ":", place.line()); }

void WarnTwice(const WholePack& pack, Findings& findings) {
  using Key = std::tuple<int, std::int64_t, std::string, std::string, std::string, int>;
  std::map<Key, const Place*> seen;
  for (const Placed<v1::Threshold>& threshold : pack.composed.thresholds) {
    const Key key{threshold->metric(),  threshold->value(), threshold->program(),
                  threshold->account(), threshold->fund(),  threshold->route()};
    const auto [first, is_new] = seen.emplace(key, &threshold.place);
    if (is_new) continue;
    findings.Warning(threshold.place,
                     {.zh = absl::StrCat("与 ", Where(*first->second),
                                         " 的预警指标、预警线、送往都相同,会提示两次"),
                      .en = absl::StrCat("watches the same line for the same office as ",
                                         Where(*first->second), ": both will fire")});
  }
}

}  // namespace

void AdviseThresholds(const WholePack& pack, Findings& findings) {
  for (const Placed<v1::Threshold>& threshold : pack.composed.thresholds) {
    if (threshold->metric() == v1::FUND_USED_BP) WarnFund(pack, threshold, findings);
    if (threshold->metric() == v1::CAP_USED_BP) WarnCap(pack, threshold, findings);
  }
  WarnTwice(pack, findings);
}

}  // namespace yizhan
