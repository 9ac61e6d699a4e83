#include <cstddef>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/policy/advise.h"

namespace yizhan {
namespace {

void WarnAccounts(const WholePack& pack, Findings& findings) {
  std::set<std::string> used;
  for (const Placed<v1::Program>& program : pack.composed.programs) {
    used.insert(program->base_account());
    for (const v1::Cap& cap : program->caps()) used.insert(cap.account());
  }
  for (const Placed<v1::Account>& account : pack.composed.accounts) {
    if (used.contains(account->id())) continue;
    findings.Warning(account.place,
                     {.zh = absl::StrCat("没有项目使用账户“", account->id(), "”"),
                      .en = absl::StrCat("no program uses the account '", account->id(), "'")});
  }
}

void WarnFunds(const WholePack& pack, Findings& findings) {
  std::set<std::string> used;
  for (const Placed<v1::Program>& program : pack.composed.programs) used.insert(program->fund());
  for (const Placed<v1::Fund>& fund : pack.composed.funds) {
    if (used.contains(fund->id())) continue;
    findings.Warning(fund.place,
                     {.zh = absl::StrCat("没有项目使用资金“", fund->id(), "”"),
                      .en = absl::StrCat("no program uses the fund '", fund->id(), "'")});
  }
}

class Identities {
 public:
  Identities(const WholePack& pack, Findings& findings) : findings_(findings) {
    for (const Placed<v1::Program>& program : pack.composed.programs) {
      for (const std::string& identity : program->who().identities()) included_.insert(identity);
    }
  }

  void Named(const std::string& identity, const Place& place) {
    // Said once, at the first place that names it.
    if (included_.contains(identity) || !told_.insert(identity).second) return;
    findings_.Warning(
        place, {.zh = absl::StrCat("没有项目把身份“", identity, "”列为对象,是写错了,还是漏了项目"),
                .en = absl::StrCat("no program includes the identity '", identity,
                                   "'; is it misspelt, or a program missing?")});
  }

 private:
  Findings& findings_;
  std::set<std::string> included_;
  std::set<std::string> told_;
};

}  // namespace

void AdviseUnused(const WholePack& pack, Findings& findings) {
  WarnAccounts(pack, findings);
  WarnFunds(pack, findings);
  Identities identities(pack, findings);
  for (const Placed<v1::Program>& program : pack.composed.programs) {
    const Place who = program.place.Field("who");
    for (int i = 0; i < program->who().excluded_identities_size(); ++i) {
      identities.Named(program->who().excluded_identities(i), who.Item("excluded_identities", i));
    }
  }
  for (const Placed<v1::DepositRule>& rule : pack.composed.deposits) {
    identities.Named(rule->identity(), rule.place.Field("identity"));
  }
}

}  // namespace yizhan
