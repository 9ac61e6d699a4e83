// fund: money that programs with a fund may spend.
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Relief::Stub;

struct FundOptions {
  std::string id, yuan, note, request_id;
  std::vector<std::string> signatures;
};

std::string ChangeText(const v1::FundChangeReply& reply) {
  std::string text = reply.replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "";
  return text + "基金 Fund " + reply.fund().fund_id() + "  已拨 granted " +
         Yuan(reply.fund().granted_fen()) + "  余额 balance " + Yuan(reply.fund().balance_fen()) +
         "  编号 entry " + std::to_string(reply.number()) + "\n";
}

// Amount, request id and signatures of a grant or withdrawal.
absl::Status SetSigned(const FundOptions& options, v1::FundChangeRequest& request) {
  const absl::StatusOr<Subject> subject =
      FundSubject(request.kind(), options.id, options.yuan, options.note);
  if (!subject.ok()) return subject.status();
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return signatures.status();
  request.set_amount_fen(subject->fund_changed().amount_fen());
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  return absl::OkStatus();
}

ExitCode RunChange(Session& session, const FundOptions& options, v1::FundChanged::Kind kind) {
  v1::FundChangeRequest request;
  request.set_fund_id(options.id);
  request.set_kind(kind);
  request.set_note(options.note);
  if (kind == v1::FundChanged::OPEN) {
    request.set_request_id(RequestIdOr(options.request_id));
  } else if (const absl::Status set = SetSigned(options, request); !set.ok()) {
    return session.Fail(set);
  }
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::FundChangeReply> reply =
      Call(**client, stub, &Stub::FundChange, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ChangeText(*reply); });
}

std::string ListText(const v1::ListFundsReply& reply) {
  Table table({{"基金 Fund"},
               {"已拨 Granted", Align::kRight},
               {"已用 Used", Align::kRight},
               {"余额 Balance", Align::kRight}});
  for (const v1::FundState& fund : reply.funds()) {
    table.AddRow({fund.fund_id(), Yuan(fund.granted_fen()),
                  Yuan(fund.granted_fen() - fund.balance_fen()), Yuan(fund.balance_fen())});
  }
  return table.Text();
}

ExitCode RunShow(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListFundsReply> reply =
      Call(**client, stub, &Stub::ListFunds, v1::ListFundsRequest());
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

struct Verb {
  const char* name;
  const char* what;
  const char* example;
  v1::FundChanged::Kind kind;
};

constexpr Verb kVerbs[] = {
    {"open", "设立基金 / open a fund with balance 0", "例 Example:\n  yizhan fund open jd-charity",
     v1::FundChanged::OPEN},
    {"grant", "拨入 / add money",
     "需一位经办人员签名 / one officer signs: yizhan officer sign fund grant.\n"
     "例 Example:\n  yizhan fund grant jd-charity 5000.00 --note 首批 --signature g-1.sig",
     v1::FundChanged::GRANT},
    {"withdraw", "收回 / take money out; never below 0",
     "需一位经办人员签名 / one officer signs: yizhan officer sign fund withdraw.\n"
     "例 Example:\n  yizhan fund withdraw jd-charity 100.00 --signature w-1.sig",
     v1::FundChanged::WITHDRAW},
};

}  // namespace

void AddFundCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<FundOptions>();
  CLI::App* group = app.add_subcommand("fund", "救助基金 / funds");
  group->require_subcommand(1);
  for (const Verb& verb : kVerbs) {
    CLI::App* command = group->add_subcommand(verb.name, verb.what);
    command->add_option("ID", options->id, "基金编号 / fund")->required();
    if (verb.kind != v1::FundChanged::OPEN) {
      command->add_option("YUAN", options->yuan, "金额（元） / amount in yuan")->required();
      AddSignatures(*command, options->signatures);
    }
    command->add_option("--note", options->note, "备注 / note");
    command->add_option("--request-id", options->request_id,
                        "请求号，重试须相同；不给则取自签名或生成 / the same on every retry; "
                        "absent: the signed one, "
                        "or made");
    command->footer(verb.example);
    const v1::FundChanged::Kind kind = verb.kind;
    command->callback(
        [&session, options, kind] { session.exit_code = RunChange(session, *options, kind); });
  }
  CLI::App* show = group->add_subcommand("show", "各基金余额 / balances");
  show->footer("例 Example:\n  yizhan fund show");
  show->callback([&session] { session.exit_code = RunShow(session); });
}

}  // namespace yizhan::cli
