// policy check: pack files by themselves, and against those in force, without an engine.
#include <memory>

#include "engine/base/date.h"
#include "engine/policy/load_pack.h"
#include "engine/policy/rules_kept.h"
#include "tools/cli/commands.h"
#include "tools/cli/policy_findings.h"

namespace yizhan::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files, against;
  std::string effective_from;
};

// What activation would refuse: R18, and days before the effective date decided otherwise (D11).
absl::Status CompareWithActive(const CheckOptions& options, const CompiledPack& next,
                               v1::CheckPackReply& reply) {
  const std::optional<Day> from = ParseDay(options.effective_from);
  if (!from.has_value()) {
    return UsageError("--effective-from 应为 YYYY-MM-DD", "--effective-from takes YYYY-MM-DD");
  }
  const absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.against);
  if (!files.ok()) return files.status();
  const LoadedPack active = LoadPack(*files);
  if (!active.ok()) {
    return UsageError("--against 的政策包本身有错误",
                      "the pack of --against has errors itself; check it first");
  }
  for (const v1::Finding& finding : CheckAccountsKept(*active.compiled, next)) {
    *reply.add_findings() = finding;
  }
  for (const v1::Finding& finding : RulesKeptBefore(*active.compiled, next, *from)) {
    *reply.add_findings() = finding;
  }
  return absl::OkStatus();
}

bool HasErrors(const v1::CheckPackReply& reply) {
  for (const v1::Finding& finding : reply.findings()) {
    if (finding.level() == v1::FINDING_ERROR) return true;
  }
  return false;
}

ExitCode RunCheck(Session& session, const CheckOptions& options) {
  const absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  const LoadedPack loaded = LoadPack(*files);
  v1::CheckPackReply reply = CheckReply(loaded);
  if (loaded.ok() && !options.against.empty()) {
    const absl::Status compared = CompareWithActive(options, *loaded.compiled, reply);
    if (!compared.ok()) return session.Fail(compared);
  }
  const bool errors = !loaded.ok() || HasErrors(reply);
  if (errors) reply.clear_pack_hash();
  session.Show(reply, [&] { return CheckText(loaded, reply); });
  return errors ? kExitRefused : kExitOk;
}

}  // namespace

void AddPolicyCheck(CLI::App& group, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* check = group.add_subcommand("check", "离线检查 / check files without an engine");
  check
      ->add_option("FILES", options->files,
                   "政策包文件，按合成顺序 / pack files, in composed order")
      ->required();
  CLI::Option* from = check->add_option(
      "--effective-from", options->effective_from,
      "打算的生效日期：此前的规则不得改变 / days before it must be decided as by --against");
  CLI::Option* against = check->add_option(
      "--against", options->against, "现行政策包文件，逐个给出 / the files in force, repeatable");
  against->expected(1)->take_all();
  from->needs(against);
  against->needs(from);
  check->footer(
      "例 Example:\n  yizhan policy check cn-sh/2012.textproto cn-sh-jd/2012.textproto\n"
      "  yizhan policy check new.textproto --against old.textproto --effective-from 2013-04-01\n"
      "错误则退出码为 1，只有警告为 0 / exit code 1 on errors, 0 on warnings alone");
  check->callback([&session, options] { session.exit_code = RunCheck(session, *options); });
}

}  // namespace yizhan::cli
