// ledger export: the whole ledger as static files that anybody can check without an engine.
#include <iostream>
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/export_folder.h"
#include "tools/cli/json_out.h"
#include "tools/cli/progress.h"
#include "tools/cli/training.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Ledger::Stub;

// The first `size` leaves.
absl::Status Copy(Client& client, std::uint64_t size, ExportWriter& writer) {
  Stub stub(client.channel());
  grpc::ClientContext context;
  PrepareStream(client, context);
  v1::ReadRequest request;
  request.set_until(size);
  const auto reader = stub.Read(&context, request);
  Progress progress("导出 Export");
  std::uint64_t written = 0;
  absl::Status added;
  v1::Leaf leaf;
  while (added.ok() && reader->Read(&leaf)) {
    added = leaf.number() == written
                ? writer.Add(leaf.stored())
                : absl::DataLossError("服务返回的记录不连续\nthe leaves came out of order");
    progress.Update(++written, size);
  }
  if (!added.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!added.ok()) return added;
  return status.ok() ? absl::OkStatus() : FromGrpc(status);
}

ExitCode RunExport(Session& session, const std::string& folder) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::LedgerCheckpoint> head =
      Call(**client, stub, &Stub::Checkpoint, v1::CheckpointRequest());
  if (!head.ok()) return session.Fail(head.status());
  const absl::StatusOr<std::unique_ptr<ExportWriter>> writer = ExportWriter::Create(folder);
  if (!writer.ok()) return session.Fail(writer.status());
  absl::Status status = Copy(**client, head->size(), **writer);
  if (status.ok()) {
    status = (*writer)->Finish(
        {.checkpoint = head->note(), .cosigned = head->cosigned(), .key = head->verifier_key()});
  }
  if (!status.ok()) return session.Fail(status);
  if (session.options.json) {
    JsonObject json;
    json.Text("folder", folder).Number("leaves", head->size()).Text("key", head->verifier_key());
    json.Training(session.training());
    std::cout << json.Text() << "\n";
  } else {
    std::cout << TrainingLine(session.training()) << "已导出 Exported " << head->size()
              << " 条记录 entries -> " << folder << "\n公钥 Key " << head->verifier_key()
              << "\n请与另行得到的公钥核对 compare it with the key you have from elsewhere\n";
  }
  return kExitOk;
}

}  // namespace

void AddLedgerExport(CLI::App& group, Session& session) {
  auto folder = std::make_shared<std::string>();
  CLI::App* copy = group.add_subcommand(
      "export", "导出整个账本为静态文件，任何人可离线核对 / the ledger as files anybody can check");
  copy->add_option("DIR", *folder, "写到何处，新文件夹 / a new folder")->required();
  copy->footer(
      "leaves 为全部记录原文，tile 为哈希树，checkpoint 为签名检查点 / leaves: every entry as "
      "stored; "
      "tile: the hash tree; checkpoint: signed (engine/ledger/FORMAT.md).\n"
      "例 Example:\n  yizhan --config relief.textproto ledger export ledger-2024-06");
  copy->callback([&session, folder] { session.exit_code = RunExport(session, *folder); });
}

}  // namespace yizhan::cli
