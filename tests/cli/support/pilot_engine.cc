#include "tests/cli/support/pilot_engine.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

extern char** environ;

namespace yizhan::testing_support {
namespace {

struct Caller {
  const char* file;
  PeerName name;
};

const std::vector<Caller>& Callers() {
  static const std::vector<Caller> callers = {
      {"admin", {.role = Role::kAdmin, .scope = "", .name = "operator-1"}},
      {"relief", {.role = Role::kDistrict, .scope = "", .name = "relief-1"}},
      {"auditor", {.role = Role::kAuditor, .scope = "", .name = "auditor-1"}},
      {"monitor", {.role = Role::kMonitor, .scope = "", .name = "monitor-1"}},
      {"town", {.role = Role::kTown, .scope = "安亭镇", .name = "officer-1"}},
      {"anting", {.role = Role::kTerminal, .scope = "anting", .name = "desk-1"}},
      {"anting-2", {.role = Role::kTerminal, .scope = "anting", .name = "desk-2"}},
  };
  return callers;
}

std::string TlsText(const v1::Tls& tls, bool with_revocations) {
  std::string text = "tls { certificate_path: \"" + tls.certificate_path() + "\" key_path: \"" +
                     tls.key_path() + "\" ca_path: \"" + tls.ca_path() + "\" ";
  if (with_revocations) text += "crl_path: \"" + tls.crl_path() + "\" ";
  return text + "}\n";
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

PilotEngine::PilotEngine() {
  for (const Caller& caller : Callers()) pilot_.Write(caller.file, pilot_.Issue(caller.name));
  for (const char* officer : {"li", "wang", "zhao"}) {
    pilot_.Write(officer, pilot_.Issue({.role = Role::kOfficer, .scope = "", .name = officer}));
  }
  YIZHAN_CHECK(::mkdir(data_dir().c_str(), 0700) == 0);
  YIZHAN_CHECK(::mkdir(clients().c_str(), 0700) == 0);
  YIZHAN_CHECK(::mkdir(path("backups").c_str(), 0700) == 0);
}

void PilotEngine::WriteConfig() const {
  Pilot::WriteText(config_path(),
                   "data_dir: \"" + data_dir() + "\"\nkeys_dir: \"" + keys_dir() +
                       "\"\nlisten: \"" + address_ + "\"\nlog_path: \"" + path("yizhand.log") +
                       "\"\ndisk_reserve_bytes: 1048576\nbackup_dir: \"" + path("backups") +
                       "\"\n" + "limits { connections_max: 128 }\n" + TlsText(pilot_.tls(), true));
}

void PilotEngine::WriteClients() const {
  for (const Caller& caller : Callers()) {
    Pilot::WriteText(ClientConfig(caller.file), "engine: \"" + address_ +
                                                    "\"\ndeadline_ms: 20000\n" +
                                                    TlsText(pilot_.tls(caller.file), false));
  }
}

void PilotEngine::Start() {
  YIZHAN_CHECK(pid_ < 0);
  WriteConfig();
  std::array<int, 2> ends{};
  YIZHAN_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::string program = std::string(YIZHAN_BINARY_DIR) + "/bin/yizhand";
  std::string option = "--config";
  std::string config = config_path();
  std::array<char*, 4> argv = {program.data(), option.data(), config.data(), nullptr};
  YIZHAN_CHECK(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  FILE* out = ::fdopen(ends[0], "r");
  std::array<char, 256> line{};
  const std::string announced =
      std::fgets(line.data(), line.size(), out) == nullptr ? "" : line.data();
  std::fclose(out);
  const std::string mark = "listening ";
  if (!announced.starts_with(mark)) {
    std::fprintf(stderr, "yizhand did not start: %s\n", ReadFile(path("yizhand.log")).c_str());
    std::abort();
  }
  address_ = announced.substr(mark.size(), announced.size() - mark.size() - 1);
  WriteClients();
}

void PilotEngine::Kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
}

Ran PilotEngine::As(const std::string& caller, std::vector<std::string> args,
                    const std::string& input) const {
  args.insert(args.end(), {"--config", ClientConfig(caller)});
  return RunYizhan(args, input);
}

}  // namespace yizhan::testing_support
