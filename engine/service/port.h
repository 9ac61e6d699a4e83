// Port: the gRPC port: credentials, the limits gRPC keeps, and the gate that accepts for it.
//
// What gRPC 1.51 is known to be weak in, and what stands against it here: see port.cc.
//
// Owner:    owns gate and server; the services outlive it.
// Errors:   InvalidArgument when the address cannot be listened on.
// Threads:  Open, Shutdown and the end from one thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/service/gate.h"
#include "engine/service/peer_limits.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

class Port {
 public:
  static absl::StatusOr<std::unique_ptr<Port>> Open(
      const v1::EngineConfig& config, std::shared_ptr<grpc::ServerCredentials> credentials,
      const std::vector<std::unique_ptr<grpc::Service>>& services);
  ~Port() { Shutdown(); }

  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  // The health service answers NOT_SERVING from here on.
  void NotServing();
  // Hangs up on who comes now, gives calls under way a moment, ends them. Idempotent.
  void Shutdown();

  int port() const { return gate_->port(); }
  Gate* gate() const { return gate_.get(); }

 private:
  explicit Port(const v1::Limits& limits);
  void HandOver(int fd);
  // A call begins on a connection; one that begins too many is the gate's to cut.
  void Begun(const std::string& connection);

  class BegunCalls;  // How gRPC tells of them.

  std::atomic<bool> stopping_ = false;
  std::atomic<Gate*> told_gate_ = nullptr;  // Once it is open.
  SystemClock clock_;
  PeerLimits begun_;                      // By connection.
  grpc::CallbackGenericService unknown_;  // Calls of no service of ours: UNIMPLEMENTED.
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Gate> gate_;  // Ends first; then nobody hands over.
};

}  // namespace yizhan
