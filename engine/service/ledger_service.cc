#include "engine/service/ledger_service.h"

#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/ledger_backup.h"
#include "engine/service/to_grpc.h"

namespace yizhan {
namespace {

constexpr std::size_t kReadRpc = RpcOf("Ledger.Read");

// Fills on a reader thread, then writes leaf by leaf on gRPC's; never both at once.
class ReadReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  ReadReactor(Serving& serving, const grpc::CallbackServerContext& context,
              const grpc::ByteBuffer& request)
      : serving_(serving), stream_(serving, kReadRpc, context) {
    const absl::Status begun = Begin(request);
    if (begun.ok()) {
      Fill();
    } else {
      End(begun);
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the caller is gone"));
    ready_.pop_front();
    Go();
  }

  void OnDone() override { delete this; }

 private:
  absl::Status Begin(const grpc::ByteBuffer& request) {
    const absl::Status opened = stream_.Open();
    if (!opened.ok()) return opened;
    const absl::StatusOr<v1::ReadRequest> asked =
        ReadMessage<v1::ReadRequest>(request, kRpcRules[kReadRpc].message_bytes_max);
    if (!asked.ok()) return asked.status();
    const std::uint64_t size = serving_.store.Durable().size;
    next_ = asked->from();
    until_ = asked->until() == 0 ? size : asked->until();
    if (next_ <= until_ && until_ <= size) return absl::OkStatus();
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "until",
                   .expected = "from <= until <= " + std::to_string(size),
                   .found = std::to_string(next_) + " .. " + std::to_string(until_)});
  }

  void Go() {
    if (!ready_.empty()) return StartWrite(&ready_.front());
    if (next_ >= until_) return End(absl::OkStatus());
    Fill();
  }

  void Fill() {
    if (next_ >= until_) return End(absl::OkStatus());
    const bool taken = serving_.readers.Run([this] {
      const absl::Status read = ReadAhead();
      if (!read.ok()) return End(read);
      if (ready_.empty()) return End(absl::DataLossError("the log ends before its size"));
      Go();
    });
    if (!taken) End(Refuse({.reason = v1::ENGINE_BUSY}));
  }

  absl::Status ReadAhead() {
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return allowed;
    std::size_t bytes = 0;
    return serving_.store.Read(next_, until_, [&](std::uint64_t number, std::string_view stored) {
      v1::Leaf leaf;
      leaf.set_number(number);
      leaf.set_stored(std::string(stored));
      ready_.push_back(WriteMessage(leaf));
      next_ = number + 1;
      bytes += stored.size();
      return ready_.size() < kReadAheadLeavesMax && bytes < kReadAheadBytesMax;
    });
  }

  void End(const absl::Status& status) {
    stream_.CountEnd(status);
    Finish(ToGrpc(status));
  }

  Serving& serving_;
  LongStream stream_;
  std::uint64_t next_ = 0;
  std::uint64_t until_ = 0;
  std::deque<grpc::ByteBuffer> ready_;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerFace::Read(Context* context,
                                                             const Bytes* request) {
  return new ReadReactor(serving_, *context, *request);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerFace::Backup(Context* context,
                                                               const Bytes* request) {
  return ServeBackup(serving_, *context, *request);
}

grpc::ServerUnaryReactor* LedgerFace::Checkpoint(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskReaders<v1::CheckpointRequest, v1::LedgerCheckpoint>(
      serving_, RpcOf("Ledger.Checkpoint"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::CheckpointRequest& /*asked*/) {
        const TreeHead head = serving_.store.Durable();
        v1::LedgerCheckpoint checkpoint;
        checkpoint.set_size(head.size);
        checkpoint.set_root(yizhan::Bytes(head.root));
        checkpoint.set_ledger_id(serving_.ledger_id);
        return absl::StatusOr<v1::LedgerCheckpoint>(std::move(checkpoint));
      });
}

}  // namespace yizhan
