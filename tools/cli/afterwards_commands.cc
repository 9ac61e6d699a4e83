// relief outside-aid, readjudicate, confirm: aid paid elsewhere, and a year folded again.
#include <memory>

#include "absl/strings/escaping.h"
#include "engine/base/money.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/proposal_text.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kDigestHexDigits = 64;

struct OutsideOptions {
  WhichPerson who;
  std::string base, paid;
  std::string program, service_end, accounting_date, bill_no, institution, visit, reference,
      request_id;
};

struct YearOptions {
  WhichPerson who;
  std::uint32_t year = 0;
  std::string digest, request_id;
};

absl::StatusOr<std::int64_t> FenOf(const std::string& option, const std::string& text) {
  const std::optional<Money> amount = ParseYuan(text);
  if (amount.has_value()) return amount->fen();
  return UsageError(option + " 应为金额（元），如 1234.56，实为 " + text,
                    option + " takes yuan, e.g. 1234.56; found " + text);
}

std::string OutsideText(const v1::OutsideAidReply& reply) {
  const v1::SettleResult& result = reply.result();
  const v1::OutsideFact& fact = result.outside_aid();
  std::string text = reply.replayed() ? "此前已登记，返回首次结果 (replayed: first result)\n" : "";
  return text + "外部救助 Outside aid " + std::to_string(result.number()) + "  救助对象 Person " +
         PersonText(result.person_no()) + "  " + PresentText(result.state(), result.ended_by()) +
         "\n项目 Program " + fact.program_id() + "  结算日期 Accounted " + fact.accounting_date() +
         "\n计入费用 Base " + Yuan(fact.base_fen()) + "  已救助 Paid " + Yuan(fact.paid_fen()) +
         "\n";
}

absl::StatusOr<v1::OutsideAidRequest> OutsideRequestOf(const OutsideOptions& options) {
  v1::OutsideAidRequest request;
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return person.status();
  *request.mutable_person() = *person;
  const absl::StatusOr<std::int64_t> base_fen = FenOf("--base", options.base);
  if (!base_fen.ok()) return base_fen.status();
  const absl::StatusOr<std::int64_t> paid_fen = FenOf("--paid", options.paid);
  if (!paid_fen.ok()) return paid_fen.status();
  request.set_base_fen(*base_fen);
  request.set_paid_fen(*paid_fen);
  request.set_program_id(options.program);
  request.set_service_end(options.service_end);
  request.set_accounting_date(options.accounting_date);
  request.set_bill_no(options.bill_no);
  request.set_institution_id(options.institution);
  request.set_visit_no(options.visit);
  request.set_reference(options.reference);
  request.set_request_id(RequestIdOr(options.request_id));
  return request;
}

ExitCode RunOutside(Session& session, const OutsideOptions& options) {
  const absl::StatusOr<v1::OutsideAidRequest> request = OutsideRequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::Relief::Stub stub((*client)->channel());
  const absl::StatusOr<v1::OutsideAidReply> reply =
      Call(**client, stub, &v1::Relief::Stub::RecordOutsideAid, *request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return OutsideText(*reply); });
}

ExitCode RunReadjudicate(Session& session, const YearOptions& options) {
  v1::ReadjudicateRequest request;
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  *request.mutable_person() = *person;
  request.set_year(options.year);
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::Relief::Stub stub((*client)->channel());
  const absl::StatusOr<v1::Proposal> reply =
      Call(**client, stub, &v1::Relief::Stub::Readjudicate, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ProposalText(*reply); });
}

ExitCode RunConfirm(Session& session, const YearOptions& options) {
  v1::ConfirmAdjustmentRequest request;
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  const bool is_hex =
      options.digest.size() == kDigestHexDigits &&
      options.digest.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (!is_hex) {
    return session.Fail(UsageError("--digest 应为重算结果给出的64位十六进制摘要",
                                   "--digest takes the 64 hex digits that readjudicate printed"));
  }
  *request.mutable_person() = *person;
  request.set_year(options.year);
  request.set_proposal_digest(absl::HexStringToBytes(options.digest));
  request.set_request_id(RequestIdOr(options.request_id));
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::Relief::Stub stub((*client)->channel());
  const absl::StatusOr<v1::ConfirmAdjustmentReply> reply =
      Call(**client, stub, &v1::Relief::Stub::ConfirmAdjustment, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ConfirmedText(*reply); });
}

void AddOutside(CLI::App& group, Session& session) {
  auto options = std::make_shared<OutsideOptions>();
  CLI::App* command = group.add_subcommand(
      "outside-aid",
      "登记其他单位已付的救助：计入年度累计和封顶 / aid another body paid: into base and caps");
  AddWhichPerson(*command, options->who);
  command->add_option("--program", options->program, "项目编号 / program id")->required();
  command->add_option("--service-end", options->service_end, "出院或就诊日期 / service end, Y-M-D")
      ->required();
  command
      ->add_option("--accounting-date", options->accounting_date,
                   "结算日期，定年度 / accounting date: chooses the year")
      ->required();
  command->add_option("--base", options->base, "计入的个人负担，元 / base, yuan")->required();
  command->add_option("--paid", options->paid, "已付救助，元 / paid, yuan")->required();
  command->add_option("--bill-no", options->bill_no, "票据号 / bill number, if known");
  command->add_option("--institution", options->institution, "机构编号 / institution, of a visit");
  command->add_option("--visit", options->visit, "就诊号 / visit number");
  command->add_option("--reference", options->reference, "公文或案卷号 / reference of the note");
  command->add_option("--request-id", options->request_id,
                      "请求号，重试须相同 / the same on every retry; absent: made");
  command->footer(
      "不检查资格、封顶和基金；有误时冲正后重新登记：yizhan reverse --number N。\n"
      "例 Example:\n  yizhan --config relief.textproto relief outside-aid --person 00c0ffee "
      "--program sh-2012-major --service-end 2012-05-30 --accounting-date 2012-06-01 "
      "--base 10000.00 --paid 5000.00");
  command->callback([&session, options] { session.exit_code = RunOutside(session, *options); });
}

void AddReadjudicate(CLI::App& group, Session& session) {
  auto options = std::make_shared<YearOptions>();
  CLI::App* command = group.add_subcommand("readjudicate",
                                           "按现在的名册和政策重算一年：应补、应退，不记账 / a "
                                           "year once more: what is owed; posts nothing");
  AddWhichPerson(*command, options->who);
  command->add_option("--year", options->year, "结算日期的年度 / year of the accounting dates")
      ->required();
  command->footer(
      "涉及家庭账户时，一并重算全家。结果须用 relief confirm 确认后才记账。\n"
      "例 Example:\n  yizhan --config relief.textproto relief readjudicate --person 00c0ffee "
      "--year 2012");
  command->callback(
      [&session, options] { session.exit_code = RunReadjudicate(session, *options); });
}

void AddConfirm(CLI::App& group, Session& session) {
  auto options = std::make_shared<YearOptions>();
  CLI::App* command = group.add_subcommand(
      "confirm",
      "确认重算结果并记账；其间有变化则拒绝 / post what was proposed; refused when it changed");
  AddWhichPerson(*command, options->who);
  command->add_option("--year", options->year, "年度 / year")->required();
  command->add_option("--digest", options->digest, "重算结果的摘要 / the proposal's digest")
      ->required();
  command->add_option("--request-id", options->request_id,
                      "请求号，重试须相同 / the same on every retry; absent: made");
  command->footer(
      "例 Example:\n  yizhan --config relief.textproto relief confirm --person 00c0ffee --year "
      "2012 --digest 3f0c...");
  command->callback([&session, options] { session.exit_code = RunConfirm(session, *options); });
}

}  // namespace

void AddAfterwardsCommands(CLI::App& group, Session& session) {
  AddOutside(group, session);
  AddReadjudicate(group, session);
  AddConfirm(group, session);
  AddBulkCommands(group, session);
}

}  // namespace yizhan::cli
