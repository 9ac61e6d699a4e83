#include "tools/cli/verify_folder.h"

#include <utility>

#include "engine/base/digest.h"
#include "engine/books/opening.h"
#include "tools/cli/progress.h"
#include "tools/cli/training.h"

namespace yizhan::cli {

bool IsTraining(const RocksStore& store) {
  const absl::StatusOr<v1::LedgerOpened> opened = OpeningOf(*store.OpenView());
  return opened.ok() && opened->training();
}

absl::StatusOr<Verified> VerifyStore(const RocksStore& store, const std::string& label) {
  Progress progress(label);
  absl::StatusOr<VerifyReport> report = VerifyLedger(
      store, [&](std::uint64_t done, std::uint64_t total) { progress.Update(done, total); });
  if (!report.ok()) return report.status();
  if (absl::Status files = store.CheckFiles(); !files.ok()) {
    report->differences.insert(report->differences.begin(),
                               "files: " + std::string(files.message()));
  }
  return Verified{*std::move(report), IsTraining(store)};
}

absl::StatusOr<Verified> VerifyFolder(const std::string& data_dir, const std::string& label) {
  const auto store = RocksStore::OpenReadOnly(data_dir);
  if (!store.ok()) return store.status();
  return VerifyStore(**store, label);
}

JsonObject ReportJson(const Verified& report) {
  JsonObject json;
  json.Bool("verified", report.ok())
      .Number("size", report.head.size)
      .Text("root", HexText(report.head.root))
      .Number("settlements", report.settlements)
      .Number("contras", report.contras)
      .Number("tombstones", report.tombstones)
      .Number("median_settlement_bytes", report.median_settlement_bytes)
      .Texts("differences", report.differences)
      .Training(report.training);
  return json;
}

std::string ReportText(const Verified& report) {
  std::string text = TrainingLine(report.training);
  for (const std::string& difference : report.differences) {
    text += "不一致 differs: " + difference + "\n";
  }
  text += report.ok() ? "账本核对无误 Ledger verified: " : "账本核对不符 LEDGER DOES NOT VERIFY: ";
  return text + std::to_string(report.head.size) + " 条记录 entries, " +
         std::to_string(report.settlements) + " 笔结算 settlements, " +
         std::to_string(report.contras) + " 笔红冲 contras, " + std::to_string(report.tombstones) +
         " 笔预先冲正 tombstones\n根 root " + HexText(report.head.root) + "\n";
}

ExitCode FailUnread(const Session& session, const absl::Status& status) {
  session.Fail(status);
  return status.code() == absl::StatusCode::kNotFound ? kExitUsage : kExitUnknown;
}

}  // namespace yizhan::cli
