// BasePack: a small pack without fault; each row of a table spoils one thing in it.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "engine/policy/load_pack.h"

namespace yizhan {

// Accounts, a fund, two programs of one group (the first in two versions), a third of its own, a
// threshold, a deposit row and an upstream fund.
inline const std::string kBasePack = R"(id: "base"
accounts { id: "a-base" holder: PERSON period: YEAR }
accounts { id: "a-paid" holder: PERSON period: YEAR }
accounts { id: "b-paid" holder: HOUSEHOLD period: LIFETIME }
accounts { id: "c-base" holder: PERSON period: YEAR }
accounts { id: "v-base" holder: PERSON period: VISIT }
funds { id: "f" }
programs {
  id: "p"
  title: "甲"
  layer: DISTRICT
  alternative_group: "g"
  source { document: "文件" article: "一" quote: "原文一" confidence: VERIFIED }
  in_force { from: "2012-01-01" until: "2012-06-30" }
  who { identities: "dibao" age { from_years: 18 until_years: 59 } }
  what { care_kinds: INPATIENT icd10_prefixes: "f20.1" principal_only: true }
  base: IN_SCOPE_SELF_PAY
  base_account: "a-base"
  deductible_fen: 1000
  tiers { up_to_fen: 3000 ratio_bp: 5000 }
  tiers { ratio_bp: 6000 lump_fen: 7 }
  caps { account: "a-paid" limit_fen: 5000 }
  fund: "f"
  minimum_payment_fen: 9
}
programs {
  id: "p"
  title: "甲二版"
  layer: DISTRICT
  alternative_group: "g"
  source { document: "文件" article: "二" quote: "原文二" confidence: SECONDARY }
  in_force { from: "2012-07-01" }
  base: [OVER_LIMIT, OUT_OF_SCOPE]
  base_account: "a-base"
  tiers { ratio_bp: 10000 }
  caps { account: "a-paid" limit_fen: 6000 }
}
programs {
  id: "q"
  title: "乙"
  layer: DISTRICT
  alternative_group: "g"
  source { document: "文件" article: "三" quote: "原文三" confidence: ILLUSTRATIVE }
  in_force { from: "2012-01-01" }
  who { by_application: true }
  base: PRE_SELF_PAY
  base_account: "a-base"
  tiers { ratio_bp: 1 }
}
programs {
  id: "r"
  title: "丙"
  layer: MUNICIPAL
  source { document: "文件" article: "四" quote: "原文四" confidence: VERIFIED }
  in_force { from: "2012-02-29" }
  base: IN_SCOPE_SELF_PAY
  base_account: "v-base"
  tiers { ratio_bp: 0 }
}
thresholds {
  id: "t"
  metric: CAP_USED_BP
  value: 8000
  program: "p"
  account: "a-paid"
  severity: NOTICE
  route: CASHIER
  message: "快用完"
  next_step: "转慈善"
  source { document: "文件" article: "五" quote: "原文五" confidence: VERIFIED }
}
deposits {
  identity: "dibao"
  deposit_bp: 2500
  source { document: "文件" article: "六" quote: "原文六" confidence: VERIFIED }
}
upstream_funds {
  fund_code: "610100"
  program: "q"
  treatment: GIVEN
  source { document: "文件" article: "七" quote: "原文七" confidence: VERIFIED }
}
)";

inline v1::PackFile PackFileOf(const std::string& name, const std::string& content) {
  v1::PackFile file;
  file.set_name(name);
  file.set_content(content);
  return file;
}

inline LoadedPack LoadText(const std::string& content) {
  return LoadPack({PackFileOf("base.textproto", content)});
}

// Replaces the first place of `from`; an empty result means that it is not there.
inline std::string Edited(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return {};
  return text.substr(0, at) + to + text.substr(at + from.size());
}

// Every finding on a line of its own, for a failing test's message.
inline std::string FindingsText(const LoadedPack& loaded) {
  std::string text;
  for (const v1::Finding& finding : loaded.findings) text += finding.ShortDebugString() + "\n";
  return text;
}

}  // namespace yizhan
