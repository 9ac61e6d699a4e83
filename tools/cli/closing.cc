#include "tools/cli/closing.h"

#include "engine/base/digest.h"
#include "tools/cli/call.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"
#include "yizhan/v1/reconciliation.grpc.pb.h"

namespace yizhan::cli {
namespace {

std::string FileText(const v1::PeriodClosed& closed) {
  if (!closed.has_reconciled()) return "未附对账文件 closed without a hospital's file\n";
  const v1::ReconciledFile& file = closed.reconciled();
  return "对账文件 file " + HexText(file.sha256()) + "\n  行 rows " + std::to_string(file.rows()) +
         "  一致 agree " + std::to_string(file.agree()) + "  差异 differ " +
         std::to_string(file.differ()) + "\n";
}

}  // namespace

void AddWhichPeriod(CLI::App& command, ClosingOptions& options) {
  command.add_option("INSTITUTION", options.institution, "医院编号 / institution")->required();
  command.add_option("PERIOD", options.period, "月份 / month, YYYY-MM")->required();
}

void AddReconciledFile(CLI::App& command, ClosingOptions& options) {
  CLI::Option* file = command
                          .add_option("--file", options.file,
                                      "已对账的医院文件，只记其摘要 / the hospital's file that was "
                                      "reconciled; its digest is kept")
                          ->check(CLI::ExistingFile);
  command.add_option("--rows", options.rows, "文件行数 / rows of the file")->needs(file);
  command.add_option("--agree", options.agree, "一致的结算 / bills that agree")->needs(file);
  command.add_option("--differ", options.differ, "留下的差异 / differences left open")->needs(file);
}

absl::StatusOr<v1::ProposeCloseReply> ProposedClose(Session& session,
                                                    const ClosingOptions& options) {
  v1::ProposeCloseRequest request;
  request.set_institution_id(options.institution);
  request.set_period(options.period);
  if (!options.file.empty()) {
    const absl::StatusOr<std::string> bytes = ReadAll(options.file);
    if (!bytes.ok()) return bytes.status();
    v1::ReconciledFile& file = *request.mutable_reconciled();
    file.set_sha256(Bytes(Sha256(*bytes)));
    file.set_rows(options.rows);
    file.set_agree(options.agree);
    file.set_differ(options.differ);
  }
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  v1::Reconciliation::Stub stub((*client)->channel());
  return Call(**client, stub, &v1::Reconciliation::Stub::ProposeClose, request);
}

std::string ClosingText(const v1::PeriodClosed& closed) {
  Table table({{"项目 Program"},
               {"期初 Opening", Align::kRight},
               {"本期 Posted", Align::kRight},
               {"期末 Closing", Align::kRight}});
  v1::ClosedLine sum;
  for (const v1::ClosedLine& line : closed.lines()) {
    table.AddRow({Printable(line.program_id()), Yuan(line.opening_fen()), Yuan(line.posted_fen()),
                  Yuan(line.closing_fen())});
    sum.set_opening_fen(sum.opening_fen() + line.opening_fen());
    sum.set_posted_fen(sum.posted_fen() + line.posted_fen());
    sum.set_closing_fen(sum.closing_fen() + line.closing_fen());
  }
  if (!table.empty()) table.AddRule();
  table.AddRow(
      {"合计 Sum", Yuan(sum.opening_fen()), Yuan(sum.posted_fen()), Yuan(sum.closing_fen())});
  return "医院 Hospital " + Printable(closed.institution_id()) + "  月份 Period " +
         Printable(closed.period()) + "\n" + FileText(closed) + table.Text();
}

}  // namespace yizhan::cli
