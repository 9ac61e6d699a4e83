// period: closing a hospital's posting period (关账).
#include <memory>

#include "engine/base/date.h"
#include "tools/cli/call.h"
#include "tools/cli/closing.h"
#include "tools/cli/commands.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/width.h"
#include "yizhan/v1/reconciliation.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Reconciliation::Stub;

struct CloseOptions {
  ClosingOptions closing;
  std::string request_id;
  std::vector<std::string> signatures;
};

ExitCode RunPropose(Session& session, const ClosingOptions& options) {
  const absl::StatusOr<v1::ProposeCloseReply> reply = ProposedClose(session, options);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return ClosingText(reply->close()) + "尚未关账，截至账本 " + std::to_string(reply->as_of()) +
           " 条记录 / nothing was posted, as of ledger size " + std::to_string(reply->as_of()) +
           "\n签名 To sign: yizhan officer sign close-period\n";
  });
}

// What was signed is what is sent: the engine says whether the books still agree.
absl::StatusOr<v1::CloseRequest> RequestOf(const CloseOptions& options) {
  const absl::StatusOr<Subject> subject =
      SignedSubject(options.signatures, v1::Entry::kPeriodClosed);
  if (!subject.ok()) return subject.status();
  const v1::PeriodClosed& closed = subject->period_closed();
  if (closed.institution_id() != options.closing.institution ||
      closed.period() != options.closing.period) {
    const std::string& path = options.signatures.front();
    return UsageError(path + " 签的不是这件事", path + " was not signed for this");
  }
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return signatures.status();
  v1::CloseRequest request;
  request.set_institution_id(closed.institution_id());
  request.set_period(closed.period());
  if (closed.has_reconciled()) *request.mutable_reconciled() = closed.reconciled();
  *request.mutable_lines() = closed.lines();
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  return request;
}

ExitCode RunClose(Session& session, const CloseOptions& options) {
  const absl::StatusOr<v1::CloseRequest> request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::CloseReply> reply = Call(**client, stub, &Stub::Close, *request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return (reply->replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "") +
           ClosingText(reply->close()) + "已关账 Closed  编号 entry " +
           std::to_string(reply->number()) + "\n";
  });
}

std::string ListText(const v1::ListClosesReply& reply) {
  std::string text;
  for (const v1::ListedClose& close : reply.closes()) {
    text += "关账 Close " + std::to_string(close.number()) + "  " + TimeText(close.posted_ms()) +
            "  " + Printable(close.actor()) + "\n" + ClosingText(close.close()) + "\n";
  }
  return text.empty() ? "尚未关账 no period is closed\n" : text;
}

ExitCode RunList(Session& session, const std::string& institution) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::ListClosesRequest request;
  request.set_institution_id(institution);
  const absl::StatusOr<v1::ListClosesReply> reply =
      Call(**client, stub, &Stub::ListCloses, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

}  // namespace

void AddPeriodCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<CloseOptions>();
  CLI::App* group = app.add_subcommand("period", "医院记账月份的关账 / closing hospitals' months");
  group->require_subcommand(1);
  CLI::App* propose = group->add_subcommand(
      "propose", "关账将得出什么，不记账 / what closing would say; posts nothing");
  AddWhichPeriod(*propose, options->closing);
  AddReconciledFile(*propose, options->closing);
  propose->footer("例 Example:\n  yizhan period propose anting 2012-06");
  propose->callback(
      [&session, options] { session.exit_code = RunPropose(session, options->closing); });

  CLI::App* close = group->add_subcommand(
      "close", "关账：此后的记账归入下月 / close it; what comes later belongs to the next month");
  AddWhichPeriod(*close, options->closing);
  AddSignatures(*close, options->signatures);
  close->add_option("--request-id", options->request_id,
                    "请求号，须与签名相同 / the signed one; absent: taken from the signature");
  close->footer(
      "需一位经办人员签名 / one officer signs: yizhan officer sign close-period.\n"
      "例 Example:\n  yizhan period close anting 2012-06 --signature li.sig");
  close->callback([&session, options] { session.exit_code = RunClose(session, *options); });

  CLI::App* list = group->add_subcommand("list", "已有的关账，新的在前 / closes, newest first");
  list->add_option("INSTITUTION", options->closing.institution, "医院编号 / institution")
      ->required();
  list->footer("例 Example:\n  yizhan period list anting");
  list->callback(
      [&session, options] { session.exit_code = RunList(session, options->closing.institution); });
}

}  // namespace yizhan::cli
