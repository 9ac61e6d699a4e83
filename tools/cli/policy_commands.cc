// policy: check packs before they matter, show them as a page of law, put them in force.
#include <iostream>
#include <memory>

#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/policy/load_pack.h"
#include "engine/policy/page.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::PolicyService::Stub;
using Findings = google::protobuf::RepeatedPtrField<v1::Finding>;

struct PolicyOptions {
  std::vector<std::string> files, signatures;
  std::string date, request_id;
};

// "pack.textproto:12: 错误 error: ... ".
std::string FindingsText(const Findings& findings) {
  std::string text;
  for (const v1::Finding& finding : findings) {
    const bool error = finding.level() == v1::FINDING_ERROR;
    text += finding.file();
    if (finding.line() != 0) text += ":" + std::to_string(finding.line());
    text += error ? ": 错误 error: " : ": 警告 warning: ";
    text += finding.message_zh() + "\n    ";
    if (!finding.path().empty()) text += finding.path() + ": ";
    text += finding.message_en() + "\n";
  }
  return text;
}

v1::CheckPackReply CheckReply(const LoadedPack& loaded) {
  v1::CheckPackReply reply;
  if (loaded.ok()) reply.set_pack_hash(Bytes(loaded.compiled->hash));
  for (const v1::Finding& finding : loaded.findings) *reply.add_findings() = finding;
  return reply;
}

std::string CheckText(const LoadedPack& loaded, const v1::CheckPackReply& reply) {
  std::string text = FindingsText(reply.findings());
  if (!loaded.ok()) return text + "政策包有错误，不能生效 The pack has errors\n";
  return text + "政策包可用 The pack is good: " + std::to_string(loaded.compiled->programs.size()) +
         " 个项目 programs, " + HexText(reply.pack_hash()) + "\n";
}

ExitCode RunCheck(Session& session, const PolicyOptions& options) {
  const absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  const LoadedPack loaded = LoadPack(*files);
  const v1::CheckPackReply reply = CheckReply(loaded);
  session.Show(reply, [&] { return CheckText(loaded, reply); });
  return loaded.ok() ? kExitOk : kExitRefused;
}

absl::StatusOr<v1::ShowPackReply> PacksFromFiles(const PolicyOptions& options) {
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

absl::StatusOr<v1::ShowPackReply> ActivePacks(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  Stub stub((*client)->channel());
  return Call(**client, stub, &Stub::Show, v1::ShowPackRequest());
}

ExitCode RunShow(Session& session, const PolicyOptions& options) {
  const std::optional<Day> day =
      options.date.empty() ? BusinessDay(SystemClock().NowMs()) : ParseDay(options.date);
  if (!day.has_value()) {
    return session.Fail(UsageError("--date 应为 YYYY-MM-DD", "--date takes YYYY-MM-DD"));
  }
  const absl::StatusOr<v1::ShowPackReply> reply =
      options.files.empty() ? ActivePacks(session) : PacksFromFiles(options);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return PageOfLaw(std::vector<v1::PolicyPack>(reply->packs().begin(), reply->packs().end()),
                     *day);
  });
}

ExitCode RunActivate(Session& session, const PolicyOptions& options) {
  absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  const LoadedPack loaded = LoadPack(*files);
  if (!loaded.ok()) {
    const v1::CheckPackReply check = CheckReply(loaded);
    session.Show(check, [&] { return CheckText(loaded, check); });
    return kExitRefused;
  }
  const absl::StatusOr<Signed> signatures = ReadSignatures(
      options.signatures, PackSubject(Bytes(loaded.compiled->hash), *files), options.request_id);
  if (!signatures.ok()) return session.Fail(signatures.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::ActivatePackRequest request;
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  for (v1::PackFile& file : *files) *request.add_files() = std::move(file);
  const absl::StatusOr<v1::ActivatePackReply> reply =
      Call(**client, stub, &Stub::Activate, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return FindingsText(reply->warnings()) + "政策包已生效 Active: " + HexText(reply->pack_hash()) +
           "  编号 entry " + std::to_string(reply->number()) + "\n";
  });
}

std::string ListText(const v1::ListPacksReply& reply) {
  Table table({{"编号 Entry", Align::kRight},
               {"生效时间 Activated"},
               {"摘要 Hash"},
               {"文件 Files"},
               {"状态 State"}});
  for (const v1::ListedPack& pack : reply.packs()) {
    std::string names;
    for (const std::string& name : pack.file_names()) names += (names.empty() ? "" : " ") + name;
    table.AddRow({std::to_string(pack.number()), TimeText(pack.activated_ms()),
                  HexText(pack.pack_hash()).substr(0, 16), names,
                  pack.active() ? "生效中 active" : ""});
  }
  return table.Text();
}

ExitCode RunList(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListPacksReply> reply =
      Call(**client, stub, &Stub::List, v1::ListPacksRequest());
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

constexpr char kFilesHelp[] = "政策包文件，按合成顺序 / pack files, in composed order";

}  // namespace

void AddPolicyCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* group = app.add_subcommand("policy", "政策包 / policy packs");
  group->require_subcommand(1);

  CLI::App* check = group->add_subcommand("check", "离线检查 / check files without an engine");
  check->add_option("FILES", options->files, kFilesHelp)->required();
  check->footer("例 Example:\n  yizhan policy check cn-sh/2012.textproto cn-sh-jd/2012.textproto");
  check->callback([&session, options] { session.exit_code = RunCheck(session, *options); });

  CLI::App* show =
      group->add_subcommand("show", "某日有效的规则及出处 / the rules of a day as a page");
  show->add_option("FILES", options->files, "不给则为生效中的政策包 / absent: the active pack");
  show->add_option("--date", options->date, "哪一天，默认今天 / which day, default today");
  show->footer("例 Example:\n  yizhan policy show --date 2012-06-29");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });

  CLI::App* activate = group->add_subcommand("activate", "使政策包生效 / put a pack in force");
  activate->add_option("FILES", options->files, kFilesHelp)->required();
  AddSignatures(*activate, options->signatures);
  activate->add_option("--request-id", options->request_id,
                       "应与签名中的相同，可不给 / must be the signed one; may be left out");
  activate->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign activate.\n"
      "例 Example:\n  yizhan --config admin.textproto policy activate 2012.textproto "
      "--signature li.sig --signature wang.sig");
  activate->callback([&session, options] { session.exit_code = RunActivate(session, *options); });

  AddPolicySimulate(*group, session);

  CLI::App* list = group->add_subcommand("list", "历次生效的政策包 / every pack ever activated");
  list->footer("例 Example:\n  yizhan policy list");
  list->callback([&session] { session.exit_code = RunList(session); });
}

}  // namespace yizhan::cli
