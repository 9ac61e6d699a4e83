// HttpClient: one question to a server, and its answer.
//
// A connection serves one call. Nothing is sent twice, and no redirect is followed: what a message
// that moves money did is not known when its answer is lost, and only the caller knows whom to ask.
//
// Errors:   TRY_AGAIN (SHUTTING_DOWN): certainly never sent: no address, no connection, no trusted
//           TLS. OUTCOME_UNKNOWN (OUTCOME_NOT_KNOWN): sent, or partly, and no whole answer.
//           InvalidArgument of Make names what is wrong with the address or the file.
// Threads:  any; a call waits at most its deadline.
// Format:   HTTP/1.1; an answer of at most kHttpAnswerBytesMax.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"

namespace yizhan::edge {

inline constexpr std::size_t kHttpAnswerBytesMax = 16U << 20;

class HttpClient {
 public:
  // "http://host:port/path" or "https://...". `ca_path`: the authorities that are trusted, in PEM;
  // empty: the system's.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Make(const std::string& url,
                                                          const std::string& ca_path);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // `target` comes behind the path of the address. Host, length and connection are the client's
  // own headers.
  absl::StatusOr<HttpResponse> Send(const HttpRequest& request,
                                    std::chrono::milliseconds within) const;

  // With `headers`, whose names are in lower case.
  absl::StatusOr<HttpResponse> Post(const std::string& target, const std::string& body,
                                    const std::vector<std::pair<std::string, std::string>>& headers,
                                    std::chrono::milliseconds within) const;

 private:
  struct Server;
  explicit HttpClient(std::unique_ptr<Server> server);
  const std::unique_ptr<Server> server_;
};

}  // namespace yizhan::edge
