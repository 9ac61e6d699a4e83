// ledger: what entries say; verification, backups, proofs and exports lie in files of their own.
#include <iostream>
#include <memory>

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/width.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Ledger::Stub;

constexpr std::uint64_t kShownMax = 1'000;

struct LedgerOptions {
  std::uint64_t number = 0;
  std::uint64_t count = 1;
};

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

  AddLedgerVerify(*group, session);
  AddLedgerBackup(*group, session);
  AddLedgerAudit(*group, session);

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
