// yizhan_property: two evaluators against each other for as many bills as asked for.
//
//   yizhan_property --bills 5000000 --seed 7 --threads 2 [--kept FOLDER] [--world-bills 150]

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/property/run.h"
#include "tests/property/seed.h"

namespace yizhan::property {
namespace {

constexpr std::uint64_t kSeed = 20'120'629;

int Usage() {
  std::fprintf(stderr,
               "usage: yizhan_property [--bills N] [--seed S] [--threads T] [--kept FOLDER] "
               "[--world-bills N]\n");
  return 2;
}

bool Read(const char* name, const char* value, RunOptions& options) {
  if (std::strcmp(name, "--kept") == 0) {
    options.kept_folder = value;
    return true;
  }
  char* end = nullptr;
  const std::uint64_t number = std::strtoull(value, &end, 10);
  if (*value == '\0' || *end != '\0') return false;
  if (std::strcmp(name, "--bills") == 0)
    options.bills = number;
  else if (std::strcmp(name, "--seed") == 0)
    options.seed = number;
  else if (std::strcmp(name, "--threads") == 0)
    options.threads = static_cast<int>(number);
  else if (std::strcmp(name, "--world-bills") == 0)
    options.world_bills = static_cast<int>(number);
  else
    return false;
  return true;
}

void ShowProgress(std::uint64_t done, std::uint64_t all) {
  constexpr std::uint64_t kCells = 40;
  const std::uint64_t full = std::min(kCells, done * kCells / all);
  std::fprintf(stderr, "\r[%s%s] %llu of %llu bills", std::string(full, '#').c_str(),
               std::string(kCells - full, '.').c_str(), static_cast<unsigned long long>(done),
               static_cast<unsigned long long>(all));
}

int Main(int argc, char** argv) {
  RunOptions options{.seed = PrintedSeed(kSeed), .bills = 200'000, .threads = 2};
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 >= argc || !Read(argv[i], argv[i + 1], options)) return Usage();
  }
  options.progress = [&options](std::uint64_t done) { ShowProgress(done, options.bills); };
  NameSeedOnAbort();
  const auto started = std::chrono::steady_clock::now();
  const RunResult result = Run(options);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started);
  std::printf("\n%s\nseed %llu, %llu worlds, %llu bills, %llu operations, %lld s\n",
              result.counters.Table().c_str(), static_cast<unsigned long long>(options.seed),
              static_cast<unsigned long long>(result.counters.worlds()),
              static_cast<unsigned long long>(result.counters.bills()),
              static_cast<unsigned long long>(result.counters.operations()),
              static_cast<long long>(seconds.count()));
  for (const std::string& rare : result.counters.TooRare()) {
    std::printf("too rare: %s\n", rare.c_str());
  }
  if (result.difference.empty()) {
    std::printf("the evaluators agree\n");
    return 0;
  }
  std::printf("THE EVALUATORS DIFFER\n%s%s\n", result.difference.c_str(),
              result.kept_file.empty() ? "" : ("kept as " + result.kept_file).c_str());
  return 1;
}

}  // namespace
}  // namespace yizhan::property

int main(int argc, char** argv) { return yizhan::property::Main(argc, argv); }
