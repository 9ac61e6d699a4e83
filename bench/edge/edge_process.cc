#include "bench/edge/edge_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bench/edge/line.h"
#include "bench/edge/protocols.h"

extern char** environ;

namespace yizhan::bench {
namespace {

constexpr char kProgram[] = YIZHAN_BINARY_DIR "/bin/yizhan-edge";
constexpr char kSender[] = "anting/edge";
constexpr std::chrono::milliseconds kLookEvery{20};
constexpr std::chrono::seconds kStartMax{20};

std::string Quoted(const std::string& text) { return "\"" + text + "\"\n"; }

// A door that it does not have is no reason to wait.
bool IsOpen(int port) { return port == 0 || Line(port).connected(); }

std::string At(int port) { return "127.0.0.1:" + std::to_string(port); }

[[noreturn]] void GiveUp(const std::string& why) {
  std::fprintf(stderr, "yizhan-edge: %s\n", why.c_str());
  std::exit(2);
}

}  // namespace

EdgeProcess::EdgeProcess(const testing::EngineProcess& engine, const std::string& insurer_url)
    : folder_(engine.folder() + (insurer_url.empty() ? "/edge" : "/between")),
      http_port_(FreePort()),
      mllp_port_(insurer_url.empty() ? FreePort() : 0) {
  std::string config = WriteConfig(
      engine, insurer_url.empty() ? AllDoors()
                                  : "pass_through {\n upstream: " + Quoted(insurer_url) + "}\n");
  std::string program = kProgram;
  std::string option = "--config";
  char* const argv[] = {program.data(), option.data(), config.data(), nullptr};
  posix_spawn_file_actions_t actions;  // What it announces is not the bench's to say.
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const bool started = posix_spawn(&pid_, kProgram, &actions, nullptr, argv, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  if (!started) GiveUp(std::string("cannot start ") + kProgram);
  WaitForDoors();
}

EdgeProcess::~EdgeProcess() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::string EdgeProcess::AllDoors() const {
  return "national {}\nshanghai {}\nfhir {}\nmllp {\n listen: " + Quoted(At(mllp_port_)) +
         " mapping_path: " + Quoted(folder_ + "/mapping.textproto") +
         " connections_max: 20000\n workers: 64\n}\nfiles {\n folder: " + Quoted(lists()) +
         " poll_ms: 100\n quiet_ms: 200\n}\n";
}

std::string EdgeProcess::WriteConfig(const testing::EngineProcess& engine,
                                     const std::string& doors) const {
  std::filesystem::create_directories(lists());
  testing::WriteWholeFile(folder_ + "/token", engine.token(kSender) + "\n");
  testing::WriteWholeFile(folder_ + "/mapping.textproto", kMappingText);
  const std::string path = folder_ + "/yizhan-edge.textproto";
  testing::WriteWholeFile(
      path, "data_dir: " + Quoted(folder_ + "/inbox") + "inbox_key_path: " +
                Quoted(folder_ + "/inbox.key") + "log_path: " + Quoted(folder_ + "/edge.log") +
                "institution_id: " + Quoted(kHospital) + "institution_name: " + Quoted("安亭") +
                "answer_within_ms: 20000\nclient {\n engine: " + Quoted(engine.address()) +
                " training: true\n channels: 4\n deadline_ms: 10000\n token_path: " +
                Quoted(folder_ + "/token") + "}\nhttp {\n listen: " + Quoted(At(http_port_)) +
                " workers: 64\n}\n" + doors);
  return path;
}

void EdgeProcess::WaitForDoors() {
  const auto end = std::chrono::steady_clock::now() + kStartMax;
  while (!IsOpen(http_port_) || !IsOpen(mllp_port_)) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      GiveUp("it ended\n" + testing::ReadWholeFile(folder_ + "/edge.log"));
    }
    if (std::chrono::steady_clock::now() > end) GiveUp("its doors stay closed");
    std::this_thread::sleep_for(kLookEvery);
  }
}

std::int64_t EdgeProcess::memory_kib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::atoll(line.c_str() + sizeof "VmRSS:" - 1);
  }
  return 0;
}

}  // namespace yizhan::bench
