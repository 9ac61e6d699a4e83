// officer sign: one officer's signature over what he names himself, as a file.
#include <iostream>
#include <memory>

#include "absl/strings/escaping.h"
#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/ed25519.h"
#include "engine/base/secret_file.h"
#include "engine/policy/load_pack.h"
#include "tools/cli/call.h"
#include "tools/cli/closing.h"
#include "tools/cli/commands.h"
#include "tools/cli/payable.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/training.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kLedgerIdBytes = 16;
constexpr int kValidDaysMax = 29;  // The end of that day is still within the engine's 30 days.
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
constexpr std::int64_t kShanghaiMs = 8LL * 3600 * 1000;

struct SignOptions {
  std::string key_path, officer, request_id, ledger_id, same_as, out;
  int valid_days = 7;
  std::vector<std::string> files;
  std::string effective_from;
  std::string fund_id, yuan, note;
  std::string person, order;
  ClosingOptions closing;
  WhichPayee payee;
  bool given_back = false;
  std::string reference;
  std::string list;
};

// The same for all who sign on one day: the last millisecond of the Shanghai day.
std::int64_t ValidUntilMs(int valid_days) {
  const Day today = BusinessDay(SystemClock().NowMs());
  return (today.days + valid_days + std::int64_t{1}) * kDayMs - kShanghaiMs - 1;
}

absl::StatusOr<std::string> AskedLedgerId(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  v1::Ledger::Stub stub((*client)->channel());
  const absl::StatusOr<v1::LedgerCheckpoint> head =
      Call(**client, stub, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
  if (!head.ok()) return head.status();
  return head->ledger_id();
}

absl::StatusOr<std::string> LedgerId(Session& session, const std::string& given) {
  if (given.empty()) return AskedLedgerId(session);
  const bool hex = given.size() == 2 * kLedgerIdBytes &&
                   given.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (!hex) return UsageError("--ledger-id 应为32位十六进制", "--ledger-id takes 32 hex digits");
  return absl::HexStringToBytes(given);
}

// A statement of his own, or the one another officer has signed before him.
absl::StatusOr<v1::SignedStatement> Unsigned(Session& session, const SignOptions& options,
                                             const Subject& subject) {
  v1::SignedStatement statement;
  if (options.same_as.empty() && options.request_id.empty()) {
    return UsageError("请给出 --request-id 或 --same-as", "give --request-id or --same-as");
  }
  if (options.same_as.empty()) {
    const absl::StatusOr<std::string> ledger_id = LedgerId(session, options.ledger_id);
    if (!ledger_id.ok()) return ledger_id.status();
    statement.set_operation(OperationOf(subject));
    statement.set_ledger_id(*ledger_id);
    statement.set_content(ContentOf(subject));
    statement.set_request_id(options.request_id);
    statement.set_valid_until_ms(ValidUntilMs(options.valid_days));
    return statement;
  }
  absl::StatusOr<StatementFile> other = ReadStatementFile(options.same_as);
  if (!other.ok()) return other.status();
  statement = other->statement;
  if (statement.operation() != OperationOf(subject) || statement.content() != ContentOf(subject)) {
    return UsageError(options.same_as + " 签的不是这件事，未签名",
                      options.same_as + " was not signed for this; nothing is signed");
  }
  return statement;
}

absl::StatusOr<v1::OfficerSignature> SignatureOf(const SignOptions& options,
                                                 const v1::SignedStatement& statement) {
  const absl::StatusOr<std::string> pem = ReadSecret(options.key_path);
  if (!pem.ok()) {
    const std::string why(pem.status().message());
    return UsageError("私钥不可用：" + why, "the key cannot be used: " + why);
  }
  const absl::StatusOr<Ed25519Key> key = Ed25519Key::FromPem(*pem);
  if (!key.ok()) {
    return UsageError(options.key_path + " 不是 Ed25519 私钥（PEM）",
                      options.key_path + " is no Ed25519 key in PEM");
  }
  v1::OfficerSignature signature;
  signature.set_officer(options.officer);
  signature.set_signature(key->Sign(Bytes(StatementDigest(StatementOf(statement)))));
  return signature;
}

ExitCode Sign(Session& session, const SignOptions& options, const Subject& subject) {
  absl::StatusOr<v1::SignedStatement> statement = Unsigned(session, options, subject);
  if (!statement.ok()) return session.Fail(statement.status());
  const absl::StatusOr<v1::OfficerSignature> signature = SignatureOf(options, *statement);
  if (!signature.ok()) return session.Fail(signature.status());
  *statement->mutable_signature() = *signature;
  const std::string text = StatementFileText(*statement, subject);
  const absl::Status written = WriteAll(options.out, TrainingComment(session.training()) + text);
  if (!written.ok()) return session.Fail(written);
  return session.Show(*statement, [&] {
    return SubjectText(subject) + "  请求号 request id " + statement->request_id() +
           "  有效至 valid until " + TimeText(statement->valid_until_ms()) + "\n已由 " +
           options.officer + " 签名 Signed -> " + options.out + "\n";
  });
}

ExitCode SignNamed(Session& session, const SignOptions& options,
                   const absl::StatusOr<Subject>& subject) {
  return subject.ok() ? Sign(session, options, *subject) : session.Fail(subject.status());
}

ExitCode SignActivate(Session& session, const SignOptions& options) {
  absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  const LoadedPack loaded = LoadPack(*files);
  if (!loaded.ok()) {
    return session.Fail(UsageError("政策包有错误，请先 yizhan policy check",
                                   "the pack has errors; see `yizhan policy check`"));
  }
  return SignNamed(session, options,
                   PackSubject(Bytes(loaded.compiled->hash), *files, options.effective_from));
}

// What closing says now, by the engine.
ExitCode SignClose(Session& session, const SignOptions& options) {
  absl::StatusOr<v1::ProposeCloseReply> proposed = ProposedClose(session, options.closing);
  if (!proposed.ok()) return session.Fail(proposed.status());
  Subject subject;
  *subject.mutable_period_closed() = std::move(*proposed->mutable_close());
  return Sign(session, options, subject);
}

// What is open now, by the engine.
ExitCode SignPayOut(Session& session, const SignOptions& options) {
  absl::StatusOr<v1::PaidOut> paid = OpenPayout(session, options.payee, options.given_back);
  if (!paid.ok()) return session.Fail(paid.status());
  paid->set_reference(options.reference);
  Subject subject;
  *subject.mutable_paid_out() = *std::move(paid);
  return Sign(session, options, subject);
}

// What every kind of signature takes.
void AddSignOptions(CLI::App& command, SignOptions& options) {
  command.add_option("--key", options.key_path, "本人私钥 / the officer's own key, PEM")
      ->required();
  command.add_option("--officer", options.officer, "本人编号 / the officer's id")->required();
  CLI::Option* request = command.add_option("--request-id", options.request_id,
                                            "请求号，同一件事各人相同 / one per request");
  CLI::Option* same = command.add_option(
      "--same-as", options.same_as,
      "与此签名文件同一请求、同一期限 / the statement another officer signed, compared first");
  CLI::Option* days =
      command.add_option("--valid-days", options.valid_days, "有效天数 / days it is good for")
          ->check(CLI::Range(1, kValidDaysMax))
          ->capture_default_str();
  CLI::Option* ledger =
      command.add_option("--ledger-id", options.ledger_id,
                         "账本编号，不给则问引擎 / hex; absent: the engine is asked");
  for (CLI::Option* other : {request, days, ledger}) same->excludes(other);
  command.add_option("--out", options.out, "写到何处 / where to")->required();
}

void AddSignActivate(CLI::App& sign, Session& session,
                     const std::shared_ptr<SignOptions>& options) {
  CLI::App* activate = sign.add_subcommand("activate", "使政策包生效 / put a pack in force");
  activate->add_option("FILES", options->files, "政策包文件，按合成顺序 / pack files, in order")
      ->required();
  AddEffectiveFrom(*activate, options->effective_from);
  AddSignOptions(*activate, *options);
  activate->footer(
      "例 Example:\n  yizhan officer sign activate 2012.textproto --effective-from 2012-06-29 "
      "--officer li --key li.key --request-id pack-1 --out li.sig\n"
      "  yizhan officer sign activate 2012.textproto --effective-from 2012-06-29 "
      "--officer wang --key wang.key --same-as li.sig --out wang.sig");
  activate->callback([&session, options] { session.exit_code = SignActivate(session, *options); });
}

void AddSignFund(CLI::App& sign, Session& session, const std::shared_ptr<SignOptions>& options) {
  CLI::App* fund = sign.add_subcommand("fund", "拨入或收回基金 / money into or out of a fund");
  fund->require_subcommand(1);
  for (const auto kind : {v1::FundChanged::GRANT, v1::FundChanged::WITHDRAW}) {
    const bool grant = kind == v1::FundChanged::GRANT;
    CLI::App* change = fund->add_subcommand(grant ? "grant" : "withdraw",
                                            grant ? "拨入 / add money" : "收回 / take money out");
    change->add_option("ID", options->fund_id, "基金编号 / fund")->required();
    change->add_option("YUAN", options->yuan, "金额（元） / amount in yuan")->required();
    change->add_option("--note", options->note, "备注 / note");
    AddSignOptions(*change, *options);
    change->footer(
        "例 Example:\n  yizhan officer sign fund grant jd-charity 5000.00 --note 首批 --officer li "
        "--key li.key --request-id g-1 --out g-1.sig");
    change->callback([&session, options, kind] {
      session.exit_code = SignNamed(
          session, *options, FundSubject(kind, options->fund_id, options->yuan, options->note));
    });
  }
}

void AddSignErase(CLI::App& sign, Session& session, const std::shared_ptr<SignOptions>& options) {
  CLI::App* erase = sign.add_subcommand("erase", "删除个人信息 / erase a person's private data");
  erase->add_option("PERSON", options->person, "人员编号（十六进制） / person number, hex")
      ->required();
  erase->add_option("ORDER", options->order, "删除决定文号 / reference of the order")->required();
  AddSignOptions(*erase, *options);
  erase->footer(
      "例 Example:\n  yizhan officer sign erase 00c0ffee JD-2012-7 --officer li --key li.key "
      "--request-id e-7 --out li.sig");
  erase->callback([&session, options] {
    session.exit_code =
        SignNamed(session, *options, ErasureSubject(options->person, options->order));
  });
}

void AddSignClose(CLI::App& sign, Session& session, const std::shared_ptr<SignOptions>& options) {
  CLI::App* close = sign.add_subcommand(
      "close-period",
      "医院关账：签引擎此刻的账面 / close a hospital's period, as the books are now");
  AddWhichPeriod(*close, options->closing);
  AddReconciledFile(*close, options->closing);
  AddSignOptions(*close, *options);
  close->footer(
      "例 Example:\n  yizhan officer sign close-period anting 2012-06 --officer li --key li.key "
      "--request-id close-anting-2012-06 --out li.sig");
  close->callback([&session, options] { session.exit_code = SignClose(session, *options); });
}

void AddSignPayOut(CLI::App& sign, Session& session, const std::shared_ptr<SignOptions>& options) {
  CLI::App* pay = sign.add_subcommand(
      "pay-out", "拨付或退还：签引擎此刻的未结款项 / a payout of all that is open now");
  AddWhichPayee(*pay, options->payee);
  pay->add_flag("--given-back", options->given_back, "患者退还 / a patient gives back");
  pay->add_option("--reference", options->reference, "银行凭证号 / of the bank's order")
      ->required();
  AddSignOptions(*pay, *options);
  pay->footer(
      "例 Example:\n  yizhan officer sign pay-out --institution anting --reference B-2012-7 "
      "--officer li --key li.key --request-id pay-anting-7 --out li.sig\n"
      "  yizhan officer sign pay-out --institution anting --reference B-2012-7 --officer wang "
      "--key wang.key --same-as li.sig --out wang.sig");
  pay->callback([&session, options] { session.exit_code = SignPayOut(session, *options); });
}

void AddSignBulk(CLI::App& sign, Session& session, const std::shared_ptr<SignOptions>& options) {
  CLI::App* bulk = sign.add_subcommand("confirm-in-bulk",
                                       "批准一份重算清单 / confirm a list of re-adjudications");
  bulk->add_option("FILE", options->list, "清单，由 relief readjudicate-all 写出 / the list")
      ->required();
  AddSignOptions(*bulk, *options);
  bulk->footer(
      "例 Example:\n  yizhan officer sign confirm-in-bulk anting-2012/proposals-1.textproto "
      "--officer li --key li.key --request-id bulk-2012-1 --out li.sig");
  bulk->callback([&session, options] {
    session.exit_code = SignNamed(session, *options, ReadSubjectFile(options->list));
  });
}

}  // namespace

void AddOfficerSign(CLI::App& group, Session& session) {
  auto options = std::make_shared<SignOptions>();
  CLI::App* sign = group.add_subcommand("sign", "签名，存为文件 / sign; the signature is a file");
  sign->require_subcommand(1);
  AddSignActivate(*sign, session, options);
  AddSignFund(*sign, session, options);
  AddSignErase(*sign, session, options);
  AddSignClose(*sign, session, options);
  AddSignPayOut(*sign, session, options);
  AddSignBulk(*sign, session, options);
}

}  // namespace yizhan::cli
