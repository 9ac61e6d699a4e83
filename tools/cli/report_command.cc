// report: the office's quarter, year and public notice. Reads only.
#include <filesystem>
#include <iostream>
#include <memory>

#include "engine/report/disclosure.h"
#include "engine/report/office_report.h"
#include "tools/cli/commands.h"
#include "tools/cli/disclosure_report.h"
#include "tools/cli/entry_source.h"
#include "tools/cli/json_out.h"
#include "tools/cli/relief_report.h"
#include "tools/cli/report_files.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

struct ReportOptions {
  std::string period, ledger, town, out = "report";
  bool draft = false;
};

using MakeReport = absl::StatusOr<Report> (*)(EntrySource& source, const ReportOptions& options);

// Reads all that a fold wants.
template <typename Fold>
absl::Status ReadTo(EntrySource& source, Fold& fold) {
  return ReadEntries(source, [&fold](const v1::Entry& entry) { return fold.Read(entry); });
}

absl::StatusOr<Report> OfficeOf(EntrySource& source, const ReportPeriod& period,
                                const std::string& town, bool whole_year) {
  OfficeReportFold fold(period, town);
  if (absl::Status status = ReadTo(source, fold); !status.ok()) return status;
  return ReliefReport(fold.Finish(), whole_year);
}

absl::StatusOr<Report> MakeQuarter(EntrySource& source, const ReportOptions& options) {
  const std::optional<ReportPeriod> period = ParseQuarter(options.period);
  if (period.has_value()) return OfficeOf(source, *period, options.town, false);
  return UsageError("季度须为 YYYY-Qn，如 2012-Q2", "a quarter is YYYY-Qn, e.g. 2012-Q2");
}

absl::StatusOr<Report> MakeYear(EntrySource& source, const ReportOptions& options) {
  const std::optional<ReportPeriod> period = ParseYear(options.period);
  if (period.has_value()) return OfficeOf(source, *period, options.town, true);
  return UsageError("年度须为 YYYY，如 2012", "a year is YYYY, e.g. 2012");
}

absl::StatusOr<Report> MakeDisclosure(EntrySource& source, const ReportOptions& options) {
  std::optional<ReportPeriod> period = ParseQuarter(options.period);
  if (!period.has_value()) period = ParseYear(options.period);
  if (!period.has_value()) {
    return UsageError("期间须为 YYYY-Qn 或 YYYY", "the period is YYYY-Qn or YYYY");
  }
  DisclosureFold fold(*period);
  if (absl::Status status = ReadTo(source, fold); !status.ok()) return status;
  const Disclosure disclosure = fold.Finish();
  if (disclosure.over || options.draft) return DisclosureReport(disclosure);
  return UsageError(
      "期间尚未结束（账本还没有期间之后的记录），前后两次公示相减会暴露个人；"
      "请待期间结束，或加 --draft 出内部草稿",
      "the period is not over (the ledger has no entry after it yet), and two notices of it would "
      "give each other's difference away; wait, or take --draft for a look inside the office");
}

void ShowReport(const Session& session, const Report& report, const std::string& out) {
  const std::string page = (std::filesystem::path(out) / "report.html").string();
  if (session.options.json) {
    JsonObject json;
    json.Text("title", report.title.zh).Training(report.training).Text("out", out);
    std::cout << json.Text() << "\n";
    return;
  }
  std::cout << TrainingLine(report.training) << Joined(report.title) << "  " << Joined(report.mark)
            << "\n结果 Report " << page << "\n";
}

ExitCode RunReport(Session& session, const ReportOptions& options, MakeReport make) {
  const auto entries = SourceOf(session, options.ledger);
  if (!entries.ok()) return session.Fail(entries.status());
  absl::StatusOr<Report> report = make(**entries, options);
  if (!report.ok()) return session.Fail(report.status());
  if ((*entries)->training()) MarkTraining(*report);
  const absl::Status written = WriteReport(*report, options.out);
  if (!written.ok()) return session.Fail(written);
  ShowReport(session, *report, options.out);
  return kExitOk;
}

CLI::App* AddOne(CLI::App& group, Session& session, const std::string& name,
                 const std::string& about, MakeReport make) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = group.add_subcommand(name, about);
  command->add_option("PERIOD", options->period, "期间 YYYY-Qn 或 or YYYY")->required();
  command
      ->add_option("--ledger", options->ledger,
                   "yizhan ledger export 的目录；不给则读取引擎 / an export; else the engine")
      ->check(CLI::ExistingPath);
  command->add_option("--out", options->out, "结果目录 / folder of the report")
      ->capture_default_str();
  if (make == &MakeDisclosure) {
    command->add_flag("--draft", options->draft, "期间未结束时出内部草稿 / before it is over");
  } else {
    command->add_option("--town", options->town, "只看一个街镇 / one town only");
  }
  command->callback(
      [&session, options, make] { session.exit_code = RunReport(session, *options, make); });
  return command;
}

}  // namespace

void AddReportCommands(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand("report", "季报、年报、公示 / the office's reports");
  group->require_subcommand(1);
  AddOne(*group, session, "quarter", "季报，按街镇 / a quarter, by town", &MakeQuarter);
  AddOne(*group, session, "year", "年报，另按月、身份、机构 / a year, also by month and more",
         &MakeYear);
  AddOne(*group, session, "disclosure", "公示，不含个人信息 / a public notice, nobody in it",
         &MakeDisclosure);
  group->footer(
      "例 Example:\n"
      "  yizhan report quarter 2012-Q2 --town 安亭镇 --out anting-q2\n"
      "  yizhan report disclosure 2012 --ledger export --out notice-2012");
}

}  // namespace yizhan::cli
