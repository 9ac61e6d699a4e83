// payout: what is open for hospitals and patients, and that it was paid or given back.
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/payable.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Relief::Stub;

struct PayOptions {
  WhichPayee which;
  std::string person, request_id;
  std::vector<std::string> signatures;
};

void AddPayable(const v1::Payable& payable, Table& table) {
  const std::string payee =
      PayeeText(payable.payee(), payable.institution_id(), payable.person_no());
  for (const v1::OpenLine& line : payable.lines()) {
    table.AddRow({payee, payable.town(), PostingAccountText(line.account()), line.program_id(),
                  line.title(), Yuan(line.amount_fen())});
  }
  if (payable.payee() == v1::HOSPITAL) {
    table.AddRow(
        {payee, payable.town(), "尚未关账 not closed", "", "", Yuan(payable.not_closed_fen())});
  }
  table.AddRow({payee, payable.town(), "现可拨付 payable now", "", "", Yuan(payable.amount_fen())});
  table.AddRule();
}

std::string ListText(const v1::ListPayablesReply& reply) {
  Table table({{"收款方 Payee"},
               {"街镇 Town"},
               {"账目 Account"},
               {"项目 Program"},
               {"名称 Title"},
               {"金额 Amount", Align::kRight}});
  std::int64_t sum_fen = 0;
  for (const v1::Payable& payable : reply.payables()) {
    AddPayable(payable, table);
    if (payable.amount_fen() > 0) sum_fen += payable.amount_fen();
  }
  table.AddRow({"合计现可拨付 Payable in all", "", "", "", "", Yuan(sum_fen)});
  return table.Text();
}

ExitCode RunList(Session& session, const WhichPayee& which) {
  const absl::StatusOr<v1::ListPayablesReply> reply = AskPayables(session, which);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

// Whether the signed payout is the one that was named.
bool IsNamed(const v1::PaidOut& paid, const PayOptions& options, bool given_back) {
  if (given_back != (paid.amount_fen() < 0)) return false;
  if (paid.payee() == v1::HOSPITAL) {
    return options.person.empty() && paid.institution_id() == options.which.institution;
  }
  std::uint64_t person_no = 0;
  return options.which.institution.empty() && ParsePerson(options.person, person_no) &&
         person_no == paid.person_no();
}

// What was signed is what is sent: the engine says whether the books still agree.
absl::StatusOr<v1::PayOutRequest> RequestOf(const PayOptions& options, bool given_back) {
  const absl::StatusOr<Subject> subject = SignedSubject(options.signatures, v1::Entry::kPaidOut);
  if (!subject.ok()) return subject.status();
  const v1::PaidOut& paid = subject->paid_out();
  if (!IsNamed(paid, options, given_back)) {
    const std::string& path = options.signatures.front();
    return UsageError(path + " 签的不是这件事", path + " was not signed for this");
  }
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return signatures.status();
  v1::PayOutRequest request;
  request.set_payee(paid.payee());
  request.set_institution_id(paid.institution_id());
  if (paid.payee() == v1::PATIENT) request.mutable_person()->set_person_no(paid.person_no());
  request.set_given_back(given_back);
  request.set_amount_fen(given_back ? -paid.amount_fen() : paid.amount_fen());
  request.set_reference(paid.reference());
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  return request;
}

std::string PaidText(const v1::PayOutReply& reply) {
  const v1::Payable& paid = reply.paid();
  const bool back = paid.amount_fen() < 0;
  return (reply.replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "") +
         PayeeText(paid.payee(), paid.institution_id(), paid.person_no()) +
         (back ? "  已退还 gave back " : "  已拨付 paid ") +
         Yuan(back ? -paid.amount_fen() : paid.amount_fen()) + "  编号 entry " +
         std::to_string(reply.number()) + "\n";
}

ExitCode RunPay(Session& session, const PayOptions& options, bool given_back) {
  const absl::StatusOr<v1::PayOutRequest> request = RequestOf(options, given_back);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::PayOutReply> reply = Call(**client, stub, &Stub::PayOut, *request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return PaidText(*reply); });
}

void AddPaying(CLI::App& command, PayOptions& options) {
  command.add_option("--person", options.person, "人员编号（十六进制） / person number, hex");
  AddSignatures(command, options.signatures);
  command.add_option("--request-id", options.request_id,
                     "请求号，须与签名相同 / the signed one; absent: taken from the signatures");
}

}  // namespace

void AddPayoutCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<PayOptions>();
  CLI::App* group = app.add_subcommand("payout", "拨付医院和患者 / paying hospitals and patients");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand("list", "未结款项 / what is open");
  AddWhichPayee(*list, options->which);
  list->footer("例 Example:\n  yizhan payout list --institution anting");
  list->callback([&session, options] { session.exit_code = RunList(session, options->which); });

  CLI::App* pay = group->add_subcommand(
      "pay", "记录已拨付：清掉全部已关账或应付款 / record that all that is open was paid");
  pay->add_option("--institution", options->which.institution, "医院编号 / hospital");
  AddPaying(*pay, *options);
  pay->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign pay-out.\n"
      "例 Example:\n  yizhan payout pay --institution anting --signature li.sig --signature "
      "wang.sig");
  pay->callback(
      [&session, options] { session.exit_code = RunPay(session, *options, /*given_back=*/false); });

  CLI::App* back = group->add_subcommand(
      "give-back", "记录患者已退还 / record that a patient gave back what he owes");
  AddPaying(*back, *options);
  back->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign pay-out --given-back.\n"
      "例 Example:\n  yizhan payout give-back --person 00c0ffee --signature li.sig --signature "
      "wang.sig");
  back->callback(
      [&session, options] { session.exit_code = RunPay(session, *options, /*given_back=*/true); });
}

}  // namespace yizhan::cli
