// A backup is a ledger of its own; a restore loses nothing that was not named.

#include "engine/ledger/rocks_backup.h"

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

void Ignore(std::uint64_t, std::uint64_t) {}

class RocksBackupTest : public RocksFolderTest {
 protected:
  void Fill(RocksStore& store, int batches) { ASSERT_TRUE(AppendBatches(store, batches, 100)); }
  // The ledger as it stands, copied.
  void Backup() {
    const auto store = Open().value();
    const absl::StatusOr<TreeHead> head = store->BackupTo(backup(), Ignore);
    ASSERT_TRUE(head.ok()) << head.status();
    EXPECT_EQ(*head, store->Durable());
  }
  void Grow(int batches) {
    const auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    Fill(**store, batches);
  }
  // Everything up to the swap; what would be lost.
  std::string LossOf(const std::string& data_dir) {
    const auto restore = RocksRestore::Begin(backup(), data_dir);
    return restore.ok() ? (*restore)->loss() : std::string(restore.status().message());
  }
  void Restore(const std::string& data_dir) {
    const auto restore = RocksRestore::Begin(backup(), data_dir);
    ASSERT_TRUE(restore.ok()) << restore.status();
    ASSERT_TRUE((*restore)->Copy(Ignore).ok());
    EXPECT_TRUE(RocksStore::OpenReadOnly((*restore)->stage()).ok());
    const absl::StatusOr<std::string> aside = (*restore)->Finish();
    ASSERT_TRUE(aside.ok()) << aside.status();
  }
  std::string backup() const { return folder_.path() + "/backup"; }
};

TEST_F(RocksBackupTest, CopyIsTheLedgerWithItsAnchor) {
  Grow(3);
  std::uint64_t copied = 0;
  std::uint64_t all = 0;
  {
    const auto store = Open().value();
    const auto tell = [&](std::uint64_t done, std::uint64_t total) {
      copied = done;
      all = total;
    };
    EXPECT_EQ(store->BackupTo(backup(), tell).value(), store->Durable());
    Fill(*store, 1);  // It goes on.
  }
  EXPECT_GT(copied, 0U);
  EXPECT_EQ(copied, all);
  EXPECT_EQ(Anchor::ReadNewest(backup() + "/anchor").value().head.size, 300U);
  const auto copy = RocksStore::OpenReadOnly(backup()).value();
  ExpectWhole(*copy, 300);
  EXPECT_TRUE(copy->CheckFiles().ok());
  EXPECT_FALSE(fs::exists(dir() + "/backup.stage"));
  EXPECT_FALSE(fs::exists(backup() + ".part"));
}

// Several backups while one thread appends: each is whole at a batch's end.
TEST_F(RocksBackupTest, MadeWhileSettling) {
  const auto store = Open().value();
  std::atomic<bool> stop = false;
  std::thread appender([&] {
    while (!stop) ASSERT_TRUE(AppendBatches(*store, 1, 7));
  });
  for (int i = 0; i < 3; ++i) {
    const std::string folder = backup() + std::to_string(i);
    const absl::StatusOr<TreeHead> head = store->BackupTo(folder, Ignore);
    ASSERT_TRUE(head.ok()) << head.status();
    EXPECT_EQ(head->size % 7, 0U);
    const auto copy = RocksStore::OpenReadOnly(folder).value();
    EXPECT_EQ(copy->Durable(), *head);
    if (head->size > 0) ExpectWhole(*copy, head->size);
  }
  stop = true;
  appender.join();
}

TEST_F(RocksBackupTest, FolderThatExistsIsRefused) {
  Grow(1);
  fs::create_directory(backup());
  EXPECT_EQ(Open().value()->BackupTo(backup(), Ignore).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(RocksBackupTest, LeftoverOfAnInterruptedBackupIsRemovedAtStart) {
  Grow(1);
  fs::create_directories(dir() + "/backup.stage");
  Grow(1);
  EXPECT_FALSE(fs::exists(dir() + "/backup.stage"));
  ExpectWhole(*Open().value(), 200);
}

TEST_F(RocksBackupTest, RestoreIntoAnEmptyPlaceLosesNothing) {
  Grow(3);
  Backup();
  const std::string place = folder_.path() + "/place";
  EXPECT_EQ(LossOf(place), "");
  Restore(place);
  ExpectWhole(*RocksStore::Open(OptionsFor(place)).value(), 300);
}

TEST_F(RocksBackupTest, RestoreOverANewerLedgerNamesWhatIsLost) {
  Grow(3);
  Backup();
  Grow(2);
  EXPECT_EQ(LossOf(dir()), "300..499");
  ExpectWhole(*Open().value(), 500);  // Looking changed nothing.
  Restore(dir());
  ExpectWhole(*Open().value(), 300);
  EXPECT_TRUE(fs::exists(dir() + "/rocks.before-1"));
  EXPECT_TRUE(fs::exists(dir() + "/anchor.before-1"));
}

TEST_F(RocksBackupTest, RestoreOverADamagedLedgerGoesByItsAnchor) {
  Grow(3);
  Backup();
  Grow(2);
  fs::remove_all(dir() + "/rocks");
  EXPECT_EQ(LossOf(dir()), "300..499");
  fs::remove(anchor());
  fs::create_directory(dir() + "/rocks");
  EXPECT_EQ(LossOf(dir()), "300..");
}

TEST_F(RocksBackupTest, DamagedLedgerOfTheBackupsSizeLosesNothing) {
  Grow(3);
  Backup();
  fs::remove_all(dir() + "/rocks");
  EXPECT_EQ(LossOf(dir()), "");
  Restore(dir());
  ExpectWhole(*Open().value(), 300);
}

TEST_F(RocksBackupTest, InterruptedSwapRefusesToStartUntilRunAgain) {
  Grow(3);
  Backup();
  Grow(2);
  fs::rename(dir() + "/rocks", dir() + "/rocks.before-1");
  EXPECT_FALSE(Open().ok());
  fs::copy(backup() + "/rocks", dir() + "/rocks");
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(LossOf(dir()), "300..499");
  Restore(dir());
  ExpectWhole(*Open().value(), 300);
}

TEST_F(RocksBackupTest, AnotherLedgersFolderIsRefused) {
  Grow(3);
  Backup();
  const std::string other = folder_.path() + "/other";
  {
    const auto store = RocksStore::Open(OptionsFor(other)).value();
    const std::uint64_t epoch = store->Fence("x").value();
    ASSERT_EQ(AppendNow(*store, {epoch, store->Durable(), {"another"}, {}, false}).result,
              AppendResult::kDurable);
  }
  { ASSERT_TRUE(RocksStore::Open(OptionsFor(other)).ok()); }
  EXPECT_NE(LossOf(other).find("another ledger"), std::string::npos);
}

TEST_F(RocksBackupTest, FolderThatANewerEngineTookOverIsRefused) {
  Grow(1);
  Backup();
  ASSERT_TRUE(Open().value()->Retire(9, "mirror").ok());
  EXPECT_NE(LossOf(dir()).find("took over"), std::string::npos);
}

TEST_F(RocksBackupTest, WhatIsNoBackupOrNoLedgerIsRefused) {
  Grow(1);
  EXPECT_NE(LossOf(dir()).find("cannot be restored from"), std::string::npos);  // No backup yet.
  Backup();
  const std::string place = folder_.path() + "/letters";
  fs::create_directory(place);
  std::ofstream(place + "/letter.txt") << "not ours";
  EXPECT_NE(LossOf(place).find("not empty (letter.txt)"), std::string::npos);
  const auto running = Open().value();
  EXPECT_NE(LossOf(dir()).find("another process uses the ledger"), std::string::npos);
}

TEST_F(RocksBackupTest, ForkedLedgerLosesFromTheFirstOtherEntry) {
  Grow(3);
  Backup();
  fs::remove_all(dir());
  {
    const auto store = Open().value();
    std::vector<std::string> leaves = LeafTexts(0, 400);
    leaves[150] = "another";
    const std::uint64_t epoch = store->Fence("x").value();
    ASSERT_EQ(AppendNow(*store, {epoch, store->Durable(), leaves, {}, false}).result,
              AppendResult::kDurable);
  }
  EXPECT_EQ(LossOf(dir()), "150..399");
}

}  // namespace
}  // namespace yizhan
