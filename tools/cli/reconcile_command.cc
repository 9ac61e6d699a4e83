// reconcile: a hospital's books of a period against the ledger. Reads only; posts nothing.
#include <filesystem>
#include <iostream>
#include <memory>

#include "adapters/files/hospital_books.h"
#include "engine/base/clock.h"
#include "tools/cli/commands.h"
#include "tools/cli/entry_source.h"
#include "tools/cli/json_out.h"
#include "tools/cli/progress.h"
#include "tools/cli/reconcile_report.h"
#include "tools/cli/reconcile_totals.h"
#include "tools/cli/report_files.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

constexpr std::uint64_t kProgressEvery = 10'000;

struct ReconcileOptions {
  std::string file, institution, from, until, totals, ledger, out = "reconciliation";
};

absl::StatusOr<ReconcilePeriod> PeriodOf(const ReconcileOptions& options) {
  const std::optional<Day> from = ParseDay(options.from);
  const std::optional<Day> until = ParseDay(options.until);
  if (from.has_value() && until.has_value() && *from <= *until) {
    return ReconcilePeriod{.institution_id = options.institution, .days = {*from, *until}};
  }
  return UsageError("--from 和 --until 须为先后两个日期 YYYY-MM-DD",
                    "--from and --until are two days, YYYY-MM-DD, in order");
}

absl::StatusOr<files::HospitalBooks> ReadBooks(const std::string& path, Reconciler& reconciler) {
  const absl::StatusOr<std::string> bytes = ReadAll(path);
  if (!bytes.ok()) return bytes.status();
  Progress progress("读取医院文件 Hospital");
  absl::Status put;
  std::uint64_t rows = 0;
  auto books = files::ReadHospitalBooks(*bytes, [&](const v1::BookedRow& row) {
    if (put.ok()) put = reconciler.Book(row);
    if (++rows % kProgressEvery == 0) progress.Update(rows, 0);
  });
  if (!put.ok()) return put;
  return books;
}

absl::Status ReadLedger(EntrySource& source, const ReconcilePeriod& period,
                        Reconciler& reconciler) {
  Progress progress("读取账本 Ledger");
  return source.Read([&](const v1::Entry& entry) -> absl::StatusOr<bool> {
    const absl::Status posted = PostEntry(entry, period, reconciler);
    if (!posted.ok()) return posted;
    if (entry.number() % kProgressEvery == 0) progress.Update(entry.number(), source.size());
    return true;
  });
}

using Stated = std::optional<national::StatementTotals>;

// The hospital's 3201, when there is one, of the same days.
absl::StatusOr<Stated> ReadTotals(const std::string& path, const ReconcilePeriod& period) {
  if (path.empty()) return Stated();
  const absl::StatusOr<std::string> json = ReadAll(path);
  if (!json.ok()) return json.status();
  absl::StatusOr<national::StatementTotals> totals = national::ParseStatementTotals(*json);
  if (!totals.ok()) return totals.status();
  const absl::Status days = CheckDays(*totals, period);
  if (!days.ok()) return days;
  return Stated(*std::move(totals));
}

absl::StatusOr<Reconciled> Reconcile(Session& session, const ReconcileOptions& options) {
  const absl::StatusOr<ReconcilePeriod> period = PeriodOf(options);
  if (!period.ok()) return period.status();
  absl::StatusOr<Stated> stated = ReadTotals(options.totals, *period);
  if (!stated.ok()) return stated.status();
  auto source = options.ledger.empty() ? EngineSource(session) : ExportSource(options.ledger);
  if (!source.ok()) return source.status();
  auto reconciler = Reconciler::Create(std::filesystem::temp_directory_path().string());
  if (!reconciler.ok()) return reconciler.status();
  Reconciled reconciled{.period = *period,
                        .ledger_size = (*source)->size(),
                        .training = (*source)->training(),
                        .today = BusinessDay(SystemClock().NowMs())};
  auto books = ReadBooks(options.file, **reconciler);
  if (!books.ok()) return books.status();
  reconciled.books = *std::move(books);
  const absl::Status read = ReadLedger(**source, *period, **reconciler);
  if (!read.ok()) return read;
  Progress progress("比对 Match");
  auto matched =
      (*reconciler)->Finish([&](std::size_t done, std::size_t all) { progress.Update(done, all); });
  if (!matched.ok()) return matched.status();
  reconciled.matched = *std::move(matched);
  if (stated->has_value()) {
    reconciled.totals = {*std::move(*stated), (*reconciler)->booked(), (*reconciler)->posted()};
  }
  return reconciled;
}

void ShowSummary(const Session& session, const Reconciled& reconciled, const std::string& out) {
  const std::uint64_t differences = reconciled.matched.differences.size();
  if (session.options.json) {
    JsonObject json;
    json.Number("agree", reconciled.matched.bills)
        .Number("differ", differences)
        .Number("refused_rows", reconciled.books.refused.size())
        .Number("ledger_size", reconciled.ledger_size)
        .Training(reconciled.training);
    if (reconciled.totals.has_value()) json.Bool("totals_agree", TotalsAgree(*reconciled.totals));
    json.Text("out", out);
    std::cout << json.Text() << "\n";
    return;
  }
  const Report report = ReconcileReport(reconciled);
  std::cout << TrainingLine(report.training) << Joined(report.title) << "\n";
  for (const Row& row : report.tables.front().rows) {
    std::cout << "  " << CellText(row[0]) << "  " << CellText(row[1]) << "\n";
  }
  std::cout << "结果 Report " << (std::filesystem::path(out) / "report.html").string() << "\n";
}

ExitCode RunReconcile(Session& session, const ReconcileOptions& options) {
  const absl::StatusOr<Reconciled> reconciled = Reconcile(session, options);
  if (!reconciled.ok()) return session.Fail(reconciled.status());
  const absl::Status written = WriteReport(ReconcileReport(*reconciled), options.out);
  if (!written.ok()) return session.Fail(written);
  ShowSummary(session, *reconciled, options.out);
  if (!reconciled->books.refused.empty()) return kExitUsage;
  const bool totals_agree = !reconciled->totals.has_value() || TotalsAgree(*reconciled->totals);
  return totals_agree && reconciled->matched.differences.empty() ? kExitOk : kExitRefused;
}

}  // namespace

void AddReconcileCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReconcileOptions>();
  CLI::App* command =
      app.add_subcommand("reconcile", "与医院对账 / a hospital's books and the ledger");
  command->add_option("FILE", options->file, "医院明细CSV或XLSX（3202） / the hospital's rows")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--institution", options->institution, "医院编号 / institution")->required();
  command->add_option("--from", options->from, "记账日起 / first accounting date")->required();
  command->add_option("--until", options->until, "记账日止 / last accounting date")->required();
  command
      ->add_option("--totals", options->totals,
                   "医院总账，3201报文（JSON），一并核对 / the hospital's totals, a 3201 message")
      ->check(CLI::ExistingFile);
  command
      ->add_option("--ledger", options->ledger,
                   "yizhan ledger export 的目录；不给则读取引擎 / an export; else the engine")
      ->check(CLI::ExistingPath);
  command->add_option("--out", options->out, "结果目录 / folder of the report")
      ->capture_default_str();
  command->footer(
      "退出码 Exit code: 0 全部一致 all agree, 1 有差异（明细或总账） something differs, 2 "
      "有读不懂的行 rows "
      "refused\n"
      "例 Example:\n  yizhan reconcile anting-2012-06.csv --institution anting --from 2012-06-01 "
      "--until 2012-06-30 --totals anting-2012-06-3201.json");
  command->callback([&session, options] { session.exit_code = RunReconcile(session, *options); });
}

}  // namespace yizhan::cli
