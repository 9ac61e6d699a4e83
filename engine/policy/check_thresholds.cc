#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/money.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

bool ProgramHasCap(const ComposedPack& pack, const std::string& program,
                   const std::string& account) {
  for (const Placed<v1::Program>& version : pack.programs) {
    if (version->id() != program) continue;
    for (const v1::Cap& cap : version->caps()) {
      if (cap.account() == account) return true;
    }
  }
  return false;
}

bool HasFund(const ComposedPack& pack, const std::string& id) {
  for (const Placed<v1::Fund>& fund : pack.funds) {
    if (fund->id() == id) return true;
  }
  return false;
}

void CheckReferences(const ComposedPack& pack, const Placed<v1::Threshold>& threshold,
                     Findings& findings) {
  const bool of_cap = threshold->metric() == v1::CAP_USED_BP;
  const bool of_fund = threshold->metric() == v1::FUND_USED_BP;
  if (of_cap && !ProgramHasCap(pack, threshold->program(), threshold->account())) {
    findings.Error(threshold.place,
                   {.zh = absl::StrCat("项目“", threshold->program(), "”没有封顶账户“",
                                       threshold->account(), "”"),
                    .en = absl::StrCat("the program '", threshold->program(),
                                       "' has no cap account '", threshold->account(), "'")});
  }
  if (of_fund && !HasFund(pack, threshold->fund())) {
    findings.Error(
        threshold.place.Field("fund"),
        {.zh = absl::StrCat("规则包没有声明资金“", threshold->fund(), "”"),
         .en = absl::StrCat("no fund is declared with the id '", threshold->fund(), "'")});
  }
  const bool stray_cap = !of_cap && !(threshold->program() + threshold->account()).empty();
  if (stray_cap || (!of_fund && !threshold->fund().empty())) {
    findings.Error(threshold.place, {.zh = "这种预警指标不看项目、账户或资金,请删去",
                                     .en = "this metric looks at no program, account or fund; "
                                           "remove it"});
  }
}

void CheckThreshold(const ComposedPack& pack, const Placed<v1::Threshold>& threshold,
                    Findings& findings) {
  if (threshold->value() <= 0 || threshold->value() > kAmountMax.fen()) {
    findings.Error(
        threshold.place.Field("value"),
        {.zh = absl::StrCat("预警线 ", threshold->value(), " 须大于 0,不超过 ", kAmountMax.fen()),
         .en = absl::StrCat("the value ", threshold->value(), " must be above 0 and at most ",
                            kAmountMax.fen())});
  }
  if (threshold->message().empty()) {
    findings.Error(threshold.place.Field("message"),
                   {.zh = "缺少预警内容", .en = "the message is missing"});
  }
  if (threshold->next_step().empty()) {
    findings.Error(threshold.place.Field("next_step"),
                   {.zh = "缺少下一步做什么", .en = "the next step is missing"});
  }
  CheckSource(threshold->has_source(), threshold->source(), threshold.place, findings);
  CheckReferences(pack, threshold, findings);
}

}  // namespace

void CheckThresholds(const ComposedPack& pack, Findings& findings) {
  for (const Placed<v1::Threshold>& threshold : pack.thresholds) {
    CheckThreshold(pack, threshold, findings);
  }
}

void CheckDeposits(const ComposedPack& pack, Findings& findings) {
  std::set<std::string> seen;
  for (const Placed<v1::DepositRule>& rule : pack.deposits) {
    const Place place = rule.place.Field("identity");
    if (rule->identity().empty()) {
      findings.Error(place,
                     {.zh = "押金规则没有写身份", .en = "the deposit row names no identity"});
    } else if (!seen.insert(rule->identity()).second) {
      findings.Error(
          place, {.zh = absl::StrCat("身份“", rule->identity(), "”的押金写了两次"),
                  .en = absl::StrCat("the deposit of '", rule->identity(), "' is stated twice")});
    }
    CheckSource(rule->has_source(), rule->source(), rule.place, findings);
  }
}

}  // namespace yizhan
