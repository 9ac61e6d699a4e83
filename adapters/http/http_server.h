// HttpServer: HTTP/1.1 inside the hospital, in plain text or TLS, for the doors that speak it.
//
// A full pool of workers is answered 503 at once: the HIS tries again, nothing queues. One request
// of a connection is under way at a time; one that was sent ahead waits in the socket.
// Answers of its own are JSON: {"error":"..."} with 400, 404, 405, 413, 431, 500 or 503. Who
// is too slow is cut off. A door is told `delivered` on a network thread: it must not wait there.
//
// Units:    as each name's last word says.
// Errors:   Start: InvalidArgument for options that are wrong, Unavailable when it cannot listen.
//           A handler that throws is answered 500.
// Owner:    handlers are kept until the server is gone; what they use must outlive it.
// Threads:  its own: two for the network, `workers` for the handlers. Stop from any but those.
// Source:   RFC 9110, RFC 9112.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"

namespace yizhan::edge {

struct HttpTls {
  std::string certificate_pem;  // The server's, with its chain.
  std::string key_pem;
  std::string client_ca_pem;  // Callers need a certificate of it; empty: none is asked for.
};

struct HttpOptions {
  std::string listen = "127.0.0.1:0";  // host:port; an IPv6 host in brackets; port 0 = any free.
  std::optional<HttpTls> tls{};
  std::uint32_t connections_max = 256;  // One more is accepted and closed.
  std::uint32_t workers = 16;           // Handlers under way at once.
  std::uint32_t idle_max_ms = 60'000;   // Between two requests.
  std::uint32_t read_max_ms = 15'000;   // From the first byte of a request to its last.
  std::uint32_t write_max_ms = 15'000;
  std::uint32_t drain_max_ms = 10'000;  // Stop waits as long for answers under way.
  std::size_t header_bytes_max = 16U << 10;
  std::size_t body_bytes_max = 1U << 20;
};

// The longest path that holds the target's wins: "/fhir" holds "/fhir", "/fhir/Claim" and
// "/fhir?x", not "/fhirs"; "/" holds all.
struct HttpRoute {
  std::string path;
  HttpHandler handler;
};

class HttpServer {
 public:
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpOptions options,
                                                           std::vector<HttpRoute> routes);
  ~HttpServer();  // Stops.
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  // Accepts nothing more; answers under way are finished and sent, within drain_max_ms.
  void Stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan::edge
