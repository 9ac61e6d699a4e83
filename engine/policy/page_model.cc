#include "engine/policy/page_model.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/policy/compose.h"
#include "engine/policy/page_words.h"

namespace yizhan {
namespace {

using Packs = std::vector<v1::PolicyPack>;
using Rows = std::vector<PageRow>;

// Accounts that the engine keeps for itself, behind metrics, are nobody's rule.
constexpr char kBuiltInPrefix[] = "metric.";

struct Names {
  std::map<std::string, const v1::Account*> accounts;
  std::map<std::string, const v1::Fund*> funds;
};

void Add(Rows& rows, const std::string& name, const std::string& text) {
  if (!text.empty()) rows.push_back({name, text});
}

template <typename Items, typename Word>
std::string Listed(const Items& items, Word word) {
  return absl::StrJoin(
      items, "、", [&](std::string* out, const auto& item) { absl::StrAppend(out, word(item)); });
}

template <typename Items>
std::string Listed(const Items& items) {
  return absl::StrJoin(items, "、");
}

template <typename Items>
std::string CareKinds(const Items& kinds) {
  return Listed(kinds, [](int kind) { return CareKindZh(static_cast<v1::CareKind>(kind)); });
}

std::string AccountName(const Names& names, const std::string& id) {
  const auto found = names.accounts.find(id);
  if (found == names.accounts.end()) return id;
  const v1::Account& account = *found->second;
  return absl::StrCat(ScopeZh(account), "累计,账户 ", id,
                      account.title().empty() ? "" : "“" + account.title() + "”");
}

PageSource SourceOf(const v1::Source& source) {
  return {.document = source.document(),
          .article = source.article(),
          .url = source.url(),
          .quote = source.quote(),
          .confidence = source.confidence()};
}

void AddWho(const v1::Who& who, Rows& rows) {
  Add(rows, "对象", who.identities().empty() ? std::string("不限身份") : Listed(who.identities()));
  Add(rows, "除外", Listed(who.excluded_identities()));
  Add(rows, "身份认定", IdentityRuleZh(who.identity_rule()));
  if (who.has_age()) {
    Add(rows, "年龄",
        absl::StrCat(who.age().from_years(), " 至 ", who.age().until_years(), " 周岁"));
  }
  Add(rows, "险种", Listed(who.insurance_types()));
  Add(rows, "街镇", Listed(who.towns()));
  if (who.by_application()) Add(rows, "办理", "须经申请审批");
}

void AddWhat(const v1::What& what, Rows& rows) {
  Add(rows, "就医", what.care_kinds().empty() ? std::string("不限") : CareKinds(what.care_kinds()));
  Add(rows, "医院级别", Listed(what.levels(), [](int level) {
        return LevelZh(static_cast<v1::HospitalLevel>(level));
      }));
  Add(rows, what.principal_only() ? "主要诊断" : "诊断", Listed(what.icd10_prefixes()));
  Add(rows, "医疗机构", Listed(what.institutions()));
  if (what.min_in_scope_fen() > 0) {
    Add(rows, "单次政策范围内费用至少", YuanZh(what.min_in_scope_fen()));
  }
  if (what.referral_required()) {
    const std::string except = CareKinds(what.referral_required_except());
    Add(rows, "转诊",
        except.empty() ? std::string("须经转诊") : absl::StrCat("须经转诊,", except, "除外"));
  }
}

void AddTiers(const v1::Program& program, Rows& rows) {
  // Tiers are measured above the deductible (R3).
  const std::string above = program.deductible_fen() > 0 ? "起付线以上" : "";
  std::string from = "0";
  for (const v1::Tier& tier : program.tiers()) {
    const std::string until = tier.has_up_to_fen() ? YuanZh(tier.up_to_fen()) : std::string();
    std::string part = absl::StrCat(from, "以上部分");
    if (!until.empty()) part = absl::StrCat(from, " 至 ", until, "(含)部分");
    if (program.tiers_size() == 1) part = "全部";
    std::string pays = absl::StrCat(above, part, "按 ", PercentText(tier.ratio_bp()));
    if (tier.lump_fen() > 0) absl::StrAppend(&pays, ",另定额 ", YuanZh(tier.lump_fen()));
    Add(rows, "救助比例", pays);
    from = until;
  }
}

void AddMoney(const v1::Program& program, const Names& names, Rows& rows) {
  const std::string buckets =
      Listed(program.base(), [](int name) { return BucketZh(static_cast<v1::BucketName>(name)); });
  Add(rows, "基数", absl::StrCat(buckets, "(", AccountName(names, program.base_account()), ")"));
  Add(rows, "起付线",
      program.deductible_fen() > 0 ? YuanZh(program.deductible_fen()) : std::string("不设"));
  AddTiers(program, rows);
  for (const v1::Cap& cap : program.caps()) {
    Add(rows, "封顶线",
        absl::StrCat(YuanZh(cap.limit_fen()), "(", AccountName(names, cap.account()), ")"));
  }
  if (program.caps().empty()) Add(rows, "封顶线", "不设");
  if (program.minimum_payment_fen() > 0) {
    Add(rows, "最低支付", absl::StrCat("不足 ", YuanZh(program.minimum_payment_fen()), " 不付"));
  }
  const auto fund = names.funds.find(program.fund());
  if (fund != names.funds.end()) {
    Add(rows, "资金", absl::StrCat(program.fund(), " ", fund->second->title()));
  }
}

PageItem ProgramItem(const v1::Program& program, const Names& names) {
  PageItem item{.title = program.title(),
                .id = program.id(),
                .source = SourceOf(program.source()),
                .rows = {}};
  Add(item.rows, "有效期", RangeZh(program.in_force()));
  if (program.mode() == v1::YEAR_ON_APPLICATION) {
    Add(item.rows, "方式", "按年申请,年度汇总后计算一次");
  }
  AddWho(program.who(), item.rows);
  AddWhat(program.what(), item.rows);
  if (!program.alternative_group().empty()) {
    Add(item.rows, "就高不就低",
        absl::StrCat("择优组 ", program.alternative_group(), ",只用支付最高的一项"));
  }
  AddMoney(program, names, item.rows);
  return item;
}

bool InForce(const v1::Program& program, Day day) {
  const auto span = ReadSpan(program.in_force());
  return span && span->Contains(day);
}

PageSection LayerSection(const Packs& packs, Day day, v1::Layer layer, const Names& names) {
  PageSection section{.title = LayerZh(layer)};
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      if (program.layer() != layer || !InForce(program, day)) continue;
      section.items.push_back(ProgramItem(program, names));
    }
  }
  return section;
}

PageItem ThresholdItem(const v1::Threshold& threshold) {
  const bool is_ratio = threshold.metric() == v1::HOUSEHOLD_BURDEN_BP ||
                        threshold.metric() == v1::CAP_USED_BP ||
                        threshold.metric() == v1::FUND_USED_BP;
  const std::string value = is_ratio ? PercentText(threshold.value()) : YuanZh(threshold.value());
  std::string of = threshold.fund();
  if (!threshold.program().empty()) {
    of = absl::StrCat(threshold.program(), " 的封顶账户 ", threshold.account());
  }
  PageItem item{.title = threshold.message(),
                .id = threshold.id(),
                .source = SourceOf(threshold.source()),
                .rows = {}};
  Add(item.rows, "指标", MetricZh(threshold.metric()));
  Add(item.rows, "预警线", absl::StrCat("达到 ", value));
  Add(item.rows, "看哪里", of);
  Add(item.rows, "程度", SeverityZh(threshold.severity()));
  Add(item.rows, "送往", RouteZh(threshold.route()));
  Add(item.rows, "下一步", threshold.next_step());
  return item;
}

PageItem DepositItem(const v1::DepositRule& rule) {
  PageItem item{.title = rule.identity(), .id = "", .source = SourceOf(rule.source()), .rows = {}};
  Add(item.rows, "应交押金", absl::StrCat("应交额的 ", PercentText(rule.deposit_bp())));
  return item;
}

PageItem UpstreamItem(const v1::UpstreamFund& fund) {
  PageItem item{.title = fund.fund_code(), .id = "", .source = SourceOf(fund.source()), .rows = {}};
  Add(item.rows, "对应项目", fund.program());
  Add(item.rows, "处理", UpstreamTreatmentZh(fund.treatment()));
  return item;
}

template <typename Message, typename ListOf, typename ItemOf>
PageSection TableSection(const char* title, const Packs& packs, ListOf list_of, ItemOf item_of) {
  PageSection section{.title = title};
  for (const v1::PolicyPack& pack : packs) {
    for (const Message& message : list_of(pack)) section.items.push_back(item_of(message));
  }
  return section;
}

// "基数:a、b": which programs fill an account on any day.
std::string AccountUse(const Packs& packs, const std::string& id) {
  std::vector<std::string> base;
  std::vector<std::string> cap;
  const auto add = [](std::vector<std::string>& to, const std::string& program) {
    if (to.empty() || to.back() != program) to.push_back(program);
  };
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      if (program.base_account() == id) add(base, program.id());
      for (const v1::Cap& one : program.caps()) {
        if (one.account() == id) add(cap, program.id());
      }
    }
  }
  std::string text;
  if (!base.empty()) absl::StrAppend(&text, "基数:", Listed(base));
  if (!cap.empty()) absl::StrAppend(&text, text.empty() ? "" : ";", "封顶:", Listed(cap));
  return text.empty() ? "未使用" : text;
}

PageSection AccountsSection(const Packs& packs) {
  PageSection section{.title = "累计账户"};
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Account& account : pack.accounts()) {
      if (absl::StartsWith(account.id(), kBuiltInPrefix)) continue;
      section.table.push_back(
          {account.id(), account.title(), ScopeZh(account), AccountUse(packs, account.id())});
    }
  }
  if (!section.table.empty()) {
    section.table.insert(section.table.begin(), {"账户", "名称", "累计范围", "用途"});
  }
  return section;
}

// Ids of the programs that a fund pays; versions of one stand together.
std::vector<std::string> UsersOf(const Packs& packs, const std::string& fund_id) {
  std::vector<std::string> users;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      const bool again = !users.empty() && users.back() == program.id();
      if (program.fund() == fund_id && !again) users.push_back(program.id());
    }
  }
  return users;
}

PageSection FundsSection(const Packs& packs) {
  PageSection section{.title = "资金"};
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Fund& fund : pack.funds()) {
      const std::vector<std::string> users = UsersOf(packs, fund.id());
      section.table.push_back(
          {fund.id(), fund.title(), users.empty() ? std::string("未使用") : Listed(users)});
    }
  }
  if (!section.table.empty()) {
    section.table.insert(section.table.begin(), {"资金", "名称", "付给项目"});
  }
  return section;
}

PageSection NotInForceSection(const Packs& packs, Day day) {
  PageSection section{.title = "当日无效的版本"};
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      if (InForce(program, day)) continue;
      section.lines.push_back(
          absl::StrCat(program.title(), " (", program.id(), "):", RangeZh(program.in_force())));
    }
  }
  return section;
}

Names NamesOf(const Packs& packs) {
  Names names;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Account& account : pack.accounts()) {
      names.accounts.emplace(account.id(), &account);
    }
    for (const v1::Fund& fund : pack.funds()) names.funds.emplace(fund.id(), &fund);
  }
  return names;
}

}  // namespace

PageModel PageModelOf(const Packs& packs, Day day) {
  const Names names = NamesOf(packs);
  PageModel page{
      .title = absl::StrCat("医疗救助规则,", DayText(day), " 有效"), .packs = {}, .sections = {}};
  for (const v1::PolicyPack& pack : packs) {
    page.packs.push_back(absl::StrCat("规则包 ", pack.id(), " ", pack.title()));
  }
  const auto add = [&](PageSection section) {
    const bool empty = section.items.empty() && section.lines.empty() && section.table.empty();
    if (!empty) page.sections.push_back(std::move(section));
  };
  for (const v1::Layer layer : {v1::MUNICIPAL, v1::DISTRICT, v1::TOWN, v1::CHARITY}) {
    add(LayerSection(packs, day, layer, names));
  }
  add(TableSection<v1::DepositRule>(
      "住院押金", packs, [](const auto& pack) { return pack.deposits(); }, DepositItem));
  add(TableSection<v1::UpstreamFund>(
      "上游已付救助", packs, [](const auto& pack) { return pack.upstream_funds(); }, UpstreamItem));
  add(TableSection<v1::Threshold>(
      "费用预警", packs, [](const auto& pack) { return pack.thresholds(); }, ThresholdItem));
  add(AccountsSection(packs));
  add(FundsSection(packs));
  add(NotInForceSection(packs, day));
  return page;
}

}  // namespace yizhan
