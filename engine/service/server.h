// Server: ledger, loop, readers and the gRPC and metrics ports of one yizhand.
//
// Owner:    owns all of them; the Config is copied.
// Errors:   InvalidArgument   the configuration cannot be used (a port)
//           any other code    the ledger refused to open, or is in use: a person must look
// Threads:  Start, Stop and health from one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/service/config.h"
#include "engine/service/promote.h"

namespace yizhan {

class Server {
 public:
  // With a promotion, data_dir is a witness's mirror that becomes this engine's ledger.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Config& config, const std::optional<Promotion>& promotion = std::nullopt);
  ~Server();  // Stops.

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // HOST:PORT with the actual port; empty metrics address: no page.
  std::string address() const;
  std::string metrics_address() const;

  // Not OK once the outcome of a write is unknown.
  absl::Status health() const;

  // Refuses what comes after, answers what waits, closes the ports. Idempotent.
  void Stop();

 private:
  class Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace yizhan
