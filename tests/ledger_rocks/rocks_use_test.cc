// RocksUse: an engine's folder, a mirror's, and one whose engine is over: each opens for its own
// use only, in words that say what to do.

#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

class RocksUseTest : public RocksFolderTest {
 protected:
  absl::StatusOr<std::unique_ptr<RocksStore>> OpenFor(StoreUse use) {
    StoreOptions options = OptionsFor(dir());
    options.use = use;
    return RocksStore::Open(options);
  }
  void ExpectNot(StoreUse use, const std::string& words) {
    const absl::Status status = OpenFor(use).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_NE(std::string(status.message()).find(words), std::string::npos) << status;
  }
};

TEST_F(RocksUseTest, AnEnginesFolderIsNoMirror) {
  ASSERT_TRUE(AppendBatches(*OpenFor(StoreUse::kEngine).value(), 1, 1));
  ExpectNot(StoreUse::kMirror, "name an empty one");
  ExpectNot(StoreUse::kPromotion, "start without --promote");
  EXPECT_TRUE(OpenFor(StoreUse::kEngine).ok());
}

TEST_F(RocksUseTest, AMirrorIsAnEnginesOnlyOncePromoted) {
  {
    const auto mirror = OpenFor(StoreUse::kMirror).value();
    ASSERT_TRUE(AppendBatches(*mirror, 2, 1));
    ASSERT_TRUE(mirror->SetFollowedEpoch(7).ok());
  }
  ExpectNot(StoreUse::kEngine, "--promote");
  EXPECT_TRUE(OpenFor(StoreUse::kMirror).ok());
  {
    const auto store = OpenFor(StoreUse::kPromotion).value();
    EXPECT_EQ(store->FollowedEpoch().value(), 7U);
    const Effect card{Table::kCard, "card", "person"};
    ASSERT_TRUE(store->Promote(9, "test", {card}).ok());
    EXPECT_EQ(store->OpenView()->Get(Table::kCard, "card").value(), "person");
    EXPECT_EQ(store->Fence("engine").value(), 10U);
  }
  ExpectNot(StoreUse::kMirror, "a mirror that was promoted");
  ExpectNot(StoreUse::kPromotion, "was promoted before");
  const auto engine = OpenFor(StoreUse::kEngine).value();
  EXPECT_EQ(engine->epoch(), 10U);
  EXPECT_EQ(engine->OpenView()->Get(Table::kCard, "card").value(), "person");
  ExpectWhole(*engine, 2);
}

TEST_F(RocksUseTest, AnEmptyFolderStaysTheMirrorItBecame) {
  ASSERT_TRUE(OpenFor(StoreUse::kMirror).ok());
  ExpectNot(StoreUse::kEngine, "witness's mirror");
}

TEST_F(RocksUseTest, AnEngineThatIsOverAppendsNothingAndNeverStartsAgain) {
  {
    const auto store = OpenFor(StoreUse::kEngine).value();
    ASSERT_TRUE(AppendBatches(*store, 3, 1));
    const std::uint64_t epoch = store->Fence("engine").value();
    const TreeHead head = store->Durable();
    EXPECT_EQ(store->Retire(12, "witness/w").value(), head);
    const Append append{epoch, head, {LeafText(3)}, {}, false};
    EXPECT_EQ(AppendNow(*store, append).result, AppendResult::kFenced);
    EXPECT_EQ(store->Durable(), head);
  }
  for (const StoreUse use : {StoreUse::kEngine, StoreUse::kMirror, StoreUse::kPromotion}) {
    ExpectNot(use, "epoch 12 took over (told by witness/w)");
  }
  EXPECT_TRUE(RocksStore::OpenReadOnly(dir()).ok()) << "its entries can still be read";
}

}  // namespace
}  // namespace yizhan
