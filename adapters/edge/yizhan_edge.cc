// yizhan-edge: beside a hospital's HIS. Exit codes: 0 stopped as told, 1 bad configuration or
// refused command, 3 do not restart: a person must look (the inbox refused to open, or its disk
// failed).

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "adapters/edge/edge_config.h"
#include "adapters/edge/edge_log.h"
#include "adapters/edge/running_edge.h"

namespace yizhan::edge {
namespace {

constexpr int kExitStopped = 0;
constexpr int kExitConfiguration = 1;
constexpr int kExitPersonMustLook = 3;
constexpr timespec kLookEvery{.tv_sec = 0, .tv_nsec = 100'000'000};

struct Arguments {
  std::string config_path;
  std::string upstream;
  bool check_only = false;
  InboxCommand command;  // Without a name, and the other without one: run.
  IntentCommand intent;
  bool commands() const { return !command.name.empty() || !intent.name.empty(); }
};

// Blocked in every thread; only Wait takes them.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

absl::Status Wait(const RunningEdge& edge, const sigset_t& signals) {
  while (true) {
    if (sigtimedwait(&signals, nullptr, &kLookEvery) > 0) return absl::OkStatus();
    if (absl::Status health = edge.health(); !health.ok()) return health;
  }
}

int Say(int code, const absl::Status& status) {
  std::fprintf(stderr, "yizhan-edge: %s\n", std::string(status.message()).c_str());
  return code;
}

int CodeOf(const absl::Status& status) {
  return absl::IsInvalidArgument(status) ? kExitConfiguration : kExitPersonMustLook;
}

int Fail(int code, const absl::Status& status) {
  LogEvent(LogLevel::kError, "stopped",
           {{"exit", std::to_string(code)}, {"reason", std::string(status.message())}});
  return code;
}

int Serve(const v1::EdgeConfig& config, const sigset_t& signals) {
  absl::StatusOr<std::unique_ptr<RunningEdge>> edge = RunningEdge::Open(config);
  if (!edge.ok()) return Fail(CodeOf(edge.status()), edge.status());
  if (absl::Status started = (*edge)->Start(); !started.ok()) {
    return Fail(CodeOf(started), started);
  }
  LogEvent(LogLevel::kInfo, "started",
           {{"edge", (*edge)->inbox().edge_id()},
            {"metrics", (*edge)->metrics_address()},
            {"unfinished", std::to_string((*edge)->inbox().Unfinished().size())}});
  for (const std::unique_ptr<Door>& door : (*edge)->doors()) {
    std::printf("listening %s\n", door->address().c_str());
  }
  if (!(*edge)->metrics_address().empty()) {
    std::printf("metrics %s\n", (*edge)->metrics_address().c_str());
  }
  std::printf("ready\n");
  std::fflush(stdout);
  const absl::Status waited = Wait(**edge, signals);
  if (waited.ok()) LogEvent(LogLevel::kInfo, "stopping");
  edge->reset();
  if (!waited.ok()) return Fail(kExitPersonMustLook, waited);
  LogEvent(LogLevel::kInfo, "stopped", {{"exit", "0"}});
  return kExitStopped;
}

int Print(const InboxAnswer& answer) {
  std::FILE* out = answer.code == 0 ? stdout : stderr;
  std::fprintf(out, "%s\n", answer.text.c_str());
  return answer.code == 0 ? kExitStopped : kExitConfiguration;
}

// By the running edge when there is one; else on the inbox itself.
template <typename AnyCommand>
int Command(const v1::EdgeConfig& config, const AnyCommand& command) {
  const absl::StatusOr<std::string> line =
      CallCommandSocket(CommandSocketPath(config), ToJson(command));
  if (line.ok()) {
    const absl::StatusOr<InboxAnswer> answer = AnswerIn(*line);
    return answer.ok() ? Print(*answer) : Say(kExitConfiguration, answer.status());
  }
  if (!absl::IsNotFound(line.status())) return Say(kExitConfiguration, line.status());
  const absl::StatusOr<std::unique_ptr<RunningEdge>> edge = RunningEdge::Open(config);
  if (!edge.ok()) return Say(CodeOf(edge.status()), edge.status());
  return Print((*edge)->Carry(command));
}

// Keys and messages are in memory: no core file and no debugger of another user may take them out,
// and what is written is for this user alone.
bool KeepToOurselves() {
  umask(077);
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

int Run(const Arguments& arguments) {
  if (!KeepToOurselves()) {
    return Say(kExitConfiguration, absl::InternalError(std::strerror(errno)));
  }
  const absl::StatusOr<v1::EdgeConfig> config =
      ReadEdgeConfig(arguments.config_path, arguments.upstream);
  if (!config.ok()) return Say(kExitConfiguration, config.status());
  if (arguments.check_only) {
    std::printf("%s is fine\n", arguments.config_path.c_str());
    return kExitStopped;
  }
  const sigset_t signals = StopSignals();
  if (!arguments.commands()) pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  if (absl::Status log = OpenLog(config->log_path()); !log.ok()) {
    return Say(kExitConfiguration, log);
  }
  if (!arguments.intent.name.empty()) return Command(*config, arguments.intent);
  if (arguments.commands()) return Command(*config, arguments.command);
  return Serve(*config, signals);
}

void AddInboxCommands(CLI::App& app, Arguments& arguments) {
  CLI::App* inbox = app.add_subcommand("inbox", "Look at the inbox; what no program can settle");
  inbox->require_subcommand(1);
  InboxCommand& command = arguments.command;
  const auto add = [&](const char* name, const char* help) {
    CLI::App* one = inbox->add_subcommand(name, help);
    one->add_option("--config", arguments.config_path, "Configuration file")->required();
    one->callback([&command, name] { command.name = name; });
    return one;
  };
  add("list", "What is not finished, and dead letters")
      ->add_flag("--all", command.all, "Finished ones, too");
  for (const auto& [name, help] :
       {std::pair{"show", "One message, with all that is known of it (personal data)"},
        {"replay", "Read a dead letter once more: what is not settled is recorded after the fact"},
        {"discard", "Give a dead letter up"}}) {
    CLI::App* one = add(name, help);
    one->add_option("number", command.number, "Its number in the list")->required();
    if (std::string(name) == "show") continue;
    CLI::Option* note = one->add_option("--note", command.note, "Why; kept with the message");
    if (std::string(name) == "discard") note->required();
  }
}

void AddIntentCommands(CLI::App& app, Arguments& arguments) {
  CLI::App* intents = app.add_subcommand(
      "intents", "Look at settlements not yet alike at HIS and insurer (pass_through)");
  intents->require_subcommand(1);
  IntentCommand& command = arguments.intent;
  for (const auto& [name, help] :
       {std::pair{"list", "Those that are open, and what to do about each"},
        {"show", "One, with its messages (personal data)"},
        {"close", "An unclear one, when the insurer has said whether it has the settlement"}}) {
    CLI::App* one = intents->add_subcommand(name, help);
    one->add_option("--config", arguments.config_path, "Configuration file")->required();
    one->callback([&command, name = name] { command.name = name; });
    if (std::string(name) == "list") continue;
    one->add_option("msgid", command.msgid, "Message id of the settlement")->required();
    if (std::string(name) == "show") continue;
    CLI::Option_group* says = one->add_option_group("insurer", "What the insurer said");
    for (const char* insurer : {kInsurerHasIt, kInsurerHasNot}) {
      says->add_flag_callback(std::string("--insurer-") + insurer,
                              [&command, insurer] { command.insurer = insurer; });
    }
    says->require_option(1);
    one->add_option("--note", command.note, "Who said so, and when; kept")->required();
  }
}

}  // namespace
}  // namespace yizhan::edge

int main(int argc, char** argv) {
  CLI::App app("yizhan-edge: beside a hospital's HIS. It takes bills and answers with aid.");
  yizhan::edge::Arguments arguments;
  app.add_option("--config", arguments.config_path,
                 "Configuration file (text form of yizhan.v1.EdgeConfig)");
  app.add_flag("--check-config", arguments.check_only,
               "Check the configuration and the files it names, then exit");
  app.add_option("--upstream", arguments.upstream,
                 "Pass messages on to this insurer (pass_through.upstream)");
  yizhan::edge::AddInboxCommands(app, arguments);
  yizhan::edge::AddIntentCommands(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  if (arguments.config_path.empty()) return app.exit(CLI::RequiredError("--config")) == 0 ? 0 : 1;
  return yizhan::edge::Run(arguments);
}
