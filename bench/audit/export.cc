// yizhan_bench_export: makes the export of a ledger with many settlements, to measure how fast
// `yizhan ledger audit` and `yizhan replay` are, and how much memory they take.
//
//   yizhan_bench_export DIR --settlements 200000 && yizhan ledger audit DIR

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "engine/base/check.h"
#include "tests/audit/exported.h"
#include "tests/support/desk.h"

namespace yizhan::bench {
namespace {

constexpr std::uint64_t kBillsPerPerson = 20;

// People of the pilot with a bill each in turn, so that accounts fill over the year.
void Fill(test::Desk& desk, std::uint64_t settlements) {
  std::vector<std::uint64_t> persons;
  for (std::uint64_t i = 0; i <= settlements / kBillsPerPerson; ++i) {
    persons.push_back(desk.Import("BENCH-" + std::to_string(i), {"dibao"}));
  }
  for (std::uint64_t i = 0; i < settlements; ++i) {
    v1::Bill bill = test::MakeBill(std::to_string(i));
    bill.set_visit_no("V-" + std::to_string(i));
    test::SetParts(bill, 90'000, 5'000, 0, 10'000);
    desk.Post(bill, persons[i % persons.size()]);
  }
}

int Main(int argc, char** argv) {
  CLI::App app("An export to measure `yizhan ledger audit` with");
  std::string folder;
  std::uint64_t settlements = 20'000;
  app.add_option("DIR", folder, "the new folder")->required();
  app.add_option("--settlements", settlements, "how many")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  MemoryStore store(nullptr, MemoryStore::History::kNewest);
  const auto desk = std::make_unique<test::Desk>(EngineOptions(), &store);
  desk->ActivatePilot();
  desk->AddLive("H1");
  Fill(*desk, settlements);
  const test::Exported exported(test::Exported::LeavesOf(store));
  std::filesystem::copy(exported.folder(), folder, std::filesystem::copy_options::recursive);
  std::printf("%llu entries -> %s\n", static_cast<unsigned long long>(exported.leaves.size()),
              folder.c_str());
  return 0;
}

}  // namespace
}  // namespace yizhan::bench

int main(int argc, char** argv) { return yizhan::bench::Main(argc, argv); }
