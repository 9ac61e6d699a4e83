// policy show: the rules of a day as a page of law, from files or from the engine.
#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/policy/load_pack.h"
#include "engine/policy/page.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/policy_findings.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::PolicyService::Stub;
using Shown = absl::StatusOr<v1::ShowPackReply>;

struct ShowOptions {
  std::vector<std::string> files;
  std::string date, hash;
  bool html = false;
};

Shown PacksFromFiles(const ShowOptions& options) {
  absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return files.status();
  const LoadedPack loaded = LoadPack(*files);
  if (!loaded.ok()) {
    std::cerr << FindingsText(CheckReply(loaded).findings());
    return absl::FailedPreconditionError("政策包有错误\nthe pack has errors");
  }
  v1::ShowPackReply reply;
  reply.set_pack_hash(Bytes(loaded.compiled->hash));
  for (v1::PackFile& file : *files) *reply.add_files() = std::move(file);
  for (const v1::PolicyPack& pack : loaded.packs) *reply.add_packs() = pack;
  return reply;
}

// The one activated pack whose hash begins so.
absl::StatusOr<std::string> WholeHash(Client& client, Stub& stub, const std::string& beginning) {
  const absl::StatusOr<v1::ListPacksReply> list =
      Call(client, stub, &Stub::List, v1::ListPacksRequest());
  if (!list.ok()) return list.status();
  std::string found;
  for (const v1::ListedPack& pack : list->packs()) {
    if (!absl::StartsWith(HexText(pack.pack_hash()), beginning)) continue;
    if (!found.empty() && found != pack.pack_hash()) {
      return UsageError("不止一个政策包的摘要以此开头：" + beginning,
                        "more than one pack's hash begins with " + beginning);
    }
    found = pack.pack_hash();
  }
  if (!found.empty()) return found;
  return UsageError("没有启用过摘要以此开头的政策包：" + beginning,
                    "no pack ever activated has a hash that begins with " + beginning);
}

Shown PacksFromEngine(Session& session, const ShowOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  Stub stub((*client)->channel());
  v1::ShowPackRequest request;
  if (!options.hash.empty()) {
    const auto hash = WholeHash(**client, stub, absl::AsciiStrToLower(options.hash));
    if (!hash.ok()) return hash.status();
    request.set_pack_hash(*hash);
  }
  return Call(**client, stub, &Stub::Show, request);
}

ExitCode RunShow(Session& session, const ShowOptions& options) {
  const std::optional<Day> day =
      options.date.empty() ? BusinessDay(SystemClock().NowMs()) : ParseDay(options.date);
  if (!day.has_value()) {
    return session.Fail(UsageError("--date 应为 YYYY-MM-DD", "--date takes YYYY-MM-DD"));
  }
  const Shown reply =
      options.files.empty() ? PacksFromEngine(session, options) : PacksFromFiles(options);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    const std::vector<v1::PolicyPack> packs(reply->packs().begin(), reply->packs().end());
    return options.html ? PageOfLawHtml(packs, *day) : PageOfLaw(packs, *day);
  });
}

}  // namespace

void AddPolicyShow(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* show =
      group.add_subcommand("show", "某日有效的规则及出处 / the rules of a day as a page");
  CLI::Option* files =
      show->add_option("FILES,--pack", options->files,
                       "不给则为引擎中启用的政策包 / pack files; absent: the engine's active pack");
  CLI::Option* hash =
      show->add_option("--hash", options->hash,
                       "曾启用的政策包，给摘要开头即可 / a pack activated before: the "
                       "beginning of its hash");
  hash->excludes(files);
  show->add_option("--date", options->date, "哪一天，默认今天 / which day, default today");
  show->add_flag("--html", options->html,
                 "HTML，可直接打印（A4） / one HTML file that prints on A4; else Markdown");
  show->footer(
      "例 Example:\n  yizhan policy show --date 2012-06-29\n"
      "  yizhan policy show --date 2013-04-01 --html --pack new.textproto > rules.html");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });
}

}  // namespace yizhan::cli
