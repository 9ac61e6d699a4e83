#include "engine/service/settle_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/base/stream_window.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

constexpr std::size_t kRpc = RpcOf("Settlement.SettleStream");

v1::SettleStreamReply ReplyFor(std::uint64_t tag, absl::StatusOr<v1::SettleResult> answer) {
  v1::SettleStreamReply reply;
  reply.set_tag(tag);
  if (answer.ok()) {
    *reply.mutable_result() = *std::move(answer);
  } else {
    reply.mutable_error()->set_code(static_cast<int>(answer.status().code()));
    reply.mutable_error()->set_detail(BoundedDetail(answer.status()).SerializeAsString());
  }
  return reply;
}

class SettleStreamReactor final : public Reactor {
 public:
  SettleStreamReactor(Serving& serving, const grpc::CallbackServerContext& context)
      : serving_(serving), stream_(serving, kRpc, context), window_(kStreamInFlightMax) {
    end_ = stream_.Open();
    if (end_.ok()) {
      StartRead(&incoming_);
    } else {
      Do(window_.ReadsEnded());
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Do(window_.ReadsEnded());
    end_ = stream_.StillAllowed();
    if (!end_.ok()) return Do(window_.ReadsEnded());
    absl::StatusOr<v1::SettleStreamRequest> asked =
        ReadMessage<v1::SettleStreamRequest>(incoming_, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) {  // Whose tag it was cannot be known.
      end_ = asked.status();
      return Do(window_.ReadsEnded());
    }
    window_.Took();
    HandOver(*std::move(asked));
    Do(window_.Handed());
  }

  void OnWriteDone(bool ok) override { Do(window_.Written(ok)); }

  void OnDone() override {
    stream_.CountEnd(end_);
    delete this;
  }

 private:
  using Window = StreamWindow<grpc::ByteBuffer>;

  void HandOver(v1::SettleStreamRequest asked) {
    const SteadyTime started = std::chrono::steady_clock::now();
    const std::uint64_t tag = asked.tag();
    const absl::Status taken = stream_.TakeItem();
    if (!taken.ok()) return Answer(tag, started, taken);
    const absl::Status known = CheckKnownFields(asked);
    if (!known.ok()) return Answer(tag, started, known);
    const std::int64_t deadline_ms =
        std::min(stream_.deadline_ms(), serving_.clock.NowMs() + kItemDeadlineMs);
    serving_.engine.Settle(stream_.caller(), std::move(*asked.mutable_request()), deadline_ms,
                           [this, tag, started](absl::StatusOr<v1::SettleResult> answer) {
                             Answer(tag, started, std::move(answer));
                           });
  }

  void Answer(std::uint64_t tag, SteadyTime started, absl::StatusOr<v1::SettleResult> answer) {
    const auto taken = std::chrono::steady_clock::now() - started;
    serving_.metrics.CountSettle(
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
    Do(window_.Answered(WriteMessage(ReplyFor(tag, std::move(answer)))));
  }

  // After the last line nothing of this object may be touched: another thread may end the stream.
  void Do(Window::Next next) {
    if (next.finish) return Finish(ToGrpc(end_));
    const bool read = next.read;
    if (next.write.has_value()) {
      outgoing_ = *std::move(next.write);
      StartWrite(&outgoing_);
    }
    if (read) StartRead(&incoming_);
  }

  Serving& serving_;
  LongStream stream_;
  Window window_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
  absl::Status end_;  // Written by the reading side before the window ends.
};

}  // namespace

Reactor* OpenSettleStream(Serving& serving, const grpc::CallbackServerContext& context) {
  return new SettleStreamReactor(serving, context);
}

}  // namespace yizhan
