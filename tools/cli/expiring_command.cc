// register expiring: whose identities and approvals end in a span of days, for a review.
#include <iostream>
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/expiring_report.h"
#include "tools/cli/report_files.h"
#include "tools/cli/table.h"
#include "yizhan/v1/register.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Register::Stub;

struct ExpiringOptions {
  v1::ListExpiringRequest request;
  std::string out;
};

std::vector<std::string> CellTexts(const Row& row) {
  std::vector<std::string> cells;
  for (const Cell& cell : row) cells.push_back(CellText(cell));
  return cells;
}

std::string TableText(const ReportTable& table) {
  std::vector<Column> columns;
  for (const BothWords& words : table.columns) columns.push_back({Joined(words)});
  Table text(std::move(columns));
  for (const Row& row : table.rows) text.AddRow(CellTexts(row));
  if (table.whole.has_value()) {
    text.AddRule();
    text.AddRow(CellTexts(*table.whole));
  }
  return Joined(table.title) + "\n" + text.Text();
}

std::string ReportText(const Report& report) {
  std::string text = Joined(report.title) + "\n";
  for (const ReportTable& table : report.tables) text += "\n" + TableText(table);
  return text;
}

ExitCode RunExpiring(Session& session, const ExpiringOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListExpiringReply> reply =
      Call(**client, stub, &Stub::ListExpiring, options.request);
  if (!reply.ok()) return session.Fail(reply.status());
  Report report = ExpiringReport(options.request, *reply);
  if (session.training()) MarkTraining(report);
  if (!options.out.empty()) {
    const absl::Status written = WriteReport(report, options.out);
    if (!written.ok()) return session.Fail(written);
  }
  return session.Show(*reply, [&] {
    return ReportText(report) + (options.out.empty() ? "" : "结果 Report " + options.out + "\n");
  });
}

}  // namespace

void AddExpiringCommand(CLI::App& group, Session& session) {
  auto options = std::make_shared<ExpiringOptions>();
  CLI::App* command = group.add_subcommand(
      "expiring", "到期待复审的身份和审批 / identities and approvals that end, for a review");
  command
      ->add_option_function<std::string>(
          "--from", [options](const std::string& day) { options->request.set_from(day); },
          "最后一天在此日或之后 / last day from, YYYY-MM-DD")
      ->required();
  command
      ->add_option_function<std::string>(
          "--until", [options](const std::string& day) { options->request.set_until(day); },
          "最后一天在此日或之前 / last day until, inclusive")
      ->required();
  command->add_option_function<std::string>(
      "--town", [options](const std::string& town) { options->request.set_town(town); },
      "街镇，不给则所辖全部 / town; absent: all that you may see");
  command->add_option("--out", options->out, "报表目录 / folder of the report");
  command->footer(
      "街镇人员只见本街镇。复审结果按登记格式导入：yizhan register import FILE。\n"
      "例 Example:\n  yizhan --config town.textproto register expiring --from 2012-09-01 --until "
      "2012-09-30 --out review-2012-09");
  command->callback([&session, options] { session.exit_code = RunExpiring(session, *options); });
}

}  // namespace yizhan::cli
