// Crash: kill -9 under load. Every acknowledged settlement is there once after the restart, with
// the amounts that were acknowledged; every lost one is resolved by asking.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/verify.h"
#include "engine/ledger/rocks_store.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"

namespace yizhan::testing {
namespace {

constexpr int kTerminals = 4;
constexpr int kKills = 5;
constexpr std::chrono::milliseconds kLoad{700};

// What one terminal believes: message id -> the settlement it was told of.
using Believed = std::map<std::string, v1::SettleResult>;

// Settles one bill after another until told to stop; every one ends settled, over all crashes.
void RunTerminal(const World& world, int terminal, const std::atomic<bool>& stop,
                 Believed& believed) {
  Client client = world.process().NewClient("anting/desk-1", /*deadline_ms=*/2'000);
  for (int i = 0; !stop; ++i) {
    const std::string id = "t" + std::to_string(terminal) + "-" + std::to_string(i);
    const v1::SettleRequest request = World::Request(id);
    absl::StatusOr<v1::SettleResult> settled = client.Settle(request);
    // A restart may take longer than the client asks; the message id still answers afterwards.
    for (int more = 0; more < 10 && ReasonOf(settled.status()) == v1::OUTCOME_NOT_KNOWN; ++more) {
      settled = client.Settle(request);
    }
    ASSERT_TRUE(settled.ok()) << id << ": " << settled.status();
    believed[id] = *settled;
  }
}

// Asks for every belief and compares.
void ExpectHeld(const World& world, const std::vector<Believed>& all) {
  Client client = world.process().NewClient("anting/desk-1");
  std::map<std::uint64_t, std::string> numbers;
  for (const Believed& believed : all) {
    for (const auto& [id, result] : believed) {
      v1::GetRequest request;
      request.set_message_id(id);
      const auto reply = client.Get(request);
      ASSERT_TRUE(reply.ok()) << reply.status();
      EXPECT_EQ(reply->state(), v1::SETTLED) << id;
      EXPECT_EQ(reply->result().number(), result.number()) << id;
      EXPECT_EQ(reply->result().outcome().aid_fen(), result.outcome().aid_fen()) << id;
      EXPECT_EQ(reply->result().outcome().cash_due_fen(), result.outcome().cash_due_fen()) << id;
      EXPECT_TRUE(numbers.emplace(result.number(), id).second) << id << " and another share it";
    }
  }
  const v1::ListInstitutionsReply list = world.Institutions();
  for (const v1::ListedInstitution& listed : list.institutions()) {
    if (listed.institution().id() != "anting") continue;
    EXPECT_EQ(listed.totals().settled_count(), numbers.size()) << "more or fewer than known";
  }
  ::testing::Test::RecordProperty("settlements", std::to_string(numbers.size()));
  std::printf("settlements over %d kills: %zu\n", kKills, numbers.size());
}

TEST(CrashTest, EveryAcknowledgedSettlementIsThereOnce) {
  World world;
  std::atomic<bool> stop = false;
  std::vector<Believed> believed(kTerminals);
  std::vector<std::thread> terminals;
  for (int i = 0; i < kTerminals; ++i) {
    terminals.emplace_back(
        [&, i] { RunTerminal(world, i, stop, believed[static_cast<std::size_t>(i)]); });
  }
  for (int kill = 0; kill < kKills; ++kill) {
    std::this_thread::sleep_for(kLoad);
    world.process().Kill();
    world.process().Start();
  }
  std::this_thread::sleep_for(kLoad);
  stop = true;
  for (std::thread& terminal : terminals) terminal.join();
  for (const Believed& one : believed) EXPECT_GT(one.size(), 10U) << "too little load to tell";
  ExpectHeld(world, believed);

  EXPECT_EQ(world.process().Stop(), 0);
  const auto store = RocksStore::OpenReadOnly(world.process().data_dir());
  ASSERT_TRUE(store.ok()) << store.status();
  const auto report = VerifyLedger(**store, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->differences.front();
}

}  // namespace
}  // namespace yizhan::testing
