// What a pack may change and what a bill sees of it: rulings R16-R19, R33.

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/policy/load_pack.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::uint32_t kYear = 2012;

// The small pack with one place of its text replaced.
v1::PackFile Edited(const std::string& from, const std::string& to) {
  v1::PackFile file = SmallPack();
  const std::size_t at = file.content().find(from);
  YIZHAN_CHECK(at != std::string::npos);
  file.mutable_content()->replace(at, from.size(), to);
  return file;
}

class PackRulingsTest : public testing::Test {
 protected:
  std::int64_t Aid(const std::string& message_id) {
    return desk_->Post(MakeBill(message_id), person_no_).outcome().aid_fen();
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

TEST_F(PackRulingsTest, R16TheLatestActivatedDecides) {
  EXPECT_EQ(Aid("1"), 5'000);
  desk_->Activate({SmallPackSixty()});
  EXPECT_EQ(Aid("2"), 6'000);
  desk_->Activate({SmallPack()});
  EXPECT_EQ(Aid("3"), 5'000);
}

TEST_F(PackRulingsTest, R16EachEntryNamesTheOnePackThatDecidedIt) {
  const v1::SettleResult before = desk_->Post(MakeBill("1"), person_no_);
  desk_->Activate({SmallPackSixty()});
  const v1::SettleResult after = desk_->Post(MakeBill("2"), person_no_);
  EXPECT_NE(before.pack_hash(), after.pack_hash());
  EXPECT_EQ(desk_->EntryAt(before.number()).settled().pack_hash(), before.pack_hash());
  EXPECT_TRUE(desk_->Differences().empty());
}

TEST_F(PackRulingsTest, R17VersionsShareTheirIdsLayerAndGroup) {
  const std::string program = R"(programs {
    id: "visit" title: "visit 2" layer: CHARITY
    source {
      document: "test" article: "1" quote: "invented for a test" confidence: ILLUSTRATIVE
    }
    in_force { from: "1999-01-01" until: "1999-12-31" }
    base: OVER_LIMIT base_account: "visit-base" tiers { ratio_bp: 1 }
  })";
  v1::PackFile file = SmallPack();
  file.set_content(file.content() + program);
  const LoadedPack loaded = LoadPack({file});
  EXPECT_FALSE(loaded.ok());
  ASSERT_FALSE(loaded.findings.empty());
  EXPECT_EQ(loaded.findings.front().path(), "programs[visit].layer");
}

TEST_F(PackRulingsTest, R18ValuesCarryOverFromPackToPack) {
  v1::Bill bill = MakeBill("1");
  SetParts(bill, 180'000, 0, 0, 0);
  EXPECT_EQ(desk_->Post(bill, person_no_).outcome().aid_fen(), 90'000);
  desk_->Activate({SmallPackSixty()});
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), 180'000);
  bill.set_message_id("2");
  bill.set_bill_no("B2");
  EXPECT_EQ(desk_->Post(bill, person_no_).outcome().aid_fen(), 10'000);  // The cap of 1 000.00.
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), 360'000);
}

TEST_F(PackRulingsTest, R18ANewVersionDoesNotReviseWhatWasPaid) {
  EXPECT_EQ(Aid("1"), 5'000);  // Base 100.00 at 50 %.
  desk_->Activate({SmallPackSixty()});
  // E = 60 %: E(200.00) - E(100.00), not 120.00 - 50.00.
  EXPECT_EQ(Aid("2"), 6'000);
}

TEST_F(PackRulingsTest, R18AnAccountKeepsHolderAndPeriod) {
  const v1::PackFile changed = Edited(R"(id: "once-base" holder: PERSON period: LIFETIME)",
                                      R"(id: "once-base" holder: PERSON period: YEAR)");
  const auto refused =
      desk_->ActivatePack(ReliefCaller(), desk_->ActivateRequest({changed}, "changed"));
  EXPECT_EQ(ReasonOf(refused.status()), v1::ACCOUNT_CHANGED_MEANING) << refused.status();
  EXPECT_EQ(Aid("1"), 5'000);
}

struct LoadRow {
  const char* name;
  const char* from;
  const char* to;
  const char* path;
};

class LoadTest : public testing::TestWithParam<LoadRow> {};

TEST_P(LoadTest, IsRefusedAtLoad) {
  const LoadedPack loaded = LoadPack({Edited(GetParam().from, GetParam().to)});
  EXPECT_FALSE(loaded.ok());
  ASSERT_FALSE(loaded.findings.empty());
  EXPECT_EQ(loaded.findings.front().path(), GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Table, LoadTest,
    testing::Values(LoadRow{"R19AccountIsBaseAndCap", R"(account: "half-paid" limit)",
                            R"(account: "charity-base" limit)", "programs[charity].base_account"},
                    LoadRow{"R19BaseAccountOfTwoGroups", R"(base_account: "once-base")",
                            R"(base_account: "visit-base")", "programs[once].base_account"},
                    LoadRow{"R19VisitAccountOfAHousehold", R"(id: "visit-base" holder: PERSON)",
                            R"(id: "visit-base" holder: HOUSEHOLD)",
                            "accounts[visit-base].holder"}),
    [](const auto& row) { return row.param.name; });

// Each move says what it found, and that is what the entry before it left.
TEST_F(PackRulingsTest, R33EntriesAreSerialised) {
  desk_->OpenFund("fund");
  desk_->Grant("fund", 50'000);
  std::int64_t base_fen = 0;
  std::int64_t fund_fen = 50'000;
  for (const char* message_id : {"1", "2", "3"}) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, 10'000, 0, 0, 700);
    const v1::Entry entry = desk_->EntryAt(desk_->Post(bill, person_no_).number());
    EXPECT_EQ(entry.settled().accounts(0).before_fen(), base_fen);
    base_fen += entry.settled().accounts(0).delta_fen();
    EXPECT_EQ(entry.settled().funds(0).before_fen(), fund_fen);
    fund_fen += entry.settled().funds(0).delta_fen();
  }
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", kYear), base_fen);
  EXPECT_EQ(desk_->Balance("fund"), fund_fen);
  EXPECT_TRUE(desk_->Differences().empty());
}

}  // namespace
}  // namespace yizhan::test
