// relief settle-application, register verify: aid of a year, and what is shown at admission.
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

struct ApplicationOptions {
  WhichPerson who;
  std::string program, request_id;
  std::uint32_t year = 0;
};

struct VerifyOptions {
  WhichPerson who;
  std::string day;
};

std::string SettledText(const v1::SettleApplicationReply& reply) {
  const v1::SettleResult& result = reply.result();
  std::string text = reply.replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "";
  text += "年度申请 Application settlement " + std::to_string(result.number()) + "  " +
          PresentText(result.state(), result.ended_by()) + "  救助对象 Person " +
          PersonText(result.person_no()) + "\n" + ApplicationText(result);
  text += "应付患者 Payable to the patient " + Yuan(result.outcome().aid_fen()) + "\n";
  if (result.illustrative()) text += "【示例 illustrative】\n";
  return text;
}

ExitCode RunApplication(Session& session, const ApplicationOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::SettleApplicationRequest request;
  *request.mutable_person() = *person;
  request.set_program_id(options.program);
  request.set_year(options.year);
  request.set_request_id(RequestIdOr(options.request_id));
  v1::Relief::Stub stub((*client)->channel());
  const absl::StatusOr<v1::SettleApplicationReply> reply =
      Call(**client, stub, &v1::Relief::Stub::SettleApplication, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return SettledText(*reply); });
}

std::string SureText(v1::Confidence confidence) {
  if (confidence == v1::ILLUSTRATIVE) return "  【示例 illustrative】";
  return confidence == v1::SECONDARY ? "  【二手来源 secondary】" : "";
}

std::string VerifyText(const v1::VerifyReply& reply) {
  std::string text = "人员编号 Person " + PersonText(reply.person_no()) + "  " + reply.day() + "\n";
  for (const std::string& identity : reply.identities())
    text += "  身份 Identity " + identity + "\n";
  if (reply.identities().empty()) text += "  当日没有救助身份 no identity that day\n";
  if (!reply.has_deposit()) return text;
  const v1::DepositRule& rule = reply.deposit();
  const v1::Source& source = rule.source();
  const std::string percent = Yuan(rule.deposit_bp());  // Hundredths: 2500 bp = 25.00 %.
  return text + "住院押金 Deposit: 应交额的 " + percent + "% of the usual (" + rule.identity() +
         ")" + SureText(source.confidence()) + "\n    依据 Source: " + source.document() + " " +
         source.article() + "\n    「" + source.quote() + "」\n";
}

ExitCode RunVerify(Session& session, const VerifyOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::VerifyRequest request;
  *request.mutable_person() = *person;
  request.set_day(options.day);
  const absl::StatusOr<v1::VerifyReply> reply = (*client)->Verify(request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return VerifyText(*reply); });
}

}  // namespace

std::string ApplicationText(const v1::SettleResult& result) {
  if (!result.has_application()) return "";
  const v1::Application& application = result.application();
  const v1::Buckets& left = application.residuals();
  std::string text = "项目 Program " + application.program_id() + "  年度 Year " +
                     std::to_string(application.year()) + "\n计入结算 Bills counted";
  for (const std::uint64_t bill : application.bills()) text += " " + std::to_string(bill);
  return text + "\n个人负担 Left to the patient  自负 in-scope " +
         Yuan(left.in_scope_self_pay_fen()) + "  分类自负 pre-self-pay " +
         Yuan(left.pre_self_pay_fen()) + "  超限价 over-limit " + Yuan(left.over_limit_fen()) +
         "  自费 out-of-scope " + Yuan(left.out_of_scope_fen()) + "\n";
}

void AddReliefCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<ApplicationOptions>();
  CLI::App* group = app.add_subcommand("relief", "救助办理 / the relief office's own settlements");
  group->require_subcommand(1);
  CLI::App* command = group->add_subcommand("settle-application",
                                            "按年申请项目：对审批年度内全部有效结算的剩余费用计算一"
                                            "次 / aid of a year, once over what its "
                                            "live bills left");
  AddWhichPerson(*command, options->who);
  command->add_option("--program", options->program, "项目编号 / program id")->required();
  command->add_option("--year", options->year, "审批所载年度 / the year the approval names")
      ->required();
  command->add_option("--request-id", options->request_id,
                      "请求号，重试须相同 / the same on every retry; absent: made");
  command->footer(
      "须先登记该年度的审批；冲正：yizhan reverse --number N。\n"
      "例 Example:\n  yizhan --config relief.textproto relief settle-application --person 00c0ffee "
      "--program bj-illness-poverty --year 2023");
  command->callback([&session, options] { session.exit_code = RunApplication(session, *options); });
  AddAfterwardsCommands(*group, session);
}

void AddVerifyCommand(CLI::App& group, Session& session) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verify = group.add_subcommand(
      "verify",
      "入院核验：当日身份和住院押金，不记账 / at admission: identities and deposit that day");
  AddWhichPerson(*verify, options->who);
  verify->add_option("--day", options->day, "日期，不给为今天 / day; absent: today");
  verify->footer("例 Example:\n  yizhan --config desk.textproto register verify --cert-no 3101...");
  verify->callback([&session, options] { session.exit_code = RunVerify(session, *options); });
}

}  // namespace yizhan::cli
