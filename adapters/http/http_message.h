// HttpMessage: a request and its answer, as the doors that speak HTTP see them.
//
// Threads:  values.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace yizhan::edge {

struct HttpRequest {
  std::string method{};  // "POST"
  std::string target{};  // "/fhir/Claim/$submit?_format=json"
  std::string body{};
  std::string peer{};                                          // Address of the caller.
  std::vector<std::pair<std::string, std::string>> headers{};  // Names in lower case.

  // "" when absent.
  std::string Header(const std::string& lower_case_name) const {
    for (const auto& [name, value] : headers) {
      if (name == lower_case_name) return value;
    }
    return "";
  }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body{};
  std::function<void()> delivered{};  // Called when the network has taken all of it; may be empty.
  std::vector<std::pair<std::string, std::string>> headers{};
};

// Called on a worker thread; may wait.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

}  // namespace yizhan::edge
