#include "engine/service/port.h"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_interceptor.h"

namespace yizhan {
namespace {

constexpr int kTransportBytesMax = 5 << 20;  // Above every RpcRule's own limit.
constexpr int kMsPerSecond = 1000;
constexpr int kConnectionAgeGraceMs = 60 * kMsPerSecond;
constexpr int kPingIntervalMinMs = 10 * kMsPerSecond;
constexpr int kPingStrikesMax = 2;
constexpr int kKeepAliveMs = 10 * kMsPerSecond;
constexpr int kKeepAliveAnswerMs = 10 * kMsPerSecond;
constexpr int kHeaderTableBytesMax = 4096;  // Of HPACK, per connection.
constexpr std::chrono::seconds kStopWait{2};

// What gRPC 1.51 itself can bound: header tables (CVE-2023-33953) by a small table and small
// metadata; slow handshakes, pings and old connections. The rest is the gate's: descriptors
// (CVE-2023-4785), and calls opened and reset at once (CVE-2023-44487). One thing nobody bounds:
// a header block that never ends is kept until its connection closes. It takes a certificate to
// send one; the service's memory limit, and a revocation, are what stands against it.
void SetLimits(const v1::Limits& limits, grpc::ServerBuilder& builder) {
  const auto set = [&builder](const char* name, std::uint64_t value) {
    builder.AddChannelArgument(name, static_cast<int>(value));
  };
  builder.SetMaxReceiveMessageSize(kTransportBytesMax);
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.streams_per_connection_max());
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, std::uint64_t{limits.connection_age_max_s()} * kMsPerSecond);
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kConnectionAgeGraceMs);
  set(GRPC_ARG_MAX_METADATA_SIZE, limits.metadata_bytes_max());
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, limits.handshake_max_ms());
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingIntervalMinMs);
  set(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kPingStrikesMax);
  set(GRPC_ARG_HTTP2_HPACK_TABLE_SIZE_DECODER, kHeaderTableBytesMax);
  // gRPC may miss that a connection it had stopped reading was reset: a ping finds out.
  set(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepAliveMs);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepAliveAnswerMs);
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // No end to ours.
}

}  // namespace

// Asked for an interceptor as each call begins, whatever becomes of it. There is none to give.
class Port::BegunCalls : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit BegunCalls(Port& port) : port_(port) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override {
    port_.Begun(call->server_context()->peer());
    return nullptr;
  }

 private:
  Port& port_;
};

Port::Port(const v1::Limits& limits)
    : begun_(limits.calls_per_second_max(), limits.streams_per_peer_max()) {}

absl::StatusOr<std::unique_ptr<Port>> Port::Open(
    const v1::EngineConfig& config, std::shared_ptr<grpc::ServerCredentials> credentials,
    const std::vector<std::unique_ptr<grpc::Service>>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  // Reflection runs on threads of its own that nothing here bounds.
  if (config.training()) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetLimits(config.limits(), builder);
  for (const std::unique_ptr<grpc::Service>& service : services) {
    builder.RegisterService(service.get());
  }
  std::unique_ptr<Port> port(new Port(config.limits()));
  builder.RegisterCallbackGenericService(&port->unknown_);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> begun;
  begun.push_back(std::make_unique<BegunCalls>(*port));
  builder.experimental().SetInterceptorCreators(std::move(begun));
  port->acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      std::move(credentials));
  port->server_ = builder.BuildAndStart();
  if (port->server_ == nullptr) return absl::InternalError("gRPC did not start");
  absl::StatusOr<std::unique_ptr<Gate>> gate =
      Gate::Open(config.listen(),
                 {.connections_max = config.limits().connections_max(),
                  .connections_per_address_max = config.limits().connections_per_address_max()},
                 [opened = port.get()](int fd) { opened->HandOver(fd); });
  if (!gate.ok()) return gate.status();
  port->gate_ = *std::move(gate);
  port->told_gate_ = port->gate_.get();
  return port;
}

// Calls within one peer's rate are his; above it he has been refused often enough.
void Port::Begun(const std::string& connection) {
  if (begun_.TakeCall(connection, clock_.NowMs()).ok()) return;
  Gate* const gate = told_gate_.load();
  if (gate != nullptr) gate->Cancelled(connection);
}

void Port::HandOver(int fd) {
  if (stopping_) {
    ::close(fd);
    return;
  }
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.fd = fd;
  acceptor_->HandleNewConnection(&connection);
}

void Port::NotServing() {
  if (server_ != nullptr && server_->GetHealthCheckService() != nullptr) {
    server_->GetHealthCheckService()->SetServingStatus(false);
  }
}

void Port::Shutdown() {
  stopping_ = true;
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + kStopWait);
  server_.reset();
}

}  // namespace yizhan
