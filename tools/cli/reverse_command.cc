// reverse: take a settlement back, or see to it that a message never settles.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/message_file.h"
#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

struct ReverseOptions {
  std::string file;
  WhichSettlement which;
  std::string request_id;
  std::string reason;
  std::string on_behalf_of;
};

absl::StatusOr<v1::ReverseRequest> ReverseRequestOf(const ReverseOptions& options) {
  const bool by_file = !options.file.empty();
  const bool by_name = options.which.number != 0 || !options.which.message_id.empty();
  if (by_file == by_name) {
    return UsageError("请给出 --number、--message-id 或报文文件之一",
                      "give one of --number, --message-id or a message file");
  }
  v1::ReverseRequest request;
  if (by_file) {
    absl::StatusOr<v1::ReverseRequest> read = ReadReverseFile(options.file);
    if (!read.ok()) return read.status();
    request = *std::move(read);
    if (!options.request_id.empty()) request.set_request_id(options.request_id);
  } else {
    SetWhich(options.which, request);
    request.set_request_id(RequestIdOr(options.request_id));
  }
  if (!options.reason.empty()) request.set_reason(options.reason);
  request.set_on_behalf_of(options.on_behalf_of);
  return request;
}

std::string ReverseText(const v1::ReverseReply& reply) {
  std::string text;
  if (reply.replayed()) text += "此前已办理，返回首次结果 (replayed: first result)\n";
  if (reply.tombstone()) {
    return text + "该报文尚未到达，已登记冲正，今后不再结算。编号 " +
           std::to_string(reply.number()) +
           "\nThe message had not arrived and will never be settled. Entry " +
           std::to_string(reply.number()) + "\n";
  }
  text += "已冲正结算 " + std::to_string(reply.original().number()) + "，红冲编号 " +
          std::to_string(reply.number()) + "\n";
  text += "Reversed settlement " + std::to_string(reply.original().number()) + ", contra " +
          std::to_string(reply.number()) + "\n";
  text += "退回现金 cash to hand back:      " + Yuan(reply.cash_back_fen()) + "\n";
  text += "退回个人账户 account to return:  " + Yuan(reply.account_back_fen()) + "\n";
  if (reply.opens_lead()) {
    text +=
        "其后已有结算以此为基础，已登记复核\n"
        "Later bills were computed on top of it: a re-adjudication lead is open\n";
  }
  return text;
}

ExitCode RunReverse(Session& session, const ReverseOptions& options) {
  const absl::StatusOr<v1::ReverseRequest> request = ReverseRequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  const absl::StatusOr<v1::ReverseReply> reply = (*client)->Reverse(*request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ReverseText(*reply); });
}

}  // namespace

void AddReverseCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReverseOptions>();
  CLI::App* reverse = app.add_subcommand("reverse", "冲正（红冲） / take a settlement back");
  reverse->add_option("FILE", options->file, "国家接口2208或2601报文 / a national 2208 or 2601");
  AddWhich(*reverse, options->which, false);
  reverse->add_option("--request-id", options->request_id,
                      "本次冲正的请求号，重试须相同；不给则生成 / this reversal's own id, the same "
                      "on every retry; made when absent");
  reverse->add_option("--reason", options->reason, "原因 / why");
  reverse->add_option("--on-behalf-of", options->on_behalf_of,
                      "救助部门代办：原发送方 / relief office only: the original sender");
  reverse->footer(
      "按报文号冲正未到达的报文，则该报文今后不再结算 / reversing a message id that never arrived "
      "kills it.\n例 Example:\n  yizhan --config desk.textproto reverse --number 42 --request-id "
      "r-42 "
      "--reason 患者退费");
  reverse->callback([&session, options] { session.exit_code = RunReverse(session, *options); });
}

}  // namespace yizhan::cli
