// RocksStore: the conformance suite; restart at every tile edge; counters; what Open refuses.

#include "engine/ledger/rocks_store.h"

#include <fstream>
#include <limits>

#include "engine/ledger/rocks_files.h"
#include "tests/ledger/store_conformance.h"
#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

class RocksHarness : public StoreHarness {
 public:
  RocksHarness() { Reopen(); }
  LedgerStore& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    store_ = RocksStore::Open(OptionsFor(folder_.path() + "/ledger", reserve_bytes_)).value();
  }
  void SetReserveReached(bool reached) override {
    reserve_bytes_ = reached ? std::numeric_limits<std::uint64_t>::max() : 0;
    Reopen();
  }
  void Close() override { store_.reset(); }

 private:
  ScratchFolder folder_;
  std::uint64_t reserve_bytes_ = 0;
  std::unique_ptr<RocksStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Rocks, StoreTest,
                         testing::Values(StoreKind{
                             "Rocks", [] { return std::make_unique<RocksHarness>(); }}),
                         [](const auto& row) { return row.param.name; });

// Closed and opened again at each size: the tree comes back from tiles and the tail.
class RestartTest : public RocksFolderTest, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(RestartTest, RootIsTheNaiveTrees) {
  const std::uint64_t size = GetParam();
  const std::vector<std::string> leaves = LeafTexts(0, size + 1);
  {
    const auto store = Open().value();
    const std::uint64_t epoch = store->Fence("test").value();
    while (store->Durable().size < size) {
      const TreeHead head = store->Durable();
      const std::uint64_t until = std::min(size, head.size + 1000);
      ASSERT_EQ(AppendNow(*store, {epoch, head, LeafTexts(head.size, until), {}, false}).result,
                AppendResult::kDurable);
    }
  }
  const std::span<const std::string> before(leaves.data(), size);
  EXPECT_EQ(RocksStore::OpenReadOnly(dir()).value()->Durable(),
            (TreeHead{size, NaiveRoot(before)}));
  const auto store = Open().value();
  EXPECT_EQ(store->Durable(), (TreeHead{size, NaiveRoot(before)}));
  const std::uint64_t epoch = store->Fence("test").value();
  const Answer answer =
      AppendNow(*store, {epoch, store->Durable(), LeafTexts(size, size + 1), {}, false});
  EXPECT_EQ(answer.head, (TreeHead{size + 1, NaiveRoot(leaves)}));
}

INSTANTIATE_TEST_SUITE_P(Sizes, RestartTest,
                         testing::Values(0, 1, 255, 256, 257, 511, 512, 1000, 65535, 65536, 65837),
                         testing::PrintToStringParamName());

class RocksStoreTest : public RocksFolderTest {};

TEST_F(RocksStoreTest, CountsPuts) {
  const auto store = Open().value();
  ASSERT_TRUE(AppendBatches(*store, 1, 1));
  const StoreCounters one = store->counters();
  EXPECT_EQ(one.entries, 1U);
  EXPECT_EQ(one.effects, 3U);
  EXPECT_EQ(one.tiles, 0U);
  ASSERT_TRUE(AppendBatches(*store, 1, 599));
  const StoreCounters all = store->counters();
  EXPECT_EQ(all.entries, 600U);
  EXPECT_EQ(all.effects, 6U);
  EXPECT_EQ(all.tiles, 2U);
  EXPECT_EQ(all.markers, one.markers + 4);
}

// The fifth marker of a batch is the clean mark, due once a write buffer has been flushed.
TEST_F(RocksStoreTest, FlushWhileServingMovesTheCleanMark) {
  const auto store = Open().value();
  const std::uint64_t epoch = store->Fence("test").value();
  std::uint64_t batches = 0;
  while (store->counters().markers == 4 * batches && batches < 300) {
    ++batches;
    const std::string leaf(1U << 20, static_cast<char>(batches));
    ASSERT_EQ(AppendNow(*store, {epoch, store->Durable(), {leaf}, {}, false}).result,
              AppendResult::kDurable);
  }
  EXPECT_GT(batches, 32U);
  EXPECT_LT(batches, 300U);
}

TEST_F(RocksStoreTest, EpochsOutliveTheProcess) {
  EXPECT_EQ(Open().value()->Fence("a").value(), 1U);
  EXPECT_EQ(Open().value()->Fence("b").value(), 2U);
  const auto store = Open().value();
  EXPECT_EQ(AppendNow(*store, {1, store->Durable(), {"x"}, {}, false}).result,
            AppendResult::kFenced);
}

TEST_F(RocksStoreTest, ReadOnlyReadsAndNeverWrites) {
  MakeAndDie(5, 3);
  {
    const auto store = RocksStore::OpenReadOnly(dir()).value();
    ExpectWhole(*store, 15);
    EXPECT_FALSE(store->Fence("x").ok());
    EXPECT_EQ(AppendNow(*store, {1, store->Durable(), {"x"}, {}, false}).result,
              AppendResult::kFenced);
    EXPECT_TRUE(RocksStore::OpenReadOnly(dir()).ok());
    EXPECT_EQ(Open().status().code(), absl::StatusCode::kFailedPrecondition);
  }
  ExpectWhole(*Open().value(), 15);
}

TEST_F(RocksStoreTest, FolderInUseIsRefused) {
  const auto store = Open().value();
  const auto refused = [&] {
    const absl::Status writing = Open().status();
    const absl::Status reading = RocksStore::OpenReadOnly(dir()).status();
    const std::string words(writing.message());
    return writing.code() == absl::StatusCode::kFailedPrecondition &&
                   reading.code() == absl::StatusCode::kFailedPrecondition &&
                   words.find("another process uses the ledger") != std::string::npos
               ? 0
               : 1;
  };
  EXPECT_EQ(refused(), 0);
  EXPECT_EQ(InDyingProcess(refused), 0);
}

TEST_F(RocksStoreTest, ForeignFolderIsRefused) {
  std::filesystem::create_directories(dir());
  std::ofstream(dir() + "/letter.txt") << "not ours";
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(std::string(status.message()).find("name another folder"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(anchor()));
  EXPECT_EQ(RocksStore::OpenReadOnly(dir()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RocksStoreTest, AbsentFolderIsNotMadeByReading) {
  EXPECT_FALSE(RocksStore::OpenReadOnly(dir()).ok());
  EXPECT_FALSE(std::filesystem::exists(dir()));
}

TEST_F(RocksStoreTest, CrashWhileMakingTheFolderIsFinishedLater) {
  std::filesystem::create_directories(dir());
  std::ofstream(anchor() + ".new") << "half";
  { ASSERT_TRUE(Open().ok()); }
  std::filesystem::remove_all(dir() + "/rocks");  // As if it had not come so far.
  const auto store = Open().value();
  EXPECT_TRUE(AppendBatches(*store, 1, 1));
}

// Batches 1 .. 3 have first records 10, 20, 30.
TEST(FlushWatchTest, BatchIsFlushedWhenItsFirstRecordIs) {
  FlushWatch watch;
  for (std::uint64_t batch = 1; batch <= 3; ++batch) watch.Wrote(10 * batch, batch);
  rocksdb::FlushJobInfo flush{};
  const auto flushed = [&](const char* family, std::uint64_t largest) {
    flush.cf_name = family;
    flush.largest_seqno = largest;
    watch.OnFlushCompleted(nullptr, flush);
    return watch.flushed();
  };
  EXPECT_EQ(flushed("state", 99), 0U);
  EXPECT_EQ(flushed("log", 9), 0U);
  EXPECT_EQ(flushed("log", 20), 2U);
  EXPECT_EQ(flushed("log", 29), 2U);
  EXPECT_EQ(flushed("log", 35), 3U);
  EXPECT_EQ(flushed("log", 99), 3U);
}

}  // namespace
}  // namespace yizhan
