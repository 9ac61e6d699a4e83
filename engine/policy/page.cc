#include "engine/policy/page.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/policy/compose.h"
#include "engine/policy/page_words.h"

namespace yizhan {
namespace {

using Accounts = std::map<std::string, const v1::Account*>;
using Funds = std::map<std::string, const v1::Fund*>;

struct Names {
  Accounts accounts;
  Funds funds;
};

// One line, safe inside a Markdown table.
std::string OneLine(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\n", " "}, {"|", "\\|"}});
}

std::string Row(const std::string& name, const std::string& text) {
  return text.empty() ? std::string() : absl::StrCat("| ", name, " | ", OneLine(text), " |\n");
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

std::string SourceText(const v1::Source& source) {
  std::string text =
      absl::StrCat("依据:", OneLine(source.document()), ",", OneLine(source.article()), "。");
  if (!source.url().empty()) absl::StrAppend(&text, "<", source.url(), ">");
  absl::StrAppend(&text, "  \n可信程度:**", ConfidenceZh(source.confidence()), "**\n\n> ",
                  absl::StrReplaceAll(source.quote(), {{"\n", "\n> "}}), "\n\n");
  return text;
}

std::string WhoRows(const v1::Who& who) {
  std::string rows =
      Row("对象", who.identities().empty() ? std::string("不限身份") : Listed(who.identities()));
  absl::StrAppend(&rows, Row("除外", Listed(who.excluded_identities())));
  absl::StrAppend(&rows, Row("身份认定", IdentityRuleZh(who.identity_rule())));
  if (who.has_age()) {
    absl::StrAppend(&rows, Row("年龄", absl::StrCat(who.age().from_years(), " 至 ",
                                                    who.age().until_years(), " 周岁")));
  }
  absl::StrAppend(&rows, Row("险种", Listed(who.insurance_types())));
  absl::StrAppend(&rows, Row("街镇", Listed(who.towns())));
  if (who.by_application()) absl::StrAppend(&rows, Row("办理", "须经申请审批"));
  return rows;
}

std::string WhatRows(const v1::What& what) {
  std::string rows =
      Row("就医", what.care_kinds().empty() ? std::string("不限") : CareKinds(what.care_kinds()));
  absl::StrAppend(&rows, Row("医院级别", Listed(what.levels(), [](int level) {
                               return LevelZh(static_cast<v1::HospitalLevel>(level));
                             })));
  if (!what.icd10_prefixes().empty()) {
    absl::StrAppend(
        &rows, Row(what.principal_only() ? "主要诊断" : "诊断", Listed(what.icd10_prefixes())));
  }
  absl::StrAppend(&rows, Row("医疗机构", Listed(what.institutions())));
  if (what.min_in_scope_fen() > 0) {
    absl::StrAppend(&rows, Row("单次政策范围内费用至少", YuanZh(what.min_in_scope_fen())));
  }
  if (what.referral_required()) {
    const std::string except = CareKinds(what.referral_required_except());
    absl::StrAppend(&rows, Row("转诊", except.empty() ? std::string("须经转诊")
                                                      : absl::StrCat("须经转诊,", except, "除外")));
  }
  return rows;
}

std::string TierRows(const v1::Program& program) {
  // Tiers are measured above the deductible (R3).
  const std::string above = program.deductible_fen() > 0 ? "起付线以上" : "";
  std::string rows;
  std::string from = "0";
  for (const v1::Tier& tier : program.tiers()) {
    const std::string until = tier.has_up_to_fen() ? YuanZh(tier.up_to_fen()) : std::string();
    std::string part = absl::StrCat(from, "以上部分");
    if (!until.empty()) part = absl::StrCat(from, " 至 ", until, "(含)部分");
    if (program.tiers_size() == 1) part = "全部";
    std::string pays = absl::StrCat(above, part, "按 ", PercentText(tier.ratio_bp()));
    if (tier.lump_fen() > 0) absl::StrAppend(&pays, ",另定额 ", YuanZh(tier.lump_fen()));
    absl::StrAppend(&rows, Row("救助比例", pays));
    from = until;
  }
  return rows;
}

std::string MoneyRows(const v1::Program& program, const Names& names) {
  std::string rows =
      Row("基数",
          absl::StrCat(Listed(program.base(),
                              [](int name) { return BucketZh(static_cast<v1::BucketName>(name)); }),
                       "(", AccountName(names, program.base_account()), ")"));
  absl::StrAppend(&rows,
                  Row("起付线", program.deductible_fen() > 0 ? YuanZh(program.deductible_fen())
                                                             : std::string("不设")));
  absl::StrAppend(&rows, TierRows(program));
  for (const v1::Cap& cap : program.caps()) {
    absl::StrAppend(&rows, Row("封顶线", absl::StrCat(YuanZh(cap.limit_fen()), "(",
                                                      AccountName(names, cap.account()), ")")));
  }
  if (program.caps().empty()) absl::StrAppend(&rows, Row("封顶线", "不设"));
  if (program.minimum_payment_fen() > 0) {
    absl::StrAppend(
        &rows,
        Row("最低支付", absl::StrCat("不足 ", YuanZh(program.minimum_payment_fen()), " 不付")));
  }
  const auto fund = names.funds.find(program.fund());
  if (fund != names.funds.end()) {
    absl::StrAppend(&rows, Row("资金", absl::StrCat(program.fund(), " ", fund->second->title())));
  }
  return rows;
}

std::string ProgramText(const v1::Program& program, const Names& names) {
  std::string text = absl::StrCat("### ", OneLine(program.title()), " (", program.id(), ")\n\n",
                                  SourceText(program.source()), "| 项目 | 规定 |\n|---|---|\n",
                                  Row("有效期", RangeZh(program.in_force())));
  if (program.mode() == v1::YEAR_ON_APPLICATION) {
    absl::StrAppend(&text, Row("方式", "按年申请,年度汇总后计算一次"));
  }
  absl::StrAppend(&text, WhoRows(program.who()), WhatRows(program.what()));
  if (!program.alternative_group().empty()) {
    absl::StrAppend(&text, Row("就高不就低", absl::StrCat("择优组 ", program.alternative_group(),
                                                          ",只用支付最高的一项")));
  }
  return absl::StrCat(text, MoneyRows(program, names), "\n");
}

bool InForce(const v1::Program& program, Day day) {
  const auto span = ReadSpan(program.in_force());
  return span && span->Contains(day);
}

std::string LayerText(const std::vector<v1::PolicyPack>& packs, Day day, v1::Layer layer,
                      const Names& names) {
  std::string text;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      if (program.layer() != layer || !InForce(program, day)) continue;
      absl::StrAppend(&text, ProgramText(program, names));
    }
  }
  return text.empty() ? text : absl::StrCat("## ", LayerZh(layer), "\n\n", text);
}

std::string ThresholdText(const v1::Threshold& threshold) {
  const bool is_ratio = threshold.metric() == v1::HOUSEHOLD_BURDEN_BP ||
                        threshold.metric() == v1::CAP_USED_BP ||
                        threshold.metric() == v1::FUND_USED_BP;
  const std::string value = is_ratio ? PercentText(threshold.value()) : YuanZh(threshold.value());
  std::string of = threshold.fund();
  if (!threshold.program().empty()) {
    of = absl::StrCat(threshold.program(), " 的封顶账户 ", threshold.account());
  }
  return absl::StrCat(
      "### ", OneLine(threshold.message()), " (", threshold.id(), ")\n\n",
      SourceText(threshold.source()), "| 项目 | 规定 |\n|---|---|\n",
      Row("指标", MetricZh(threshold.metric())), Row("预警线", absl::StrCat("达到 ", value)),
      Row("看哪里", of), Row("程度", SeverityZh(threshold.severity())),
      Row("送往", RouteZh(threshold.route())), Row("下一步", threshold.next_step()), "\n");
}

std::string DepositText(const v1::DepositRule& rule) {
  return absl::StrCat("### ", OneLine(rule.identity()), "\n\n", SourceText(rule.source()),
                      "| 项目 | 规定 |\n|---|---|\n",
                      Row("应交押金", absl::StrCat("应交额的 ", PercentText(rule.deposit_bp()))),
                      "\n");
}

std::string UpstreamText(const v1::UpstreamFund& fund) {
  const bool given = fund.treatment() == v1::GIVEN;
  return absl::StrCat(
      "### ", OneLine(fund.fund_code()), "\n\n", SourceText(fund.source()),
      "| 项目 | 规定 |\n|---|---|\n", Row("对应项目", fund.program()),
      Row("处理", given ? "按上游已付计,不再计算" : "重新计算,与上游比对,有出入记为差异"), "\n");
}

std::string UpstreamTable(const std::vector<v1::PolicyPack>& packs) {
  std::string text;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::UpstreamFund& fund : pack.upstream_funds()) {
      absl::StrAppend(&text, UpstreamText(fund));
    }
  }
  return text.empty() ? text : absl::StrCat("## 上游已付救助\n\n", text);
}

std::string TablesText(const std::vector<v1::PolicyPack>& packs) {
  std::string deposits;
  std::string thresholds;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::DepositRule& rule : pack.deposits()) {
      absl::StrAppend(&deposits, DepositText(rule));
    }
    for (const v1::Threshold& threshold : pack.thresholds()) {
      absl::StrAppend(&thresholds, ThresholdText(threshold));
    }
  }
  if (!deposits.empty()) deposits = absl::StrCat("## 住院押金\n\n", deposits);
  if (!thresholds.empty()) thresholds = absl::StrCat("## 费用预警\n\n", thresholds);
  return deposits + UpstreamTable(packs) + thresholds;
}

std::string NotInForceText(const std::vector<v1::PolicyPack>& packs, Day day) {
  std::string text;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Program& program : pack.programs()) {
      if (InForce(program, day)) continue;
      absl::StrAppend(&text, "- ", OneLine(program.title()), " (", program.id(),
                      "):", RangeZh(program.in_force()), "\n");
    }
  }
  return text.empty() ? text : absl::StrCat("## 当日无效的版本\n\n", text, "\n");
}

Names NamesOf(const std::vector<v1::PolicyPack>& packs) {
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

std::string PageOfLaw(const std::vector<v1::PolicyPack>& packs, Day day) {
  const Names names = NamesOf(packs);
  std::string page = absl::StrCat("# 医疗救助规则,", DayText(day), " 有效\n\n");
  for (const v1::PolicyPack& pack : packs) {
    absl::StrAppend(&page, "- 规则包 ", pack.id(), " ", OneLine(pack.title()), "\n");
  }
  absl::StrAppend(&page, "\n");
  for (const v1::Layer layer : {v1::MUNICIPAL, v1::DISTRICT, v1::TOWN, v1::CHARITY}) {
    absl::StrAppend(&page, LayerText(packs, day, layer, names));
  }
  return absl::StrCat(page, TablesText(packs), NotInForceText(packs, day));
}

}  // namespace yizhan
