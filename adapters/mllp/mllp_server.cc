#include "adapters/mllp/mllp_server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "adapters/mllp/mllp_session.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"

namespace yizhan::mllp {
namespace {

constexpr std::size_t kWorkersMax = 256;
constexpr std::size_t kConnectionsMax = 60'000;
constexpr std::size_t kMessageBytesMin = 1024;
constexpr std::size_t kMessageBytesMax = 64U << 20;
constexpr std::size_t kPemBytesMax = 1U << 20;
// No free descriptor: connections wait with the kernel.
constexpr std::chrono::milliseconds kAcceptAgainMs{100};

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError("mllp: " + what); }

absl::Status CheckOptions(const MllpOptions& options) {
  if (options.workers == 0 || options.workers > kWorkersMax) return Wrong("workers: 1 to 256");
  if (options.connections_max == 0 || options.connections_max > kConnectionsMax) {
    return Wrong("connections_max: 1 to 60000");
  }
  if (options.message_bytes_max < kMessageBytesMin ||
      options.message_bytes_max > kMessageBytesMax) {
    return Wrong("message_bytes_max: 1024 to 67108864");
  }
  if (options.certificate_path.empty() != options.key_path.empty()) {
    return Wrong("tls: certificate_path and key_path go together");
  }
  if (options.certificate_path.empty() && !options.ca_path.empty()) {
    return Wrong("tls: ca_path needs a certificate");
  }
  return absl::OkStatus();
}

// "host:port", "[::1]:port", ":port" = every address.
absl::StatusOr<tcp::endpoint> EndpointOf(const std::string& listen, asio::io_context& io) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon + 1 == listen.size()) {
    return Wrong("listen: host:port, not \"" + listen + "\"");
  }
  std::string host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) host = "0.0.0.0";
  error_code error;
  tcp::resolver resolver(io);
  const auto found =
      resolver.resolve(host, listen.substr(colon + 1),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return Wrong("listen: \"" + listen + "\" is no address");
  return found.begin()->endpoint();
}

absl::Status FillContext(const MllpOptions& options, asio::ssl::context& context) {
  error_code error;
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                          asio::ssl::context::no_tlsv1_1,
                      error);
  const auto chain = ReadWhole(options.certificate_path, kPemBytesMax, Privacy::kPublic);
  if (!chain.ok()) return chain.status();
  context.use_certificate_chain(asio::buffer(*chain), error);
  if (error) return Wrong("tls: " + options.certificate_path + ": no certificate");
  const auto key = ReadSecret(options.key_path);
  if (!key.ok()) return key.status();
  context.use_private_key(asio::buffer(*key), asio::ssl::context::pem, error);
  if (error) return Wrong("tls: " + options.key_path + ": not the certificate's key");
  if (options.ca_path.empty()) return absl::OkStatus();
  context.load_verify_file(options.ca_path, error);
  if (error) return Wrong("tls: " + options.ca_path + ": no certificate");
  context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  return absl::OkStatus();
}

}  // namespace

MllpOptions OptionsOf(const v1::MllpDoor& door) {
  MllpOptions options{.listen = door.listen(),
                      .certificate_path = door.tls().certificate_path(),
                      .key_path = door.tls().key_path(),
                      .ca_path = door.tls().ca_path()};
  if (door.connections_max() != 0) options.connections_max = door.connections_max();
  if (door.message_bytes_max() != 0) options.message_bytes_max = door.message_bytes_max();
  if (door.workers() != 0) options.workers = door.workers();
  constexpr std::uint32_t kSecondsMax = 4'000'000;
  options.idle_max_ms = std::min(door.idle_max_s(), kSecondsMax) * 1000;
  options.commit_bytes = door.commit_bytes();
  return options;
}

class MllpServer::Impl {
 public:
  Impl(MllpOptions options, MllpHandler handler)
      : hub_(std::move(options), std::move(handler)),
        acceptor_(hub_.io),
        accept_again_(hub_.io),
        guard_(hub_.io.get_executor()) {}

  absl::Status Listen() {
    if (!hub_.options.certificate_path.empty()) {
      tls_.emplace(asio::ssl::context::tls_server);
      if (auto status = FillContext(hub_.options, *tls_); !status.ok()) return status;
    }
    const auto endpoint = EndpointOf(hub_.options.listen, hub_.io);
    if (!endpoint.ok()) return endpoint.status();
    error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return absl::UnavailableError("mllp: cannot listen on " + hub_.options.listen + ": " +
                                    error.message());
    }
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    thread_ = std::thread([this] { hub_.io.run(); });
  }

  void Stop() {
    std::call_once(stopped_, [this] { StopOnce(); });
  }

  std::uint16_t port() const { return port_; }
  const Hub& hub() const { return hub_; }

 private:
  void StopOnce() {
    if (!thread_.joinable()) return;
    std::promise<void> empty;
    std::future<void> is_empty = empty.get_future();
    asio::post(hub_.io, [this, &empty] {
      hub_.on_empty = [&empty] { empty.set_value(); };
      BeginToStop();
    });
    is_empty.wait_for(std::chrono::milliseconds(hub_.options.drain_within_ms));
    std::promise<void> closed;
    asio::post(hub_.io, [this, &closed] {
      hub_.on_empty = [] {};
      for (const auto& session : std::vector(hub_.sessions.begin(), hub_.sessions.end())) {
        session->Close();
      }
      closed.set_value();
    });
    closed.get_future().wait();
    hub_.workers.join();
    guard_.reset();
    thread_.join();
  }

  void BeginToStop() {
    hub_.stopping = true;
    error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    for (const auto& session : std::vector(hub_.sessions.begin(), hub_.sessions.end())) {
      session->Drain();
    }
    if (hub_.sessions.empty()) std::exchange(hub_.on_empty, [] {})();
  }

  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (hub_.stopping) return;
      if (error) return AcceptLater();
      Take(std::move(socket));
      Accept();
    });
  }

  void AcceptLater() {
    accept_again_.expires_after(kAcceptAgainMs);
    accept_again_.async_wait([this](error_code /*error*/) {
      if (!hub_.stopping) Accept();
    });
  }

  void Take(tcp::socket socket) {
    error_code error;
    if (hub_.sessions.size() >= hub_.options.connections_max) {
      ++hub_.turned_away;
      socket.close(error);
      return;
    }
    const tcp::endpoint from = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    // A sender that vanished is noticed some day, though it sends nothing.
    socket.set_option(asio::socket_base::keep_alive(true), error);
    std::unique_ptr<Transport> transport;
    if (tls_.has_value()) {
      transport = std::make_unique<TlsTransport>(std::move(socket), *tls_);
    } else {
      transport = std::make_unique<PlainTransport>(std::move(socket), hub_.buffer);
    }
    auto session = std::make_shared<Session>(
        hub_, std::move(transport), from.address().to_string() + ":" + std::to_string(from.port()));
    hub_.sessions.insert(session);
    ++hub_.connections;
    session->Begin();
  }

  Hub hub_;
  std::optional<asio::ssl::context> tls_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  std::once_flag stopped_;
};

absl::StatusOr<std::unique_ptr<MllpServer>> MllpServer::Start(MllpOptions options,
                                                              MllpHandler handler) {
  if (auto status = CheckOptions(options); !status.ok()) return status;
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  if (auto status = impl->Listen(); !status.ok()) return status;
  impl->Run();
  return std::unique_ptr<MllpServer>(new MllpServer(std::move(impl)));
}

MllpServer::MllpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MllpServer::~MllpServer() { Stop(); }

std::uint16_t MllpServer::port() const { return impl_->port(); }

MllpCounts MllpServer::counts() const {
  const Hub& hub = impl_->hub();
  return {.connections = hub.connections,
          .messages = hub.messages,
          .turned_away = hub.turned_away,
          .cut = hub.cut,
          .junk_bytes = hub.junk_bytes,
          .broken_frames = hub.broken_frames,
          .held_bytes = hub.held_bytes};
}

void MllpServer::Stop() { impl_->Stop(); }

}  // namespace yizhan::mllp
