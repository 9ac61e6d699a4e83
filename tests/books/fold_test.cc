// Fold: sums that would leave int64 are refused, not written and not a crash (R1).

#include "engine/books/fold.h"

#include <limits>
#include <string>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

class FoldTest : public testing::Test {
 protected:
  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
  TamperedStore full_{desk_->store()};
  const std::string visit_key_ = VisitHolderKey(person_no_, "H1", MakeBill("m").visit_no());

  v1::Reason ReasonOfFold(const v1::Entry& entry) {
    return ReasonOf(Fold(entry, *full_.OpenView(), desk_->packs()).status());
  }
};

TEST_F(FoldTest, R1TotalsOfAnInstitution) {
  const v1::Entry entry = desk_->EntryAt(desk_->Post(MakeBill("m"), person_no_).number());
  full_.SetRow(Table::kMessageKey, MessageKey("H1", "m"), std::nullopt);
  full_.SetRow(Table::kHolder, PersonHolderKey(person_no_), std::nullopt);
  full_.SetRow(Table::kHolder, visit_key_, std::nullopt);
  Bill bill;
  bill.institution_id = "H1";
  bill.bill_no = "B-m";
  full_.SetRow(Table::kNaturalKey, NaturalKey(bill), std::nullopt);
  EXPECT_TRUE(Fold(entry, *full_.OpenView(), desk_->packs()).ok());
  v1::InstitutionRow row;
  row.mutable_totals()->set_bill_total_fen(kMax);
  full_.SetRow(Table::kInstitution, "H1", row.SerializeAsString());
  EXPECT_EQ(ReasonOfFold(entry), v1::AMOUNT_OVERFLOW);
}

TEST_F(FoldTest, R1FundThatAContraWouldOverfill) {
  desk_->OpenFund("fund");
  desk_->Grant("fund", 5'000);
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 0, 0, 0, 4'000);
  const std::uint64_t number = desk_->Post(bill, person_no_).number();
  const std::shared_ptr<const View> settled = desk_->store().OpenView();
  v1::Entry contra = desk_->EntryAt(desk_->Reverse(number, "r").value().number());
  // The state in front of the contra, as it was.
  for (const TableKey& key :
       {TableKey{Table::kMessageKey, MessageKey("H1", "m")},
        TableKey{Table::kMessageKey, MessageKey("H1", "r")},
        TableKey{Table::kHolder, PersonHolderKey(person_no_)}, TableKey{Table::kHolder, visit_key_},
        TableKey{Table::kFund, "fund"}}) {
    full_.SetRow(key.table, key.key, settled->Get(key.table, key.key).value());
  }
  EXPECT_TRUE(Fold(contra, *full_.OpenView(), desk_->packs()).ok());
  v1::FundRow fund;
  fund.set_balance_fen(kMax);
  fund.set_granted_fen(5'000);
  full_.SetRow(Table::kFund, "fund", fund.SerializeAsString());
  contra.mutable_contra()->mutable_funds(0)->set_before_fen(kMax);
  EXPECT_EQ(ReasonOfFold(contra), v1::AMOUNT_OVERFLOW);
}

TEST_F(FoldTest, R1FundThatAGrantWouldOverfill) {
  v1::FundRow fund;
  fund.set_granted_fen(kMax);
  full_.SetRow(Table::kFund, "fund", fund.SerializeAsString());
  v1::Entry entry;
  entry.set_number(desk_->Head().size);
  entry.set_sender("relief");
  v1::FundChanged& change = *entry.mutable_fund_changed();
  change.set_fund_id("fund");
  change.set_kind(v1::FundChanged::GRANT);
  change.set_amount_fen(1);
  change.set_balance_after_fen(1);
  change.set_request_id("r");
  EXPECT_EQ(ReasonOfFold(entry), v1::AMOUNT_OVERFLOW);
}

// A row is written only when something in it changed: person and visit, whose metrics did. A bill
// of nothing changes no metric.
TEST_F(FoldTest, WritesNoRowThatDidNotChange) {
  v1::Bill nothing = MakeBill("nothing");
  nothing.set_visit_no("another visit");
  SetParts(nothing, 0, 0, 0, 0);
  desk_->Post(nothing, person_no_);
  EXPECT_EQ(desk_->Rows(Table::kHolder).size(), 1U);
  desk_->Post(MakeBill("m"), person_no_);
  EXPECT_EQ(desk_->Rows(Table::kHolder).size(), 2U);
}

}  // namespace
}  // namespace yizhan::test
