#include "engine/policy/load_pack.h"

#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"
#include "engine/policy/compile.h"
#include "engine/policy/parse.h"

namespace yizhan {
namespace {

void CheckAll(const ComposedPack& pack, Findings& findings) {
  CheckValues(pack, findings);
  CheckIds(pack, findings);
  for (const Placed<v1::Program>& program : pack.programs) CheckProgram(program, findings);
  CheckAccounts(pack, findings);
  CheckVersions(pack, findings);
  CheckThresholds(pack, findings);
  CheckDeposits(pack, findings);
  CheckUpstream(pack, findings);
}

// Null when anything is wrong. Files that cannot be read are shown alone: what refers to them
// would only look wrong.
std::shared_ptr<const CompiledPack> CheckAndCompile(const std::vector<ParsedFile>& parsed,
                                                    const Hash32& hash, Findings& findings) {
  if (findings.any_error()) return nullptr;
  const ComposedPack composed = Compose(parsed);
  CheckAll(composed, findings);
  if (findings.any_error()) return nullptr;
  return std::make_shared<const CompiledPack>(Compile(composed, hash));
}

v1::Finding KeptFinding(const CompiledAccount& account, const char* field, const char* zh,
                        const char* en) {
  v1::Finding finding;
  finding.set_level(v1::FINDING_ERROR);
  finding.set_path(absl::StrCat("accounts[", account.id, "].", field));
  finding.set_message_zh(absl::StrCat("账户“", account.id, "”", zh));
  finding.set_message_en(absl::StrCat("the account '", account.id, "' ", en));
  return finding;
}

}  // namespace

LoadedPack LoadPack(const std::vector<v1::PackFile>& files) {
  Findings findings;
  if (files.empty()) {
    findings.FileError(0, "", 0, {.zh = "没有规则包文件", .en = "there is no pack file"});
  }
  std::vector<ParsedFile> parsed = ParseFiles(files, findings);
  LoadedPack loaded;
  loaded.compiled = CheckAndCompile(parsed, PackHash(files), findings);
  loaded.findings = findings.InFileOrder();
  for (ParsedFile& file : parsed) loaded.packs.push_back(std::move(file.pack));
  return loaded;
}

std::vector<v1::Finding> CheckAccountsKept(const CompiledPack& before, const CompiledPack& next) {
  std::map<std::string, const CompiledAccount*> kept;
  for (const CompiledAccount& account : before.accounts) kept.emplace(account.id, &account);
  std::vector<v1::Finding> findings;
  for (const CompiledAccount& account : next.accounts) {
    const auto found = kept.find(account.id);
    if (found == kept.end()) continue;
    if (account.holder != found->second->holder) {
      findings.push_back(KeptFinding(account, "holder", "启用后不能改变归属(个人或家庭),请用新编号",
                                     "keeps its holder for ever; use a new id"));
    }
    if (account.period != found->second->period) {
      findings.push_back(KeptFinding(account, "period", "启用后不能改变累计周期,请用新编号",
                                     "keeps its period for ever; use a new id"));
    }
  }
  return findings;
}

}  // namespace yizhan
