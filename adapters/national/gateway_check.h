// GatewayCheck: the x-tif-* headers of a call: who calls, when, and that it was not sent before.
//
// x-tif-signature is the hex SHA-256 of timestamp + token + nonce + timestamp.
//
// Units:    x-tif-timestamp is Unix seconds; *_ms are milliseconds.
// Errors:   NOT_AUTHENTICATED names the header; RATE_LIMITED: more calls than nonces are kept.
// Threads:  any.
// Source:   domain.md section 2.2.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "adapters/http/http_message.h"

namespace yizhan::national {

class GatewayCheck {
 public:
  // Empty paasid: every call passes.
  GatewayCheck(std::string paasid, std::string token)
      : paasid_(std::move(paasid)), token_(std::move(token)) {}

  absl::Status Check(const edge::HttpRequest& request, std::int64_t now_ms);

 private:
  absl::Status Remember(const std::string& nonce, std::int64_t now_ms);

  const std::string paasid_;
  const std::string token_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> nonces_;  // Seen at, in milliseconds.
};

}  // namespace yizhan::national
