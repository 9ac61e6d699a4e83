// yizhan_bench_reconcile: how long `yizhan reconcile` takes for a hospital's month, and how much
// memory, with differences planted by a seed; every run must find them all and nothing else.
//
//   yizhan_bench_reconcile DIR --bills 80000 800000
//
// Exit codes: 0 all found; 1 a run found something else.

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/reconcile/hospital_file.h"
#include "bench/reconcile/measured_run.h"
#include "bench/reconcile/planted_ledger.h"
#include "tests/reconcile/planted.h"

namespace yizhan::bench {
namespace {

struct Options {
  std::string folder;
  std::vector<std::size_t> bills = {80'000, 800'000};
  std::size_t of_each = 100;
  std::uint64_t seed = 1;
};

// What --json must say of these books.
std::string Expected(const testing::PlantedBooks& books, std::size_t bills) {
  return "\"agree\":" + std::to_string(bills) +
         ",\"differ\":" + std::to_string(books.planted.size()) + ",\"refused_rows\":0";
}

bool Measure(const std::string& file, const std::string& ledger, const std::string& expected) {
  const std::string out = file + ".report";
  const MeasuredRun run =
      RunMeasured(std::string(YIZHAN_BINARY_DIR) + "/bin/yizhan",
                  {"reconcile", file, "--institution", kInstitution, "--from", "2012-06-01",
                   "--until", "2012-06-30", "--ledger", ledger, "--out", out, "--json"});
  std::string plain;
  for (const char c : run.out) {
    if (c != ' ' && c != '\n') plain.push_back(c);
  }
  const bool found = plain.find(expected) != std::string::npos;
  const std::string kind = std::filesystem::path(file).extension().string();
  std::printf("  %-6s %9.1f %9.1f %9.0f   %s\n", kind.c_str(), run.wall_s, run.cpu_s, run.peak_mib,
              found ? "all found" : run.out.c_str());
  return found;
}

bool RunOf(const Options& options, std::size_t bills) {
  const testing::PlantedBooks books = testing::Plant(options.seed, bills, options.of_each);
  const std::string root = options.folder + "/" + std::to_string(bills);
  WriteCsv(books.booked, root + ".csv");
  WriteXlsx(books.booked, root + ".xlsx");
  const std::uint64_t entries = WriteLedger(books, root + ".leaves");
  std::printf("%zu bills, %zu rows, %llu entries, %zu planted differences\n", bills,
              books.booked.size(), static_cast<unsigned long long>(entries), books.planted.size());
  std::printf("  %-6s %9s %9s %9s\n", "file", "wall s", "cpu s", "peak MiB");
  bool found = true;
  for (const char* kind : {".csv", ".xlsx"}) {
    found = Measure(root + kind, root + ".leaves", Expected(books, bills)) && found;
  }
  return found;
}

int Main(int argc, char** argv) {
  CLI::App app("How long `yizhan reconcile` takes, and how much memory");
  Options options;
  app.add_option("DIR", options.folder, "where the files go")->required();
  app.add_option("--bills", options.bills, "how many, one run after another")
      ->capture_default_str();
  app.add_option("--of-each", options.of_each, "planted differences of each kind")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the differences")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  std::filesystem::create_directories(options.folder);
  bool found = true;
  for (const std::size_t bills : options.bills) found = RunOf(options, bills) && found;
  return found ? 0 : 1;
}

}  // namespace
}  // namespace yizhan::bench

int main(int argc, char** argv) { return yizhan::bench::Main(argc, argv); }
