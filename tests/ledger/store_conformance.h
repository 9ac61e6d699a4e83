// Conformance: what every LedgerStore must do, whichever it is. Include it in one test file, and
// instantiate StoreTest with a maker of harnesses.
//
// Threads:  the suite appends from the test's thread and reads from others.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"
#include "engine/ledger/store.h"
#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"
#include "tests/ledger/naive_tree.h"

namespace yizhan {

// One store and what a test may do to its surroundings.
class StoreHarness {
 public:
  virtual ~StoreHarness() = default;
  virtual LedgerStore& store() = 0;
  virtual void Reopen() = 0;
  virtual void SetReserveReached(bool reached) = 0;
  virtual void Close() = 0;
};

struct StoreKind {
  const char* name;
  std::function<std::unique_ptr<StoreHarness>()> make;
};

using Rows = std::vector<std::pair<std::string, std::string>>;

inline Rows ScanAll(const View& view, Table table, std::string_view prefix) {
  Rows rows;
  EXPECT_TRUE(view.Scan(table, prefix,
                        [&](std::string_view key, std::string_view value) {
                          rows.emplace_back(key, value);
                          return true;
                        })
                  .ok());
  return rows;
}

class StoreTest : public testing::TestWithParam<StoreKind> {
 protected:
  StoreTest() : harness_(GetParam().make()), epoch_(store().Fence("test").value()) {}

  LedgerStore& store() { return harness_->store(); }

  Append Next(std::uint64_t count, std::vector<Effect> effects = {}) {
    const TreeHead head = store().Durable();
    return {epoch_, head, LeafTexts(head.size, head.size + count), std::move(effects), false};
  }
  Answer Put(std::uint64_t count, std::vector<Effect> effects = {}) {
    return AppendNow(store(), Next(count, std::move(effects)));
  }
  std::optional<std::string> Get(Table table, const std::string& key) {
    return store().OpenView()->Get(table, key).value();
  }
  void ExpectNothingWritten(const TreeHead& before) {
    EXPECT_EQ(store().Durable(), before);
    EXPECT_EQ(store().OpenView()->size(), before.size);
    EXPECT_EQ(Get(Table::kHolder, "refused"), std::nullopt);
  }

  std::unique_ptr<StoreHarness> harness_;
  std::uint64_t epoch_;
};

inline const std::vector<Effect> kRefusedEffects = {{Table::kHolder, "refused", "x"}};

TEST_P(StoreTest, EmptyLedgerHasTheEmptyTree) {
  EXPECT_EQ(store().Durable(), (TreeHead{0, Sha256("")}));
  const auto view = store().OpenView();
  EXPECT_EQ(view->size(), 0U);
  EXPECT_EQ(view->Leaf(0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(store().Read(0, 0, [](auto, auto) { return true; }).ok());
  EXPECT_EQ(store().Read(0, 1, [](auto, auto) { return true; }).code(),
            absl::StatusCode::kOutOfRange);
}

TEST_P(StoreTest, AppendsGiveTheNewHeadAndTheLeaves) {
  EXPECT_EQ(Put(3).result, AppendResult::kDurable);
  const Answer answer = Put(2);
  const std::vector<std::string> leaves = LeafTexts(0, 5);
  EXPECT_EQ(answer.head, (TreeHead{5, NaiveRoot(leaves)}));
  EXPECT_EQ(store().Durable(), answer.head);
  const auto view = store().OpenView();
  for (std::uint64_t number = 0; number < 5; ++number) {
    EXPECT_EQ(view->Leaf(number).value(), LeafText(number));
  }
  EXPECT_EQ(view->Leaf(5).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_P(StoreTest, EmptyBatchIsDurableAndWritesNothing) {
  Put(1);
  const TreeHead before = store().Durable();
  EXPECT_EQ(Put(0).result, AppendResult::kDurable);
  EXPECT_EQ(store().Durable(), before);
}

TEST_P(StoreTest, ReadGivesARangeInOrderAndStopsEarly) {
  Put(10);
  std::vector<std::string> seen;
  const auto keep = [&](std::uint64_t number, std::string_view stored) {
    EXPECT_EQ(stored, LeafText(number));
    seen.emplace_back(stored);
    return number != 6;
  };
  EXPECT_TRUE(store().Read(4, 10, keep).ok());
  EXPECT_EQ(seen, LeafTexts(4, 7));
  EXPECT_EQ(store().Read(4, 11, keep).code(), absl::StatusCode::kOutOfRange);
}

TEST_P(StoreTest, ViewsAreFrozen) {
  Put(1, {{Table::kHolder, "a", "1"}, {Table::kHolder, "b", "1"}});
  const auto old = store().OpenView();
  Put(1, {{Table::kHolder, "a", "2"}, {Table::kHolder, "b", std::nullopt}});
  Put(1, {{Table::kHolder, "c", "3"}});
  EXPECT_EQ(old->size(), 1U);
  EXPECT_EQ(old->Get(Table::kHolder, "a").value(), "1");
  EXPECT_EQ(ScanAll(*old, Table::kHolder, ""), (Rows{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(old->Leaf(1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kHolder, ""), (Rows{{"a", "2"}, {"c", "3"}}));
}

TEST_P(StoreTest, AnotherHeadIsMoved) {
  Put(2);
  const TreeHead before = store().Durable();
  Append wrong_size = Next(1, kRefusedEffects);
  wrong_size.expected.size = 1;
  EXPECT_EQ(AppendNow(store(), wrong_size).result, AppendResult::kMoved);
  Append wrong_root = Next(1, kRefusedEffects);
  wrong_root.expected.root[0] ^= 1;
  const Answer answer = AppendNow(store(), wrong_root);
  EXPECT_EQ(answer.result, AppendResult::kMoved);
  EXPECT_EQ(answer.head, before);
  ExpectNothingWritten(before);
  EXPECT_EQ(Put(1).result, AppendResult::kDurable);
}

TEST_P(StoreTest, OnlyTheNewestEpochAppends) {
  Put(1);
  const TreeHead before = store().Durable();
  const std::uint64_t newer = store().Fence("other").value();
  EXPECT_GT(newer, epoch_);
  EXPECT_EQ(AppendNow(store(), Next(1, kRefusedEffects)).result, AppendResult::kFenced);
  for (const std::uint64_t never_given : {std::uint64_t{0}, newer + 1}) {
    Append append = Next(1, kRefusedEffects);
    append.epoch = never_given;
    EXPECT_EQ(AppendNow(store(), append).result, AppendResult::kFenced);
  }
  ExpectNothingWritten(before);
  epoch_ = newer;
  EXPECT_EQ(Put(1).result, AppendResult::kDurable);
}

TEST_P(StoreTest, LaterEffectOnTheSameKeyWins) {
  Put(1, {{Table::kFund, "f", "1"},
          {Table::kFund, "f", "2"},
          {Table::kFund, "g", "1"},
          {Table::kFund, "g", std::nullopt},
          {Table::kFund, "h", std::nullopt},
          {Table::kFund, "h", "3"},
          {Table::kFund, "absent", std::nullopt}});
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kFund, ""), (Rows{{"f", "2"}, {"h", "3"}}));
}

TEST_P(StoreTest, EmptyValueIsNotAbsence) {
  Put(1, {{Table::kLead, "k", ""}});
  EXPECT_EQ(Get(Table::kLead, "k"), "");
  EXPECT_EQ(Get(Table::kLead, "l"), std::nullopt);
}

TEST_P(StoreTest, TablesAreKeptApart) {
  std::vector<Effect> effects;
  for (int table = 1; table <= 13; ++table) {
    effects.push_back({static_cast<Table>(table), "same", std::to_string(table)});
  }
  Put(1, effects);
  for (int table = 1; table <= 13; ++table) {
    EXPECT_EQ(ScanAll(*store().OpenView(), static_cast<Table>(table), ""),
              (Rows{{"same", std::to_string(table)}}));
  }
}

TEST_P(StoreTest, ScanIsByBytesWithinThePrefix) {
  Put(1, {{Table::kHolder, "p\xff\xff", "4"},
          {Table::kHolder, "p", "1"},
          {Table::kHolder, std::string("p\0", 2), "2"},
          {Table::kHolder, "p\x80", "3"},
          {Table::kHolder, "q", "5"},
          {Table::kHolder, "o\xff", "0"}});
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kHolder, "p"),
            (Rows{{"p", "1"}, {std::string("p\0", 2), "2"}, {"p\x80", "3"}, {"p\xff\xff", "4"}}));
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kHolder, "p\xff"), (Rows{{"p\xff\xff", "4"}}));
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kHolder, "r"), Rows{});
}

TEST_P(StoreTest, ScanOfManyRowsStopsWhenToldAndMayReadMeanwhile) {
  std::vector<Effect> effects;
  for (int i = 1000; i < 2000; ++i) effects.push_back({Table::kMessageKey, std::to_string(i), "v"});
  Put(1, effects);
  const auto view = store().OpenView();
  int seen = 0;
  EXPECT_TRUE(view->Scan(Table::kMessageKey, "1",
                         [&](std::string_view key, std::string_view) {
                           EXPECT_EQ(key, std::to_string(1000 + seen));
                           EXPECT_EQ(view->Get(Table::kMessageKey, key).value(), "v");
                           return ++seen < 700;
                         })
                  .ok());
  EXPECT_EQ(seen, 700);
  EXPECT_EQ(ScanAll(*view, Table::kMessageKey, "").size(), 1000U);
}

TEST_P(StoreTest, LoadAnswersInTheOrderAsked) {
  Put(1, {{Table::kHolder, "a", "1"}, {Table::kMessageKey, "m", "2"}, {Table::kPrivate, "p", "3"}});
  const auto values = store().Load({{Table::kPrivate, "p"},
                                    {Table::kHolder, "none"},
                                    {Table::kHolder, "a"},
                                    {Table::kMessageKey, "m"},
                                    {Table::kHolder, "a"}});
  EXPECT_EQ(values.value(),
            (std::vector<std::optional<std::string>>{"3", std::nullopt, "1", "2", "1"}));
  EXPECT_TRUE(store().Load({}).value().empty());
}

TEST_P(StoreTest, ReserveIsKeptForReversals) {
  Put(1);
  harness_->SetReserveReached(true);
  epoch_ = store().Fence("test").value();
  const TreeHead before = store().Durable();
  EXPECT_EQ(Put(1, kRefusedEffects).result, AppendResult::kNoSpace);
  ExpectNothingWritten(before);
  Append reversal = Next(1);
  reversal.may_use_reserve = true;
  EXPECT_EQ(AppendNow(store(), reversal).result, AppendResult::kDurable);
  harness_->SetReserveReached(false);
  epoch_ = store().Fence("test").value();
  EXPECT_EQ(Put(1).result, AppendResult::kDurable);
  EXPECT_EQ(store().Durable().size, 3U);
}

// Every tile at every size near an edge, and after a restart.
TEST_P(StoreTest, TilesProveEveryEntry) {
  for (const std::uint64_t count : {1UL, 254UL, 1UL, 1UL, 300UL}) {
    Put(count);
    for (const bool reopened : {false, true}) {
      if (reopened) harness_->Reopen();
      const auto view = store().OpenView();
      const TreeHead head = store().Durable();
      EXPECT_EQ(RootOf(head.size, TilesOf(*view)).value(), head.root) << head.size;
      const auto path = InclusionProof(head.size - 1, head.size, TilesOf(*view));
      EXPECT_TRUE(
          VerifyInclusion(head.size - 1, LeafHash(LeafText(head.size - 1)), head, *path).ok());
      EXPECT_EQ(view->Tile(0, head.size / 256 + 1).status().code(), absl::StatusCode::kOutOfRange);
      EXPECT_EQ(view->Tile(7, 0).status().code(), absl::StatusCode::kOutOfRange);
      EXPECT_EQ(view->Tile(200, 0).status().code(), absl::StatusCode::kOutOfRange);
    }
    epoch_ = store().Fence("test").value();
  }
}

TEST_P(StoreTest, TilesOfAViewStayThoseOfItsSize) {
  Put(3);
  const auto view = store().OpenView();
  const TreeHead head = store().Durable();
  Put(600);
  EXPECT_EQ(view->Tile(0, 0).value().size(), 3U);
  EXPECT_EQ(RootOf(3, TilesOf(*view)).value(), head.root);
  EXPECT_EQ(RootOf(3, TilesOf(*store().OpenView())).value(), head.root);
}

TEST_P(StoreTest, SigningKeyIsBoundOnceAndForEver) {
  const std::string key(32, 'k');
  EXPECT_EQ(store().SigningKey().value(), "");
  EXPECT_TRUE(store().BindSigningKey(key).ok());
  EXPECT_TRUE(store().BindSigningKey(key).ok());
  EXPECT_EQ(store().BindSigningKey(std::string(32, 'x')).code(),
            absl::StatusCode::kFailedPrecondition);
  harness_->Reopen();
  EXPECT_EQ(store().SigningKey().value(), key);
  epoch_ = store().Fence("test").value();
  EXPECT_EQ(Put(1).result, AppendResult::kDurable);
}

TEST_P(StoreTest, ReopenKeepsEverything) {
  for (int batch = 0; batch < 20; ++batch) {
    Put(17, {{Table::kHolder, "k" + std::to_string(batch), std::to_string(batch)}});
  }
  const TreeHead before = store().Durable();
  harness_->Reopen();
  EXPECT_EQ(store().Durable(), before);
  EXPECT_EQ(store().OpenView()->size(), before.size);
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kHolder, "").size(), 20U);
  EXPECT_EQ(store().OpenView()->Leaf(300).value(), LeafText(300));
  EXPECT_GT(store().Fence("again").value(), epoch_);
  EXPECT_EQ(AppendNow(store(), Next(1)).result, AppendResult::kFenced);
}

TEST_P(StoreTest, ViewOutlivesItsStore) {
  Put(2, {{Table::kHolder, "a", "1"}});
  const auto view = store().OpenView();
  harness_->Close();
  EXPECT_EQ(view->Get(Table::kHolder, "a").value(), "1");
  EXPECT_EQ(view->Leaf(1).value(), LeafText(1));
}

TEST_P(StoreTest, ScrubTakesNothingThatIsLive) {
  Put(2,
      {{Table::kPrivate, "kept", "1"}, {Table::kPrivate, "gone", "2"}, {Table::kCard, "c", "3"}});
  Put(1, {{Table::kPrivate, "gone", std::nullopt}, {Table::kCard, "c", "4"}});
  const TreeHead before = store().Durable();
  ASSERT_TRUE(store().ScrubPrivate().ok());
  ASSERT_TRUE(store().ScrubPrivate().ok());
  EXPECT_EQ(store().Durable(), before);
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kPrivate, ""), (Rows{{"kept", "1"}}));
  EXPECT_EQ(ScanAll(*store().OpenView(), Table::kCard, ""), (Rows{{"c", "4"}}));
  EXPECT_EQ(Put(1).result, AppendResult::kDurable);
  harness_->Reopen();
  EXPECT_EQ(store().Durable().size, 4U);
  EXPECT_EQ(Get(Table::kPrivate, "kept"), "1");
}

TEST_P(StoreTest, ScrubOfAnEmptyLedgerIsFine) { EXPECT_TRUE(store().ScrubPrivate().ok()); }

// Each batch writes its size under two keys: a view must see both alike, and its own size.
TEST_P(StoreTest, ReadersSeeWholeBatchesWhileAppending) {
  Put(1, {{Table::kHolder, "n", "1"}, {Table::kMessageKey, "n", "1"}});
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> reads = 0;
  const auto read = [&] {
    while (!stop) {
      const TreeHead durable = store().Durable();
      const auto view = store().OpenView();
      EXPECT_GE(view->size(), durable.size);
      const std::string size = std::to_string(view->size());
      EXPECT_EQ(view->Get(Table::kHolder, "n").value(), size);
      EXPECT_EQ(view->Get(Table::kMessageKey, "n").value(), size);
      EXPECT_EQ(view->Leaf(view->size() - 1).value(), LeafText(view->size() - 1));
      ++reads;
    }
  };
  std::thread first(read);
  std::thread second(read);
  for (std::uint64_t size = 2; size <= 300 || reads < 10; ++size) {
    const std::string text = std::to_string(size);
    EXPECT_EQ(Put(1, {{Table::kHolder, "n", text}, {Table::kMessageKey, "n", text}}).result,
              AppendResult::kDurable);
  }
  stop = true;
  first.join();
  second.join();
}

}  // namespace yizhan
