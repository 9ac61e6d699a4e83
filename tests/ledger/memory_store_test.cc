// MemoryStore: the conformance suite, with and without an anchor, and its hooks.

#include "engine/ledger/memory_store.h"

#include <filesystem>

#include "tests/ledger/store_conformance.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

class MemoryHarness : public StoreHarness {
 public:
  explicit MemoryHarness(bool anchored) {
    std::unique_ptr<Anchor> anchor;
    if (anchored) {
      const std::string path = folder_.path() + "/anchor";
      EXPECT_TRUE(Anchor::Create(path).ok());
      anchor = Anchor::Open(path).value();
    }
    store_ = std::make_unique<MemoryStore>(std::move(anchor));
  }
  LedgerStore& store() override { return *store_; }
  void Reopen() override { store_->Reopen(); }
  void SetReserveReached(bool reached) override { store_->SetReserveReached(reached); }
  void Close() override { store_.reset(); }

 private:
  ScratchFolder folder_;
  std::unique_ptr<MemoryStore> store_;
};

INSTANTIATE_TEST_SUITE_P(
    Memory, StoreTest,
    testing::Values(StoreKind{"Plain", [] { return std::make_unique<MemoryHarness>(false); }},
                    StoreKind{"Anchored", [] { return std::make_unique<MemoryHarness>(true); }}),
    [](const auto& row) { return row.param.name; });

struct UnknownCase {
  const char* name;
  bool written;
  std::uint64_t size_after_reopen;
};

class UnknownTest : public testing::TestWithParam<UnknownCase> {};

TEST_P(UnknownTest, EndsTheStoreUntilReopened) {
  MemoryStore store;
  const std::uint64_t epoch = store.Fence("test").value();
  const Append append{epoch, store.Durable(), {"a"}, {{Table::kHolder, "k", "v"}}, false};
  store.FailNext(AppendResult::kUnknown, GetParam().written);
  EXPECT_EQ(AppendNow(store, append).result, AppendResult::kUnknown);
  EXPECT_EQ(store.Durable().size, 0U);
  EXPECT_EQ(store.OpenView()->Get(Table::kHolder, "k").value(), std::nullopt);
  EXPECT_EQ(AppendNow(store, append).result, AppendResult::kUnknown);
  EXPECT_FALSE(store.Fence("test").ok());
  store.Reopen();
  EXPECT_EQ(store.Durable().size, GetParam().size_after_reopen);
  EXPECT_EQ(store.OpenView()->Get(Table::kHolder, "k").value().has_value(), GetParam().written);
}

INSTANTIATE_TEST_SUITE_P(Table, UnknownTest,
                         testing::Values(UnknownCase{"Written", true, 1},
                                         UnknownCase{"NotWritten", false, 0}),
                         [](const auto& row) { return row.param.name; });

TEST(MemoryStoreTest, FailsOnceAsTold) {
  MemoryStore store;
  const std::uint64_t epoch = store.Fence("test").value();
  for (const AppendResult result :
       {AppendResult::kMoved, AppendResult::kFenced, AppendResult::kNoSpace}) {
    store.FailNext(result);
    const Append append{epoch, store.Durable(), {"a"}, {}, false};
    EXPECT_EQ(AppendNow(store, append).result, result);
    EXPECT_EQ(AppendNow(store, append).result, AppendResult::kDurable);
  }
}

TEST(MemoryStoreDeathTest, RefusesEffectsWithoutALeaf) {
  MemoryStore store;
  const std::uint64_t epoch = store.Fence("test").value();
  EXPECT_DEATH(AppendNow(store, {epoch, store.Durable(), {}, {{Table::kHolder, "k", "v"}}, false}),
               "leaves");
}

}  // namespace
}  // namespace yizhan
