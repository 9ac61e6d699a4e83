#include "tests/witness/witness_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/ledger/checkpoint.h"
#include "tests/cli/support/run_program.h"

extern char** environ;

namespace yizhan::testing {
namespace {

constexpr char kProgram[] = YIZHAN_BINARY_DIR "/bin/yizhan";
constexpr std::chrono::milliseconds kLook{20};
constexpr int kLooksMax = 3000;  // A minute.

std::string Quoted(const std::string& text) { return "\"" + text + "\"\n"; }

}  // namespace

WitnessProcess::WitnessProcess(const EngineProcess& engine, std::string folder,
                               std::string data_dir)
    : engine_(engine), folder_(std::move(folder)), data_dir_(std::move(data_dir)) {}

std::string WitnessProcess::Key() const {
  const std::string client =
      "engine: " + Quoted(engine_.address()) +
      "training: true token_path: " + Quoted(engine_.folder() + "/witness.token") +
      "deadline_ms: 5000\n";
  WriteWholeFile(client_path(), client);
  WriteWholeFile(config_path(), "client {\n" + client + "}\ndata_dir: " + Quoted(data_dir_) +
                                    "key_path: " + Quoted(folder_ + "/witness.key") +
                                    "name: \"bureau\" checkpoint_every_ms: 100\n" +
                                    "disk_reserve_bytes: 1048576 log_path: " + Quoted(log_path()));
  const auto ran = testing_support::RunYizhan({"witness", "--show-key", "--config", config_path()});
  if (ran.exit_code != 0) std::fprintf(stderr, "%s\n", ran.err.c_str());
  YIZHAN_CHECK(ran.exit_code == 0);
  return ran.out.substr(0, ran.out.find('\n'));
}

void WitnessProcess::Start() {
  YIZHAN_CHECK(pid_ < 0);
  Key();  // The engine's address may be new.
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::string out = folder_ + "/witness.out";
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  std::vector<std::string> words = {kProgram, "witness", "--config", config_path()};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  YIZHAN_CHECK(posix_spawn(&pid_, kProgram, &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
}

int WitnessProcess::Wait() {
  int status = 0;
  YIZHAN_CHECK(pid_ > 0);
  YIZHAN_CHECK(waitpid(std::exchange(pid_, -1), &status, 0) > 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int WitnessProcess::Stop() {
  YIZHAN_CHECK(pid_ > 0);
  kill(pid_, SIGTERM);
  return Wait();
}

void WitnessProcess::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

void WitnessProcess::Pause() {
  YIZHAN_CHECK(pid_ > 0);
  kill(pid_, SIGSTOP);
}

std::uint64_t WitnessProcess::CosignedSize() const {
  const absl::StatusOr<Note> note = Note::Parse(ReadWholeFile(data_dir_ + "/cosigned"));
  if (!note.ok()) return 0;
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
  return checkpoint.ok() ? checkpoint->head.size : 0;
}

void WitnessProcess::WaitForCosigned(std::uint64_t size) const {
  for (int i = 0; i < kLooksMax; ++i) {
    if (CosignedSize() >= size) return;
    std::this_thread::sleep_for(kLook);
  }
  std::fprintf(stderr, "the witness does not follow: %s%s\n", ReadWholeFile(log_path()).c_str(),
               ReadWholeFile(folder_ + "/witness.out").c_str());
  std::abort();
}

}  // namespace yizhan::testing
