// Unary: one unary call of any service of the contract.
//
// Threads:  any.
#pragma once

#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace yizhan::testing {

template <typename Service, typename Request, typename Reply>
absl::StatusOr<Reply> Call(const Client& client,
                           grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                 const Request&, Reply*),
                           const Request& request) {
  grpc::ClientContext context;
  client.Prepare(context);
  Reply reply;
  const auto stub = Service::NewStub(client.channel());
  const grpc::Status status = ((*stub).*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

}  // namespace yizhan::testing
