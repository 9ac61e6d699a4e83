#include "adapters/edge/running_edge.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/client.h"
#include "adapters/edge/edge_config.h"
#include "adapters/edge/edge_log.h"
#include "prometheus/exposer.h"

namespace yizhan::edge {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::size_t kMetricsThreads = 1;

}  // namespace

absl::StatusOr<std::unique_ptr<RunningEdge>> RunningEdge::Open(const v1::EdgeConfig& config) {
  std::unique_ptr<RunningEdge> edge(new RunningEdge(config));
  absl::StatusOr<ClientOptions> client = ClientOptionsOf(config.client());
  if (!client.ok()) return absl::InvalidArgumentError("client: " + client.status().ToString());
  absl::StatusOr<std::unique_ptr<Inbox>> inbox =
      Inbox::Open({.data_dir = config.data_dir(),
                   .key_path = config.inbox_key_path(),
                   .institution_id = config.institution_id()},
                  edge->clock_, edge->random_);
  if (!inbox.ok()) return inbox.status();
  edge->inbox_ = *std::move(inbox);
  edge->centre_ = std::make_unique<ClientCentre>(*std::move(client), config.answer_within_ms());
  edge->intake_ = std::make_unique<DurableIntake>(
      *edge->inbox_, *edge->centre_, edge->clock_, edge->random_,
      IntakeOptions{.unanswered_after_ms = config.unanswered_after_s() * kMsPerSecond,
                    .keep_ms = config.keep_days() * kMsPerDay,
                    .training = config.client().training(),
                    .rereads = edge->RereadsOfAll()});
  absl::StatusOr<std::unique_ptr<Protocols>> protocols = Protocols::Make(
      config, {.intake = *edge->intake_, .clock = edge->clock_, .random = edge->random_});
  if (!protocols.ok()) return protocols.status();
  edge->protocols_ = *std::move(protocols);
  return edge;
}

// The protocols need the intake, and the intake reads old messages with them.
Rereads RunningEdge::RereadsOfAll() {
  Rereads rereads;
  for (const Protocol protocol : kAllProtocols) {
    rereads[protocol] = [this, protocol](const std::string& raw) {
      return protocols_->Reread(protocol, raw);
    };
  }
  return rereads;
}

absl::Status RunningEdge::Start() {
  if (absl::Status opened = OpenMetrics(); !opened.ok()) return opened;
  absl::StatusOr<std::unique_ptr<CommandSocket>> commands = CommandSocket::Serve(
      CommandSocketPath(config_), [this](const std::string& line) { return CarryLine(line); });
  if (!commands.ok()) return commands.status();
  commands_ = *std::move(commands);
  intake_->Start();
  absl::StatusOr<Doors> doors = OpenDoors(config_, *protocols_);
  if (!doors.ok()) return doors.status();
  doors_ = *std::move(doors);
  return absl::OkStatus();
}

RunningEdge::~RunningEdge() {
  for (const std::unique_ptr<Door>& door : doors_) door->Stop();
  doors_.clear();
  commands_.reset();
  exposer_.reset();
  if (intake_ != nullptr) intake_->Stop();
  protocols_.reset();
}

// The page's library throws when its address is taken; no exception leaves this file.
absl::Status RunningEdge::OpenMetrics() {
  if (config_.metrics_listen().empty()) return absl::OkStatus();
  metrics_ = std::make_shared<EdgeMetrics>(*intake_, clock_, protocols_->pass_through());
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(config_.metrics_listen(), kMetricsThreads);
    exposer_->RegisterCollectable(metrics_);
  } catch (const std::exception& thrown) {
    return absl::InvalidArgumentError(absl::StrCat("metrics_listen: ", thrown.what()));
  }
  const std::string& listen = config_.metrics_listen();
  const std::string host = listen.substr(0, listen.rfind(':'));
  metrics_address_ = absl::StrCat(host, ":", exposer_->GetListeningPorts().front());
  return absl::OkStatus();
}

InboxAnswer RunningEdge::Carry(const InboxCommand& command) {
  InboxAnswer answer = edge::Carry(command, *inbox_, *intake_);
  LogEvent(LogLevel::kInfo, "inbox command",
           {{"do", command.name},
            {"number", absl::StrCat(command.number)},
            {"code", absl::StrCat(answer.code)}});
  return answer;
}

InboxAnswer RunningEdge::Carry(const IntentCommand& command) {
  InboxAnswer answer = edge::Carry(command, protocols_->pass_through());
  LogEvent(LogLevel::kInfo, "intent command",
           {{"do", command.name},
            {"msgid", command.msgid},
            {"insurer", command.insurer},
            {"code", absl::StrCat(answer.code)}});
  return answer;
}

std::string RunningEdge::CarryLine(const std::string& line) {
  const absl::StatusOr<IntentCommand> intent = IntentCommandIn(line);
  if (intent.ok()) return ToJson(Carry(*intent));
  const absl::StatusOr<InboxCommand> command = CommandIn(line);
  return ToJson(command.ok() ? Carry(*command) : InboxAnswer{.code = 1, .text = "no command"});
}

absl::Status RunningEdge::health() const {
  if (!inbox_->failed()) return absl::OkStatus();
  return absl::InternalError("the inbox's disk refused a write; look at the disk, start again");
}

}  // namespace yizhan::edge
