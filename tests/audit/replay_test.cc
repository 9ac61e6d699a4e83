// Replay: any entry run again from an export gives what it says, or says where it does not.

#include "engine/audit/replay.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/audit/exported.h"
#include "tests/books/played.h"
#include "tests/support/application_pack.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

Replay Replayed(const Exported& exported, std::uint64_t number) {
  const auto leaves = LeafFile::Open(exported.folder() + "/leaves").value();
  return ReplayEntry(*leaves, number, [](std::uint64_t, std::uint64_t) {}).value();
}

void ExpectSame(const Replay& replay) {
  for (const Finding& finding : replay.findings) ADD_FAILURE() << finding.en;
  EXPECT_FALSE(replay.earlier.has_value());
  for (const ReplayRun& run : replay.runs) {
    EXPECT_EQ(run.failure, "");
    EXPECT_EQ(run.stored.SerializeAsString(), run.computed.SerializeAsString());
  }
}

class ReplayPlayedTest : public testing::Test {
 protected:
  const Played played_;
  Exported exported_{Exported::LeavesOf(played_.desk->store())};
};

TEST_F(ReplayPlayedTest, EveryEntryFollows) {
  for (std::uint64_t number = 0; number < exported_.leaves.size(); ++number) {
    const Replay replay = Replayed(exported_, number);
    ExpectSame(replay);
    EXPECT_EQ(replay.entry.number(), number);
  }
}

TEST_F(ReplayPlayedTest, ASettlementShowsWhatItSaw) {
  const Replay replay = Replayed(exported_, played_.live);
  ASSERT_EQ(replay.runs.size(), 1U);
  const ReplayRun& run = replay.runs[0];
  EXPECT_EQ(run.settlement, played_.live);
  EXPECT_EQ(run.facts.person_no(), played_.person_no);
  EXPECT_GT(run.stored.aid_fen(), 0);
  EXPECT_EQ(run.accounts.size(), static_cast<std::size_t>(replay.entry.settled().accounts_size()));
  EXPECT_EQ(run.accounts[0].id, "half-base");
  EXPECT_EQ(Bytes(replay.pack->hash), replay.entry.settled().pack_hash());
  EXPECT_EQ(replay.programs->size(), replay.pack->programs.size());
  EXPECT_EQ(exported_.EntryAt(replay.activated).pack_activated().pack_hash(),
            Bytes(replay.pack->hash));
}

TEST_F(ReplayPlayedTest, AContraNamesItsOriginal) {
  const Replay replay = Replayed(exported_, played_.contra);
  ASSERT_EQ(replay.runs.size(), 1U);
  EXPECT_EQ(replay.runs[0].settlement, played_.first);
  EXPECT_EQ(replay.runs[0].stored.steps_size(), 0);
}

TEST_F(ReplayPlayedTest, AChangedAmountIsNamed) {
  v1::Entry entry = exported_.EntryAt(played_.live);
  entry.mutable_settled()->mutable_outcome()->set_aid_fen(1);
  exported_.SetEntry(played_.live, entry);
  exported_.Write();
  const Replay replay = Replayed(exported_, played_.live);
  ASSERT_EQ(replay.findings.size(), 1U);
  EXPECT_EQ(replay.findings[0].found, "1");
  EXPECT_NE(replay.runs[0].computed.aid_fen(), 1);
  const Replay after = Replayed(exported_, exported_.leaves.size() - 1);
  ASSERT_TRUE(after.earlier.has_value());
  EXPECT_EQ(after.earlier->entry, played_.live);
}

TEST_F(ReplayPlayedTest, ABrokenLeafIsNamed) {
  exported_.leaves[played_.live].pop_back();
  exported_.Write();
  const Replay replay = Replayed(exported_, played_.live);
  EXPECT_EQ(replay.findings.size(), 1U);
  EXPECT_TRUE(replay.runs.empty());
}

TEST_F(ReplayPlayedTest, BehindTheEndThereIsNothing) {
  const auto leaves = LeafFile::Open(exported_.folder() + "/leaves").value();
  EXPECT_EQ(ReplayEntry(*leaves, leaves->size(), nullptr).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Replay, AnAdjustmentIsRunBillByBill) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  desk->OpenFund("fund");
  desk->Grant("fund", 7'000);
  const std::uint64_t person_no = desk->Import("000000-LI", {"family"});
  desk->RecordOutsideAid(ReliefCaller(), OutsideRequest(person_no, "o", 300, 200)).value();
  v1::Bill bill = MakeBill("1");
  SetParts(bill, 10'000, 20'000, 0, 500);
  const std::uint64_t settled = desk->Post(bill, person_no).number();
  desk->Import("000000-LI", {"dibao", "family"});
  const auto proposal = desk->Readjudicate(person_no);
  const std::uint64_t number =
      desk->Confirm(ReliefCaller(), ConfirmRequest(*proposal)).value().number();

  const Exported exported(Exported::LeavesOf(desk->store()));
  EXPECT_TRUE(exported.Audit().ok());
  const Replay replay = Replayed(exported, number);
  ExpectSame(replay);
  ASSERT_EQ(replay.runs.size(), 1U);
  EXPECT_EQ(replay.runs[0].settlement, settled);
  EXPECT_GT(replay.runs[0].stored.steps_size(), 0);
}

TEST(Replay, AnApplicationIsRunOverItsBills) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  desk->Activate({ApplicationPack()});
  desk->OpenFund("purse");
  desk->Grant("purse", 1'000'000);
  v1::ImportPerson person = MakePerson("000000-LI", {});
  *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t person_no = desk->Import(person);
  v1::Bill bill = MakeBill("1");
  SetParts(bill, 10'000, 2'000, 0, 1'000);
  desk->Post(bill, person_no);
  const auto applied =
      desk->Apply(ReliefCaller(), ApplyRequest(person_no, "a", 2012, "yearly")).value();

  const Exported exported(Exported::LeavesOf(desk->store()));
  EXPECT_TRUE(exported.Audit().ok());
  const Replay replay = Replayed(exported, applied.result().number());
  ExpectSame(replay);
  ASSERT_EQ(replay.runs.size(), 1U);
  EXPECT_EQ(replay.runs[0].stored.steps_size(), 1);
  EXPECT_EQ(replay.runs[0].computed.steps_size(), 1);
}

}  // namespace
}  // namespace yizhan::test
