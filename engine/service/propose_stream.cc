#include "engine/service/propose_stream.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {
namespace {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

constexpr std::size_t kRpc = RpcOf("Relief.ProposeAll");

class ProposeStream final : public Reactor, public std::enable_shared_from_this<ProposeStream> {
 public:
  ProposeStream(Serving& serving, const grpc::CallbackServerContext& context)
      : serving_(serving), stream_(serving, kRpc, context) {}

  void Start(ReaderPool& lookers, const grpc::ByteBuffer& request) {
    self_ = shared_from_this();
    absl::StatusOr<v1::ProposeAllRequest> asked = Open(request);
    if (!asked.ok()) return LookedThrough(asked.status());
    const bool taken = lookers.Run([self = shared_from_this(), asked = *std::move(asked)] {
      self->LookedThrough(self->serving_.queries.ProposeAll(
          self->stream_.caller(), asked,
          [&self](const v1::ProposeAllItem& item) { return self->Offer(item); }));
    });
    if (!taken) LookedThrough(Refuse({.reason = v1::ENGINE_BUSY}));
  }

  void OnWriteDone(bool ok) override {
    Do([&] {
      ready_.pop_front();
      writing_ = false;
      gone_ = gone_ || !ok;
    });
  }
  void OnCancel() override {
    Do([this] { gone_ = true; });
  }
  void OnDone() override { self_.reset(); }

 private:
  absl::StatusOr<v1::ProposeAllRequest> Open(const grpc::ByteBuffer& request) {
    const absl::Status opened = stream_.Open();
    if (!opened.ok()) return opened;
    absl::StatusOr<v1::ProposeAllRequest> asked =
        ReadMessage<v1::ProposeAllRequest>(request, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) return asked;
    const absl::Status known = CheckKnownFields(*asked);
    if (!known.ok()) return known;
    return asked;
  }

  // On the looker's thread. False: nobody listens any more.
  bool Offer(const v1::ProposeAllItem& item) {
    const absl::Status allowed = stream_.StillAllowed();
    {
      std::unique_lock lock(mutex_);
      const bool room =
          changed_.wait_for(lock, std::chrono::milliseconds(kProposalUnreadMs),
                            [this] { return gone_ || ready_.size() < kProposalsReadyMax; });
      if (!allowed.ok()) end_ = allowed;
      gone_ = gone_ || !room;
      if (gone_ || !allowed.ok()) return false;
    }
    Do([&] { ready_.push_back(WriteMessage(item)); });
    return true;
  }

  void LookedThrough(const absl::Status& status) {
    Do([&] {
      looked_through_ = true;
      if (end_.ok()) end_ = status;
    });
  }

  // Makes one change of state, then does what it allows: write on, or end.
  template <typename Change>
  void Do(const Change& change) {
    const std::shared_ptr<ProposeStream> alive = self_;
    bool write = false;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      change();
      write = !writing_ && !gone_ && !ready_.empty();
      finish = looked_through_ && !writing_ && (gone_ || ready_.empty()) && !finished_;
      writing_ = writing_ || write;
      finished_ = finished_ || finish;
      if (finish && gone_) end_ = absl::CancelledError("the caller is gone");
    }
    changed_.notify_all();
    if (write) StartWrite(&ready_.front());
    if (!finish) return;
    stream_.CountEnd(end_);
    Finish(ToGrpc(end_));
  }

  Serving& serving_;
  LongStream stream_;
  std::shared_ptr<ProposeStream> self_;  // Until gRPC is done with it.
  std::mutex mutex_;                     // Guards what follows.
  std::condition_variable changed_;
  std::deque<grpc::ByteBuffer> ready_;
  bool writing_ = false;
  bool gone_ = false;
  bool looked_through_ = false;
  bool finished_ = false;
  absl::Status end_;
};

}  // namespace

Reactor* OpenProposeStream(Serving& serving, ReaderPool& lookers,
                           const grpc::CallbackServerContext& context,
                           const grpc::ByteBuffer& request) {
  const auto reactor = std::make_shared<ProposeStream>(serving, context);
  reactor->Start(lookers, request);
  return reactor.get();
}

}  // namespace yizhan
