// officer: who may authorise by signature: enrolled, retired, listed; and what a signature is for.
#include <memory>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/identity/certificate.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"
#include "yizhan/v1/officer.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::OfficerService::Stub;

struct OfficerOptions {
  std::string file, id;
};

std::string StandingText(const v1::Officer& officer) {
  return officer.retired() ? "已停用 retired" : "可签名 may sign";
}

std::string ReplyText(const v1::OfficerReply& reply) {
  return "经办人员 Officer " + Printable(reply.officer().id()) + "  " +
         StandingText(reply.officer()) + "  编号 entry " + std::to_string(reply.number()) + "\n";
}

template <typename Request>
ExitCode Change(Session& session, const Request& request,
                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                             v1::OfficerReply*)) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::OfficerReply> reply = Call(**client, stub, method, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ReplyText(*reply); });
}

ExitCode RunEnrol(Session& session, const OfficerOptions& options) {
  const absl::StatusOr<std::string> certificate = ReadAll(options.file);
  if (!certificate.ok()) return session.Fail(certificate.status());
  v1::EnrolOfficerRequest request;
  request.set_certificate(*certificate);
  return Change(session, request, &Stub::Enrol);
}

ExitCode RunRetire(Session& session, const OfficerOptions& options) {
  v1::RetireOfficerRequest request;
  request.set_id(options.id);
  return Change(session, request, &Stub::Retire);
}

std::string UntilText(const v1::Officer& officer) {
  const absl::StatusOr<Certificate> certificate = ParseCertificate(officer.certificate());
  return certificate.ok() ? TimeText(certificate->not_after_s * 1000) : "-";
}

std::string ListText(const v1::ListOfficersReply& reply) {
  Table table({{"人员 Officer"}, {"公钥 Key"}, {"证书至 Certificate until"}, {"状态 State"}});
  for (const v1::Officer& officer : reply.officers()) {
    table.AddRow({Printable(officer.id()), HexText(officer.public_key()).substr(0, 16),
                  UntilText(officer), StandingText(officer)});
  }
  return table.Text();
}

ExitCode RunList(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListOfficersReply> reply =
      Call(**client, stub, &Stub::List, v1::ListOfficersRequest());
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

std::string OperationText(v1::OfficerOperation operation) {
  switch (operation) {
    case v1::ACTIVATE_PACK:
      return "使政策包生效 Put a pack in force";
    case v1::CHANGE_FUND:
      return "拨入或收回基金 Grant to or withdraw from a fund";
    case v1::ERASE_PERSON:
      return "删除个人信息 Erase a person's private data";
    case v1::CLOSE_PERIOD:
      return "医院关账 Close a hospital's period";
    case v1::PAY_OUT:
      return "记录拨付或退还 Record a payout";
    default:
      return "未知 unknown";
  }
}

// Plain values only when they are what was signed.
std::string WhatText(const StatementFile& file) {
  if (file.subject.body_case() != v1::Entry::BODY_NOT_SET) return SubjectText(file.subject);
  return OperationText(file.statement.operation()) +
         "\n  文件未写明内容，或所写与签名不符，勿据此签名 The file does not name its content, or "
         "names another one\n";
}

std::string StatementText(const StatementFile& file) {
  const v1::SignedStatement& statement = file.statement;
  return WhatText(file) + "  请求号 request id  " + Printable(statement.request_id()) +
         "\n  有效至 valid until  " + TimeText(statement.valid_until_ms()) +
         "\n  账本   ledger       " + HexText(statement.ledger_id()) + "\n  内容   content      " +
         HexText(statement.content()) + "\n  签名人 signed by    " +
         Printable(statement.signature().officer()) + "\n";
}

ExitCode RunShow(Session& session, const OfficerOptions& options) {
  const absl::StatusOr<StatementFile> file = ReadStatementFile(options.file);
  if (!file.ok()) return session.Fail(file.status());
  return session.Show(file->statement, [&] { return StatementText(*file); });
}

}  // namespace

void AddOfficerCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<OfficerOptions>();
  CLI::App* group = app.add_subcommand("officer", "有权签名的经办人员 / officers who may sign");
  group->require_subcommand(1);

  CLI::App* enrol = group->add_subcommand("enrol", "登记签名证书 / enrol a signing certificate");
  enrol->add_option("FILE", options->file, "证书（PEM） / certificate, PEM")->required();
  enrol->footer("例 Example:\n  yizhan --config admin.textproto officer enrol li.crt");
  enrol->callback([&session, options] { session.exit_code = RunEnrol(session, *options); });

  CLI::App* retire = group->add_subcommand(
      "retire", "停用，此前的签名仍有效 / signs no more; what was signed stays good");
  retire->add_option("ID", options->id, "经办人员编号 / officer")->required();
  retire->footer("例 Example:\n  yizhan --config admin.textproto officer retire li");
  retire->callback([&session, options] { session.exit_code = RunRetire(session, *options); });

  CLI::App* list = group->add_subcommand("list", "全部经办人员 / every officer");
  list->footer("例 Example:\n  yizhan --config admin.textproto officer list");
  list->callback([&session] { session.exit_code = RunList(session); });

  CLI::App* show = group->add_subcommand("show", "签名文件签的是什么 / what a file was signed for");
  show->add_option("FILE", options->file, "签名文件 / signature file")->required();
  show->footer("例 Example:\n  yizhan officer show li.sig");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });

  AddOfficerSign(*group, session);
}

}  // namespace yizhan::cli
