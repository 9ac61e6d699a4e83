// WholeCall: one call of a client's caller with all that is sent for it, each copy on the next
// connection.
//
// Errors:   as client.h says.
// Threads:  one.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "adapters/client/bare_status.h"
#include "adapters/client/client.h"
#include "adapters/client/connections.h"
#include "adapters/client/retry_policy.h"
#include "grpcpp/client_context.h"

namespace yizhan {

// Token and deadline.
void PrepareContext(const ClientOptions& options, std::int64_t deadline_ms,
                    grpc::ClientContext& context);

// As the generated stubs have it.
template <typename Stub, typename Request, typename Reply>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Reply*);

class WholeCall {
 public:
  WholeCall(const ClientOptions& options, const Connections& connections)
      : options_(options), connections_(connections), started_(std::chrono::steady_clock::now()) {}

  // `question` asks what became of the message; none: sending it again asks.
  template <typename Stub, typename Request, typename Reply>
  absl::StatusOr<Reply> UntilKnown(Method<Stub, Request, Reply> method, const Request& request,
                                   const v1::GetRequest* question) const {
    RetryPolicy policy({.tries_max = options_.unknown_tries, .follows_busy = IsBound()});
    for (;;) {
      absl::StatusOr<Reply> answer = Send(method, request, /*wait=*/false);
      const NextStep next = policy.After(answer.status());
      if (answer.ok()) return answer;
      const bool ask = next == NextStep::kAskThenSend && question != nullptr;
      if (next == NextStep::kTell || !CanSendAgain(policy, ask ? question : nullptr)) {
        return policy.Known(answer.status());
      }
    }
  }

  template <typename Stub, typename Request, typename Reply>
  absl::StatusOr<Reply> Question(Method<Stub, Request, Reply> method,
                                 const Request& request) const {
    for (int tried = 0;; ++tried) {
      absl::StatusOr<Reply> answer = Ask(method, request);
      const bool again = AfterQuestion(answer.status(), IsBound()) == NextStep::kSend;
      if (!again || tried == options_.unknown_tries || !Wait(tried)) return answer;
    }
  }

 private:
  bool IsBound() const { return options_.within_ms != 0; }
  std::int64_t LeftMs() const;

  template <typename Stub, typename Request, typename Reply>
  absl::StatusOr<Reply> Send(Method<Stub, Request, Reply> method, const Request& request,
                             bool wait) const {
    grpc::ClientContext context;
    PrepareContext(options_, AttemptMs(options_.deadline_ms, LeftMs()), context);
    context.set_wait_for_ready(wait);
    Stub& stub = connections_.Next().stub<Stub>();
    Reply reply;
    const grpc::Status status = (stub.*method)(&context, request, &reply);
    if (!status.ok()) return FromGrpc(status);
    return reply;
  }

  // The one who asks waits for an engine that is coming back, but not for a certificate to become
  // right.
  template <typename Stub, typename Request, typename Reply>
  absl::StatusOr<Reply> Ask(Method<Stub, Request, Reply> method, const Request& request) const {
    absl::StatusOr<Reply> answer = Send(method, request, /*wait=*/false);
    const bool comes_back = IsUnsent(answer.status(), kAddressField) && IsWorthSending(LeftMs());
    return comes_back ? Send(method, request, /*wait=*/true) : std::move(answer);
  }

  // Waits, and asks until there is an answer. Settled: the same message replays the first result.
  // Not posted: it is posted now, or refused as late. Both are definite.
  bool CanSendAgain(RetryPolicy& policy, const v1::GetRequest* question) const;
  // False, at once, when after it no time would be left.
  bool Wait(int tried) const;

  const ClientOptions& options_;
  const Connections& connections_;
  const std::chrono::steady_clock::time_point started_;
};

}  // namespace yizhan
