// Rows and keys of private data, when the disk or the vault fails between them.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/settlement/private_scene.h"

namespace yizhan::test {
namespace {

using Scene = PrivateScene;

// The row is gone, the key is not yet: nothing is answered, the next start finishes it.
TEST(Erase, AKeyThatCannotBeDestroyedStopsTheEngine) {
  Scene scene;
  Desk& desk = *scene.desk;
  const v1::EraseRequest request = desk.EraseRequest(scene.person_no, "e-1");
  scene.vault.destroy_fails = true;
  EXPECT_EQ(ReasonOf(desk.Erase(scene.caller, request).status()), v1::OUTCOME_NOT_KNOWN);
  EXPECT_FALSE(desk.engine().health().ok());
  EXPECT_EQ(ReasonOf(desk.Settle(desk.Ask(MakeBill("n"), scene.person_no)).status()),
            v1::SHUTTING_DOWN);
  EXPECT_TRUE(scene.vault.Has(scene.person_no));
  EXPECT_FALSE(desk.Restart().ok());  // Not as long as the key stays.
  scene.vault.destroy_fails = false;
  ASSERT_TRUE(desk.Restart().ok());
  EXPECT_FALSE(scene.vault.Has(scene.person_no));
  EXPECT_TRUE(desk.Erase(scene.caller, request)->replayed());
  EXPECT_EQ(desk.Differences(), std::vector<std::string>());
}

class UnknownErasureTest : public testing::TestWithParam<bool> {};

TEST_P(UnknownErasureTest, IsFinishedOrNeverWas) {
  const bool written = GetParam();
  Scene scene;
  Desk& desk = *scene.desk;
  const v1::EraseRequest request = desk.EraseRequest(scene.person_no, "e-1");
  scene.inner.FailNext(AppendResult::kUnknown, written);
  EXPECT_EQ(ReasonOf(desk.Erase(scene.caller, request).status()), v1::OUTCOME_NOT_KNOWN);
  EXPECT_TRUE(scene.vault.Has(scene.person_no));
  scene.inner.Reopen();
  ASSERT_TRUE(desk.Restart().ok());
  EXPECT_EQ(scene.vault.Has(scene.person_no), !written);
  EXPECT_EQ(desk.Erase(scene.caller, request)->replayed(), written);
  EXPECT_FALSE(scene.vault.Has(scene.person_no));
  EXPECT_EQ(desk.Differences(), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Table, UnknownErasureTest, testing::Values(true, false),
                         [](const auto& row) {
                           return std::string(row.param ? "WrittenAfterAll" : "NotWritten");
                         });

// A key that is gone already does not stand in the way of an order.
TEST(Erase, WhenTheKeyIsGone) {
  Scene scene;
  ASSERT_TRUE(scene.vault.Destroy(scene.person_no).ok());
  const v1::RevealRequest reveal = scene.desk->RevealRequest(scene.person_no);
  EXPECT_EQ(scene.desk->Reveal(scene.caller, reveal).status().code(), absl::StatusCode::kDataLoss);
  scene.Erase();
  EXPECT_EQ(scene.desk->Rows(Table::kPrivate), std::vector<std::string>());
  // Only the key would have said which card was his; that row is named, and a new import takes it.
  EXPECT_EQ(scene.desk->Differences().size(), 1U);
  EXPECT_NE(scene.desk->Import(CanaryPerson()), scene.person_no);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

// Keys before rows.
TEST(Keys, AreDurableBeforeTheRowThatNeedsThem) {
  Scene scene;
  const TreeHead before = scene.desk->Head();
  scene.vault.sync_fails = true;
  const auto refused = scene.desk->ImportAs(scene.caller, MakePerson("000000-NEW", {}));
  EXPECT_EQ(ReasonOf(refused.status()), v1::OUTCOME_NOT_KNOWN);
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_FALSE(scene.desk->engine().health().ok());
  EXPECT_EQ(scene.vault.size(), 2U);
  scene.vault.sync_fails = false;
  ASSERT_TRUE(scene.desk->Restart().ok());
  EXPECT_EQ(scene.vault.size(), 2U);  // It opens nothing.
  EXPECT_TRUE(scene.vault.Has(scene.person_no));
}

TEST(Keys, AreSyncedForImportsOnly) {
  Scene scene;
  const int before = scene.vault.syncs;
  scene.desk->Post(MakeBill("n"), scene.person_no);
  ASSERT_TRUE(scene.desk->Reveal(scene.caller, scene.desk->RevealRequest(scene.person_no)).ok());
  EXPECT_EQ(scene.vault.syncs, before);
  scene.desk->Import("000000-NEW", {});
  EXPECT_EQ(scene.vault.syncs, before + 1);
}

TEST(Keys, OfAnImportThatFoundNoSpaceAreDestroyed) {
  Scene scene;
  v1::ImportPerson changed = CanaryPerson();
  changed.set_name("other");
  scene.inner.SetReserveReached(true);
  for (const v1::ImportPerson& person : {MakePerson("000000-NEW", {}), changed}) {
    EXPECT_EQ(ReasonOf(scene.desk->ImportAs(scene.caller, person).status()), v1::DISK_RESERVE);
    EXPECT_EQ(scene.vault.size(), 1U);
  }
  scene.inner.SetReserveReached(false);
  EXPECT_EQ(scene.desk->Reveal(scene.caller, scene.desk->RevealRequest(scene.person_no))->name(),
            kName);
}

TEST(Keys, OfAnotherLedgerAreNotDestroyed) {
  MemoryVault vault;
  ASSERT_TRUE(vault.Add(7, std::string(32, 'k')).ok());
  SeededRandom random(1);
  PersonalData personal(vault, random);
  MemoryStore store;
  PackCatalog packs;
  ManualClock clock(kMorningMs);
  const auto engine = Engine::Start(store, packs, clock, random, IndexKey{"k"}, personal, {});
  EXPECT_EQ(engine.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(vault.Find(7)->has_value());
  EXPECT_EQ(store.Durable().size, 0U);
}

// A ledger put back from an old copy, then the right one again: nobody's data were lost.
TEST(Keys, OfPeopleTheLedgerDoesNotKnowStay) {
  Scene scene;
  ASSERT_TRUE(scene.vault.Add(1, std::string(32, 'k')).ok());
  ASSERT_TRUE(scene.desk->Restart().ok());
  EXPECT_TRUE(scene.vault.Has(1));
  EXPECT_TRUE(scene.vault.Has(scene.person_no));
}

}  // namespace
}  // namespace yizhan::test
