#include "tools/cli/entry_source.h"

#include <array>
#include <cstdio>
#include <utility>

#include "engine/ledger/entry_codec.h"
#include "tools/cli/call.h"
#include "tools/cli/export_file.h"
#include "tools/cli/progress.h"
#include "yizhan/v1/ledger.grpc.pb.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::uint64_t kProgressEvery = 10'000;

class OfEngine : public EntrySource {
 public:
  OfEngine(Client& client, bool training, std::uint64_t size, std::vector<v1::PackFile> pack)
      : client_(client), training_(training), size_(size), pack_(std::move(pack)) {}

  std::uint64_t size() const override { return size_; }
  const std::vector<v1::PackFile>& active_pack() const override { return pack_; }
  bool training() const override { return training_; }

  absl::Status Read(const Take& take) override {
    v1::Ledger::Stub stub(client_.channel());
    grpc::ClientContext context;
    PrepareStream(client_, context);
    v1::ReadRequest request;
    request.set_until(size_);
    const auto reader = stub.Read(&context, request);
    absl::StatusOr<bool> more = true;
    v1::Leaf leaf;
    while (more.ok() && *more && reader->Read(&leaf)) {
      const absl::StatusOr<v1::Entry> entry = DecodeLeaf(leaf.stored());
      more = entry.ok() ? take(*entry) : absl::StatusOr<bool>(entry.status());
    }
    const bool stopped = !more.ok() || !*more;
    if (stopped) context.TryCancel();
    const grpc::Status status = reader->Finish();
    if (stopped) return more.status();
    return status.ok() ? absl::OkStatus() : FromGrpc(status);
  }

 private:
  Client& client_;
  const bool training_;
  const std::uint64_t size_;
  const std::vector<v1::PackFile> pack_;
};

class OfFile : public EntrySource {
 public:
  explicit OfFile(std::string path) : path_(std::move(path)) {}

  // Counts the leaves, keeps the newest pack and whether it is a training ledger.
  absl::Status Look() {
    return ReadExport(path_, [this](const std::string& stored) -> absl::StatusOr<bool> {
      ++size_;
      const int kind = KindOfLeaf(stored);
      const bool opens = kind == v1::Entry::kLedgerOpened;
      if (!opens && kind != v1::Entry::kPackActivated) return true;
      const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
      if (!entry.ok()) return entry.status();
      if (opens) {
        training_ = entry->ledger_opened().training();
        return true;
      }
      const auto& files = entry->pack_activated().files();
      pack_.assign(files.begin(), files.end());
      return true;
    });
  }

  std::uint64_t size() const override { return size_; }
  const std::vector<v1::PackFile>& active_pack() const override { return pack_; }
  bool training() const override { return training_; }

  absl::Status Read(const Take& take) override {
    return ReadExport(path_, [&take](const std::string& stored) -> absl::StatusOr<bool> {
      const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
      if (!entry.ok()) return entry.status();
      return take(*entry);
    });
  }

 private:
  const std::string path_;
  bool training_ = false;
  std::uint64_t size_ = 0;
  std::vector<v1::PackFile> pack_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EntrySource>> EngineSource(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  v1::Ledger::Stub ledger((*client)->channel());
  const absl::StatusOr<v1::LedgerCheckpoint> head =
      Call(**client, ledger, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
  if (!head.ok()) return head.status();
  v1::PolicyService::Stub policy((*client)->channel());
  const absl::StatusOr<v1::ShowPackReply> pack =
      Call(**client, policy, &v1::PolicyService::Stub::Show, v1::ShowPackRequest());
  if (!pack.ok()) return pack.status();
  return std::make_unique<OfEngine>(
      **client, session.training(), head->size(),
      std::vector<v1::PackFile>(pack->files().begin(), pack->files().end()));
}

absl::StatusOr<std::unique_ptr<EntrySource>> ExportSource(const std::string& path) {
  auto source = std::make_unique<OfFile>(path);
  if (absl::Status status = source->Look(); !status.ok()) return status;
  return source;
}

absl::StatusOr<std::unique_ptr<EntrySource>> SourceOf(Session& session, const std::string& path) {
  return path.empty() ? EngineSource(session) : ExportSource(path);
}

absl::Status ReadEntries(EntrySource& source, const EntrySource::Take& take) {
  Progress progress("读取账本 Ledger");
  return source.Read([&](const v1::Entry& entry) -> absl::StatusOr<bool> {
    if (entry.number() % kProgressEvery == 0) progress.Update(entry.number(), source.size());
    return take(entry);
  });
}

}  // namespace yizhan::cli
