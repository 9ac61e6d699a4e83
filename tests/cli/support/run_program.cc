#include "tests/cli/support/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

extern char** environ;

namespace yizhan::testing_support {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int Wait(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ran RunProgram(const std::string& program, const std::vector<std::string>& args,
               const std::string& input) {
  std::string folder = std::filesystem::temp_directory_path() / "yizhan-run-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return {};
  const std::string in = folder + "/in";
  const std::string out = folder + "/out";
  const std::string err = folder + "/err";
  std::ofstream(in, std::ios::binary) << input;

  std::vector<std::string> words = {program};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), kWrite, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), kWrite, 0600);
  pid_t child = 0;
  Ran ran;
  if (posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ) == 0) {
    ran.exit_code = Wait(child);
  }
  posix_spawn_file_actions_destroy(&actions);
  ran.out = ReadFile(out);
  ran.err = ReadFile(err);
  std::filesystem::remove_all(folder);
  return ran;
}

Ran RunYizhan(const std::vector<std::string>& args, const std::string& input) {
  return RunProgram(std::string(YIZHAN_BINARY_DIR) + "/bin/yizhan", args, input);
}

}  // namespace yizhan::testing_support
