#include "adapters/http/http_server.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "adapters/http/http_session.h"

namespace yizhan::edge {
namespace {

namespace ssl = boost::asio::ssl;
using Code = boost::system::error_code;
using PlainSession = HttpSession<beast::tcp_stream>;
using TlsSession = HttpSession<beast::ssl_stream<beast::tcp_stream>>;

constexpr int kNetworkThreads = 2;
constexpr milliseconds kAcceptAgainAfter{100};  // When descriptors have run out.

bool Holds(const std::string& path, std::string_view target) {
  if (path == "/") return true;
  if (!target.starts_with(path)) return false;
  return target.size() == path.size() || target[path.size()] == '/' || target[path.size()] == '?';
}

// "host:port" or "[host]:port"
absl::StatusOr<tcp::endpoint> EndpointOf(asio::io_context& network, const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == listen.size()) {
    return absl::InvalidArgumentError("listen: host:port expected");
  }
  std::string host = listen.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  Code code;
  tcp::resolver resolver(network);
  const auto found = resolver.resolve(host, listen.substr(colon + 1), tcp::resolver::passive, code);
  if (code || found.empty()) return absl::InvalidArgumentError("listen: no such address");
  return found.begin()->endpoint();
}

absl::Status LoadTls(const HttpTls& tls, ssl::context& context) {
  const auto refuse = [](const char* what) {
    return absl::InvalidArgumentError(std::string("tls: ") + what);
  };
  Code code;
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                      ssl::context::no_tlsv1_1);
  // A key that needs a password is refused: nobody stands at the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; });
  context.use_certificate_chain(asio::buffer(tls.certificate_pem), code);
  if (code) return refuse("the certificate cannot be read");
  context.use_private_key(asio::buffer(tls.key_pem), ssl::context::pem, code);
  if (code) return refuse("the key cannot be read, or is not the certificate's");
  if (tls.client_ca_pem.empty()) return absl::OkStatus();
  context.add_certificate_authority(asio::buffer(tls.client_ca_pem), code);
  if (code) return refuse("the authority's certificate cannot be read");
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  return absl::OkStatus();
}

absl::Status CheckOptions(const HttpOptions& options, const std::vector<HttpRoute>& routes) {
  const auto refuse = [](const char* what) { return absl::InvalidArgumentError(what); };
  if (options.workers == 0 || options.connections_max == 0) return refuse("workers, connections");
  if (options.header_bytes_max == 0 || options.body_bytes_max == 0) return refuse("byte limits");
  for (const HttpRoute& route : routes) {
    const bool whole = route.path == "/" || (route.path.size() > 1 && route.path.back() != '/');
    if (!route.path.starts_with('/') || !whole) return refuse("path: /name expected");
    if (!route.handler) return refuse("a route without a handler");
  }
  return absl::OkStatus();
}

}  // namespace

class HttpServer::Impl final : public HttpHost {
 public:
  absl::Status Start(HttpOptions options, std::vector<HttpRoute> routes);
  void Stop();
  std::uint16_t port() const { return port_; }

  const HttpOptions& options() const override { return options_; }
  bool stopping() const override { return stopping_; }
  const HttpHandler* Find(std::string_view target) const override;
  bool Work(std::function<void()> job) override;
  void Remove(HttpConnection* connection) override;

 private:
  absl::Status Listen();
  void RunNetwork();
  void Accept();
  void Accepted(tcp::socket socket);
  template <typename Session>
  void Run(const std::shared_ptr<Session>& session);
  void WaitForConnections();

  HttpOptions options_;
  std::vector<HttpRoute> routes_;
  asio::io_context network_{kNetworkThreads};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> keep_;
  ssl::context tls_{ssl::context::tls_server};
  tcp::acceptor acceptor_{asio::make_strand(network_)};
  asio::steady_timer again_{acceptor_.get_executor()};
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
  std::unique_ptr<asio::thread_pool> workers_;
  std::atomic<std::uint32_t> busy_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable fewer_;
  std::set<HttpConnection*> connections_;
};

absl::Status HttpServer::Impl::Start(HttpOptions options, std::vector<HttpRoute> routes) {
  if (auto status = CheckOptions(options, routes); !status.ok()) return status;
  options_ = std::move(options);
  routes_ = std::move(routes);
  if (options_.tls.has_value()) {
    if (auto status = LoadTls(*options_.tls, tls_); !status.ok()) return status;
  }
  if (auto status = Listen(); !status.ok()) return status;
  workers_ = std::make_unique<asio::thread_pool>(options_.workers);
  keep_.emplace(network_.get_executor());
  asio::post(acceptor_.get_executor(), [this] { Accept(); });
  for (int i = 0; i < kNetworkThreads; ++i) threads_.emplace_back([this] { RunNetwork(); });
  return absl::OkStatus();
}

absl::Status HttpServer::Impl::Listen() {
  const absl::StatusOr<tcp::endpoint> endpoint = EndpointOf(network_, options_.listen);
  if (!endpoint.ok()) return endpoint.status();
  Code code;
  acceptor_.open(endpoint->protocol(), code);
  if (!code) acceptor_.set_option(asio::socket_base::reuse_address(true), code);
  if (!code) acceptor_.bind(*endpoint, code);
  if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
  if (!code) port_ = acceptor_.local_endpoint(code).port();
  if (!code) return absl::OkStatus();
  return absl::UnavailableError("cannot listen on " + options_.listen + ": " + code.message());
}

// What a connection threw, out of memory say, ended that connection.
void HttpServer::Impl::RunNetwork() {
  while (true) {
    try {
      network_.run();
      return;
    } catch (...) {
      continue;
    }
  }
}

const HttpHandler* HttpServer::Impl::Find(std::string_view target) const {
  const HttpRoute* best = nullptr;
  for (const HttpRoute& route : routes_) {
    if (!Holds(route.path, target)) continue;
    if (best == nullptr || route.path.size() > best->path.size()) best = &route;
  }
  return best == nullptr ? nullptr : &best->handler;
}

bool HttpServer::Impl::Work(std::function<void()> job) {
  if (busy_.fetch_add(1) >= options_.workers) {
    busy_.fetch_sub(1);
    return false;
  }
  asio::post(*workers_, [this, job = std::move(job)] {
    job();
    busy_.fetch_sub(1);
  });
  return true;
}

void HttpServer::Impl::Remove(HttpConnection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  fewer_.notify_all();
}

void HttpServer::Impl::Accept() {
  if (stopping_) return;
  acceptor_.async_accept(asio::make_strand(network_), [this](const Code& code, tcp::socket socket) {
    if (code == asio::error::operation_aborted || stopping_) return;
    if (!code) {
      Accepted(std::move(socket));
      return Accept();
    }
    again_.expires_after(kAcceptAgainAfter);
    again_.async_wait([this](const Code&) { Accept(); });
  });
}

void HttpServer::Impl::Accepted(tcp::socket socket) {
  Code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  {
    const std::lock_guard lock(mutex_);
    if (connections_.size() >= options_.connections_max) return;  // Closes it.
  }
  if (options_.tls.has_value()) {
    Run(std::make_shared<TlsSession>(*this, std::move(socket), tls_));
  } else {
    Run(std::make_shared<PlainSession>(*this, std::move(socket)));
  }
}

template <typename Session>
void HttpServer::Impl::Run(const std::shared_ptr<Session>& session) {
  {
    const std::lock_guard lock(mutex_);
    connections_.insert(session.get());
  }
  session->Run();
}

void HttpServer::Impl::Stop() {
  if (threads_.empty() || stopping_.exchange(true)) return;
  asio::post(acceptor_.get_executor(), [this] {
    Code ignored;
    acceptor_.close(ignored);
    again_.cancel();
  });
  WaitForConnections();
  workers_->join();  // A handler is never cut off.
  keep_.reset();
  for (std::thread& thread : threads_) thread.join();
}

void HttpServer::Impl::WaitForConnections() {
  std::unique_lock lock(mutex_);
  for (HttpConnection* connection : connections_) connection->Drain();
  const auto none = [this] { return connections_.empty(); };
  if (fewer_.wait_for(lock, milliseconds(options_.drain_max_ms), none)) return;
  for (HttpConnection* connection : connections_) connection->Cut();
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpOptions options,
                                                              std::vector<HttpRoute> routes) {
  auto impl = std::make_unique<Impl>();
  if (auto status = impl->Start(std::move(options), std::move(routes)); !status.ok()) return status;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { Stop(); }

std::uint16_t HttpServer::port() const { return impl_->port(); }
void HttpServer::Stop() { impl_->Stop(); }

}  // namespace yizhan::edge
