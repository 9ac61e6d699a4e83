#include "tests/service/engine_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "engine/base/check.h"
#include "tests/service/raw_socket.h"

extern char** environ;

namespace yizhan::testing {
namespace {

constexpr int kStartTries = 5;
constexpr std::chrono::milliseconds kStartPause{300};
constexpr char kProgram[] = YIZHAN_BINARY_DIR "/bin/yizhand";

std::string MakeFolder() {
  const char* base = std::getenv("TMPDIR");
  std::string folder = std::string(base != nullptr ? base : "/tmp") + "/yizhan-service-XXXXXX";
  YIZHAN_CHECK(mkdtemp(folder.data()) != nullptr);
  return folder;
}

std::string FileNameOf(const std::string& sender) {
  std::string name = sender;
  std::replace(name.begin(), name.end(), '/', '-');
  return name + ".token";
}

PeerName PeerNameOf(const TestPeer& peer) {
  const std::string sender = peer.sender;
  return {.role = *RoleNamed(peer.role),
          .scope = std::string(peer.institution_id) + peer.town,
          .name = sender.substr(sender.find('/') + 1)};
}

struct Started {
  pid_t pid;
  FILE* out;
};

Started Spawn(const std::vector<std::string>& arguments, const std::string& stderr_path) {
  std::array<int, 2> pipe_ends{};
  YIZHAN_CHECK(pipe2(pipe_ends.data(), O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, stderr_path.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::vector<char*> argv = {const_cast<char*>(kProgram)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = -1;
  YIZHAN_CHECK(posix_spawn(&pid, kProgram, &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  return {pid, fdopen(pipe_ends[0], "r")};
}

int ExitCode(pid_t pid) {
  int status = 0;
  YIZHAN_CHECK(waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// "listening HOST:PORT" -> HOST:PORT
std::string ReadAnnounced(FILE* out, const std::string& word) {
  std::array<char, 256> line{};
  if (std::fgets(line.data(), line.size(), out) == nullptr) return "";
  std::string text = line.data();
  if (!text.starts_with(word + " ")) return "";
  text.pop_back();
  return text.substr(word.size() + 1);
}

}  // namespace

EngineProcess::EngineProcess(EngineOptionsOfTest options)
    : options_(std::move(options)), folder_(MakeFolder()) {
  for (const TestPeer& peer : kTestPeers) {
    WriteWholeFile(folder_ + "/" + FileNameOf(peer.sender), token(peer.sender) + "\n");
    if (options_.certificates) issued_[peer.sender] = pilot_.Issue(PeerNameOf(peer));
  }
  for (const char* id : kTestOfficers) {
    officers_[id] = pilot_.Issue({.role = Role::kOfficer, .scope = {}, .name = id});
  }
}

EngineProcess::~EngineProcess() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string EngineProcess::token(const std::string& sender) const {
  return "token-of-" + sender + "-0123456789abcdef";
}

void EngineProcess::WriteConfig() const {
  const auto quoted = [](const std::string& text) { return "\"" + text + "\"\n"; };
  std::string text = "data_dir: " + quoted(data_dir()) + "keys_dir: " + quoted(keys_dir()) +
                     "listen: " + quoted(address_) + "metrics_listen: " + quoted(metrics_address_) +
                     "log_path: " + quoted(log_path()) + "disk_reserve_bytes: 1048576\n" +
                     "limits { " + options_.limits + " }\n" + options_.more + "\n";
  if (options_.certificates) {
    const v1::Tls tls = pilot_.tls();
    text += "tls {\n certificate_path: " + quoted(tls.certificate_path()) +
            " key_path: " + quoted(tls.key_path()) + " ca_path: " + quoted(tls.ca_path()) +
            " crl_path: " + quoted(tls.crl_path()) + "}\n";
    return WriteWholeFile(config_path(), text);
  }
  text += "training: true\nofficer_ca_path: " + quoted(pilot_.ca_path());
  for (const TestPeer& peer : kTestPeers) {
    text += std::string("peers { sender: \"") + peer.sender + "\" role: \"" + peer.role +
            "\" institution_id: \"" + peer.institution_id + "\" town: \"" + peer.town +
            "\" token_path: \"" + folder_ + "/" + FileNameOf(peer.sender) + "\" }\n";
  }
  WriteWholeFile(config_path(), text);
}

bool EngineProcess::TryStart(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"--config", config_path()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Started started = Spawn(words, stderr_path());
  const std::string address = ReadAnnounced(started.out, "listening");
  const std::string metrics_address = ReadAnnounced(started.out, "metrics");
  std::fclose(started.out);
  if (address.empty() || metrics_address.empty()) {
    ExitCode(started.pid);
    return false;
  }
  pid_ = started.pid;
  address_ = address;
  metrics_address_ = metrics_address;
  return true;
}

void EngineProcess::Start(const std::vector<std::string>& arguments) {
  YIZHAN_CHECK(pid_ < 0);
  WriteConfig();
  // A restart wants the same port again, which somebody may hold for a moment.
  for (int i = 0; i < kStartTries; ++i) {
    if (TryStart(arguments)) return;
    std::this_thread::sleep_for(kStartPause);
  }
  std::fprintf(stderr, "yizhand did not start: %s%s\n", ReadWholeFile(log_path()).c_str(),
               ReadWholeFile(stderr_path()).c_str());
  std::abort();
}

int EngineProcess::Stop() {
  YIZHAN_CHECK(pid_ > 0);
  kill(pid_, SIGTERM);
  return ExitCode(std::exchange(pid_, -1));
}

int EngineProcess::Wait() {
  YIZHAN_CHECK(pid_ > 0);
  return ExitCode(std::exchange(pid_, -1));
}

void EngineProcess::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  ExitCode(std::exchange(pid_, -1));
}

bool EngineProcess::KillWhileStarting(const std::function<void()>& moment) {
  YIZHAN_CHECK(pid_ < 0);
  WriteConfig();
  const Started started = Spawn({"--config", config_path()}, stderr_path());
  moment();
  kill(started.pid, SIGKILL);
  const bool listened = !ReadAnnounced(started.out, "listening").empty();
  std::fclose(started.out);
  ExitCode(started.pid);
  return listened;
}

int EngineProcess::RunToTheEnd() {
  WriteConfig();
  const Started started = Spawn({"--config", config_path()}, stderr_path());
  const int code = ExitCode(started.pid);
  std::fclose(started.out);
  return code;
}

int EngineProcess::Run(const std::vector<std::string>& arguments, std::string* said) const {
  const std::string path = folder_ + "/said";
  WriteWholeFile(path, "");
  const Started started = Spawn(arguments, path);
  const int code = ExitCode(started.pid);
  std::fclose(started.out);
  *said = ReadWholeFile(path);
  return code;
}

Client EngineProcess::NewClient(const std::string& sender, std::int64_t deadline_ms) const {
  if (options_.certificates) return NewClientWith(certificate(sender), deadline_ms);
  return Client({.address = address_, .token = token(sender), .deadline_ms = deadline_ms});
}

Client EngineProcess::NewClientWith(const IssuedPair& pair, std::int64_t deadline_ms) const {
  return Client({.address = address_,
                 .token = "",
                 .tls = {.certificate_pem = pair.certificate_pem,
                         .key_pem = pair.key_pem,
                         .ca_pem = pilot_.authority().certificate_pem()},
                 .deadline_ms = deadline_ms});
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteWholeFile(const std::string& path, const std::string& text, unsigned mode) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  YIZHAN_CHECK(chmod(path.c_str(), mode) == 0);
}

std::string MetricsPage(const EngineProcess& engine) {
  const std::string& address = engine.metrics_address();
  const RawSocket socket(std::stoi(address.substr(address.rfind(':') + 1)));
  YIZHAN_CHECK(socket.connected());
  socket.Send("GET /metrics HTTP/1.0\r\n\r\n");
  return socket.ReadToTheEnd();
}

std::int64_t Metric(const EngineProcess& engine, const std::string& name) {
  const std::string page = MetricsPage(engine);
  const std::size_t at = page.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::atoll(page.c_str() + at + name.size() + 2);
}

}  // namespace yizhan::testing
