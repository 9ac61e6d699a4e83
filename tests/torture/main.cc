// yizhan_torture: kill -9 of the real yizhand at random moments under load from several clients,
// again and again. What every client was told stands outside the database and is compared with it.
// Exit codes: 0 nothing was lost, doubled or invented; 1 something was, or a long run never met
// what it should.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "engine/base/check.h"
#include "tests/torture/compare.h"
#include "tests/torture/insist.h"
#include "tests/torture/killer.h"
#include "tools/cli/progress.h"

namespace yizhan::torture {
namespace {

constexpr std::size_t kCardsEach = 40;
constexpr std::size_t kSharedCards = 3;
constexpr std::uint64_t kLongRunKills = 100;  // From here on everything must be met.
constexpr std::size_t kAskedOfEachMax = 2'000;
constexpr std::int64_t kDeadlineMs = 20'000;

struct Options {
  std::uint64_t kills = 10;
  std::uint64_t seed = 1;
  std::size_t clients = 4;
  std::uint64_t compare_every = 50;
};

std::vector<std::string> CardsOf(const std::string& owner, std::size_t count) {
  std::vector<std::string> cards;
  for (std::size_t i = 0; i < count; ++i) cards.push_back("T" + owner + "X" + std::to_string(i));
  return cards;
}

void Import(const testing::World& world, const std::vector<std::string>& cards) {
  std::vector<v1::ImportPerson> persons;
  for (const std::string& card : cards) persons.push_back(testing::World::Person(card, "受试"));
  const auto imported = Insist([&] { return world.Import(persons); });
  if (!imported.ok()) std::fprintf(stderr, "%s\n", imported.status().ToString().c_str());
  YIZHAN_CHECK(imported.ok());
}

class Torture {
 public:
  explicit Torture(const Options& options)
      : options_(options), killer_(world_, scene_, options.seed) {
    const std::vector<std::string> shared = CardsOf("shared", kSharedCards);
    Import(world_, shared);
    for (std::size_t i = 0; i < options_.clients; ++i) {
      const std::string name = ClientName(i);
      books_.push_back(std::make_unique<Book>());
      CashierOptions cashier{.name = name,
                             .client = {.address = world_.process().address(),
                                        .token = world_.process().token("anting/desk-1"),
                                        .deadline_ms = kDeadlineMs,
                                        .unknown_tries = 0},
                             .cards = CardsOf(name, kCardsEach),
                             .shared_cards = shared,
                             .seed = options_.seed * 1'000 + i};
      Import(world_, cashier.cards);
      cashiers_.push_back(std::make_unique<Cashier>(scene_, std::move(cashier), *books_.back()));
    }
  }

  void Run() {
    std::vector<std::thread> threads;
    for (const auto& cashier : cashiers_) threads.emplace_back([&] { cashier->Run(); });
    {
      cli::Progress progress("torture");
      std::uint64_t compare_at = options_.compare_every;
      while (tally_.Kills() < options_.kills && !tally_.failed()) {
        progress.Update(tally_.Kills(), options_.kills);
        killer_.Kill();
        if (tally_.Kills() >= compare_at) {
          CompareLedger(world_.process().data_dir(), books_, tally_);
          compare_at = tally_.Kills() + options_.compare_every;
        }
        killer_.StartAgain(options_.kills - std::min(options_.kills, tally_.Kills()));
      }
    }
    scene_.stop = true;
    for (std::thread& thread : threads) thread.join();
    End();
  }

  const Tally& tally() const { return tally_; }

 private:
  void End() {
    killer_.FinishErasures();
    AskForAll(world_, books_, kAskedOfEachMax, tally_);
    if (world_.process().Stop() != 0) tally_.Fail("the engine did not stop as told");
    CompareLedger(world_.process().data_dir(), books_, tally_);
  }

  const Options options_;
  testing::World world_;
  Tally tally_;
  Scene scene_{.tally = tally_};
  Killer killer_;
  Books books_;
  std::vector<std::unique_ptr<Cashier>> cashiers_;
};

int Main(const Options& options) {
  const auto began = std::chrono::steady_clock::now();
  Torture torture(options);
  torture.Run();
  const auto took = std::chrono::steady_clock::now() - began;
  const Tally& tally = torture.tally();
  std::printf(
      "kills %llu, seed %llu, %lld s\n%s", static_cast<unsigned long long>(tally.Kills()),
      static_cast<unsigned long long>(options.seed),
      static_cast<long long>(std::chrono::duration_cast<std::chrono::seconds>(took).count()),
      tally.Table().c_str());
  for (const std::string& failure : tally.failures()) std::printf("WRONG %s\n", failure.c_str());
  bool met = true;
  if (options.kills >= kLongRunKills) {
    for (const std::string& never : tally.Never()) {
      std::printf("NEVER MET %s\n", never.c_str());
      met = false;
    }
  }
  if (tally.failed() || !met) return 1;
  std::printf("nothing lost, doubled or invented\n");
  return 0;
}

}  // namespace
}  // namespace yizhan::torture

int main(int argc, char** argv) {
  CLI::App app("yizhan_torture: kill -9 under load, again and again");
  yizhan::torture::Options options;
  app.add_option("--kills", options.kills, "How often to kill; from 100 on everything must be met")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Of the dice")->capture_default_str();
  app.add_option("--clients", options.clients, "At once")->capture_default_str();
  app.add_option("--compare-every", options.compare_every,
                 "Verify and compare the whole ledger after so many kills, and at the end")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return yizhan::torture::Main(options);
}
