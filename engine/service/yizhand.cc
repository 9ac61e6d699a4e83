// yizhand: the engine. Exit codes: 0 stopped as told, 1 bad configuration, 3 do not restart: a
// person must look (ledger or keys refused to open, or the outcome of a write is unknown).

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "engine/service/config.h"
#include "engine/service/log.h"
#include "engine/service/server.h"

namespace yizhan {
namespace {

constexpr int kExitStopped = 0;
constexpr int kExitConfiguration = 1;
constexpr int kExitPersonMustLook = 3;
constexpr timespec kLookEvery{.tv_sec = 0, .tv_nsec = 100'000'000};
constexpr std::chrono::milliseconds kLastRepliesWait{200};

// Blocked in every thread; only Wait takes them.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Until told to stop (OK) or until the engine is sick.
absl::Status Wait(const Server& server, const sigset_t& signals) {
  while (true) {
    if (sigtimedwait(&signals, nullptr, &kLookEvery) > 0) return absl::OkStatus();
    const absl::Status health = server.health();
    if (!health.ok()) return health;
  }
}

int Fail(int code, const absl::Status& status) {
  LogEvent(LogLevel::kError, "stopped",
           {{"exit", std::to_string(code)}, {"reason", std::string(status.message())}});
  return code;
}

int Serve(const Config& config, const std::optional<Promotion>& promotion,
          const sigset_t& signals) {
  const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(config, promotion);
  if (!server.ok()) {
    const bool configuration = absl::IsInvalidArgument(server.status());
    return Fail(configuration ? kExitConfiguration : kExitPersonMustLook, server.status());
  }
  LogEvent(LogLevel::kInfo, "started",
           {{"listening", (*server)->address()}, {"metrics", (*server)->metrics_address()}});
  std::printf("listening %s\n", (*server)->address().c_str());
  if (!(*server)->metrics_address().empty()) {
    std::printf("metrics %s\n", (*server)->metrics_address().c_str());
  }
  std::fflush(stdout);

  const absl::Status waited = Wait(**server, signals);
  if (!waited.ok()) {
    // Nothing more may be written: no drain, only the last replies.
    std::this_thread::sleep_for(kLastRepliesWait);
    std::_Exit(Fail(kExitPersonMustLook, waited));
  }
  LogEvent(LogLevel::kInfo, "stopping");
  (*server)->Stop();
  LogEvent(LogLevel::kInfo, "stopped", {{"exit", "0"}});
  return kExitStopped;
}

// Keys and names are in memory: no core file and no debugger of another user may take them out,
// and what is written is for this user alone.
bool KeepToOurselves() {
  umask(077);
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

struct Arguments {
  std::string config_path;
  bool check_only = false;
  bool training = false;  // Said on the command line, too.
  bool promote = false;
  Promotion promotion;
};

int Run(const Arguments& arguments) {
  const std::string& path = arguments.config_path;
  if (!KeepToOurselves()) {
    std::fprintf(stderr, "yizhand: cannot turn core dumps off: %s\n", std::strerror(errno));
    return kExitConfiguration;
  }
  const absl::StatusOr<Config> config = LoadConfig(path);
  if (!config.ok()) {
    std::fprintf(stderr, "yizhand: %s\n", std::string(config.status().message()).c_str());
    return kExitConfiguration;
  }
  if (arguments.training && !config->engine.training()) {
    std::fprintf(
        stderr,
        "yizhand: --training 只用于 training: true 的配置，%s 不是 / --training goes with a "
        "configuration that says training: true, and %s does not\n",
        path.c_str(), path.c_str());
    return kExitConfiguration;
  }
  if (arguments.check_only) {
    const std::string callers = config->engine.training() ? std::to_string(config->peers.size()) +
                                                                " training peers, plain text"
                                                          : "callers by certificate";
    std::printf("%s is fine: %s\n", path.c_str(), callers.c_str());
    return kExitStopped;
  }
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const absl::Status log = OpenLog(config->engine.log_path());
  if (!log.ok()) {
    std::fprintf(stderr, "yizhand: %s\n", std::string(log.message()).c_str());
    return kExitConfiguration;
  }
  std::optional<Promotion> promotion;
  if (arguments.promote) promotion = arguments.promotion;
  return Serve(*config, promotion, signals);
}

}  // namespace
}  // namespace yizhan

int main(int argc, char** argv) {
  CLI::App app("yizhand: the settlement engine. It keeps the ledger and answers over gRPC.");
  yizhan::Arguments arguments;
  app.add_option("--config", arguments.config_path,
                 "Configuration file (text form of yizhan.v1.EngineConfig)")
      ->required();
  app.add_flag("--check-config", arguments.check_only,
               "Check the configuration, its tokens and certificates, then exit");
  app.add_flag("--training", arguments.training,
               "Start only if the configuration says training: true: nothing real can be opened");
  CLI::Option* promote =
      app.add_flag("--promote", arguments.promote,
                   "Take over: data_dir is the mirror of a witness that has ended. Once only");
  app.add_option("--old-engine", arguments.promotion.old_engine,
                 "How the witness reached the old engine, which is told to end (ClientConfig)")
      ->needs(promote);
  app.add_flag("--old-engine-is-off", arguments.promotion.old_engine_is_off,
               "You have switched the old engine off: go on though it cannot be told. If it still "
               "runs, two engines settle for the same people")
      ->needs(promote);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  return yizhan::Run(arguments);
}
