// quote, settle, replace: bills that come in as files.
#include <chrono>
#include <iostream>
#include <memory>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "tools/cli/commands.h"
#include "tools/cli/message_file.h"
#include "tools/cli/names.h"
#include "tools/cli/slip.h"
#include "tools/cli/slip_proof.h"

namespace yizhan::cli {
namespace {

constexpr std::int64_t kNotAfterMaxS = 120;

struct SettleOptions {
  std::string file;
  std::string quote_digest;
  bool after_the_fact = false;
  std::int64_t not_after_s = 60;
  WhichSettlement replaced;
  std::uint64_t replaces = 0;
  std::string reason;
};

std::int64_t NotAfterMs(const SettleOptions& options) {
  return SystemClock().NowMs() + options.not_after_s * 1000;
}

// A refused stale quote carries the new outcome: the cashier needs it on the screen.
ExitCode FailWithNewQuote(const Session& session, const absl::Status& status,
                          const std::string& patient_name) {
  const v1::ErrorDetail detail = DetailOf(status);
  v1::SettleResult fresh;
  const bool stale = detail.reason() == v1::QUOTE_STALE && !session.options.json;
  if (stale && fresh.ParseFromString(detail.related_result())) {
    std::cout << SlipText(fresh, patient_name, {});
    std::cout << "新的预结算摘要 New quote digest: " << HexText(fresh.quote_digest()) << "\n";
  }
  return session.Fail(status);
}

ExitCode RunQuote(Session& session, const SettleOptions& options) {
  absl::StatusOr<BillFile> file = ReadBillFile(options.file);
  if (!file.ok()) return session.Fail(file.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::QuoteRequest request;
  *request.mutable_bill() = file->request.bill();
  *request.mutable_person() = file->request.person();
  request.set_replaces(options.replaces);
  const absl::StatusOr<v1::SettleResult> result = (*client)->Quote(request);
  if (!result.ok()) return session.Fail(result.status());
  return session.Show(*result, [&] {
    return SlipText(*result, file->patient_name, {}) +
           "预结算摘要 Quote digest: " + HexText(result->quote_digest()) + "\n";
  });
}

ExitCode RunAfterTheFact(Session& session, const BillFile& file) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  const absl::StatusOr<v1::SettleResult> result = (*client)->RecordAfterTheFact(file.request);
  if (!result.ok()) return session.Fail(result.status());
  return session.Show(*result,
                      [&] { return SlipText(*result, file.patient_name, SlipProofNow(**client)); });
}

ExitCode RunSettle(Session& session, const SettleOptions& options) {
  absl::StatusOr<BillFile> file = ReadBillFile(options.file);
  if (!file.ok()) return session.Fail(file.status());
  const absl::StatusOr<std::string> digest = ParseQuoteDigest(options.quote_digest);
  if (!digest.ok()) return session.Fail(digest.status());
  if (options.after_the_fact) return RunAfterTheFact(session, *file);
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  file->request.set_not_after_ms(NotAfterMs(options));
  file->request.set_quote_digest(*digest);
  const absl::StatusOr<v1::SettleResult> result = (*client)->Settle(file->request);
  if (!result.ok()) return FailWithNewQuote(session, result.status(), file->patient_name);
  return session.Show(
      *result, [&] { return SlipText(*result, file->patient_name, SlipProofNow(**client)); });
}

std::string CollectText(const std::string& zh, std::int64_t amount_fen) {
  const bool back = amount_fen < 0;
  return (back ? "退回" : "补收") + zh + (back ? " hand back: " : " collect: ") +
         Yuan(back ? -amount_fen : amount_fen) + "\n";
}

ExitCode RunReplace(Session& session, const SettleOptions& options) {
  absl::StatusOr<BillFile> file = ReadBillFile(options.file);
  if (!file.ok()) return session.Fail(file.status());
  const absl::StatusOr<std::string> digest = ParseQuoteDigest(options.quote_digest);
  if (!digest.ok()) return session.Fail(digest.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::ReplaceRequest request;
  SetWhich(options.replaced, request);
  request.set_reason(options.reason);
  *request.mutable_replacement() = std::move(file->request);
  request.mutable_replacement()->set_not_after_ms(NotAfterMs(options));
  request.mutable_replacement()->set_quote_digest(*digest);
  const absl::StatusOr<v1::ReplaceReply> reply = (*client)->Replace(std::move(request));
  if (!reply.ok()) return FailWithNewQuote(session, reply.status(), file->patient_name);
  return session.Show(*reply, [&] {
    return SlipText(reply->result(), file->patient_name, SlipProofNow(**client)) +
           "红冲编号 Contra: " + std::to_string(reply->contra()) + "\n" +
           CollectText("现金", reply->cash_fen()) + CollectText("个人账户", reply->account_fen());
  });
}

void AddFile(CLI::App& command, SettleOptions& options) {
  command
      .add_option("FILE", options.file,
                  "单据文件：本系统JSON或国家接口2207/2304报文，- 为标准输入 / "
                  "bill: our JSON or a national 2207/2304 message, - = stdin")
      ->required();
}

std::vector<CLI::Option*> AddGuards(CLI::App& command, SettleOptions& options) {
  CLI::Option* digest = command.add_option(
      "--quote-digest", options.quote_digest,
      "预结算摘要：金额有变则拒绝 / refuse if the outcome differs from this quote");
  CLI::Option* not_after =
      command
          .add_option("--not-after-s", options.not_after_s,
                      "多少秒后不得再入账 / seconds after which it must not be posted")
          ->check(CLI::Range(std::int64_t{1}, kNotAfterMaxS))
          ->capture_default_str();
  return {digest, not_after};
}

}  // namespace

void AddWhich(CLI::App& command, WhichSettlement& which, bool required) {
  auto* group = command.add_option_group("哪一笔结算 Which settlement");
  group->add_option("--number", which.number, "结算编号 / settlement number")
      ->check(CLI::PositiveNumber);
  group->add_option("--message-id", which.message_id, "原报文号 / message id of the bill")
      ->check([](const std::string& id) {
        return id.empty() ? std::string("must not be empty") : std::string();
      });
  group->require_option(required ? 1 : 0, 1);
}

void AddSettleCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<SettleOptions>();

  CLI::App* quote = app.add_subcommand("quote", "预结算：只计算不入账 / compute and post nothing");
  AddFile(*quote, *options);
  quote->add_option("--replaces", options->replaces,
                    "假定该笔已冲正 / compute as if this settlement were taken back");
  quote->footer("例 Example:\n  yizhan --config desk.textproto quote bill.json");
  quote->callback([&session, options] { session.exit_code = RunQuote(session, *options); });

  CLI::App* settle =
      app.add_subcommand("settle", "结算并打印结算单 / settle a bill, print its slip");
  AddFile(*settle, *options);
  CLI::Option* afterwards = settle->add_flag(
      "--after-the-fact", options->after_the_fact,
      "事后记账：患者已付清，救助款付给本人 / the patient has paid; the aid is payable to him");
  for (CLI::Option* guard : AddGuards(*settle, *options)) afterwards->excludes(guard);
  settle->footer(
      "同一报文重复提交只结算一次 / the same message settles once, however often it is sent.\n"
      "例 Example:\n  yizhan --config desk.textproto settle 2207.json --quote-digest 3f2a...\n"
      "  yizhan --config relief.textproto settle paper-bill.json --after-the-fact");
  settle->callback([&session, options] { session.exit_code = RunSettle(session, *options); });

  CLI::App* replace = app.add_subcommand(
      "replace", "以新单据替换已结算的单据（部分退费、更正） / replace a settlement in one step");
  AddFile(*replace, *options);
  AddWhich(*replace, options->replaced, true);
  replace->add_option("--reason", options->reason, "原因 / why")->required();
  AddGuards(*replace, *options);
  replace->footer(
      "例 Example:\n  yizhan --config desk.textproto replace --number 42 corrected.json "
      "--reason 部分退费");
  replace->callback([&session, options] { session.exit_code = RunReplace(session, *options); });
}

}  // namespace yizhan::cli
