// ledger: verify a data folder offline, show entries; proofs and exports lie in files of their own.
#include <iostream>
#include <memory>

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/progress.h"
#include "tools/cli/width.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Ledger::Stub;

constexpr std::uint64_t kShownMax = 1'000;

struct LedgerOptions {
  std::string data_dir;
  std::uint64_t number = 0;
  std::uint64_t count = 1;
};

JsonObject ReportJson(const VerifyReport& report) {
  JsonObject json;
  json.Bool("verified", report.ok())
      .Number("size", report.head.size)
      .Text("root", HexText(report.head.root))
      .Number("settlements", report.settlements)
      .Number("contras", report.contras)
      .Number("tombstones", report.tombstones)
      .Number("median_settlement_bytes", report.median_settlement_bytes)
      .Texts("differences", report.differences);
  return json;
}

std::string ReportText(const VerifyReport& report) {
  std::string text;
  for (const std::string& difference : report.differences) {
    text += "不一致 differs: " + difference + "\n";
  }
  text += report.ok() ? "账本核对无误 Ledger verified: " : "账本核对不符 LEDGER DOES NOT VERIFY: ";
  return text + std::to_string(report.head.size) + " 条记录 entries, " +
         std::to_string(report.settlements) + " 笔结算 settlements, " +
         std::to_string(report.contras) + " 笔红冲 contras, " + std::to_string(report.tombstones) +
         " 笔预先冲正 tombstones\n根 root " + HexText(report.head.root) + "\n";
}

// Whatever keeps a ledger from being read at all is for a person to look at: never a plain refusal.
ExitCode FailUnread(const Session& session, const absl::Status& status) {
  session.Fail(status);
  return status.code() == absl::StatusCode::kNotFound ? kExitUsage : kExitUnknown;
}

ExitCode RunVerify(Session& session, const LedgerOptions& options) {
  const auto store = RocksStore::OpenReadOnly(options.data_dir);
  if (!store.ok()) return FailUnread(session, store.status());
  absl::StatusOr<VerifyReport> report = absl::UnknownError("");
  {
    Progress progress("核对 Verify");
    report = VerifyLedger(
        **store, [&](std::uint64_t done, std::uint64_t total) { progress.Update(done, total); });
  }
  if (!report.ok()) return FailUnread(session, report.status());
  std::cout << (session.options.json ? ReportJson(*report).Text() + "\n" : ReportText(*report));
  return report->ok() ? kExitOk : kExitUnknown;
}

std::string EntryText(const v1::Entry& entry) {
  std::string text = "编号 Entry " + std::to_string(entry.number()) + "  " +
                     TimeText(entry.posted_ms()) + "  " + KindText(entry) + "\n";
  if (!entry.actor().empty()) text += "经办 by " + Printable(entry.actor()) + "\n";
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.SetInitialIndentLevel(1);
  std::string body;
  // Our own messages always print.
  YIZHAN_CHECK(printer.PrintToString(entry, &body));
  return text + body;
}

ExitCode RunShow(Session& session, const LedgerOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  grpc::ClientContext context;
  PrepareStream(**client, context);
  v1::ReadRequest request;
  request.set_from(options.number);
  request.set_until(options.number + options.count);
  const auto reader = stub.Read(&context, request);
  v1::Leaf leaf;
  absl::Status decoded;
  bool any = false;
  while (decoded.ok() && reader->Read(&leaf)) {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(leaf.stored());
    decoded = entry.status();
    any = true;
    if (entry.ok()) session.Show(*entry, [&] { return EntryText(*entry); });
  }
  if (!decoded.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!decoded.ok()) return session.Fail(decoded);
  if (!status.ok()) return session.Fail(FromGrpc(status));
  if (any) return kExitOk;
  return session.Fail(Refuse({.reason = v1::ENTRY_UNKNOWN, .field = "number"}));
}

}  // namespace

void AddLedgerCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<LedgerOptions>();
  CLI::App* group = app.add_subcommand("ledger", "账本 / the ledger itself");
  group->require_subcommand(1);

  CLI::App* verify = group->add_subcommand(
      "verify", "离线核对账本：树、各表、每笔结算重算 / tree, tables, every settlement again");
  verify->add_option("DATA_DIR", options->data_dir, "数据目录，引擎须已停止 / of a stopped engine")
      ->required()
      ->check(CLI::ExistingDirectory);
  verify->footer(
      "退出码3：不符，须由人查看 / exit 3: it does not verify, a person must look.\n"
      "例 Example:\n  yizhan ledger verify /var/lib/yizhan");
  verify->callback([&session, options] { session.exit_code = RunVerify(session, *options); });

  CLI::App* show = group->add_subcommand("show", "某几条记录的内容 / what entries say");
  show->add_option("NUMBER", options->number, "编号 / entry")->required();
  show->add_option("--count", options->count, "条数 / how many")
      ->check(CLI::Range(std::uint64_t{1}, kShownMax))
      ->capture_default_str();
  show->footer("例 Example:\n  yizhan --config auditor.textproto ledger show 42 --json");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });

  AddLedgerProofs(*group, session);
  AddLedgerExport(*group, session);
}

}  // namespace yizhan::cli
