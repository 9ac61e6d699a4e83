// Call: one unary call of a gRPC method that the client library does not wrap.
//
// Errors:   the server's status with its ErrorDetail.
// Threads:  any.
#pragma once

#include <chrono>
#include <memory>

#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace yizhan::cli {

// Streams of a whole register or ledger take longer than one bill.
inline constexpr std::chrono::hours kStreamDeadline{1};

inline void PrepareStream(const Client& client, grpc::ClientContext& context) {
  client.Prepare(context);
  context.set_deadline(std::chrono::system_clock::now() + kStreamDeadline);
}

template <typename Reply, typename Stub, typename Request>
absl::StatusOr<Reply> Call(const Client& client, Stub& stub,
                           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Reply*),
                           const Request& request) {
  grpc::ClientContext context;
  client.Prepare(context);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

}  // namespace yizhan::cli
