#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/policy/advise.h"
#include "engine/rules/icd10.h"

namespace yizhan {
namespace {

template <typename Items>
void WarnRepeated(const Items& items, const Place& place, const char* field, Findings& findings) {
  std::set<std::string> seen;
  for (int i = 0; i < items.size(); ++i) {
    if (seen.insert(items.Get(i)).second) continue;
    findings.Warning(place.Item(field, i),
                     {.zh = absl::StrCat("“", items.Get(i), "”写了两次"),
                      .en = absl::StrCat("'", items.Get(i), "' is written twice")});
  }
}

// F20 already holds F20.1.
void WarnHeldPrefixes(const v1::What& what, const Place& place, Findings& findings) {
  for (int i = 0; i < what.icd10_prefixes_size(); ++i) {
    const std::string code = NormalizeIcd10(what.icd10_prefixes(i));
    for (int j = 0; j < what.icd10_prefixes_size(); ++j) {
      const std::string other = NormalizeIcd10(what.icd10_prefixes(j));
      const bool held = absl::StartsWith(code, other) && (code != other || j < i);
      if (i == j || !held) continue;
      findings.Warning(place.Item("icd10_prefixes", i),
                       {.zh = absl::StrCat("“", what.icd10_prefixes(i), "”已包含在“",
                                           what.icd10_prefixes(j), "”之内"),
                        .en = absl::StrCat("'", what.icd10_prefixes(i), "' is already held by '",
                                           what.icd10_prefixes(j), "'")});
      break;
    }
  }
}

void WarnReferral(const v1::What& what, const CompiledProgram& program, const Place& place,
                  Findings& findings) {
  if (!what.referral_required() || program.care_kinds == 0) return;
  if ((program.care_kinds & ~program.referral_required_except) == 0) {
    findings.Warning(place.Field("referral_required"),
                     {.zh = "所有就医方式都列为转诊的例外,等于不要求转诊",
                      .en = "every care kind is an exception: no referral is ever required"});
    return;
  }
  for (int i = 0; i < what.referral_required_except_size(); ++i) {
    const auto bit = EnumMask{1} << static_cast<unsigned>(what.referral_required_except(i));
    if ((program.care_kinds & bit) != 0) continue;
    const std::string& kind = v1::CareKind_Name(what.referral_required_except(i));
    findings.Warning(
        place.Item("referral_required_except", i),
        {.zh = absl::StrCat("本项目不含就医方式 ", kind, ",这个例外不起作用"),
         .en = absl::StrCat("this program does not take ", kind, ": the exception does nothing")});
  }
}

void WarnOne(const v1::Program& program, const CompiledProgram& compiled, const Place& place,
             Findings& findings) {
  const Place who = place.Field("who");
  const Place what = place.Field("what");
  WarnRepeated(program.who().identities(), who, "identities", findings);
  WarnRepeated(program.who().excluded_identities(), who, "excluded_identities", findings);
  WarnRepeated(program.who().insurance_types(), who, "insurance_types", findings);
  WarnRepeated(program.who().towns(), who, "towns", findings);
  WarnRepeated(program.what().institutions(), what, "institutions", findings);
  WarnHeldPrefixes(program.what(), what, findings);
  WarnReferral(program.what(), compiled, what, findings);
}

}  // namespace

void AdviseConditions(const WholePack& pack, Findings& findings) {
  for (std::size_t i = 0; i < pack.composed.programs.size(); ++i) {
    const Placed<v1::Program>& program = pack.composed.programs[i];
    WarnOne(*program.message, pack.compiled.programs[i], program.place, findings);
  }
}

}  // namespace yizhan
