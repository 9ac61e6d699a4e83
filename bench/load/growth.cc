// yizhan_bench_growth: what a ledger's size costs. At several sizes, in one run: how long the real
// yizhand takes from its start until it listens, after a crash with a full WAL and after a stop;
// and how long a lone settlement takes. Never fails on a timing.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/load/grow.h"
#include "engine/base/check.h"
#include "tests/service/world.h"

extern char** environ;

namespace yizhan::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLoneCalls = 2'000;
constexpr int kCleanStarts = 3;
constexpr int kStatWordsBeforeCpu = 13;  // In /proc/PID/stat; the program's name is one word.
constexpr std::uint64_t kFarEntries = 50'000'000;
constexpr std::int64_t kLoneBillFen = 40'000;

struct Figures {
  std::uint64_t entries = 0;
  std::uint64_t ledger_megabytes = 0;
  std::uint64_t wal_megabytes = 0;  // Replayed by the start after the crash.
  std::int64_t crash_start_ms = 0;
  std::int64_t crash_start_cpu_ms = 0;  // What the engine computed in it: other work on the machine
  std::int64_t clean_start_ms = 0;      // lengthens the one and not the other.
  std::int64_t clean_start_cpu_ms = 0;
  std::int64_t settle_p50_us = 0;
  std::int64_t settle_p99_us = 0;
  std::int64_t settle_max_us = 0;
  std::uint64_t memory_megabytes = 0;  // Of the engine, after the settlements.
};

std::int64_t Ms(Clock::duration took) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
}
std::int64_t Us(Clock::duration took) {
  return std::chrono::duration_cast<std::chrono::microseconds>(took).count();
}

std::uint64_t Megabytes(const std::string& folder, const std::string& ending) {
  std::uint64_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    const bool counts = ending.empty() || file.path().extension() == ending;
    if (counts && file.is_regular_file()) bytes += file.file_size();
  }
  return bytes >> 20;
}

std::uint64_t MemoryMegabytes(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    std::uint64_t kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes >> 10;
  }
  return 0;
}

// User and system time since it began.
std::int64_t CpuMs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  for (int i = 0; i < kStatWordsBeforeCpu; ++i) file >> word;
  std::int64_t user_ticks = 0;
  std::int64_t system_ticks = 0;
  file >> user_ticks >> system_ticks;
  return (user_ticks + system_ticks) * 1'000 / sysconf(_SC_CLK_TCK);
}

// In a process of its own, which ends without closing anything.
void GrowAndCrash(const testing::EngineProcess& engine, std::uint64_t entries,
                  std::uint64_t wal_bytes) {
  std::vector<std::string> words = {
      "yizhan_bench_growth",   "--config",    engine.config_path(),     "--grow-to",
      std::to_string(entries), "--wal-bytes", std::to_string(wal_bytes)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  YIZHAN_CHECK(posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) ==
               0);
  int status = 0;
  YIZHAN_CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

std::int64_t TimedStart(testing::EngineProcess& engine) {
  const Clock::time_point began = Clock::now();
  engine.Start();
  return Ms(Clock::now() - began);
}

void SettleAlone(const testing::EngineProcess& engine, const std::string& run, Figures& figures) {
  Client client = engine.NewClient("anting/desk-1");
  std::vector<std::int64_t> took_us;
  for (std::size_t i = 0; i < kLoneCalls; ++i) {
    v1::SettleRequest request = testing::World::Request(run + "-" + std::to_string(i));
    request.mutable_bill()->clear_insurer_payments();
    request.mutable_bill()->set_total_fen(kLoneBillFen);
    request.mutable_bill()->set_in_scope_fen(kLoneBillFen);
    // Spread over everybody, so that no row is warm.
    request.mutable_person()->mutable_card()->set_cert_no(GrowthCard(i * 7'919 % kGrowthPersons));
    const Clock::time_point began = Clock::now();
    const auto settled = client.Settle(request);
    took_us.push_back(Us(Clock::now() - began));
    if (!settled.ok()) std::fprintf(stderr, "%s\n", settled.status().ToString().c_str());
    YIZHAN_CHECK(settled.ok());
  }
  std::sort(took_us.begin(), took_us.end());
  figures.settle_p50_us = took_us[took_us.size() / 2];
  figures.settle_p99_us = took_us[took_us.size() * 99 / 100];
  figures.settle_max_us = took_us.back();
}

// Growing in minutes what takes years leaves RocksDB files to merge: they are let finish first.
void WaitUntilQuiet(pid_t pid) {
  constexpr std::chrono::seconds kLook{2};
  constexpr std::int64_t kQuietMs = 20;
  for (std::int64_t before_ms = -1, now_ms = CpuMs(pid); now_ms - before_ms > kQuietMs;) {
    std::this_thread::sleep_for(kLook);
    before_ms = std::exchange(now_ms, CpuMs(pid));
  }
}

Figures Measure(testing::World& world, std::uint64_t entries, std::uint64_t wal_bytes) {
  testing::EngineProcess& engine = world.process();
  GrowAndCrash(engine, entries, wal_bytes);
  Figures figures;
  figures.wal_megabytes = Megabytes(engine.data_dir(), ".log");
  figures.crash_start_ms = TimedStart(engine);
  figures.crash_start_cpu_ms = CpuMs(engine.pid());
  figures.entries = world.Checkpoint().size();
  WaitUntilQuiet(engine.pid());
  SettleAlone(engine, "lone-" + std::to_string(figures.entries), figures);
  figures.memory_megabytes = MemoryMegabytes(engine.pid());
  YIZHAN_CHECK(engine.Stop() == 0);
  std::array<std::int64_t, kCleanStarts> clean_ms{};
  for (std::int64_t& ms : clean_ms) {
    ms = TimedStart(engine);
    figures.clean_start_cpu_ms = CpuMs(engine.pid());
    YIZHAN_CHECK(engine.Stop() == 0);
  }
  std::sort(clean_ms.begin(), clean_ms.end());
  figures.clean_start_ms = clean_ms[kCleanStarts / 2];
  figures.ledger_megabytes = Megabytes(engine.data_dir(), "");
  return figures;
}

void PrintHead() {
  std::printf("%10s %9s | %6s %13s %6s | %13s %6s | %13s %6s %7s | %9s\n", "entries", "ledger MB",
              "WAL MB", "crash start", "CPU ms", "clean start", "CPU ms", "settle p50 us", "p99",
              "max", "engine MB");
}

void Print(const Figures& figures) {
  std::printf(
      "%10llu %9llu | %6llu %10lld ms %6lld | %10lld ms %6lld | %13lld %6lld %7lld | %9llu\n",
      static_cast<unsigned long long>(figures.entries),
      static_cast<unsigned long long>(figures.ledger_megabytes),
      static_cast<unsigned long long>(figures.wal_megabytes),
      static_cast<long long>(figures.crash_start_ms),
      static_cast<long long>(figures.crash_start_cpu_ms),
      static_cast<long long>(figures.clean_start_ms),
      static_cast<long long>(figures.clean_start_cpu_ms),
      static_cast<long long>(figures.settle_p50_us), static_cast<long long>(figures.settle_p99_us),
      static_cast<long long>(figures.settle_max_us),
      static_cast<unsigned long long>(figures.memory_megabytes));
  std::fflush(stdout);
}

// On the straight line through the two largest sizes.
std::int64_t Extrapolated(const Figures& small, const Figures& large,
                          std::int64_t Figures::*figure) {
  const auto span = static_cast<std::int64_t>(large.entries - small.entries);
  const auto ahead = static_cast<std::int64_t>(kFarEntries - large.entries);
  return large.*figure + (large.*figure - small.*figure) * (ahead / 1'000) / (span / 1'000);
}

void PrintExtrapolation(const Figures& small, const Figures& large) {
  std::printf(
      "Not measured, only the straight line through the two largest sizes at %llu entries: "
      "start after a stop %lld ms, lone settle p50 %lld us. A start after a crash takes what its "
      "WAL "
      "takes, whatever the size.\n",
      static_cast<unsigned long long>(kFarEntries),
      static_cast<long long>(Extrapolated(small, large, &Figures::clean_start_ms)),
      static_cast<long long>(Extrapolated(small, large, &Figures::settle_p50_us)));
}

int Main(const std::vector<std::uint64_t>& sizes, std::uint64_t wal_bytes) {
  testing::World world;
  YIZHAN_CHECK(world.process().Stop() == 0);
  PrintHead();
  std::vector<Figures> all = {Measure(world, 0, 0)};  // Persons only.
  Print(all.back());
  for (const std::uint64_t size : sizes) {
    all.push_back(Measure(world, size, wal_bytes));
    Print(all.back());
  }
  if (all.size() > 2) PrintExtrapolation(all[all.size() - 2], all.back());
  return 0;
}

}  // namespace
}  // namespace yizhan::bench

int main(int argc, char** argv) {
  CLI::App app("yizhan_bench_growth: start and settlement at several sizes of the ledger");
  std::vector<std::uint64_t> sizes = {50'000, 500'000, 5'000'000};
  yizhan::bench::Growth growth;
  growth.wal_bytes_min = 50U << 20;
  app.add_option("--sizes", sizes, "Entries, rising")->capture_default_str();
  app.add_option("--wal-bytes", growth.wal_bytes_min, "What a crash leaves to be replayed")
      ->capture_default_str();
  app.add_option("--grow-to", growth.entries, "Only grow the ledger of --config, then crash");
  app.add_option("--config", growth.config_path, "Of a stopped yizhand");
  CLI11_PARSE(app, argc, argv);
  if (!growth.config_path.empty()) yizhan::bench::Grow(growth);
  return yizhan::bench::Main(sizes, growth.wal_bytes_min);
}
