// ledger: ask for the head, look at entries, take a copy of the log.
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/export_file.h"
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
  std::string file;
  std::uint64_t number = 0;
  std::uint64_t count = 1;
};

ExitCode RunCheckpoint(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::LedgerCheckpoint> head =
      Call(**client, stub, &Stub::Checkpoint, v1::CheckpointRequest());
  if (!head.ok()) return session.Fail(head.status());
  return session.Show(*head, [&] {
    return "记录数 Size " + std::to_string(head->size()) + "\n根 Root " + HexText(head->root()) +
           "\n账本 Ledger " + HexText(head->ledger_id()) + "\n";
  });
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

void WriteLeaf(const std::string& stored, std::ostream& out) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length.at(i) = static_cast<char>((stored.size() >> (8 * (7 - i))) & 0xFFU);
  }
  out.write(length.data(), length.size());
  out.write(stored.data(), static_cast<std::streamsize>(stored.size()));
}

// The number of leaves written.
absl::StatusOr<std::uint64_t> Copy(Client& client, std::ostream& out) {
  Stub stub(client.channel());
  grpc::ClientContext context;
  PrepareStream(client, context);
  const auto reader = stub.Read(&context, v1::ReadRequest());
  Progress progress("导出 Export");
  out << kExportHead;
  std::uint64_t written = 0;
  bool in_order = true;
  v1::Leaf leaf;
  while (in_order && out.good() && reader->Read(&leaf)) {
    in_order = leaf.number() == written;
    WriteLeaf(leaf.stored(), out);
    progress.Update(++written, 0);
  }
  if (!in_order || !out.good()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!in_order) return absl::DataLossError("服务返回的记录不连续\nthe leaves came out of order");
  if (!out.flush().good()) return UsageError("写文件失败", "cannot write the file");
  if (!status.ok()) return FromGrpc(status);
  return written;
}

ExitCode RunExport(Session& session, const LedgerOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  // A half-written export never has the final name.
  const std::string part = options.file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  absl::StatusOr<std::uint64_t> written = Copy(**client, out);
  out.close();
  if (written.ok() && std::rename(part.c_str(), options.file.c_str()) != 0) {
    written = UsageError("无法写入 " + options.file, "cannot write " + options.file);
  }
  if (!written.ok()) {
    std::remove(part.c_str());
    return session.Fail(written.status());
  }
  if (session.options.json) {
    JsonObject json;
    std::cout << json.Text("file", options.file).Number("leaves", *written).Text() << "\n";
  } else {
    std::cout << "已导出 Exported " << *written << " 条记录 entries -> " << options.file << "\n";
  }
  return kExitOk;
}

}  // namespace

void AddLedgerCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<LedgerOptions>();
  CLI::App* group = app.add_subcommand("ledger", "账本 / the ledger itself");
  group->require_subcommand(1);

  AddLedgerVerify(*group, session);
  AddLedgerBackup(*group, session);

  CLI::App* checkpoint = group->add_subcommand("checkpoint", "当前记录数与根 / size and root now");
  checkpoint->footer("例 Example:\n  yizhan --config relief.textproto ledger checkpoint --json");
  checkpoint->callback([&session] { session.exit_code = RunCheckpoint(session); });

  CLI::App* show = group->add_subcommand("show", "某几条记录的内容 / what entries say");
  show->add_option("NUMBER", options->number, "编号 / entry")->required();
  show->add_option("--count", options->count, "条数 / how many")
      ->check(CLI::Range(std::uint64_t{1}, kShownMax))
      ->capture_default_str();
  show->footer("例 Example:\n  yizhan --config auditor.textproto ledger show 42 --json");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });

  CLI::App* copy = group->add_subcommand("export", "导出全部记录原文 / every leaf as stored");
  copy->add_option("FILE", options->file, "写到何处 / where to")->required();
  copy->footer(
      "格式：一行标题，其后每条记录为8字节大端长度加原文 / one head line, then per leaf an 8-byte "
      "big-endian length and the bytes.\n"
      "例 Example:\n  yizhan --config relief.textproto ledger export ledger.leaves");
  copy->callback([&session, options] { session.exit_code = RunExport(session, *options); });
}

}  // namespace yizhan::cli
