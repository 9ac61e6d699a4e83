#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"
#include "engine/rules/icd10.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kAgeYearsMax = 200;

template <typename Items>
void CheckNoEmptyEntry(const Items& items, const Place& place, const char* field,
                       Findings& findings) {
  for (int i = 0; i < items.size(); ++i) {
    if (!items.Get(i).empty()) continue;
    findings.Error(place.Item(field, i),
                   {.zh = absl::StrCat("“", field, "”中有空的一项;不限制时应整项不写"),
                    .en = absl::StrCat(field,
                                       " has an empty entry; leave the list out for no "
                                       "restriction")});
  }
}

void CheckAge(const v1::AgeRange& age, const Place& place, Findings& findings) {
  const bool empty = age.from_years() == 0 && age.until_years() == 0;
  const bool in_range = age.until_years() <= kAgeYearsMax;
  if (!empty && in_range && age.from_years() <= age.until_years()) return;
  findings.Error(place, {.zh = absl::StrCat("年龄范围 ", age.from_years(), " 至 ",
                                            age.until_years(), " 岁不成立"),
                         .en = absl::StrCat("the age range ", age.from_years(), " to ",
                                            age.until_years(), " holds nobody")});
}

void CheckExcluded(const v1::Who& who, const Place& place, Findings& findings) {
  for (int i = 0; i < who.excluded_identities_size(); ++i) {
    for (const std::string& included : who.identities()) {
      if (included != who.excluded_identities(i)) continue;
      findings.Error(
          place.Item("excluded_identities", i),
          {.zh = absl::StrCat("身份“", included, "”既列入又排除"),
           .en = absl::StrCat("the identity '", included, "' is both included and excluded")});
    }
  }
}

bool IsLettersAndDigits(const std::string& code) {
  for (const char c : code) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

// An empty prefix would match every diagnosis, a range such as F20-F29 none.
void CheckIcd10(const v1::What& what, const Place& place, Findings& findings) {
  for (int i = 0; i < what.icd10_prefixes_size(); ++i) {
    const std::string code = NormalizeIcd10(what.icd10_prefixes(i));
    if (!code.empty() && IsLettersAndDigits(code)) continue;
    findings.Error(
        place.Item("icd10_prefixes", i),
        {.zh = absl::StrCat("“", what.icd10_prefixes(i), "”不是诊断编码前缀;F20 至 F29 应逐个写出"),
         .en = absl::StrCat("'", what.icd10_prefixes(i),
                            "' is no ICD-10 prefix; write F20 to F29 one by one")});
  }
}

}  // namespace

void CheckWho(const v1::Who& who, const Place& place, Findings& findings) {
  CheckNoEmptyEntry(who.identities(), place, "identities", findings);
  CheckNoEmptyEntry(who.excluded_identities(), place, "excluded_identities", findings);
  CheckNoEmptyEntry(who.insurance_types(), place, "insurance_types", findings);
  CheckNoEmptyEntry(who.towns(), place, "towns", findings);
  CheckExcluded(who, place, findings);
  if (who.has_age()) CheckAge(who.age(), place.Field("age"), findings);
}

void CheckWhat(const v1::What& what, const Place& place, Findings& findings) {
  CheckNoEmptyEntry(what.institutions(), place, "institutions", findings);
  CheckIcd10(what, place, findings);
  if (what.principal_only() && what.icd10_prefixes().empty()) {
    findings.Warning(place.Field("principal_only"),
                     {.zh = "没有写诊断编码,“只看主要诊断”不起作用",
                      .en = "principal_only does nothing without icd10_prefixes"});
  }
  if (!what.referral_required_except().empty() && !what.referral_required()) {
    findings.Warning(place.Item("referral_required_except", 0),
                     {.zh = "没有要求转诊,转诊的例外不起作用",
                      .en = "referral_required_except does nothing without referral_required"});
  }
}

}  // namespace yizhan
