#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/text_form.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

constexpr std::size_t kFundCodeCharactersMax = 20;  // fund_pay_type of a bill.

using Programs = std::map<std::string, const v1::Program*>;  // Any version of each id.
using Kept = std::map<std::string, std::string>;

void CheckCode(const Placed<v1::UpstreamFund>& fund, Kept& codes, Findings& findings) {
  const Place place = fund.place.Field("fund_code");
  const std::string& code = fund->fund_code();
  if (code.empty() || TextFault(code, kFundCodeCharactersMax).has_value()) {
    findings.Error(place, {.zh = "上游救助基金代码须为 1 到 20 个字符",
                           .en = "an upstream fund code must be 1 to 20 characters"});
  } else if (!codes.emplace(code, fund->program()).second) {
    findings.Error(place,
                   {.zh = absl::StrCat("上游救助基金代码“", code, "”写了两次"),
                    .en = absl::StrCat("the upstream fund code '", code, "' is stated twice")});
  }
}

// D1: all codes of one program are treated alike.
void CheckTreatment(const Placed<v1::UpstreamFund>& fund,
                    std::map<std::string, v1::UpstreamTreatment>& treatments, Findings& findings) {
  const auto [known, is_new] = treatments.emplace(fund->program(), fund->treatment());
  if (is_new || known->second == fund->treatment()) return;
  findings.Error(fund.place.Field("treatment"),
                 {.zh = absl::StrCat("项目“", fund->program(), "”的上游基金代码处理方式须一致"),
                  .en = absl::StrCat("the fund codes of '", fund->program(),
                                     "' must agree on the treatment")});
}

// D2: one GIVEN program in a group.
void CheckGiven(const Placed<v1::UpstreamFund>& fund, const v1::Program& program, Kept& given,
                Findings& findings) {
  if (fund->treatment() != v1::GIVEN) return;
  const Place place = fund.place.Field("treatment");
  const auto [first, is_new] = given.emplace(GroupOf(program), program.id());
  if (is_new || first->second == program.id()) return;
  findings.Error(place, {.zh = absl::StrCat("同组的项目“", first->second,
                                            "”已按上游已付计,"
                                            "一组只能有一个"),
                         .en = absl::StrCat("'", first->second,
                                            "' of the same group is given "
                                            "already; one of a group may be")});
}

}  // namespace

void CheckUpstream(const ComposedPack& pack, Findings& findings) {
  Programs programs;
  for (const Placed<v1::Program>& program : pack.programs) {
    programs.emplace(program->id(), program.message);
  }
  Kept codes;
  Kept given;  // Group -> its program.
  std::map<std::string, v1::UpstreamTreatment> treatments;
  for (const Placed<v1::UpstreamFund>& fund : pack.upstream_funds) {
    CheckCode(fund, codes, findings);
    CheckTreatment(fund, treatments, findings);
    CheckSource(fund->has_source(), fund->source(), fund.place, findings);
    const auto program = programs.find(fund->program());
    if (program != programs.end()) {
      CheckGiven(fund, *program->second, given, findings);
      continue;
    }
    findings.Error(fund.place.Field("program"),
                   {.zh = absl::StrCat("规则包没有项目“", fund->program(), "”"),
                    .en = absl::StrCat("there is no program with the id '", fund->program(), "'")});
  }
}

}  // namespace yizhan
