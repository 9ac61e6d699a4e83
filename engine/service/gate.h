// Gate: accepts connections in front of gRPC, because gRPC 1.51 cannot count them: it caps them in
// all and per address before a byte is read, knows which are open, and cuts one that abuses.
//
// CVE-2023-4785 (descriptors exhausted by connections): the caps.
// CVE-2023-44487 (rapid reset) and CVE-2023-33953 (header tables): Count tells it of calls that
// were cancelled at once; a connection with more than kCancelledPerSecondMax a second is shut.
//
// Owner:    owns the listening socket and its thread; `hand_over` takes each accepted socket.
// Errors:   InvalidArgument when the address cannot be listened on.
// Threads:  any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace yizhan {

inline constexpr std::uint32_t kCancelledPerSecondMax = 200;  // Of one connection.

struct GateLimits {
  std::uint32_t connections_max = 1024;
  std::uint32_t connections_per_address_max = 64;
};

struct GateCounts {
  std::uint64_t open = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  // By a cap.
  std::uint64_t cut = 0;      // For abuse.
};

class Gate {
 public:
  // `hand_over(fd)` owns the socket from then on.
  static absl::StatusOr<std::unique_ptr<Gate>> Open(const std::string& address, GateLimits limits,
                                                    std::function<void(int fd)> hand_over);
  virtual ~Gate() = default;  // Stops accepting; open connections go on.

  virtual int port() const = 0;
  virtual GateCounts counts() const = 0;
  // A call of the connection `peer` ("ipv4:1.2.3.4:567", as gRPC names it) was cancelled.
  virtual void Cancelled(const std::string& peer) = 0;
};

}  // namespace yizhan
