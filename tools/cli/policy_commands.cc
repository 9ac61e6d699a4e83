// policy: the group; put packs in force, list those that ever were.
#include <memory>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/policy/load_pack.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/policy_findings.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::PolicyService::Stub;

struct PolicyOptions {
  std::vector<std::string> files, signatures;
  std::string effective_from, request_id;
};

ExitCode RunActivate(Session& session, const PolicyOptions& options) {
  absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  const LoadedPack loaded = LoadPack(*files);
  if (!loaded.ok()) {
    const v1::CheckPackReply check = CheckReply(loaded);
    session.Show(check, [&] { return CheckText(loaded, check); });
    return kExitRefused;
  }
  const absl::StatusOr<Subject> subject =
      PackSubject(Bytes(loaded.compiled->hash), *files, options.effective_from);
  if (!subject.ok()) return session.Fail(subject.status());
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return session.Fail(signatures.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::ActivatePackRequest request;
  request.set_request_id(signatures->request_id);
  request.set_effective_from(options.effective_from);
  *request.mutable_authorization() = signatures->authorization;
  for (v1::PackFile& file : *files) *request.add_files() = std::move(file);
  const absl::StatusOr<v1::ActivatePackReply> reply =
      Call(**client, stub, &Stub::Activate, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return FindingsText(reply->warnings()) + "政策包已启用 Active: " + HexText(reply->pack_hash()) +
           "  生效日期 effective from " + options.effective_from + "  编号 entry " +
           std::to_string(reply->number()) + "\n";
  });
}

std::string ListText(const v1::ListPacksReply& reply) {
  Table table({{"编号 Entry", Align::kRight},
               {"启用时间 Activated"},
               {"生效日期 From"},
               {"摘要 Hash"},
               {"文件 Files"},
               {"状态 State"}});
  for (const v1::ListedPack& pack : reply.packs()) {
    std::string names;
    for (const std::string& name : pack.file_names()) names += (names.empty() ? "" : " ") + name;
    table.AddRow({std::to_string(pack.number()), TimeText(pack.activated_ms()),
                  pack.effective_from(), HexText(pack.pack_hash()).substr(0, 16), names,
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

void AddEffectiveFrom(CLI::App& command, std::string& day) {
  command
      .add_option("--effective-from", day,
                  "生效日期 YYYY-MM-DD：此前的就医仍按现行规则 / first day of service the pack may "
                  "decide otherwise")
      ->required();
}

void AddPolicyCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* group = app.add_subcommand("policy", "政策包 / policy packs");
  group->require_subcommand(1);

  AddPolicyCheck(*group, session);
  AddPolicyShow(*group, session);

  CLI::App* activate = group->add_subcommand("activate", "使政策包生效 / put a pack in force");
  activate->add_option("FILES", options->files, kFilesHelp)->required();
  AddEffectiveFrom(*activate, options->effective_from);
  AddSignatures(*activate, options->signatures);
  activate->add_option("--request-id", options->request_id,
                       "应与签名中的相同，可不给 / must be the signed one; may be left out");
  activate->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign activate.\n"
      "例 Example:\n  yizhan --config admin.textproto policy activate 2012.textproto "
      "--effective-from 2012-06-29 --signature li.sig --signature wang.sig");
  activate->callback([&session, options] { session.exit_code = RunActivate(session, *options); });

  AddPolicySimulate(*group, session);

  CLI::App* list = group->add_subcommand("list", "历次生效的政策包 / every pack ever activated");
  list->footer("例 Example:\n  yizhan policy list");
  list->callback([&session] { session.exit_code = RunList(session); });
}

}  // namespace yizhan::cli
