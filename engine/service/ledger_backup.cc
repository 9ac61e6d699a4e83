#include "engine/service/ledger_backup.h"

#include <mutex>
#include <optional>
#include <utility>

#include "engine/service/backup_maker.h"
#include "engine/service/call.h"
#include "engine/service/log.h"
#include "engine/service/to_grpc.h"
#include "yizhan/v1/ledger.pb.h"

namespace yizhan {
namespace {

constexpr std::size_t kRpc = RpcOf("Ledger.Backup");

// One write at a time; of what came meanwhile only the newest is sent.
class BackupReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  BackupReactor(Serving& serving, const grpc::CallbackServerContext& context,
                const grpc::ByteBuffer& request)
      : stream_(serving, kRpc, context) {
    const absl::Status begun = Begin(serving, request);
    if (begun.ok()) return;
    stream_.CountEnd(begun);
    Finish(ToGrpc(begun));
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    caller_left_ = caller_left_ || !ok;
    Go();
  }

  void OnDone() override {
    { const std::lock_guard lock(mutex_); }  // Whoever called Finish has left.
    delete this;
  }

 private:
  absl::Status Begin(Serving& serving, const grpc::ByteBuffer& request) {
    if (absl::Status opened = stream_.Open(); !opened.ok()) return opened;
    const absl::StatusOr<v1::BackupRequest> asked =
        ReadMessage<v1::BackupRequest>(request, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) return asked.status();
    return serving.backups.Make(
        asked->name(), [this](std::uint64_t done, std::uint64_t all) { Tell(done, all); },
        [this](absl::StatusOr<BackupMaker::Made> made) { End(std::move(made)); });
  }

  void Tell(std::uint64_t done, std::uint64_t all) {
    const std::lock_guard lock(mutex_);
    v1::BackupReply reply;
    reply.set_done_bytes(done);
    reply.set_all_bytes(all);
    next_ = WriteMessage(reply);
    Go();
  }

  void End(absl::StatusOr<BackupMaker::Made> made) {
    const std::lock_guard lock(mutex_);
    ended_ = made.status();
    next_.reset();
    if (made.ok()) {
      v1::BackupReply reply;
      reply.set_folder(made->folder);
      reply.set_size(made->head.size);
      reply.set_root(Bytes(made->head.root));
      next_ = WriteMessage(reply);
      LogEvent(LogLevel::kInfo, "backup",
               {{"folder", made->folder}, {"entries", std::to_string(made->head.size)}});
    } else {
      LogEvent(LogLevel::kError, "backup", {{"reason", std::string(made.status().message())}});
    }
    Go();
  }

  // With the mutex held. Finish is the last thing that may be called.
  void Go() {
    if (writing_) return;
    if (next_.has_value() && !caller_left_) {
      writing_ = true;
      sent_ = *std::move(next_);
      next_.reset();
      return StartWrite(&sent_);
    }
    if (!ended_.has_value()) return;
    stream_.CountEnd(*ended_);
    Finish(ToGrpc(*ended_));
  }

  LongStream stream_;
  std::mutex mutex_;
  bool writing_ = false;
  bool caller_left_ = false;
  std::optional<grpc::ByteBuffer> next_;
  grpc::ByteBuffer sent_;
  std::optional<absl::Status> ended_;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeBackup(Serving& serving,
                                                        const grpc::CallbackServerContext& context,
                                                        const grpc::ByteBuffer& request) {
  return new BackupReactor(serving, context, request);
}

}  // namespace yizhan
