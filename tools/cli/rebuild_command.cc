// ledger verify: a data folder, offline; --rebuild writes the derived tables as the log says.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/verify_folder.h"

namespace yizhan::cli {
namespace {

// Rows a write: each is a batch of its own, so a rebuild that was stopped goes on where it was.
constexpr std::size_t kRowsPerWrite = 1'000;

struct VerifyOptions {
  std::string data_dir;
  bool rebuild = false;
};

ExitCode Show(const Session& session, const Verified& report, JsonObject json,
              const std::string& before) {
  std::cout << (session.options.json ? json.Text() + "\n" : before + ReportText(report));
  return report.ok() ? kExitOk : kExitUnknown;
}

ExitCode RunVerify(Session& session, const std::string& data_dir) {
  const absl::StatusOr<Verified> report = VerifyFolder(data_dir, "核对 Verify");
  if (!report.ok()) return FailUnread(session, report.status());
  return Show(session, *report, ReportJson(*report), "");
}

absl::Status WriteRows(RocksStore& store, std::vector<Effect> rows) {
  const absl::StatusOr<std::uint64_t> epoch = store.Fence("rebuild");
  if (!epoch.ok()) return epoch.status();
  Progress progress("重建 Rebuild");
  for (std::size_t from = 0; from < rows.size(); from += kRowsPerWrite) {
    const std::size_t until = std::min(rows.size(), from + kRowsPerWrite);
    const auto begin = std::make_move_iterator(rows.begin());
    const std::vector<Effect> some(begin + static_cast<std::ptrdiff_t>(from),
                                   begin + static_cast<std::ptrdiff_t>(until));
    if (absl::Status written = store.Restate(*epoch, some); !written.ok()) return written;
    progress.Update(until, rows.size());
  }
  return absl::OkStatus();
}

std::string RowsText(const std::vector<Effect>& rows) {
  if (rows.empty())
    return "各表与日志相符，未改动 The tables are what the log says; nothing written\n";
  std::map<int, std::size_t> counts;
  for (const Effect& row : rows) ++counts[static_cast<int>(row.table)];
  std::string text = "已按日志重建 Rebuilt from the log: ";
  for (const auto& [table, count] : counts) {
    text += "表 table " + std::to_string(table) + ": " + std::to_string(count) + " 行 rows; ";
  }
  return text + "\n";
}

ExitCode RunRebuild(Session& session, const std::string& data_dir) {
  const auto store =
      RocksStore::Open({.data_dir = data_dir, .disk_reserve_bytes = 0, .node = "rebuild"});
  if (!store.ok()) return FailUnread(session, store.status());
  absl::StatusOr<TableRepairs> repairs = absl::UnknownError("");
  {
    Progress progress("重算 Fold");
    repairs = FindRepairs(
        **store, [&](std::uint64_t done, std::uint64_t total) { progress.Update(done, total); });
  }
  if (!repairs.ok()) return FailUnread(session, repairs.status());
  if (!repairs->log_holds) {
    const Verified found{std::move(repairs->report), IsTraining(**store)};
    return Show(session, found, ReportJson(found),
                "日志本身不符，不能由它重建；请从备份恢复 The log itself does not hold, so nothing "
                "can be rebuilt from it; restore a backup\n");
  }
  const std::string text = RowsText(repairs->rows);
  const std::size_t count = repairs->rows.size();
  if (absl::Status written = WriteRows(**store, std::move(repairs->rows)); !written.ok()) {
    return FailUnread(session, written);
  }
  const absl::StatusOr<Verified> after = VerifyStore(**store, "核对 Verify");
  if (!after.ok()) return FailUnread(session, after.status());
  JsonObject json = ReportJson(*after);
  json.Number("rebuilt_rows", count);
  return Show(session, *after, json, text);
}

}  // namespace

void AddLedgerVerify(CLI::App& group, Session& session) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verify = group.add_subcommand(
      "verify",
      "离线核对账本：文件、树、各表、每笔结算重算 / files, tree, tables, every settlement again");
  verify->add_option("DATA_DIR", options->data_dir, "数据目录，引擎须已停止 / of a stopped engine")
      ->required()
      ->check(CLI::ExistingDirectory);
  verify->add_flag("--rebuild", options->rebuild,
                   "按日志重写各派生表；私密数据不动 / write the derived tables as the log says; "
                   "private rows stay");
  verify->footer(
      "退出码3：不符，须由人查看 / exit 3: it does not verify, a person must look.\n"
      "重建中途停止，再运行一次即可 / a rebuild that was stopped is finished by running it again.\n"
      "例 Example:\n  yizhan ledger verify /var/lib/yizhan\n"
      "  yizhan ledger verify /var/lib/yizhan --rebuild");
  verify->callback([&session, options] {
    session.exit_code = options->rebuild ? RunRebuild(session, options->data_dir)
                                         : RunVerify(session, options->data_dir);
  });
}

}  // namespace yizhan::cli
