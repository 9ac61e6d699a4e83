// Drafts: what is staged is read back, nests, merges whole or not at all.

#include "engine/books/draft.h"

#include <string>

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

v1::Entry DayEntry(const std::string& day) {
  v1::Entry entry;
  entry.set_posted_ms(1);
  entry.set_sender("node");
  entry.mutable_day_opened()->set_day(day);
  return entry;
}

std::string DayIn(const Reader& state) {
  const auto row = GetRow<v1::DayRow>(state, Table::kDay, kDayKey);
  return row.ok() && row->has_value() ? (*row)->day() : "";
}

class DraftTest : public testing::Test {
 protected:
  MemoryStore store_;
  std::shared_ptr<const View> view_ = store_.OpenView();
  PackCatalog packs_;
};

TEST_F(DraftTest, NumbersFollowTheBase) {
  Draft batch(view_.get());
  EXPECT_EQ(batch.size(), 0U);
  EXPECT_EQ(batch.Post(DayEntry("2012-06-28"), packs_).value(), 0U);
  EXPECT_EQ(batch.Post(DayEntry("2012-06-29"), packs_).value(), 1U);
  EXPECT_EQ(batch.size(), 2U);
  EXPECT_EQ(DecodeLeaf(batch.Leaf(1).value())->number(), 1U);
  EXPECT_EQ(batch.Leaf(2).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(DayIn(batch), "2012-06-29");
}

TEST_F(DraftTest, NestedDraftSeesItsBaseAndHidesItsOwn) {
  Draft batch(view_.get());
  ASSERT_TRUE(batch.Post(DayEntry("2012-06-28"), packs_).ok());
  Draft nested(&batch);
  EXPECT_EQ(nested.size(), 1U);
  EXPECT_EQ(nested.Post(DayEntry("2012-06-29"), packs_).value(), 1U);
  EXPECT_EQ(nested.leaves().size(), 1U);  // Its own only.
  EXPECT_EQ(DayIn(nested), "2012-06-29");
  EXPECT_EQ(DayIn(batch), "2012-06-28");
  EXPECT_EQ(batch.size(), 1U);
  EXPECT_TRUE(nested.Leaf(0).ok());
}

TEST_F(DraftTest, MergeMovesEverythingOnce) {
  Draft batch(view_.get());
  ASSERT_TRUE(batch.Post(DayEntry("2012-06-28"), packs_).ok());
  Draft nested(&batch);
  ASSERT_TRUE(nested.Post(DayEntry("2012-06-29"), packs_).ok());
  nested.Put({Table::kPrivate, "p", "secret"});
  nested.MergeInto(batch);
  EXPECT_EQ(batch.size(), 2U);
  EXPECT_EQ(DayIn(batch), "2012-06-29");
  EXPECT_EQ(batch.Effects().size(), 2U);  // One per key.
  EXPECT_TRUE(nested.leaves().empty());
}

TEST_F(DraftTest, DroppedDraftLeavesNothing) {
  Draft batch(view_.get());
  {
    Draft nested(&batch);
    ASSERT_TRUE(nested.Post(DayEntry("2012-06-29"), packs_).ok());
  }
  EXPECT_EQ(batch.size(), 0U);
  EXPECT_TRUE(batch.Effects().empty());
}

TEST_F(DraftTest, AStagedDeleteHidesTheBase) {
  Draft batch(view_.get());
  batch.Put({Table::kNaturalKey, "k", "1"});
  Draft nested(&batch);
  nested.Put(DeleteRow(Table::kNaturalKey, "k"));
  EXPECT_FALSE(nested.Get(Table::kNaturalKey, "k")->has_value());
  EXPECT_TRUE(batch.Get(Table::kNaturalKey, "k")->has_value());
  nested.MergeInto(batch);
  EXPECT_FALSE(batch.Get(Table::kNaturalKey, "k")->has_value());
  ASSERT_EQ(batch.Effects().size(), 1U);
  EXPECT_FALSE(batch.Effects()[0].value.has_value());
}

TEST_F(DraftTest, AnEntryThatDoesNotFollowIsNotPosted) {
  Draft batch(view_.get());
  v1::Entry entry = DayEntry("");
  entry.mutable_contra()->set_original(5);
  EXPECT_EQ(batch.Post(entry, packs_).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(batch.size(), 0U);
  EXPECT_TRUE(batch.Effects().empty());
}

TEST_F(DraftTest, OnlyTheBaseCanTakeIt) {
  Draft batch(view_.get());
  Draft other(view_.get());
  Draft nested(&batch);
  EXPECT_DEATH(nested.MergeInto(other), "broken promise");
}

}  // namespace
}  // namespace yizhan
