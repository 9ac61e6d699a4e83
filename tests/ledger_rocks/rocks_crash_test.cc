// Processes that die, and disks that fail: what was acknowledged is there afterwards.

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>

#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

class RocksCrashTest : public RocksFolderTest {};

TEST_F(RocksCrashTest, ProcessThatEndsWithoutClosingLosesNothing) {
  MakeAndDie(10, 7);
  MakeAndDie(10, 7);
  ExpectWhole(*Open().value(), 140);
}

// The child tells every acknowledged size through a pipe until it is killed.
std::uint64_t AcknowledgedBeforeKill(const std::string& data_dir, useconds_t life_us) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto store = RocksStore::Open(OptionsFor(data_dir)).value();
    while (AppendBatches(*store, 1, 3)) {
      const std::uint64_t size = store->Durable().size;
      if (write(ends[1], &size, sizeof size) != sizeof size) break;
    }
    _exit(1);
  }
  close(ends[1]);
  std::uint64_t acknowledged = 0;
  std::uint64_t size = 0;
  bool killed = false;
  while (read(ends[0], &size, sizeof size) == sizeof size) {
    acknowledged = size;
    if (killed) continue;
    usleep(life_us);
    kill(child, SIGKILL);
    killed = true;
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  return acknowledged;
}

TEST_F(RocksCrashTest, KilledAtAnyTimeKeepsWhatWasAcknowledged) {
  std::uint64_t before = 0;
  for (useconds_t round = 0; round < 12; ++round) {
    const std::uint64_t acknowledged = AcknowledgedBeforeKill(dir(), 1000 * round + 137 * round);
    ASSERT_GT(acknowledged, before);
    // In a child: this process forks again.
    ASSERT_EQ(InDyingProcess([&] {
                const auto store = Open();
                if (!store.ok()) return 1;
                const std::uint64_t size = (*store)->Durable().size;
                if (size < acknowledged || size > acknowledged + 3) return 2;
                ExpectWhole(**store, size);
                return testing::Test::HasFailure() ? 3 : 0;
              }),
              0)
        << "round " << round << ", acknowledged " << acknowledged;
    before = acknowledged;
  }
}

// Files may not grow beyond a limit: the WAL's write fails in the middle.
TEST_F(RocksCrashTest, FailedWriteIsUnknownAndEndsTheStore) {
  MakeAndDie(5);
  ASSERT_EQ(InDyingProcess([&] {
              signal(SIGXFSZ, SIG_IGN);
              const auto store = Open().value();
              const std::uint64_t epoch = store->Fence("test").value();
              const auto append = [&](std::size_t bytes) {
                return AppendNow(*store,
                                 {epoch, store->Durable(), {std::string(bytes, 'x')}, {}, true})
                    .result;
              };
              const rlimit limit{100'000, RLIM_INFINITY};
              setrlimit(RLIMIT_FSIZE, &limit);
              if (append(300'000) != AppendResult::kUnknown) return 1;
              const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
              setrlimit(RLIMIT_FSIZE, &none);
              if (append(1) != AppendResult::kUnknown) return 2;
              if (store->Fence("test").ok()) return 3;
              if (store->Durable().size != 5) return 4;
              return store->OpenView()->Leaf(4).ok() ? 0 : 5;
            }),
            0);
  ExpectWhole(*Open().value(), 5);
}

// The anchor's second slot lies beyond the limit, the small WAL record does not.
TEST_F(RocksCrashTest, FailedAnchorIsUnknownForTheNextAppend) {
  ASSERT_EQ(InDyingProcess([&] {
              signal(SIGXFSZ, SIG_IGN);
              const auto store = Open().value();
              const rlimit limit{4000, RLIM_INFINITY};
              const std::uint64_t epoch = store->Fence("test").value();
              setrlimit(RLIMIT_FSIZE, &limit);
              int durable = 0;
              for (int i = 0; i < 4; ++i) {
                const TreeHead head = store->Durable();
                const Append append{epoch, head, {LeafText(head.size)}, {}, true};
                const AppendResult result = AppendNow(*store, append).result;
                if (result == AppendResult::kUnknown) return durable >= 1 && durable <= 2 ? 0 : 1;
                ++durable;
              }
              return 2;
            }),
            0);
  const auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_GE((*store)->Durable().size, 1U);
}

}  // namespace
}  // namespace yizhan
