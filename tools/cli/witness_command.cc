// witness: follow an engine's ledger from elsewhere, mirror it, cosign its checkpoints.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>

#include "engine/service/log.h"
#include "tools/cli/commands.h"
#include "tools/witness/witness.h"

namespace yizhan::cli {
namespace {

constexpr timespec kLookEvery{.tv_sec = 0, .tv_nsec = 100'000'000};

struct WitnessOptions {
  bool show_key = false;
};

sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// What a person must look at: the witness cannot go on.
ExitCode FailStopped(const absl::Status& why) {
  const std::string words(why.message());
  LogEvent(LogLevel::kError, "stopped", {{"exit", std::to_string(kExitUnknown)}, {"why", words}});
  std::cerr << "见证已停止，不再联署，须由人查看\n"
               "The witness has stopped and cosigns nothing more: a person must look.\n"
            << words << "\n";
  return kExitUnknown;
}

ExitCode Serve(const WitnessSettings& settings, const sigset_t& signals) {
  const absl::StatusOr<std::unique_ptr<Witness>> witness = Witness::Start(settings);
  if (!witness.ok()) return FailStopped(witness.status());
  std::cout << "witness " << settings.signer.verifier().Text() << std::endl;
  while (sigtimedwait(&signals, nullptr, &kLookEvery) < 0) {
    const absl::Status ended = (*witness)->ended();
    if (!ended.ok()) return FailStopped(ended);
  }
  (*witness)->Stop();
  const absl::Status ended = (*witness)->ended();
  return ended.ok() ? kExitOk : FailStopped(ended);
}

ExitCode RunWitness(Session& session, const WitnessOptions& options) {
  umask(077);
  const sigset_t signals = BlockStopSignals();
  std::signal(SIGPIPE, SIG_IGN);
  if (session.options.config_path.empty()) {
    return session.Fail(UsageError("请用 --config FILE 给出见证的配置（WitnessConfig）",
                                   "name the witness's configuration: --config FILE"));
  }
  const absl::StatusOr<WitnessSettings> settings = LoadWitnessConfig(session.options.config_path);
  if (!settings.ok()) {
    const std::string why(settings.status().message());
    return session.Fail(UsageError("见证的配置不可用：" + why,
                                   "the witness's configuration cannot be used: " + why));
  }
  if (options.show_key) {
    std::cout << settings->signer.verifier().Text() << "\n";
    return kExitOk;
  }
  const absl::Status log = OpenLog(settings->config.log_path());
  if (!log.ok()) return session.Fail(log);
  return Serve(*settings, signals);
}

}  // namespace

void AddWitnessCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<WitnessOptions>();
  CLI::App* command = app.add_subcommand(
      "witness", "见证：跟随账本、逐条重算、镜像并联署 / follow, recompute, mirror and cosign");
  command->add_flag("--show-key", options->show_key,
                    "只显示联署公钥，写入引擎配置 witness_keys / show its verifier key only");
  command->footer(
      "--config 为见证自己的配置 a WitnessConfig：engine、证书、data_dir、key_path、name。\n"
      "退出码3：账本与此前所见不符，须由人查看 / exit 3: the ledger is not what it was.\n"
      "引擎毁坏时，以 <data_dir>/ledger 为 data_dir 启动 yizhand --promote / its mirror is a warm\n"
      "standby: yizhand --promote with <data_dir>/ledger as data_dir.\n"
      "例 Example:\n  yizhan witness --config witness.textproto");
  command->callback([&session, options] { session.exit_code = RunWitness(session, *options); });
}

}  // namespace yizhan::cli
