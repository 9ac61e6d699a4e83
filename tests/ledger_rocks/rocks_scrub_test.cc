// ScrubPrivate: what was deleted or replaced is in no file of the ledger, bytewise; and it was
// there before, or the search would prove nothing.

#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

#include "engine/base/random.h"
#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

constexpr std::int64_t kShortWaitMs = 200;

std::string Recognisable(std::size_t bytes) {
  static SeededRandom random(20'240'115);
  std::string text;
  while (text.size() < bytes) text += static_cast<char>(random.Next() & 0xFF);
  return text;
}

class RocksScrubTest : public RocksFolderTest {
 protected:
  RocksScrubTest() { OpenAgain(); }

  void OpenAgain() {
    store_.reset();
    StoreOptions options = OptionsFor(dir());
    options.scrub_wait_ms = kShortWaitMs;
    store_ = RocksStore::Open(options).value();
    epoch_ = store_->Fence("test").value();
  }
  void Put(std::vector<Effect> effects, std::uint64_t leaves = 1) {
    const TreeHead head = store_->Durable();
    Append append{epoch_, head, LeafTexts(head.size, head.size + leaves), std::move(effects),
                  false};
    ASSERT_EQ(AppendNow(*store_, std::move(append)).result, AppendResult::kDurable);
  }
  void Traffic(int batches) {
    for (int n = 0; n < batches; ++n) {
      const std::string key = std::to_string(store_->Durable().size);
      Put({{Table::kPrivate, key, Recognisable(300)}, {Table::kHolder, key, "x"}});
    }
  }
  // The files below the ledger's folder that hold these bytes.
  std::vector<std::string> FilesWith(const std::string& bytes) {
    std::vector<std::string> found;
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir())) {
      if (!file.is_regular_file()) continue;
      std::ifstream stream(file.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(stream)),
                                std::istreambuf_iterator<char>());
      if (content.find(bytes) != std::string::npos) found.push_back(file.path().filename());
    }
    return found;
  }
  static bool AnyEndsWith(const std::vector<std::string>& names, const std::string& end) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.ends_with(end); });
  }

  const std::string first_ = Recognisable(200);
  const std::string second_ = Recognisable(200);
  const std::string live_ = Recognisable(200);
  std::unique_ptr<RocksStore> store_;
  std::uint64_t epoch_ = 0;
};

TEST_F(RocksScrubTest, ReplacedAndDeletedRowsAreInNoFile) {
  Put({{Table::kPrivate, "p", first_}, {Table::kPrivate, "live", live_}});
  Traffic(50);
  Put({{Table::kPrivate, "p", second_}});
  Traffic(50);
  Put({{Table::kPrivate, "p", std::nullopt}});
  Traffic(50);
  EXPECT_TRUE(AnyEndsWith(FilesWith(first_), ".log"));
  EXPECT_TRUE(AnyEndsWith(FilesWith(second_), ".log"));
  const TreeHead before = store_->Durable();
  ASSERT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
  EXPECT_TRUE(FilesWith(second_).empty());
  EXPECT_FALSE(FilesWith(live_).empty());  // The search finds what is there.
  EXPECT_EQ(store_->Durable(), before);
  EXPECT_EQ(store_->OpenView()->Get(Table::kPrivate, "live").value(), live_);
}

// A restart flushes the WAL: the values lie in table files, of two generations.
TEST_F(RocksScrubTest, RowsInTableFilesAreFound) {
  Put({{Table::kPrivate, "p", first_}});
  Traffic(20);
  OpenAgain();
  Put({{Table::kPrivate, "p", second_}});
  Traffic(20);
  OpenAgain();
  Put({{Table::kPrivate, "p", std::nullopt}});
  EXPECT_TRUE(AnyEndsWith(FilesWith(first_), ".sst"));
  EXPECT_TRUE(AnyEndsWith(FilesWith(second_), ".sst"));
  ASSERT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
  EXPECT_TRUE(FilesWith(second_).empty());
  OpenAgain();
  EXPECT_TRUE(FilesWith(first_).empty());
  EXPECT_EQ(store_->OpenView()->Get(Table::kPrivate, "p").value(), std::nullopt);
}

// A card's key is the last of its file, so the manifest names it.
TEST_F(RocksScrubTest, ManifestForgetsTheKeyOfADeletedCard) {
  const std::string card = "\xff" + Recognisable(31);
  Put({{Table::kCard, card, "12345678"}});
  OpenAgain();
  const auto in_manifest = [&] {
    for (const std::string& name : FilesWith(card)) {
      if (name.starts_with("MANIFEST-")) return true;
    }
    return false;
  };
  EXPECT_TRUE(in_manifest());
  Put({{Table::kCard, card, std::nullopt}});
  ASSERT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_FALSE(in_manifest());
  EXPECT_TRUE(FilesWith(card).empty());
}

TEST_F(RocksScrubTest, AgainAndAgainWithoutNewRows) {
  Put({{Table::kPrivate, "p", first_}});
  Put({{Table::kPrivate, "p", std::nullopt}});
  for (int round = 0; round < 3; ++round) EXPECT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
}

TEST_F(RocksScrubTest, AppendsGoOnBesideIt) {
  Put({{Table::kPrivate, "p", first_}});
  Traffic(100);
  Put({{Table::kPrivate, "p", std::nullopt}});
  std::atomic<bool> stop = false;
  std::atomic<int> during = 0;
  std::thread appender([&] {
    while (!stop) {
      Traffic(1);
      ++during;
    }
  });
  while (during == 0) std::this_thread::yield();
  const int before = during;
  const absl::Status scrubbed = store_->ScrubPrivate();
  const int after = during;
  const std::vector<std::string> left = FilesWith(first_);
  stop = true;
  appender.join();
  EXPECT_TRUE(scrubbed.ok()) << scrubbed;
  EXPECT_TRUE(left.empty());
  EXPECT_GT(after, before);
  OpenAgain();
  EXPECT_EQ(store_->Durable().size, 102U + static_cast<std::uint64_t>(during));
}

TEST_F(RocksScrubTest, OpenViewIsWaitedForThenSaid) {
  Put({{Table::kPrivate, "p", first_}});
  auto view = store_->OpenView();
  Put({{Table::kPrivate, "p", std::nullopt}});
  const absl::Status held = store_->ScrubPrivate();
  EXPECT_EQ(held.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(std::string(held.message()).find("a reader has held an old view"), std::string::npos)
      << held;
  EXPECT_EQ(view->Get(Table::kPrivate, "p").value(), first_);
  EXPECT_FALSE(FilesWith(first_).empty());
  view.reset();
  EXPECT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
}

TEST_F(RocksScrubTest, ViewThatEndsInTimeIsNoHindrance) {
  Put({{Table::kPrivate, "p", first_}});
  auto view = store_->OpenView();
  Put({{Table::kPrivate, "p", std::nullopt}});
  std::thread reader([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(kShortWaitMs / 4));
    view.reset();
  });
  EXPECT_TRUE(store_->ScrubPrivate().ok());
  reader.join();
  EXPECT_TRUE(FilesWith(first_).empty());
}

// It does not show the row, so it may go on, and reads on from the new files.
TEST_F(RocksScrubTest, ViewOfTheNewestStateIsNoHindrance) {
  Put({{Table::kPrivate, "p", first_}, {Table::kPrivate, "live", live_}});
  Put({{Table::kPrivate, "p", std::nullopt}});
  const auto view = store_->OpenView();
  EXPECT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
  EXPECT_EQ(view->Get(Table::kPrivate, "live").value(), live_);
}

// Its iterator keeps the old files, though its view does not show the row.
TEST_F(RocksScrubTest, ScanInProgressIsWaitedForThenSaid) {
  Put({{Table::kPrivate, "p", first_}, {Table::kPrivate, "live", live_}});
  OpenAgain();
  Put({{Table::kPrivate, "p", std::nullopt}});
  const auto visit = [&](std::string_view, std::string_view) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      const absl::Status held = store_->ScrubPrivate();
      EXPECT_EQ(held.code(), absl::StatusCode::kUnavailable) << attempt;
      EXPECT_NE(std::string(held.message()).find("is still there"), std::string::npos) << held;
    }
    EXPECT_FALSE(FilesWith(first_).empty());
    return false;
  };
  EXPECT_TRUE(store_->OpenView()->Scan(Table::kPrivate, "", visit).ok());
  EXPECT_TRUE(store_->ScrubPrivate().ok());
  EXPECT_TRUE(FilesWith(first_).empty());
}

TEST_F(RocksScrubTest, ReadOnlyIsRefused) {
  Put({{Table::kPrivate, "p", first_}});
  store_.reset();
  EXPECT_EQ(RocksStore::OpenReadOnly(dir()).value()->ScrubPrivate().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace yizhan
