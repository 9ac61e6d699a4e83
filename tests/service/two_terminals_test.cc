// Two terminals, two processes over gRPC, settle one person near a cap at the same time, again and
// again. Goal: the cap is never passed, and each is first often enough to show that the order is
// decided by arrival and not by who it is.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "engine/base/check.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"

extern char** environ;

namespace yizhan::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRounds = 1'000;
constexpr int kWinsMin = 100;
#else
constexpr int kRounds = 10'000;
constexpr int kWinsMin = 1'000;
#endif

constexpr std::int64_t kCapFen = 5'000'000;  // sh-2012-major, a year.

// One terminal process with its two pipes.
class Terminal {
 public:
  Terminal(const EngineProcess& engine, const std::string& sender, const std::string& name) {
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    YIZHAN_CHECK(pipe2(to.data(), O_CLOEXEC) == 0 && pipe2(from.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::string program = YIZHAN_BINARY_DIR "/tests/terminal";
    std::string address = engine.address();
    std::string token = engine.token(sender);
    std::string called = name;
    const std::array<char*, 5> argv = {program.data(), address.data(), token.data(), called.data(),
                                       nullptr};
    YIZHAN_CHECK(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    to_ = fdopen(to[1], "w");
    from_ = fdopen(from[0], "r");
  }
  ~Terminal() {
    std::fclose(to_);
    std::fclose(from_);
    waitpid(pid_, nullptr, 0);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void Say(const std::string& line) {
    std::fputs((line + "\n").c_str(), to_);
    std::fflush(to_);
  }
  std::string Hear() {
    std::array<char, 512> line{};
    if (std::fgets(line.data(), line.size(), from_) == nullptr) return "failed: the terminal ended";
    return line.data();
  }

 private:
  pid_t pid_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
};

struct Settled {
  std::uint64_t number = 0;
  std::int64_t municipal_fen = 0;
};

Settled Parsed(const std::string& line) {
  Settled settled;
  unsigned long long number = 0;
  long long fen = 0;
  EXPECT_EQ(std::sscanf(line.c_str(), "%llu %lld", &number, &fen), 2) << line;
  settled.number = number;
  settled.municipal_fen = fen;
  return settled;
}

TEST(TwoTerminalsTest, NeverPassTheCapAndEachIsFirstOften) {
  const World world;
  std::array<std::unique_ptr<Terminal>, 2> terminals = {
      std::make_unique<Terminal>(world.process(), "anting/desk-1", "one"),
      std::make_unique<Terminal>(world.process(), "anting/desk-2", "two")};
  // 40 000.00 of 50 000.00 are paid: 30 000 at 50 %, the rest at 60 %.
  v1::SettleRequest before = World::Request("before");
  before.mutable_bill()->set_total_fen(8'000'000);
  before.mutable_bill()->set_in_scope_fen(8'000'000);
  before.mutable_bill()->mutable_insurer_payments(0)->set_amount_fen(833'333);
  const auto paid = world.Settle(before);
  ASSERT_TRUE(paid.ok()) << paid.status();
  const std::int64_t before_fen = paid->lines(0).pay_fen();
  ASSERT_EQ(before_fen, 4'000'000);

  std::array<int, 2> wins{};
  for (int round = 0; round < kRounds; ++round) {
    const std::string name = std::to_string(round);
    // Neither is always told first.
    const std::size_t told_first = static_cast<std::size_t>(round) % 2;
    terminals[told_first]->Say("settle " + name);
    terminals[1 - told_first]->Say("settle " + name);
    const std::array<Settled, 2> settled = {Parsed(terminals[0]->Hear()),
                                            Parsed(terminals[1]->Hear())};
    const std::int64_t sum_fen = before_fen + settled[0].municipal_fen + settled[1].municipal_fen;
    ASSERT_LE(sum_fen, kCapFen) << "round " << round;
    ASSERT_EQ(sum_fen, kCapFen) << "less than both were entitled to, round " << round;
    ASSERT_NE(settled[0].municipal_fen, settled[1].municipal_fen);
    const std::size_t winner = settled[0].municipal_fen > settled[1].municipal_fen ? 0 : 1;
    ASSERT_LT(settled[winner].number, settled[1 - winner].number);
    ++wins[winner];
    for (std::size_t i = 0; i < 2; ++i) {
      terminals[i]->Say("back " + std::to_string(settled[i].number) + " " + name);
    }
    for (const auto& terminal : terminals) ASSERT_EQ(terminal->Hear(), "done\n");
  }
  RecordProperty("wins_of_one", wins[0]);
  RecordProperty("wins_of_two", wins[1]);
  std::printf("wins: %d and %d of %d\n", wins[0], wins[1], kRounds);
  EXPECT_GE(wins[0], kWinsMin);
  EXPECT_GE(wins[1], kWinsMin);
}

}  // namespace
}  // namespace yizhan::testing
