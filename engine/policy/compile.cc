#include "engine/policy/compile.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/policy/compile_thresholds.h"
#include "engine/rules/icd10.h"

namespace yizhan {
namespace {

using Places = std::map<std::string, std::uint32_t>;

template <typename Enums>
EnumMask MaskOf(const Enums& numbers) {
  EnumMask mask = 0;
  for (const int number : numbers) mask |= EnumMask{1} << static_cast<unsigned>(number);
  return mask;
}

template <typename Texts>
std::vector<std::string> Copy(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

std::uint32_t PlaceOf(const Places& places, const std::string& id) {
  const auto found = places.find(id);
  YIZHAN_CHECK(found != places.end());
  return found->second;
}

IdentityRule RuleOf(v1::IdentityRule rule) {
  if (rule == v1::SERVICE_START) return IdentityRule::kServiceStart;
  if (rule == v1::ANY_DAY_OF_STAY) return IdentityRule::kAnyDayOfStay;
  return IdentityRule::kServiceEnd;
}

void CompileWho(const v1::Who& who, CompiledProgram& to) {
  to.identities = Copy(who.identities());
  to.excluded_identities = Copy(who.excluded_identities());
  if (who.has_age()) {
    to.age_years = {static_cast<std::int32_t>(who.age().from_years()),
                    static_cast<std::int32_t>(who.age().until_years())};
  }
  to.insurance_types = Copy(who.insurance_types());
  to.towns = Copy(who.towns());
  to.identity_rule = RuleOf(who.identity_rule());
  to.by_application = who.by_application();
}

void CompileWhat(const v1::What& what, CompiledProgram& to) {
  to.care_kinds = MaskOf(what.care_kinds());
  to.levels = MaskOf(what.levels());
  for (const std::string& prefix : what.icd10_prefixes()) {
    to.icd10_prefixes.push_back(NormalizeIcd10(prefix));
  }
  to.principal_only = what.principal_only();
  to.institutions = Copy(what.institutions());
  to.min_in_scope = Money::FromFen(what.min_in_scope_fen());
  to.referral_required = what.referral_required();
  to.referral_required_except = MaskOf(what.referral_required_except());
}

void CompileMoney(const v1::Program& program, const Places& accounts, const Places& funds,
                  CompiledProgram& to) {
  // BucketName counts from 1, Bucket from 0, in the same order.
  for (const int name : program.base()) to.base.push_back(static_cast<Bucket>(name - 1));
  to.base_account = PlaceOf(accounts, program.base_account());
  to.deductible = Money::FromFen(program.deductible_fen());
  for (const v1::Tier& tier : program.tiers()) {
    CompiledTier compiled{.up_to = std::nullopt,
                          .ratio = BasisPoints{tier.ratio_bp()},
                          .lump = Money::FromFen(tier.lump_fen())};
    if (tier.has_up_to_fen()) compiled.up_to = Money::FromFen(tier.up_to_fen());
    to.tiers.push_back(compiled);
  }
  for (const v1::Cap& cap : program.caps()) {
    to.caps.push_back(
        {.account = PlaceOf(accounts, cap.account()), .limit = Money::FromFen(cap.limit_fen())});
  }
  if (!program.fund().empty()) to.fund = PlaceOf(funds, program.fund());
  to.minimum_payment = Money::FromFen(program.minimum_payment_fen());
}

CompiledProgram CompileProgram(const v1::Program& program, const Places& accounts,
                               const Places& funds) {
  CompiledProgram to;
  to.id = program.id();
  to.title = program.title();
  to.title_en = program.title_en();
  to.layer = static_cast<Layer>(program.layer());
  to.group = GroupOf(program);
  const std::optional<Span> in_force = ReadSpan(program.in_force());
  YIZHAN_CHECK(in_force.has_value());
  to.in_force = *in_force;
  CompileWho(program.who(), to);
  CompileWhat(program.what(), to);
  to.year_on_application = program.mode() == v1::YEAR_ON_APPLICATION;
  CompileMoney(program, accounts, funds, to);
  to.confidence = static_cast<Confidence>(program.source().confidence());
  to.document = program.source().document();
  return to;
}

// R27: by layer, then by the first place in the file of any member, in force or not.
std::vector<CompiledGroup> GroupsOf(const std::vector<CompiledProgram>& programs) {
  std::vector<CompiledGroup> groups;
  std::map<std::string, std::size_t> group_of;
  std::map<std::string, std::size_t> line_of;  // Inside its group.
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const auto [group, new_group] = group_of.emplace(programs[i].group, groups.size());
    if (new_group) groups.push_back({.layer = programs[i].layer, .lines = {}});
    std::vector<CompiledLine>& lines = groups[group->second].lines;
    const auto [line, new_line] = line_of.emplace(programs[i].id, lines.size());
    if (new_line) lines.emplace_back();
    lines[line->second].versions.push_back(static_cast<std::uint32_t>(i));
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.layer < b.layer; });
  return groups;
}

std::vector<CompiledUpstream> UpstreamOf(const ComposedPack& pack) {
  Places lines;
  for (const Placed<v1::Program>& program : pack.programs) {
    const auto place = static_cast<std::uint32_t>(&program - pack.programs.data());
    lines.emplace(program->id(), place);
  }
  std::vector<CompiledUpstream> compiled;
  for (const Placed<v1::UpstreamFund>& fund : pack.upstream_funds) {
    compiled.push_back({.fund_code = fund->fund_code(),
                        .line = PlaceOf(lines, fund->program()),
                        .given = fund->treatment() == v1::GIVEN});
  }
  return compiled;
}

}  // namespace

CompiledPack Compile(const ComposedPack& pack, const Hash32& hash) {
  CompiledPack compiled;
  compiled.hash = hash;
  Places accounts;
  for (const Placed<v1::Account>& account : pack.accounts) {
    accounts.emplace(account->id(), static_cast<std::uint32_t>(accounts.size()));
    compiled.accounts.push_back({.id = account->id(),
                                 .holder = static_cast<Holder>(account->holder()),
                                 .period = static_cast<Period>(account->period()),
                                 .title = account->title()});
  }
  Places funds;
  for (const Placed<v1::Fund>& fund : pack.funds) {
    funds.emplace(fund->id(), static_cast<std::uint32_t>(funds.size()));
    compiled.funds.push_back({.id = fund->id(), .title = fund->title()});
  }
  for (const Placed<v1::Program>& program : pack.programs) {
    compiled.programs.push_back(CompileProgram(*program.message, accounts, funds));
  }
  compiled.groups = GroupsOf(compiled.programs);
  compiled.upstream_funds = UpstreamOf(pack);
  AddMetricAccounts(compiled);
  CompileThresholds(pack, compiled);
  return compiled;
}

}  // namespace yizhan
