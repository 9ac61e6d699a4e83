#include "bench/reconcile/measured_run.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <thread>

#include "engine/base/check.h"

extern char** environ;

namespace yizhan::bench {
namespace {

constexpr double kMicrosecond = 1e-6;
constexpr double kKibOfMib = 1024;
constexpr std::chrono::milliseconds kLook{10};

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * kMicrosecond;
}

// 0 once it has ended. Not rusage: that counts what this program held when it started the other.
double PeakMib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib / kKibOfMib;
  }
  return 0;
}

std::string ReadAndClose(int descriptor) {
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t read = 0; (read = ::read(descriptor, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(read));
  }
  ::close(descriptor);
  return text;
}

}  // namespace

MeasuredRun RunMeasured(const std::string& program, const std::vector<std::string>& args) {
  std::vector<std::string> words = {program};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> ends{};
  YIZHAN_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const auto began = std::chrono::steady_clock::now();
  pid_t pid = 0;
  YIZHAN_CHECK(posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  MeasuredRun run;
  std::jthread watcher([&run, pid](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      run.peak_mib = std::max(run.peak_mib, PeakMib(pid));
      std::this_thread::sleep_for(kLook);
    }
  });
  run.out = ReadAndClose(ends[0]);
  int status = 0;
  rusage usage{};
  YIZHAN_CHECK(::wait4(pid, &status, 0, &usage) == pid);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  run.wall_s = took.count();
  run.cpu_s = SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime);
  watcher.request_stop();
  watcher.join();
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

}  // namespace yizhan::bench
