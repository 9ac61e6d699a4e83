#include "engine/service/bulk_stream.h"

#include <chrono>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "grpcpp/alarm.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {
namespace {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;
using Item = absl::StatusOr<v1::ConfirmInBulkItem>;

constexpr std::size_t kRpc = RpcOf("Relief.ConfirmInBulk");

// One thing at a time: a proposal is with the loop, or its item is being written.
class BulkStream final : public Reactor {
 public:
  BulkStream(Serving& serving, const grpc::CallbackServerContext& context)
      : serving_(serving), stream_(serving, kRpc, context) {}

  void Start(const grpc::ByteBuffer& request) {
    absl::StatusOr<v1::ConfirmInBulkRequest> asked = Open(request);
    if (!asked.ok()) return End(asked.status());
    places_ = asked->proposals_size();
    serving_.engine.ApproveInBulk(stream_.caller(), *std::move(asked), [this](Item item) {
      if (item.ok()) approval_ = item->approval();
      Answer(std::move(item));
    });
  }

  void OnWriteDone(bool ok) override {
    if (!ok || stream_.cancelled()) return End(absl::CancelledError("the caller is gone"));
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return End(allowed);
    if (place_ == places_) return End(absl::OkStatus());
    Confirm();
  }

  void OnDone() override { delete this; }

 private:
  absl::StatusOr<v1::ConfirmInBulkRequest> Open(const grpc::ByteBuffer& request) {
    const absl::Status opened = stream_.Open();
    if (!opened.ok()) return opened;
    absl::StatusOr<v1::ConfirmInBulkRequest> asked =
        ReadMessage<v1::ConfirmInBulkRequest>(request, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) return asked;
    const absl::Status known = CheckKnownFields(*asked);
    if (!known.ok()) return known;
    return asked;
  }

  void Confirm() {
    serving_.engine.ConfirmApproved(stream_.caller(), {.approval = approval_, .place = place_},
                                    [this](Item item) {
                                      if (ReasonOf(item.status()) == v1::ENGINE_BUSY)
                                        return ConfirmLater();
                                      ++place_;
                                      Answer(std::move(item));
                                    });
  }

  void ConfirmLater() {
    if (stream_.cancelled()) return End(absl::CancelledError("the caller is gone"));
    auto* alarm = new grpc::Alarm;  // Deletes itself when it has rung.
    const auto at = std::chrono::system_clock::now() + std::chrono::milliseconds(kBulkRetryMs);
    alarm->Set(at, [this, alarm](bool /*rang*/) {
      Confirm();
      delete alarm;
    });
  }

  // After the last line nothing of this object may be touched: another thread may end the stream.
  void Answer(Item item) {
    if (!item.ok()) return End(item.status());
    outgoing_ = WriteMessage(*item);
    StartWrite(&outgoing_);
  }

  void End(const absl::Status& status) {
    stream_.CountEnd(status);
    Finish(ToGrpc(status));
  }

  Serving& serving_;
  LongStream stream_;
  grpc::ByteBuffer outgoing_;
  std::uint64_t approval_ = 0;
  int places_ = 0;
  int place_ = 0;  // The next one.
};

}  // namespace

Reactor* OpenBulkStream(Serving& serving, const grpc::CallbackServerContext& context,
                        const grpc::ByteBuffer& request) {
  auto* reactor = new BulkStream(serving, context);
  reactor->Start(request);
  return reactor;
}

}  // namespace yizhan
