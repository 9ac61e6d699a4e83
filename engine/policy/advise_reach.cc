#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/policy/advise.h"
#include "engine/rules/entitlement.h"

namespace yizhan {
namespace {

using Users = std::vector<std::set<std::size_t>>;  // By account: the versions that use it.

struct AccountUsers {
  Users of_base;
  Users of_cap;
};

AccountUsers UsersOf(const CompiledPack& pack) {
  AccountUsers users{Users(pack.accounts.size()), Users(pack.accounts.size())};
  for (std::size_t i = 0; i < pack.programs.size(); ++i) {
    users.of_base[pack.programs[i].base_account].insert(i);
    for (const CompiledCap& cap : pack.programs[i].caps) users.of_cap[cap.account].insert(i);
  }
  return users;
}

std::string Yuan(Money amount) { return YuanText(amount); }

class Reach {
 public:
  Reach(const WholePack& pack, Findings& findings)
      : pack_(pack), users_(UsersOf(pack.compiled)), findings_(findings) {}

  void Look(std::size_t index) {
    const CompiledProgram& program = pack_.compiled.programs[index];
    if (IsGiven(pack_, program.id)) return;
    const Place& place = pack_.composed.programs[index].place;
    WarnNothingPaid(program, place);
    WarnTiers(program, index, place);
    for (std::size_t i = 0; i < program.caps.size(); ++i) WarnCap(program, index, i, place);
  }

 private:
  void WarnNothingPaid(const CompiledProgram& program, const Place& place) {
    const bool gives = std::any_of(
        program.tiers.begin(), program.tiers.end(),
        [](const CompiledTier& tier) { return tier.ratio.value > 0 || tier.lump > Money(); });
    if (!gives) {
      findings_.Warning(place.Item("tiers", 0),
                        {.zh = "各段比例都是 0,也没有定额,本项目永远不付",
                         .en = "every ratio is 0 and there is no lump: it never pays"});
    }
    for (const CompiledCap& cap : program.caps) {
      if (program.minimum_payment <= cap.limit) continue;
      findings_.Warning(
          place.Field("minimum_payment_fen"),
          {.zh = absl::StrCat("最低支付 ", Yuan(program.minimum_payment), " 元高于封顶线 ",
                              Yuan(cap.limit), " 元,本项目永远不付"),
           .en = absl::StrCat("the minimum payment ", Yuan(program.minimum_payment),
                              " is above the cap ", Yuan(cap.limit), ": it never pays")});
    }
  }

  // What the base accumulates and what the cap has seen run in step: one holder, one period (or a
  // cap that never starts again), and nothing but this program's tiers decides what is paid.
  bool RunInStep(const CompiledProgram& program, const CompiledCap& cap, std::size_t index) const {
    const CompiledAccount& base = pack_.compiled.accounts[program.base_account];
    const CompiledAccount& paid = pack_.compiled.accounts[cap.account];
    const bool same_key = base.holder == paid.holder &&
                          (base.period == paid.period || paid.period == Period::kLifetime);
    const bool plain = !program.fund.has_value() && program.minimum_payment == Money();
    return same_key && plain && OnlyVersionsOf(index, users_.of_base[program.base_account]);
  }

  bool OnlyVersionsOf(std::size_t index, const std::set<std::size_t>& users) const {
    const std::string& id = pack_.compiled.programs[index].id;
    return std::all_of(users.begin(), users.end(),
                       [&](std::size_t user) { return pack_.compiled.programs[user].id == id; });
  }

  // A tier that begins where a cap is already used up.
  void WarnTiers(const CompiledProgram& program, std::size_t index, const Place& place) {
    for (std::size_t i = 1; i < program.tiers.size(); ++i) {
      // A lump may exceed what is left of one bill: paid and entitled part ways.
      if (program.tiers[i - 1].lump > Money()) return;
      const Money lower = *program.tiers[i - 1].up_to;
      const std::optional<Money> start = program.deductible.TryAdd(lower);
      if (!start.has_value()) return;
      const auto paid = Entitlement(program.tiers, program.deductible, *start);
      for (const CompiledCap& cap : program.caps) {
        if (!paid.has_value() || *paid < cap.limit || !RunInStep(program, cap, index)) continue;
        findings_.Warning(
            place.Item("tiers", static_cast<int>(i)),
            {.zh = absl::StrCat("到 ", Yuan(lower), " 元时应付 ", Yuan(*paid), " 元,已达封顶线 ",
                                Yuan(cap.limit), " 元,这一段用不到(换版本当年和外部救助除外)"),
             .en = absl::StrCat("at ", Yuan(lower), " it has paid ", Yuan(*paid),
                                ", which reaches the cap ", Yuan(cap.limit),
                                ": this tier is out of reach (but for the year of a new version "
                                "and outside aid)")});
        return;
      }
    }
  }

  // All that the tiers can ever give; empty: there is no end to it.
  static std::optional<Money> MostOf(const CompiledProgram& program) {
    if (program.tiers.back().ratio.value > 0) return std::nullopt;
    const bool one = program.tiers.size() == 1;
    const Money lower = one ? Money() : *program.tiers[program.tiers.size() - 2].up_to;
    const auto beyond =
        Money::FromFen(program.deductible.fen()).TryAdd(Money::FromFen(lower.fen() + 1));
    return beyond.has_value() ? Entitlement(program.tiers, program.deductible, *beyond)
                              : std::nullopt;
  }

  void WarnCap(const CompiledProgram& program, std::size_t index, std::size_t cap_index,
               const Place& place) {
    const CompiledCap& cap = program.caps[cap_index];
    const Place at = place.Item("caps", static_cast<int>(cap_index)).Field("limit_fen");
    const std::optional<Money> most = MostOf(program);
    const bool alone = users_.of_cap[cap.account] == std::set<std::size_t>{index} &&
                       users_.of_base[program.base_account] == std::set<std::size_t>{index};
    if (most.has_value() && *most < cap.limit && alone && BaseOutlasts(program, cap)) {
      findings_.Warning(at, {.zh = absl::StrCat("按各段比例最多付 ", Yuan(*most), " 元,封顶线 ",
                                                Yuan(cap.limit), " 元永远用不到"),
                             .en = absl::StrCat("the tiers give at most ", Yuan(*most),
                                                ": the cap ", Yuan(cap.limit), " never binds")});
      return;
    }
    for (const CompiledCap& other : program.caps) {
      if (!AlwaysTighter(other, cap)) continue;
      findings_.Warning(
          at, {.zh = absl::StrCat("封顶线 ", Yuan(other.limit), " 元总是先到,这一条 ",
                                  Yuan(cap.limit), " 元永远用不到"),
               .en = absl::StrCat("the cap ", Yuan(other.limit), " is always reached first: this ",
                                  Yuan(cap.limit), " never binds")});
      return;
    }
  }

  // One base account's life covers all that goes into one value of the cap account.
  bool BaseOutlasts(const CompiledProgram& program, const CompiledCap& cap) const {
    const CompiledAccount& base = pack_.compiled.accounts[program.base_account];
    const CompiledAccount& paid = pack_.compiled.accounts[cap.account];
    return base.holder == paid.holder &&
           (base.period == paid.period || base.period == Period::kLifetime);
  }

  // Whatever goes into the account of `cap` goes into that of `other`, which has less room.
  bool AlwaysTighter(const CompiledCap& other, const CompiledCap& cap) const {
    if (other.limit >= cap.limit) return false;
    const CompiledAccount& a = pack_.compiled.accounts[other.account];
    const CompiledAccount& b = pack_.compiled.accounts[cap.account];
    if (a.holder != b.holder) return false;
    if (a.period != b.period && a.period != Period::kLifetime) return false;
    const std::set<std::size_t>& all = users_.of_cap[other.account];
    const std::set<std::size_t>& some = users_.of_cap[cap.account];
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  }

  const WholePack& pack_;
  AccountUsers users_;
  Findings& findings_;
};

}  // namespace

void AdviseReach(const WholePack& pack, Findings& findings) {
  Reach reach(pack, findings);
  for (std::size_t i = 0; i < pack.compiled.programs.size(); ++i) reach.Look(i);
}

}  // namespace yizhan
