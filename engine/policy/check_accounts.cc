#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

// How programs use the accounts, as far as the file has been read.
class AccountUse {
 public:
  AccountUse(const ComposedPack& pack, Findings& findings) : findings_(findings) {
    for (const Placed<v1::Account>& account : pack.accounts) declared_.insert(account->id());
    for (const Placed<v1::Fund>& fund : pack.funds) funds_.insert(fund->id());
  }

  void Read(const Placed<v1::Program>& program) {
    UseAsBase(program);
    std::set<std::string> named;
    for (int i = 0; i < program->caps_size(); ++i) UseAsCap(program, i, named);
    if (!program->fund().empty() && !funds_.contains(program->fund())) {
      Refuse(program.place.Field("fund"), "规则包没有声明资金“",
             "no fund is declared with the id '", program->fund());
    }
  }

 private:
  void UseAsBase(const Placed<v1::Program>& program) {
    const std::string& account = program->base_account();
    const Place place = program.place.Field("base_account");
    if (!Exists(account, place, "没有写基数的累计账户", "base_account is missing")) return;
    const auto [first, is_new] = base_group_.emplace(account, GroupOf(*program.message));
    if (!is_new && first->second != GroupOf(*program.message)) {
      findings_.Error(
          place,
          {.zh = absl::StrCat("账户“", account, "”已是组“", first->second,
                              "”的基数账户,不能再作组“", GroupOf(*program.message), "”的基数账户"),
           .en = absl::StrCat("the account '", account, "' is already the base of group '",
                              first->second, "' and cannot be that of group '",
                              GroupOf(*program.message), "'")});
    }
    if (caps_.contains(account)) RefuseBoth(account, place);
  }

  void UseAsCap(const Placed<v1::Program>& program, int index, std::set<std::string>& named) {
    const std::string& account = program->caps(index).account();
    const Place place = program.place.Item("caps", index).Field("account");
    if (!Exists(account, place, "封顶线没有账户", "the cap has no account")) return;
    if (!named.insert(account).second) {
      Refuse(place, "同一项目两次使用封顶账户“", "the program names twice the cap account '",
             account);
    }
    caps_.insert(account);
    if (base_group_.contains(account)) RefuseBoth(account, place);
  }

  bool Exists(const std::string& account, const Place& place, const char* missing_zh,
              const char* missing_en) {
    if (account.empty()) {
      findings_.Error(place, {.zh = missing_zh, .en = missing_en});
      return false;
    }
    if (declared_.contains(account)) return true;
    Refuse(place, "规则包没有声明账户“", "no account is declared with the id '", account);
    return false;
  }

  void RefuseBoth(const std::string& account, const Place& place) {
    findings_.Error(place, {.zh = absl::StrCat("账户“", account, "”不能既作基数账户又作封顶账户"),
                            .en = absl::StrCat("the account '", account,
                                               "' cannot be both a base and a cap account")});
  }

  void Refuse(const Place& place, const char* zh, const char* en, const std::string& id) {
    findings_.Error(place, {.zh = absl::StrCat(zh, id, "”"), .en = absl::StrCat(en, id, "'")});
  }

  Findings& findings_;
  std::set<std::string> declared_;
  std::set<std::string> funds_;
  std::map<std::string, std::string> base_group_;
  std::set<std::string> caps_;
};

}  // namespace

void CheckAccounts(const ComposedPack& pack, Findings& findings) {
  for (const Placed<v1::Account>& account : pack.accounts) {
    if (account->period() != v1::VISIT || account->holder() != v1::HOUSEHOLD) continue;
    findings.Error(
        account.place.Field("holder"),
        {.zh = "按次就诊的账户只能属于个人", .en = "a VISIT account must belong to a PERSON"});
  }
  AccountUse use(pack, findings);
  for (const Placed<v1::Program>& program : pack.programs) use.Read(program);
}

}  // namespace yizhan
