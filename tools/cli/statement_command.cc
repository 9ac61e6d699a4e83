// statement: a hospital's monthly statement, for the advance it gets back. Reads only.
#include <filesystem>
#include <iostream>
#include <memory>

#include "engine/base/month.h"
#include "engine/base/refusal.h"
#include "engine/report/hospital_statement.h"
#include "tools/cli/commands.h"
#include "tools/cli/entry_source.h"
#include "tools/cli/json_out.h"
#include "tools/cli/report_files.h"
#include "tools/cli/statement_report.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

struct StatementOptions {
  std::string institution, period, ledger, out = "statement";
  bool draft = false;
};

absl::StatusOr<HospitalStatement> StatementIn(const StatementFold& fold,
                                              const StatementOptions& options) {
  if (fold.closed().has_value()) return *fold.closed();
  if (!fold.institution_known()) {
    return Refuse(
        {.reason = v1::INSTITUTION_UNKNOWN, .field = "institution", .found = options.institution});
  }
  if (fold.taken_by() != 0) {
    const std::string later = std::to_string(fold.taken_by());
    return UsageError(options.period + " 没有单独关账：其单据已由第 " + later +
                          " 条记录并入后一期间，请取该期间的清算单",
                      options.period + " was not closed by itself: entry " + later +
                          " closed it with a later one; ask for that period");
  }
  if (options.draft) return fold.Draft();
  return UsageError(
      options.period +
          " 尚未关账：请先对账、关账，"
          "或加 --draft 出草稿",
      options.period + " is not closed yet: reconcile and close it first, or take --draft");
}

absl::StatusOr<HospitalStatement> MakeStatement(Session& session, const StatementOptions& options) {
  const std::optional<Month> month = ParseMonth(options.period);
  if (!month.has_value()) return UsageError("--period 须为 YYYY-MM", "--period is YYYY-MM");
  const auto source = SourceOf(session, options.ledger);
  if (!source.ok()) return source.status();
  StatementFold fold(options.institution, *month);
  const absl::Status read =
      ReadEntries(**source, [&fold](const v1::Entry& entry) { return fold.Read(entry); });
  if (!read.ok()) return read;
  return StatementIn(fold, options);
}

// A close that its entries do not bear out: both figures, and who must look.
ExitCode FailOf(const Session& session, const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  if (status.code() == absl::StatusCode::kDataLoss && !detail.field().empty()) {
    std::cerr << "账本与关账记录不符，未出清算单：" << detail.field() << " 关账记录为 "
              << detail.expected() << "，按明细计算为 " << detail.found()
              << "；请先核对账本 (yizhan ledger verify)\n";
  }
  return session.Fail(status);
}

void ShowStatement(const Session& session, const HospitalStatement& statement,
                   const std::string& out) {
  const Report report = StatementReport(statement);
  if (session.options.json) {
    JsonObject json;
    json.Text("institution", statement.institution_id)
        .Text("period", MonthText(statement.month))
        .Number("close", statement.close.has_value() ? statement.close->number() : 0)
        .Number("bills", statement.rows.size())
        .Text("closing_yuan", CellText(report.tables.front().whole->back()))
        .Training(report.training)
        .Text("out", out);
    std::cout << json.Text() << "\n";
    return;
  }
  std::cout << TrainingLine(report.training) << Joined(report.title) << "  " << Joined(report.mark)
            << "\n";
  for (const Row& row : report.tables.front().rows) {
    std::cout << "  " << CellText(row[0]) << "  " << CellText(row[1]) << "  " << CellText(row[2])
              << "\n";
  }
  const Row& whole = *report.tables.front().whole;
  std::cout << "  " << CellText(whole[0]) << "  " << CellText(whole[2]) << "\n";
  std::cout << "结果 Report " << (std::filesystem::path(out) / "report.html").string() << "\n";
}

ExitCode RunStatement(Session& session, const StatementOptions& options) {
  const absl::StatusOr<HospitalStatement> statement = MakeStatement(session, options);
  if (!statement.ok()) return FailOf(session, statement.status());
  const absl::Status written = WriteReport(StatementReport(*statement), options.out);
  if (!written.ok()) return session.Fail(written);
  ShowStatement(session, *statement, options.out);
  return kExitOk;
}

}  // namespace

void AddStatementCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<StatementOptions>();
  CLI::App* command =
      app.add_subcommand("statement", "医院月度清算单 / a hospital's monthly statement");
  command->add_option("--institution", options->institution, "医院编号 / institution")->required();
  command->add_option("--period", options->period, "已关账的月份 YYYY-MM / the closed month")
      ->required();
  command
      ->add_option("--ledger", options->ledger,
                   "yizhan ledger export 的目录；不给则读取引擎 / an export; else the engine")
      ->check(CLI::ExistingPath);
  command->add_flag("--draft", options->draft,
                    "尚未关账时出草稿 / a draft when it is not closed yet");
  command->add_option("--out", options->out, "结果目录 / folder of the statement")
      ->capture_default_str();
  command->footer(
      "例 Example:\n  yizhan statement --institution anting --period 2012-06 --out anting-2012-06");
  command->callback([&session, options] { session.exit_code = RunStatement(session, *options); });
}

}  // namespace yizhan::cli
