// yizhan_office_torture: kill -9 of the real yizhand while the relief office works: it imports a
// register and holds a hospital's file against the ledger, again and again, with the real `yizhan`.
// What a killed run left behind must not show: the import that is run again ends with every person
// once, and the report is the same, byte for byte, from this engine, from one started anew, and
// from an export.
// Exit codes: 0 nothing was lost, doubled or invented; 1 something was.

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "engine/base/check.h"
#include "engine/base/money.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "tests/cli/support/run_program.h"
#include "tests/property/dice.h"
#include "tests/service/world.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::torture {
namespace {

using testing_support::Ran;
using testing_support::RunYizhan;

constexpr int kDoneExit = 0;
constexpr int kDiffersExit = 1;
constexpr int kUnknownExit = 3;
constexpr int kAgainExit = 4;

struct Options {
  std::uint64_t kills = 4;
  std::uint64_t seed = 1;
  std::size_t persons = 4'000;
  std::size_t bills = 60;
};

class Office {
 public:
  explicit Office(const Options& options) : options_(options), dice_(options.seed) {
    std::ofstream(scratch_ / "token") << world_.process().token("relief");
    std::filesystem::permissions(scratch_ / "token", std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_write);
    WriteRegister();
    WriteHospital();
  }

  bool Run() {
    differences_ = ReadFile(Reconciled("before") / "differences.csv");
    for (std::uint64_t kill = 0; kill < options_.kills && failures_.empty(); ++kill) Round(kill);
    EndImport();
    EndReports();
    EndLedger();
    if (imports_cut_ + reports_cut_ == 0) Fail("no kill hit anything at work");
    std::printf("kills %llu, seed %llu: imports cut %d, ended %d; reports cut %d, ended %d\n",
                static_cast<unsigned long long>(options_.kills),
                static_cast<unsigned long long>(options_.seed), imports_cut_, imports_ended_,
                reports_cut_, reports_ended_);
    for (const std::string& failure : failures_) std::printf("WRONG %s\n", failure.c_str());
    return failures_.empty();
  }

 private:
  using Path = std::filesystem::path;

  void Fail(const std::string& what) {
    const std::lock_guard lock(mutex_);
    failures_.push_back(what);
  }

  static std::string ReadFile(const Path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  void WriteRegister() const {
    std::ofstream file(scratch_ / "register.csv");
    file << "证件号码,姓名,街镇,险种,救助类别,起始日期,截止日期\n";
    for (std::size_t i = 0; i < options_.persons; ++i) {
      file << "OFFICE" << i << ",受试,安亭镇,310,dibao,2012-01-01,\n";
    }
  }

  // Every seventh bill is not in it, every eleventh differs by a fen, every thirteenth is refunded.
  void WriteHospital() {
    std::ofstream file(scratch_ / "hospital.csv");
    file << "setl_id,medfee_sumamt,fund_pay_sumamt,refd_setl_flag\n";
    for (std::size_t i = 0; i < options_.bills; ++i) {
      const auto result = world_.Settle(testing::World::Request("office-" + std::to_string(i)));
      YIZHAN_CHECK(result.ok());
      const std::int64_t funds_fen = 1'000'000 - result->outcome().patient_due_fen();
      const std::string row = "bill-office-" + std::to_string(i) + ",10000.00," +
                              YuanText(Money::FromFen(funds_fen + (i % 11 == 0 ? 1 : 0)));
      if (i % 7 == 0) continue;
      file << row << ",0\n";
      if (i % 13 == 0) file << row << ",1\n";
    }
  }

  Ran Cli(std::vector<std::string> args) const {
    args.insert(args.end(), {"--training", "--engine", world_.process().address(), "--token",
                             scratch_ / "token"});
    return RunYizhan(args);
  }

  Ran Reconcile(const Path& out, const std::string& ledger = "") const {
    std::vector<std::string> args = {"reconcile",     scratch_ / "hospital.csv",
                                     "--institution", "anting",
                                     "--from",        "2012-06-01",
                                     "--until",       "2012-06-30",
                                     "--out",         out.string()};
    if (!ledger.empty()) args.insert(args.end(), {"--ledger", ledger});
    return Cli(args);
  }

  // A whole report; the engine lives.
  Path Reconciled(const std::string& name, const std::string& ledger = "") {
    const Path out = scratch_ / name;
    const Ran ran = Reconcile(out, ledger);
    if (ran.exit_code != kDiffersExit) Fail(name + ": " + ran.err);
    return out;
  }

  // The engine may die at any moment: all of a report is there, or nothing of it.
  void Report(const std::string& name) {
    const Path out = scratch_ / name;
    const Ran ran = Reconcile(out);
    if (ran.exit_code == kDiffersExit) {
      ++reports_ended_;
      if (ReadFile(out / "differences.csv") != differences_) Fail(name + " found something else");
      return;
    }
    ++reports_cut_;
    const bool said = ran.exit_code == kUnknownExit || ran.exit_code == kAgainExit;
    if (!said) Fail(name + " ended with " + std::to_string(ran.exit_code) + ": " + ran.err);
    if (std::filesystem::exists(out)) Fail(name + " left a report of half a ledger");
  }

  void Import() {
    const Ran ran = Cli({"register", "import", scratch_ / "register.csv"});
    const bool cut = ran.exit_code == kUnknownExit || ran.exit_code == kAgainExit;
    ++(cut ? imports_cut_ : imports_ended_);
    if (!cut && ran.exit_code != kDoneExit) Fail("import: " + ran.out + ran.err);
  }

  void Round(std::uint64_t kill) {
    std::thread importing([&] { Import(); });
    std::thread reporting([&] { Report("report-" + std::to_string(kill)); });
    std::this_thread::sleep_for(std::chrono::milliseconds(dice_.Between(5, kMomentMsMax)));
    world_.process().Kill();
    importing.join();
    reporting.join();
    world_.process().Start();
  }

  void EndImport() {
    const std::string all = std::to_string(options_.persons);
    for (const bool again : {false, true}) {
      const Ran ran = Cli({"register", "import", scratch_ / "register.csv"});
      if (ran.exit_code != kDoneExit) Fail("the last import: " + ran.out + ran.err);
      const bool unchanged = ran.out.find("unchanged " + all + " ") != std::string::npos;
      if (again && !unchanged) Fail("an import that was whole changed something: " + ran.out);
    }
  }

  void ExpectSame(const Path& one, const Path& other) {
    if (!std::filesystem::exists(one)) return Fail("there is no " + one.string());
    for (const auto& file : std::filesystem::directory_iterator(one)) {
      const Path name = file.path().filename();
      if (ReadFile(one / name) == ReadFile(other / name)) continue;
      Fail((one / name).string() + " and that of " + other.filename().string() + " differ");
    }
  }

  void EndReports() {
    const Path first = Reconciled("first");
    const Ran exported = Cli({"ledger", "export", scratch_ / "export"});
    if (exported.exit_code != kDoneExit) Fail("export: " + exported.err);
    ExpectSame(first, Reconciled("of-export", scratch_ / "export"));
    world_.process().Kill();
    world_.process().Start();
    ExpectSame(first, Reconciled("of-the-next-engine"));
    if (ReadFile(first / "differences.csv") != differences_) Fail("the last report differs");
  }

  // Every person of the file is there once: no entry was doubled by a repeated import.
  void EndLedger() {
    if (world_.process().Stop() != 0) Fail("the engine did not stop as told");
    const auto store = RocksStore::OpenReadOnly(world_.process().data_dir());
    if (!store.ok()) return Fail("the ledger does not open: " + store.status().ToString());
    const auto verified = VerifyLedger(**store, [](std::uint64_t, std::uint64_t) {});
    if (!verified.ok()) return Fail("verify: " + verified.status().ToString());
    for (const std::string& difference : verified->differences) Fail("verify: " + difference);
    std::map<std::uint64_t, int> changes;
    const absl::Status read = (*store)->Read(
        0, (*store)->Durable().size, [&](std::uint64_t /*number*/, std::string_view stored) {
          const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
          if (entry.ok() && entry->has_person_changed()) {
            ++changes[entry->person_changed().person_no()];
          }
          return true;
        });
    if (!read.ok()) return Fail("read: " + read.ToString());
    for (const auto& [person, count] : changes) {
      if (count > 1) Fail("a person was entered " + std::to_string(count) + " times");
    }
    const std::size_t expected = options_.persons + persons_before_;
    if (changes.size() != expected) {
      Fail(std::to_string(changes.size()) + " persons instead of " + std::to_string(expected));
    }
  }

  std::size_t CountPersons() const {
    std::set<std::uint64_t> persons;
    for (const v1::Leaf& leaf : world_.Leaves()) {
      const absl::StatusOr<v1::Entry> entry = DecodeLeaf(leaf.stored());
      YIZHAN_CHECK(entry.ok());
      if (entry->has_person_changed()) persons.insert(entry->person_changed().person_no());
    }
    return persons.size();
  }

  static constexpr std::int64_t kMomentMsMax = 250;

  const Options options_;
  property::Dice dice_;
  testing::World world_;
  const ScratchFolder scratch_;
  const std::size_t persons_before_ = CountPersons();
  std::string differences_;
  std::mutex mutex_;
  std::vector<std::string> failures_;
  int imports_cut_ = 0;
  int imports_ended_ = 0;
  int reports_cut_ = 0;
  int reports_ended_ = 0;
};

}  // namespace
}  // namespace yizhan::torture

int main(int argc, char** argv) {
  CLI::App app("yizhan_office_torture: kill -9 while the relief office works");
  yizhan::torture::Options options;
  app.add_option("--kills", options.kills, "How often to kill")->capture_default_str();
  app.add_option("--seed", options.seed, "Of the dice")->capture_default_str();
  app.add_option("--persons", options.persons, "In the register's file")->capture_default_str();
  app.add_option("--bills", options.bills, "Settled before")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return yizhan::torture::Office(options).Run() ? 0 : 1;
}
