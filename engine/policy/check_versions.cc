#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

using Version = const Placed<v1::Program>*;

std::string Where(Version version) {
  return absl::StrCat(version->place.file(), ":", version->place.line());
}

void CheckShared(Version first, Version next, Findings& findings) {
  if (first->message->layer() != next->message->layer()) {
    findings.Error(
        next->place.Field("layer"),
        {.zh = absl::StrCat("同一项目的各版本须在同一层级,见 ", Where(first)),
         .en = absl::StrCat("versions of one program share its layer; see ", Where(first))});
  }
  if (GroupOf(*first->message) != GroupOf(*next->message)) {
    findings.Error(next->place.Field("alternative_group"),
                   {.zh = absl::StrCat("同一项目的各版本须在同一择优组,见 ", Where(first)),
                    .en = absl::StrCat("versions of one program share its alternative_group; see ",
                                       Where(first))});
  }
}

void CheckOverlap(const std::vector<Version>& earlier, Version next, Findings& findings) {
  const auto span = ReadSpan(next->message->in_force());
  if (!span) return;
  for (const Version other : earlier) {
    const auto other_span = ReadSpan(other->message->in_force());
    if (!other_span || !span->Meets(*other_span)) continue;
    findings.Error(
        next->place.Field("in_force"),
        {.zh = absl::StrCat("与 ", Where(other), " 的版本在同一天都有效;旧版本请写明截止日"),
         .en = absl::StrCat("overlaps the version at ", Where(other),
                            "; give the old version its last day")});
  }
}

bool HasCapOn(const v1::Program& program, const std::string& account) {
  for (const v1::Cap& cap : program.caps()) {
    if (cap.account() == account) return true;
  }
  return false;
}

// The place in `program` of the first cap on an account that `other` does not use; -1 = none.
int FirstCapNotIn(const v1::Program& program, const v1::Program& other) {
  for (int i = 0; i < program.caps_size(); ++i) {
    const std::string& account = program.caps(i).account();
    if (!account.empty() && !HasCapOn(other, account)) return i;
  }
  return -1;
}

// R18: a new account starts from nothing, so the patient would get a second allowance.
void WarnNewAllowance(Version before, Version after, Findings& findings) {
  const Words words{
      .zh = absl::StrCat("与 ", Where(before),
                         " 的版本相比换了账户,累计从零开始,患者会得到第二份额度"),
      .en = absl::StrCat("changes the account of the version at ", Where(before),
                         ": it starts from nothing and the patient would get a second allowance")};
  if (before->message->base_account() != after->message->base_account()) {
    findings.Warning(after->place.Field("base_account"), words);
  }
  // A cap that is only added or only dropped changes no account.
  const int new_cap = FirstCapNotIn(*after->message, *before->message);
  const int old_cap = FirstCapNotIn(*before->message, *after->message);
  if (new_cap < 0 || old_cap < 0) return;
  findings.Warning(after->place.Item("caps", new_cap).Field("account"), words);
}

void CheckOneProgram(const std::vector<Version>& versions, Findings& findings) {
  std::vector<Version> earlier;
  for (const Version version : versions) {
    if (!earlier.empty()) CheckShared(earlier.front(), version, findings);
    CheckOverlap(earlier, version, findings);
    earlier.push_back(version);
  }
  // Dates compare as text; the file's order need not be theirs.
  std::stable_sort(earlier.begin(), earlier.end(), [](Version a, Version b) {
    return a->message->in_force().from() < b->message->in_force().from();
  });
  for (std::size_t i = 1; i < earlier.size(); ++i) {
    WarnNewAllowance(earlier[i - 1], earlier[i], findings);
  }
}

void CheckMember(Version first, Version member, Findings& findings) {
  const std::string& group = GroupOf(*first->message);
  if (first->message->layer() != member->message->layer()) {
    findings.Error(
        member->place.Field("layer"),
        {.zh = absl::StrCat("择优组“", group, "”只能在一个层级内,见 ", Where(first)),
         .en = absl::StrCat("the group '", group, "' lies in one layer; see ", Where(first))});
  }
  if (first->message->base_account() != member->message->base_account()) {
    findings.Warning(
        member->place.Field("base_account"),
        {.zh = absl::StrCat("择优组“", group, "”的成员用了不同的基数账户,见 ", Where(first)),
         .en = absl::StrCat("members of the group '", group, "' have different base accounts; see ",
                            Where(first))});
  }
}

}  // namespace

void CheckVersions(const ComposedPack& pack, Findings& findings) {
  std::map<std::string, std::vector<Version>> by_id;
  std::map<std::string, Version> first_of_group;
  for (const Placed<v1::Program>& program : pack.programs) {
    by_id[program->id()].push_back(&program);
    const auto [first, is_new] = first_of_group.emplace(GroupOf(*program.message), &program);
    const bool same_program = first->second->message->id() == program->id();
    if (!is_new && !same_program) CheckMember(first->second, &program, findings);
  }
  for (const auto& [id, versions] : by_id) CheckOneProgram(versions, findings);
}

}  // namespace yizhan
