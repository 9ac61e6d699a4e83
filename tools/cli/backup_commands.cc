// ledger backup, ledger restore: a copy of the ledger that is a ledger itself, and the way back.
#include <filesystem>
#include <iostream>
#include <memory>

#include "engine/base/digest.h"
#include "engine/ledger/rocks_backup.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/training.h"
#include "tools/cli/verify_folder.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

struct BackupOptions {
  std::string name, data_dir;
};

struct RestoreOptions {
  std::string backup, data_dir, accept_loss;
};

struct Made {
  std::string folder;
  TreeHead head;
};

// By the running engine, in its backup_dir.
absl::StatusOr<Made> AskEngine(Session& session, const std::string& name) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  v1::Ledger::Stub stub((*client)->channel());
  grpc::ClientContext context;
  PrepareStream(**client, context);
  v1::BackupRequest request;
  request.set_name(name);
  const auto reader = stub.Backup(&context, request);
  Progress progress("备份 Backup");
  v1::BackupReply reply;
  while (reader->Read(&reply)) {
    if (reply.folder().empty()) progress.Update(reply.done_bytes(), reply.all_bytes());
  }
  const grpc::Status status = reader->Finish();
  if (!status.ok()) return FromGrpc(status);
  Made made{reply.folder(), {reply.size(), {}}};
  if (reply.root().size() != made.head.root.size()) {
    return absl::DataLossError("服务返回的根不完整\nthe engine's answer has no root");
  }
  std::copy(reply.root().begin(), reply.root().end(), made.head.root.begin());
  return made;
}

// Of a stopped engine's folder.
absl::StatusOr<Made> CopyFolderOf(const std::string& data_dir, const std::string& folder) {
  const auto store =
      RocksStore::Open({.data_dir = data_dir, .disk_reserve_bytes = 0, .node = "backup"});
  if (!store.ok()) return store.status();
  Progress progress("备份 Backup");
  const absl::StatusOr<TreeHead> head = (*store)->BackupTo(
      folder, [&](std::uint64_t done, std::uint64_t all) { progress.Update(done, all); });
  if (!head.ok()) return head.status();
  return Made{folder, *head};
}

void ShowMade(const Session& session, const Made& made, bool verified, bool training) {
  if (session.options.json) {
    JsonObject json;
    json.Text("folder", made.folder)
        .Number("size", made.head.size)
        .Text("root", HexText(made.head.root))
        .Bool("verified", verified)
        .Training(training);
    std::cout << json.Text() << "\n";
    return;
  }
  std::cout << TrainingLine(training) << "已备份 Backed up " << made.head.size
            << " 条记录 entries -> " << made.folder << "\n根 root " << HexText(made.head.root)
            << "\n"
            << (verified
                    ? "已重算核对 Verified by full replay\n"
                    : "此处读不到该目录，请在引擎主机上核对 The folder cannot be read here; on "
                      "the engine's machine: yizhan ledger verify " +
                          made.folder + "\n");
}

ExitCode RunBackup(Session& session, const BackupOptions& options) {
  const absl::StatusOr<Made> made = options.data_dir.empty()
                                        ? AskEngine(session, options.name)
                                        : CopyFolderOf(options.data_dir, options.name);
  if (!made.ok()) return session.Fail(made.status());
  std::error_code error;
  if (!std::filesystem::exists(made->folder + "/anchor", error)) {
    ShowMade(session, *made, /*verified=*/false, session.training());
    return kExitOk;
  }
  const absl::StatusOr<Verified> report = VerifyFolder(made->folder, "核对 Verify");
  if (!report.ok()) return FailUnread(session, report.status());
  if (!report->ok() || report->head != made->head) {
    std::cout << (session.options.json ? ReportJson(*report).Text() + "\n" : ReportText(*report));
    return kExitUnknown;
  }
  ShowMade(session, *made, /*verified=*/true, report->training);
  return kExitOk;
}

// The loss must be named by whoever accepts it.
absl::Status CheckLoss(const std::string& loss, const std::string& accepted) {
  if (loss == accepted) return absl::OkStatus();
  if (loss.empty()) {
    return UsageError("没有记录会丢失，不要 --accept-loss",
                      "nothing is lost; leave --accept-loss out");
  }
  return absl::FailedPreconditionError(
      "恢复后将丢失已记账的记录 " + loss +
      "；先取回更新的备份或见证方的副本，确实要丢弃时加 --accept-loss " + loss +
      "\nthe restore would lose entries " + loss +
      "; look for a newer backup or the witness's copy first, and when there is none, add " +
      "--accept-loss " + loss);
}

ExitCode RunRestore(Session& session, const RestoreOptions& options) {
  const auto restore = RocksRestore::Begin(options.backup, options.data_dir);
  if (!restore.ok()) return FailUnread(session, restore.status());
  if (absl::Status named = CheckLoss((*restore)->loss(), options.accept_loss); !named.ok()) {
    session.Fail(named);
    return absl::IsFailedPrecondition(named) ? kExitRefused : kExitUsage;
  }
  absl::Status copied;
  {
    Progress progress("恢复 Restore");
    copied = (*restore)->Copy(
        [&](std::uint64_t done, std::uint64_t all) { progress.Update(done, all); });
  }
  if (!copied.ok()) return FailUnread(session, copied);
  const absl::StatusOr<Verified> report = VerifyFolder((*restore)->stage(), "核对 Verify");
  if (!report.ok()) return FailUnread(session, report.status());
  if (!report->ok()) {
    std::cout << (session.options.json ? ReportJson(*report).Text() + "\n" : ReportText(*report));
    return kExitUnknown;
  }
  const absl::StatusOr<std::string> aside = (*restore)->Finish();
  if (!aside.ok()) return FailUnread(session, aside.status());
  if (session.options.json) {
    JsonObject json = ReportJson(*report);
    json.Text("lost", (*restore)->loss()).Text("before", *aside);
    std::cout << json.Text() << "\n";
    return kExitOk;
  }
  std::cout << "已恢复 Restored -> " << options.data_dir << "\n" << ReportText(*report);
  if (!aside->empty()) {
    std::cout << "原数据库留在 What was there lies in " << *aside
              << "，确认无误后删除 delete it when all is well\n";
  }
  return kExitOk;
}

void AddRestore(CLI::App& group, Session& session) {
  auto options = std::make_shared<RestoreOptions>();
  CLI::App* restore =
      group.add_subcommand("restore", "用备份恢复数据目录 / a backup in a data folder's place");
  restore->add_option("BACKUP", options->backup, "备份目录 / what `ledger backup` made")
      ->required()
      ->check(CLI::ExistingDirectory);
  restore->add_option("DATA_DIR", options->data_dir, "数据目录，引擎须已停止 / of a stopped engine")
      ->required();
  restore->add_option("--accept-loss", options->accept_loss,
                      "同意丢失的记录，首..末 / the entries that are lost, first..last");
  restore->footer(
      "先核对再替换；原数据库改名保留 / verified first, then swapped; the old database is kept "
      "beside.\n密钥目录不在备份内 / the keys folder is no part of a backup.\n"
      "例 Example:\n  yizhan ledger restore /backup/2012-06-29 /var/lib/yizhan");
  restore->callback([&session, options] { session.exit_code = RunRestore(session, *options); });
}

}  // namespace

void AddLedgerBackup(CLI::App& group, Session& session) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* backup =
      group.add_subcommand("backup", "备份账本并重算核对 / a copy, verified by replay");
  backup
      ->add_option(
          "NAME", options->name,
          "引擎 backup_dir 下的新目录名；有 --data-dir 时为目录 / a new folder's name in the "
          "engine's backup_dir; with --data-dir the folder itself")
      ->required();
  backup
      ->add_option("--data-dir", options->data_dir, "已停止的引擎的数据目录 / of a stopped engine")
      ->check(CLI::ExistingDirectory);
  backup->footer(
      "引擎运行中也可备份，结算照常 / the engine may run; settling goes on.\n"
      "密钥目录不在备份内，须另行保管 / the keys folder is no part of it and is kept elsewhere.\n"
      "例 Example:\n  yizhan --config admin.textproto ledger backup 2012-06-29\n"
      "  yizhan ledger backup /backup/2012-06-29 --data-dir /var/lib/yizhan");
  backup->callback([&session, options] { session.exit_code = RunBackup(session, *options); });
  AddRestore(group, session);
}

}  // namespace yizhan::cli
