#include "engine/policy/rules_kept.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/policy/rule_parts.h"

namespace yizhan {
namespace {

using GroupIds = std::vector<std::string>;
using InForce = std::map<std::string, const CompiledProgram*>;

// The rules of one pack on one day.
struct DayRules {
  InForce programs;              // By id.
  std::vector<GroupIds> groups;  // In evaluation order; members as ties are broken (R28).
};

DayRules RulesOn(const CompiledPack& pack, Day day) {
  DayRules rules;
  for (const CompiledGroup& group : pack.groups) {
    std::vector<std::uint32_t> places;
    for (const CompiledLine& line : group.lines) {
      for (const std::uint32_t place : line.versions) {
        if (pack.programs[place].in_force.Contains(day)) places.push_back(place);
      }
    }
    if (places.empty()) continue;
    std::sort(places.begin(), places.end());
    GroupIds ids;
    for (const std::uint32_t place : places) {
      const CompiledProgram& program = pack.programs[place];
      ids.push_back(program.id);
      rules.programs.emplace(program.id, &program);
    }
    rules.groups.push_back(std::move(ids));
  }
  return rules;
}

// Rules change only where a version begins or the day after one ends.
void AddChanges(const CompiledPack& pack, Day before, std::set<Day>& days) {
  for (const CompiledProgram& program : pack.programs) {
    const Day over{.days = program.in_force.until.days + 1};
    for (const Day day : {program.in_force.from, over}) {
      if (day < before) days.insert(day);
    }
  }
}

std::string ValuesText(const std::vector<std::string>& values, const char* none) {
  return values.empty() ? std::string(none) : absl::StrJoin(values, ", ");
}

class Comparison {
 public:
  Comparison(const CompiledPack& active, const CompiledPack& next) : active_(active), next_(next) {}

  void CompareOn(Day day) {
    const DayRules before = RulesOn(active_, day);
    const DayRules after = RulesOn(next_, day);
    const std::size_t known = findings_.size();
    const bool same_programs = CompareForce(before.programs, after.programs, day);
    for (const auto& [id, program] : before.programs) {
      const auto found = after.programs.find(id);
      if (found != after.programs.end()) CompareParts(*program, *found->second);
    }
    CompareGiven(before.programs, after.programs);
    // What differs otherwise may well change the order, too: that is not said twice.
    if (same_programs && findings_.size() == known) CompareOrder(before, after, day);
  }

  // R9: a fund code that led to one program and treatment leads to no other. One that was not known
  // before decided nothing: its bills were refused.
  void CompareUpstream() {
    for (const CompiledUpstream& fund : active_.upstream_funds) {
      const auto found = std::find_if(
          next_.upstream_funds.begin(), next_.upstream_funds.end(),
          [&](const CompiledUpstream& other) { return other.fund_code == fund.fund_code; });
      const bool same = found != next_.upstream_funds.end() && found->given == fund.given &&
                        ProgramOf(next_, *found).id == ProgramOf(active_, fund).id;
      if (same) continue;
      v1::Finding& finding = findings_.emplace_back();
      finding.set_level(v1::FINDING_ERROR);
      finding.set_path(absl::StrCat("upstream_funds[", fund.fund_code, "]"));
      finding.set_message_zh(
          absl::StrCat("上游救助基金代码“", fund.fund_code, "”的对应项目或处理方式与现行规则不同"));
      finding.set_message_en(absl::StrCat("the upstream fund code '", fund.fund_code,
                                          "' leads elsewhere than in the active rules"));
    }
  }

  std::vector<v1::Finding> Take() { return std::move(findings_); }

 private:
  static const CompiledProgram& ProgramOf(const CompiledPack& pack, const CompiledUpstream& fund) {
    return pack.programs[fund.line];
  }

  // D2: what is given on a day without a version in force goes by the id's first version.
  void CompareGiven(const InForce& before, const InForce& after) {
    for (const CompiledUpstream& fund : active_.upstream_funds) {
      const CompiledProgram& first = ProgramOf(active_, fund);
      if (!fund.given || before.contains(first.id) || after.contains(first.id)) continue;
      const auto same_id = [&](const CompiledProgram& other) { return other.id == first.id; };
      const auto found = std::find_if(next_.programs.begin(), next_.programs.end(), same_id);
      if (found != next_.programs.end()) CompareParts(first, *found);
    }
  }

  bool CompareForce(const InForce& before, const InForce& after, Day day) {
    bool same = true;
    for (const auto& [id, program] : before) {
      if (after.contains(id)) continue;
      same = false;
      Add(*program, "in_force",
          {absl::StrCat("在 ", DayText(day), " 不再有效,而现行规则有效"),
           absl::StrCat("is no longer in force on ", DayText(day), ", as the active rules say")});
    }
    for (const auto& [id, program] : after) {
      if (before.contains(id)) continue;
      same = false;
      Add(*program, "in_force",
          {absl::StrCat("在 ", DayText(day), " 有效,而现行规则无效"),
           absl::StrCat("is in force on ", DayText(day), ", unlike in the active rules")});
    }
    return same;
  }

  void CompareParts(const CompiledProgram& before, const CompiledProgram& after) {
    const std::vector<RulePart> old_parts = RulePartsOf(active_, before);
    const std::vector<RulePart> new_parts = RulePartsOf(next_, after);
    for (std::size_t i = 0; i < old_parts.size(); ++i) {
      if (old_parts[i].values == new_parts[i].values) continue;
      Add(after, old_parts[i].path,
          {absl::StrCat("现行为“", ValuesText(old_parts[i].values, "无"), "”,新规则为“",
                        ValuesText(new_parts[i].values, "无"), "”"),
           absl::StrCat("is '", ValuesText(old_parts[i].values, "none"), "' now and '",
                        ValuesText(new_parts[i].values, "none"), "' in the new rules")});
    }
  }

  // R27, R28: the same programs in other groups, or in another order, pay otherwise.
  void CompareOrder(const DayRules& before, const DayRules& after, Day day) {
    if (before.groups == after.groups) return;
    const auto [old_group, new_group] = std::mismatch(before.groups.begin(), before.groups.end(),
                                                      after.groups.begin(), after.groups.end());
    const GroupIds& named = new_group == after.groups.end() ? *old_group : *new_group;
    Add(*after.programs.at(named.front()), "alternative_group",
        {absl::StrCat("在 ", DayText(day), " 的择优组或先后次序与现行规则不同"),
         absl::StrCat("stands in another group or order on ", DayText(day),
                      " than in the active rules")});
  }

  struct Said {
    std::string zh;
    std::string en;
  };
  void Add(const CompiledProgram& program, const std::string& field, const Said& said) {
    const std::string path = absl::StrCat("programs[", program.id, "].", field);
    const std::string from = DayText(program.in_force.from);
    if (!told_.insert(absl::StrCat(path, " ", from)).second) return;
    v1::Finding& finding = findings_.emplace_back();
    finding.set_level(v1::FINDING_ERROR);
    finding.set_path(path);
    finding.set_message_zh(
        absl::StrCat("项目“", program.id, "”", from, " 起的版本,", field, ":", said.zh));
    finding.set_message_en(
        absl::StrCat("the version of '", program.id, "' from ", from, ": ", field, " ", said.en));
  }

  const CompiledPack& active_;
  const CompiledPack& next_;
  std::set<std::string> told_;
  std::vector<v1::Finding> findings_;
};

}  // namespace

std::vector<v1::Finding> RulesKeptBefore(const CompiledPack& active, const CompiledPack& next,
                                         Day effective_from) {
  std::set<Day> days;
  AddChanges(active, effective_from, days);
  AddChanges(next, effective_from, days);
  Comparison comparison(active, next);
  for (const Day day : days) comparison.CompareOn(day);
  if (!days.empty()) comparison.CompareUpstream();
  return comparison.Take();
}

}  // namespace yizhan
