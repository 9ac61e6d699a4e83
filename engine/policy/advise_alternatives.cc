#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/policy/advise.h"
#include "engine/policy/covers.h"

namespace yizhan {
namespace {

class Alternatives {
 public:
  Alternatives(const WholePack& pack, Findings& findings) : pack_(pack), findings_(findings) {}

  void Look(std::size_t index) {
    for (std::size_t other = 0; other < pack_.compiled.programs.size(); ++other) {
      if (At(other).id == At(index).id) continue;
      if (WarnRepeats(index, other) || WarnBeaten(index, other) || WarnNothingLeft(index, other)) {
        return;
      }
    }
  }

 private:
  const CompiledProgram& At(std::size_t index) const { return pack_.compiled.programs[index]; }
  const Place& PlaceOf(std::size_t index) const { return pack_.composed.programs[index].place; }
  std::string Where(std::size_t index) const {
    return absl::StrCat(PlaceOf(index).file(), ":", PlaceOf(index).line());
  }

  // `index` says what `other`, which stands before it, has said: a name apart, or with accounts of
  // its own, so that the patient is paid twice.
  bool WarnRepeats(std::size_t index, std::size_t other) {
    const CompiledProgram& later = At(index);
    const CompiledProgram& first = At(other);
    if (other > index || first.layer != later.layer || !first.in_force.Meets(later.in_force)) {
      return false;
    }
    if (!SameConditions(first, later) || !SameNumbers(first, later)) return false;
    const Place at = PlaceOf(index).Field("title");
    const bool once = first.group == later.group;
    findings_.Warning(
        at, {.zh = absl::StrCat(
                 "与 ", Where(other), " 的“", first.id,
                 once ? "”只有名称不同,永远不会被选中" : "”只有名称和账户不同,患者会得到两次救助"),
             .en = absl::StrCat("differs from '", first.id, "' at ", Where(other),
                                once ? " only by name and is never chosen"
                                     : " only by name and accounts: the patient is paid twice")});
    return true;
  }

  static bool SameConditions(const CompiledProgram& a, const CompiledProgram& b) {
    CompiledProgram c = b;  // Dates may differ.
    c.in_force = a.in_force;
    CompiledProgram d = a;
    // An approval names one program, yet the conditions read the same.
    const bool same_approval = c.by_application == d.by_application;
    const bool same_mode = c.year_on_application == d.year_on_application;
    c.by_application = d.by_application = false;
    c.year_on_application = d.year_on_application = false;
    return same_approval && same_mode && TakesAllOf(c, d) && TakesAllOf(d, c);
  }

  // Whatever the accounts are called.
  static bool SameNumbers(const CompiledProgram& a, const CompiledProgram& b) {
    if (a.caps.size() != b.caps.size()) return false;
    CompiledProgram c = b;
    c.base_account = a.base_account;
    for (std::size_t i = 0; i < a.caps.size(); ++i) c.caps[i].account = a.caps[i].account;
    return SameFigures(a, c);
  }

  bool WarnBeaten(std::size_t index, std::size_t other) {
    const CompiledProgram& beaten = At(index);
    const CompiledProgram& better = At(other);
    if (IsGiven(pack_, beaten.id) || IsGiven(pack_, better.id)) return false;
    if (better.group != beaten.group || !TakesAllOf(better, beaten)) return false;
    if (!GivesNoLess(better, beaten)) return false;
    // A tie goes to the first in the file (R28): standing first, it is chosen then.
    if (index < other && GivesNoLess(beaten, better)) return false;
    findings_.Warning(
        PlaceOf(index).Field("alternative_group"),
        {.zh = absl::StrCat("能享受本项目的,也都能享受 ", Where(other), " 的“", better.id,
                            "”,而后者从不少付:本项目不起作用(四舍五入的一分除外)"),
         .en = absl::StrCat("whoever gets this may also get '", better.id, "' at ", Where(other),
                            ", which never pays less: this one does nothing (but for one fen of "
                            "rounding)")});
    return true;
  }

  // A full payment before it leaves nothing of its base.
  bool WarnNothingLeft(std::size_t index, std::size_t other) {
    const CompiledProgram& empty = At(index);
    const CompiledProgram& full = At(other);
    if (IsGiven(pack_, empty.id) || IsGiven(pack_, full.id)) return false;
    if (!StandsBefore(other, index) || !PaysAll(full) || !TakesAllOf(full, empty)) return false;
    const bool covered = std::all_of(empty.base.begin(), empty.base.end(), [&](Bucket bucket) {
      return std::find(full.base.begin(), full.base.end(), bucket) != full.base.end();
    });
    if (!covered) return false;
    findings_.Warning(
        PlaceOf(index).Item("base", 0),
        {.zh = absl::StrCat("“", full.id, "”(", Where(other),
                            ")在前面已全额支付这些费用,本项目永远没有可付的"),
         .en = absl::StrCat("'", full.id, "' at ", Where(other),
                            " has paid all of this before: nothing is ever left for this one")});
    return true;
  }

  static bool PaysAll(const CompiledProgram& program) {
    const bool whole =
        std::all_of(program.tiers.begin(), program.tiers.end(),
                    [](const CompiledTier& tier) { return tier.ratio.value == 10'000; });
    return whole && program.deductible == Money() && program.caps.empty() &&
           !program.fund.has_value() && program.minimum_payment == Money();
  }

  // In an earlier group, and alone in it: nothing else can be chosen in its stead.
  bool StandsBefore(std::size_t first, std::size_t later) const {
    for (const CompiledGroup& group : pack_.compiled.groups) {
      if (Has(group, later)) return false;
      if (Has(group, first)) return group.lines.size() == 1;
    }
    return false;
  }

  static bool Has(const CompiledGroup& group, std::size_t index) {
    return std::any_of(group.lines.begin(), group.lines.end(), [&](const CompiledLine& line) {
      return std::find(line.versions.begin(), line.versions.end(), index) != line.versions.end();
    });
  }

  const WholePack& pack_;
  Findings& findings_;
};

}  // namespace

void AdviseAlternatives(const WholePack& pack, Findings& findings) {
  Alternatives alternatives(pack, findings);
  for (std::size_t i = 0; i < pack.compiled.programs.size(); ++i) alternatives.Look(i);
}

}  // namespace yizhan
