#include "adapters/client/connections.h"

#include <utility>

#include "engine/base/check.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace yizhan {
namespace {

constexpr int kReceiveBytesMax = 64 << 20;  // A List of 10 000 is long.
constexpr int kReconnectFirstMs = 50;
constexpr int kReconnectMaxMs = 1000;
constexpr int kKeepaliveEveryMs = 20'000;  // The engine takes one in 10 s.
constexpr int kDeadAfterMs = 5000;
constexpr int kConnectWithinMs = 5000;  // A handshake on a busy machine takes its time.

// The name in the engine's certificate must be that of the address, and its use that of a server.
std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const ClientTls& tls) {
  if (tls.empty()) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({.pem_root_certs = tls.ca_pem,
                               .pem_private_key = tls.key_pem,
                               .pem_cert_chain = tls.certificate_pem});
}

// With a pool of its own each channel is one connection; else gRPC would let them share one.
std::shared_ptr<grpc::Channel> OpenChannel(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  // A line that went dead without a word is given up after so long with bytes on it that nobody
  // acknowledges, not when TCP does.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveEveryMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kDeadAfterMs);
  // How long one attempt may take; the waits between attempts are the two others.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectWithinMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  return grpc::CreateCustomChannel(options.address, CredentialsOf(options.tls), arguments);
}

}  // namespace

Connection::Connection(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)),
      stubs_(v1::Settlement::NewStub(channel_), v1::Relief::NewStub(channel_),
             v1::Register::NewStub(channel_)) {}

Connections::Connections(const ClientOptions& options) {
  YIZHAN_CHECK(options.channels >= 1 && options.channels <= kChannelsMax);
  for (int i = 0; i < options.channels; ++i) connections_.emplace_back(OpenChannel(options));
}

}  // namespace yizhan
