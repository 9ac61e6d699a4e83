// Call: one RPC from its bytes to its end: authenticate, allow, limit, parse, hand over, answer.
//
// Errors:   refused calls end at once with ToGrpc's status; nothing was handed over.
// Threads:  handlers run on gRPC's threads and never wait; the answer comes from the loop or a
//           reader thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/refusal.h"
#include "engine/service/serving.h"
#include "engine/service/wire.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

struct Opened {
  Caller caller;
  std::int64_t deadline_ms = kNoDeadline;  // Unix, by the engine's clock.
};

// Who calls, and how far this call reaches. The Caller comes from here and nowhere else.
absl::StatusOr<Caller> CallerOfCall(const Serving& serving, std::size_t rpc,
                                    const grpc::CallbackServerContext& context);

// The same, once, when the call begins: its rate and its deadline are looked at, too.
absl::StatusOr<Opened> OpenCall(const Serving& serving, std::size_t rpc,
                                const grpc::CallbackServerContext& context);

// Counts the call, and tells the gate of one that its caller gave up. Before the last reply.
void CountEnd(const Serving& serving, std::size_t rpc, const grpc::CallbackServerContext& context,
              const absl::Status& status);

// A long stream: counted against its peer while this lives, its caller looked at again and again.
class LongStream {
 public:
  LongStream(const Serving& serving, std::size_t rpc, const grpc::CallbackServerContext& context)
      : serving_(serving), rpc_(rpc), context_(context) {}
  ~LongStream();
  LongStream(const LongStream&) = delete;
  LongStream& operator=(const LongStream&) = delete;

  absl::Status Open();
  // Every kRecheckMs: whether a new call would still be allowed. One thread at a time.
  absl::Status StillAllowed();
  // One item of the stream.
  absl::Status TakeItem() const;

  bool cancelled() const { return context_.IsCancelled(); }
  void CountEnd(const absl::Status& status) const;
  const Caller& caller() const { return opened_.caller; }
  std::int64_t deadline_ms() const { return opened_.deadline_ms; }

 private:
  const Serving& serving_;
  const std::size_t rpc_;
  const grpc::CallbackServerContext& context_;
  Opened opened_;
  bool counted_ = false;
  std::int64_t checked_ms_ = 0;
};

// What gRPC gives a raw unary handler.
struct Wire {
  grpc::CallbackServerContext* context;
  const grpc::ByteBuffer* request;
  grpc::ByteBuffer* reply;
};

// The one end of a unary call; copies refer to the same call.
class UnaryEnd {
 public:
  UnaryEnd(Serving& serving, std::size_t rpc, const Wire& wire);

  grpc::ServerUnaryReactor* Refused(const absl::Status& status) const {
    End(status);
    return reactor_;
  }

  template <typename Reply>
  void Answered(const absl::StatusOr<Reply>& answer) const {
    if (answer.ok()) *reply_ = WriteMessage(*answer);
    End(answer.status());
  }

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

 private:
  void End(const absl::Status& status) const;

  Serving* serving_;
  std::size_t rpc_;
  const grpc::CallbackServerContext* context_;
  grpc::ServerUnaryReactor* reactor_;
  grpc::ByteBuffer* reply_;
  std::chrono::steady_clock::time_point started_;
};

// A call that posts: `ask(Opened, Request, Engine::Done<Reply>)`. Unknown fields are refused.
template <typename Request, typename Reply, typename Ask>
grpc::ServerUnaryReactor* AskEngine(Serving& serving, std::size_t rpc, const Wire& wire, Ask ask) {
  const UnaryEnd end(serving, rpc, wire);
  absl::StatusOr<Opened> opened = OpenCall(serving, rpc, *wire.context);
  if (!opened.ok()) return end.Refused(opened.status());
  absl::StatusOr<Request> request =
      ReadMessage<Request>(*wire.request, kRpcRules[rpc].message_bytes_max);
  if (!request.ok()) return end.Refused(request.status());
  const absl::Status known = CheckKnownFields(*request);
  if (!known.ok()) return end.Refused(known);
  ask(*std::move(opened), *std::move(request),
      [end](absl::StatusOr<Reply> answer) { end.Answered(answer); });
  return end.reactor();
}

// A call that reads: `ask(Caller, Request) -> StatusOr<Reply>`, on a reader thread.
template <typename Request, typename Reply, typename Ask>
grpc::ServerUnaryReactor* AskReaders(Serving& serving, std::size_t rpc, const Wire& wire, Ask ask) {
  const UnaryEnd end(serving, rpc, wire);
  absl::StatusOr<Opened> opened = OpenCall(serving, rpc, *wire.context);
  if (!opened.ok()) return end.Refused(opened.status());
  absl::StatusOr<Request> request =
      ReadMessage<Request>(*wire.request, kRpcRules[rpc].message_bytes_max);
  if (!request.ok()) return end.Refused(request.status());
  const bool taken = serving.readers.Run(
      [&serving, end, ask, opened = *std::move(opened), request = *std::move(request)] {
        if (serving.clock.NowMs() > opened.deadline_ms) {
          end.Refused(Refuse({.reason = v1::DEADLINE_IN_QUEUE}));
        } else {
          end.Answered<Reply>(ask(opened.caller, request));
        }
      });
  if (!taken) end.Refused(Refuse({.reason = v1::ENGINE_BUSY}));
  return end.reactor();
}

}  // namespace yizhan
