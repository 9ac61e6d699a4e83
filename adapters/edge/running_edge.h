// RunningEdge: the parts of yizhan-edge, in the order in which they start and stop: inbox, intake,
// metrics, command socket, background, doors.
//
// Owner:    owns all of them.
// Errors:   Open: InvalidArgument for what the configuration must mend; FailedPrecondition,
//           DataLoss or Internal when a person must look at the inbox.
// Threads:  one.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/edge/command_socket.h"
#include "adapters/edge/edge_metrics.h"
#include "adapters/edge/inbox_commands.h"
#include "adapters/edge/intent_commands.h"
#include "adapters/edge/open_doors.h"
#include "adapters/edge/protocols.h"
#include "adapters/inbox/inbox.h"
#include "adapters/intake/client_centre.h"
#include "adapters/intake/durable_intake.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "prometheus/exposer.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

class RunningEdge {
 public:
  // The inbox and the intake, and nothing that runs: for commands while no edge does.
  static absl::StatusOr<std::unique_ptr<RunningEdge>> Open(const v1::EdgeConfig& config);
  // Everything else.
  absl::Status Start();
  ~RunningEdge();  // Doors first: what is under way ends.
  RunningEdge(const RunningEdge&) = delete;
  RunningEdge& operator=(const RunningEdge&) = delete;

  InboxAnswer Carry(const InboxCommand& command);
  InboxAnswer Carry(const IntentCommand& command);
  // Internal when the disk of the inbox failed: end the program.
  absl::Status health() const;
  const Doors& doors() const { return doors_; }
  const std::string& metrics_address() const { return metrics_address_; }
  Inbox& inbox() { return *inbox_; }

 private:
  explicit RunningEdge(const v1::EdgeConfig& config) : config_(config) {}
  std::string CarryLine(const std::string& line);
  absl::Status OpenMetrics();
  Rereads RereadsOfAll();

  const v1::EdgeConfig config_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<ClientCentre> centre_;
  std::unique_ptr<DurableIntake> intake_;
  std::unique_ptr<Protocols> protocols_;
  std::shared_ptr<EdgeMetrics> metrics_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string metrics_address_;
  std::unique_ptr<CommandSocket> commands_;
  Doors doors_;
};

}  // namespace yizhan::edge
