// The anchor: newest slot, torn slots, order, and a failing disk.

#include "engine/ledger/anchor.h"

#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

AnchorMark Mark(std::uint64_t size) {
  return {{size, Sha256(std::to_string(size))}, Sha256("ledger")};
}

class AnchorTest : public testing::Test {
 protected:
  AnchorTest() { EXPECT_TRUE(Anchor::Create(path_).ok()); }

  // Each mark by its own write, so the slots alternate.
  void Advance(std::uint64_t from, std::uint64_t until) {
    const auto anchor = Anchor::Open(path_).value();
    for (std::uint64_t size = from; size <= until; ++size) {
      anchor->Advance(Mark(size));
      ASSERT_TRUE(anchor->WaitDurable(size).ok());
    }
  }
  void Spoil(std::streamoff offset) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char byte = static_cast<char>(file.get() ^ 0x40);
    file.seekp(offset);
    file.put(byte);
  }

  ScratchFolder folder_;
  const std::string path_ = folder_.path() + "/anchor";
};

TEST_F(AnchorTest, StartsWithTheEmptyTree) {
  const AnchorMark mark = Anchor::ReadNewest(path_).value();
  EXPECT_EQ(mark.head, (TreeHead{0, Sha256("")}));
  EXPECT_EQ(std::filesystem::file_size(path_), 8192U);
}

TEST_F(AnchorTest, CreateNeverOverwrites) {
  EXPECT_EQ(Anchor::Create(path_).code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(AnchorTest, MissingFileIsNotFound) {
  EXPECT_EQ(Anchor::ReadNewest(path_ + "x").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Anchor::Open(path_ + "x").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AnchorTest, NewestMarkIsReadBack) {
  for (std::uint64_t size = 1; size <= 5; ++size) {
    Advance(size, size);
    EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(size));
  }
}

TEST_F(AnchorTest, WaitingMarkIsWrittenBeforeTheAnchorCloses) {
  Anchor::Open(path_).value()->Advance(Mark(9));
  EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(9));
}

// Byte 0 .. 119 of each slot; the slot of serial n lies at (n mod 2) * 4096.
TEST_F(AnchorTest, TornSlotLeavesTheOther) {
  Advance(1, 3);  // Serials 1, 2, 3: the newest is slot 1, the one before slot 0.
  for (const std::streamoff offset : {0, 8, 20, 50, 100, 119}) {
    Spoil(4096 + offset);
    EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(2)) << offset;
    Spoil(4096 + offset);
    Spoil(offset);
    EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(3)) << offset;
    Spoil(offset);
  }
}

TEST_F(AnchorTest, AfterATornSlotWritingGoesOnInIt) {
  Advance(1, 3);
  Spoil(4096 + 9);
  Advance(3, 4);
  EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(4));
}

TEST_F(AnchorTest, TwoSpoiltSlotsAreRefused) {
  Advance(1, 3);
  Spoil(10);
  Spoil(4096 + 10);
  EXPECT_EQ(Anchor::ReadNewest(path_).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Anchor::Open(path_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(AnchorTest, CutFileIsReadAsFarAsItGoes) {
  Advance(1, 2);
  std::filesystem::resize_file(path_, 4100);
  EXPECT_EQ(Anchor::ReadNewest(path_).value(), Mark(2));
  std::filesystem::resize_file(path_, 60);
  EXPECT_EQ(Anchor::ReadNewest(path_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(AnchorTest, ManyThreadsMayWaitWhileOneAdvances) {
  const auto anchor = Anchor::Open(path_).value();
  std::atomic<std::uint64_t> promised = 0;
  std::vector<std::thread> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.emplace_back([&] {
      std::uint64_t size = 0;
      while (size < 200) {
        size = promised;
        EXPECT_TRUE(anchor->WaitDurable(size).ok());
        EXPECT_GE(anchor->Durable().head.size, size);
      }
    });
  }
  for (std::uint64_t size = 1; size <= 200; ++size) {
    anchor->Advance(Mark(size));
    promised = size;
  }
  for (std::thread& waiter : waiters) waiter.join();
  EXPECT_EQ(anchor->Durable(), Mark(200));
}

// Writes beyond byte 64 of any file fail while the limit holds, so nothing is printed meanwhile.
TEST_F(AnchorTest, FailingDiskIsSaidForEver) {
  const auto anchor = Anchor::Open(path_).value();
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const rlimit limit{64, old_limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  anchor->Advance(Mark(1));
  const absl::Status failed = anchor->WaitDurable(1);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  signal(SIGXFSZ, old_handler);
  EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable) << failed;
  EXPECT_FALSE(anchor->WaitDurable(0).ok());
  EXPECT_EQ(anchor->Durable().head.size, 0U);
}

}  // namespace
}  // namespace yizhan
