// Which account a bill moves: rulings R12, R20, R22, R15.

#include <string>

#include "engine/books/keys.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::uint32_t kYear = 2012;

v1::ImportPerson Member(const std::string& card, const std::string& house,
                        const std::string& from = "2010-01-01", const std::string& until = "") {
  v1::ImportPerson person = MakePerson(card, {"family", "visitor", "once"});
  if (house.empty()) return person;
  v1::DatedValue& household = *person.add_households();
  household.set_value(house);
  household.set_from(from);
  household.set_until(until);
  return person;
}

v1::Bill FamilyBill(const std::string& message_id, std::int64_t pre_self_pay_fen) {
  v1::Bill bill = MakeBill(message_id);
  SetParts(bill, 0, pre_self_pay_fen, 0, 0);
  return bill;
}

class HouseholdTest : public testing::Test {
 protected:
  std::unique_ptr<Desk> desk_ = Desk::Ready();
};

// Two persons of one household share the deductible and the cap.
TEST_F(HouseholdTest, R12MembersShareTheAccount) {
  const std::uint64_t mother = desk_->Import(Member("a", "house"));
  const std::uint64_t son = desk_->Import(Member("b", "house"));
  EXPECT_EQ(desk_->Post(FamilyBill("1", 10'000), mother).outcome().aid_fen(), 0);
  EXPECT_EQ(desk_->Post(FamilyBill("2", 30'000), son).outcome().aid_fen(), 15'000);
  EXPECT_EQ(desk_->Post(FamilyBill("3", 30'000), mother).outcome().aid_fen(), 5'000);  // The cap.
  const std::string key = HouseholdHolderKey(HouseholdNo("house", desk_->index_key()));
  EXPECT_EQ(desk_->ValueAt(key, "family-base", kYear), 70'000);
  EXPECT_EQ(desk_->ValueAt(key, "family-paid", kYear), 20'000);
  EXPECT_TRUE(desk_->Differences().empty());
}

TEST_F(HouseholdTest, R12WithoutAHouseholdThePersonIsHisOwn) {
  const std::uint64_t alone = desk_->Import(Member("a", ""));
  const std::uint64_t other = desk_->Import(Member("b", ""));
  EXPECT_EQ(desk_->Post(FamilyBill("1", 30'000), alone).outcome().aid_fen(), 10'000);
  EXPECT_EQ(desk_->Post(FamilyBill("2", 30'000), other).outcome().aid_fen(), 10'000);
  EXPECT_EQ(desk_->PersonValue(alone, "family-base", kYear), 30'000);
}

// The household on the service end date; nothing moves when a person moves.
TEST_F(HouseholdTest, R12HouseholdOnTheServiceEndDate) {
  v1::ImportPerson person = Member("a", "old", "2010-01-01", "2012-06-27");
  v1::DatedValue& now = *person.add_households();
  now.set_value("new");
  now.set_from("2012-06-28");
  const std::uint64_t person_no = desk_->Import(person);
  const std::string old_key = HouseholdHolderKey(HouseholdNo("old", desk_->index_key()));
  const std::string new_key = HouseholdHolderKey(HouseholdNo("new", desk_->index_key()));
  desk_->Post(FamilyBill("1", 30'000), person_no);  // Service ends on 28 June.
  EXPECT_EQ(desk_->ValueAt(new_key, "family-base", kYear), 30'000);
  v1::Bill before = FamilyBill("2", 20'000);
  before.set_service_end("2012-06-27");
  desk_->Post(before, person_no);
  EXPECT_EQ(desk_->ValueAt(old_key, "family-base", kYear), 20'000);
  EXPECT_EQ(desk_->ValueAt(new_key, "family-base", kYear), 30'000);
}

// R44: a contra uses the household the settlement saw, whatever the register says today.
TEST_F(HouseholdTest, R44ContraUsesTheStoredHousehold) {
  const std::uint64_t person_no = desk_->Import(Member("a", "old"));
  const std::uint64_t number = desk_->Post(FamilyBill("1", 30'000), person_no).number();
  desk_->Import(Member("a", "new"));
  ASSERT_TRUE(desk_->Reverse(number, "r").ok());
  const std::string old_key = HouseholdHolderKey(HouseholdNo("old", desk_->index_key()));
  EXPECT_EQ(desk_->ValueAt(old_key, "family-base", kYear), 0);
  EXPECT_EQ(desk_->ValueAt(old_key, "family-paid", kYear), 0);
  EXPECT_TRUE(desk_->Differences().empty());
}

// R44: a later bill of another member is on the same account.
TEST_F(HouseholdTest, R44LaterBillOfAnotherMemberOpensALead) {
  const std::uint64_t mother = desk_->Import(Member("a", "house"));
  const std::uint64_t son = desk_->Import(Member("b", "house"));
  const std::uint64_t first = desk_->Post(FamilyBill("1", 30'000), mother).number();
  const std::uint64_t second = desk_->Post(FamilyBill("2", 10'000), son).number();
  EXPECT_TRUE(desk_->Reverse(first, "r1").value().opens_lead());
  EXPECT_FALSE(desk_->Reverse(second, "r2").value().opens_lead());
  const std::string key = HouseholdHolderKey(HouseholdNo("house", desk_->index_key()));
  EXPECT_EQ(desk_->NewestAt(key, "family-base", kYear), 0U);
}

// R22: (person, hospital, visit number); it does not reset at New Year.
TEST_F(HouseholdTest, R22VisitAccount) {
  const std::uint64_t person_no = desk_->Import(Member("a", ""));
  const auto bill = [](const std::string& message_id, const std::string& visit_no) {
    v1::Bill made = MakeBill(message_id);
    SetParts(made, 0, 0, 10'000, 0);
    made.set_visit_no(visit_no);
    return made;
  };
  const auto visit_pays = [this, person_no](const v1::Bill& made) {
    const v1::SettleResult result = desk_->Post(made, person_no);
    for (const v1::AidLine& line : result.lines()) {
      if (line.program_id() == "visit") return line.pay_fen();
    }
    return std::int64_t{0};
  };
  EXPECT_EQ(visit_pays(bill("1", "v1")), 0);      // Below the visit's deductible.
  EXPECT_EQ(visit_pays(bill("2", "v1")), 5'000);  // The same visit.
  EXPECT_EQ(visit_pays(bill("3", "v2")), 0);      // Another visit.
  v1::Bill elsewhere = bill("4", "v1");
  elsewhere.set_institution_id("H2");
  EXPECT_EQ(visit_pays(elsewhere), 0);  // Another hospital.
  desk_->clock().Advance(200 * kDayMs);
  v1::Bill next_year = bill("5", "v1");
  next_year.set_service_end("2013-01-05");
  next_year.set_accounting_date("2013-01-05");
  EXPECT_EQ(visit_pays(next_year), 5'000);
  // A lifetime has no year; its base is what `visit` left of five times 100.00.
  EXPECT_EQ(desk_->PersonValue(person_no, "once-base", 0), 40'000);
}

// R20: the accounting date chooses the year.
TEST_F(HouseholdTest, R20YearOfTheAccountingDate) {
  const std::uint64_t person_no = desk_->Import("310", {"dibao"});
  v1::Bill bill = MakeBill("1");
  bill.set_service_start("2011-12-20");
  bill.set_service_end("2011-12-31");
  bill.set_accounting_date("2012-01-02");
  desk_->Post(bill, person_no);
  EXPECT_EQ(desk_->PersonValue(person_no, "half-base", 2012), 10'000);
  EXPECT_EQ(desk_->PersonValue(person_no, "half-base", 2011), 0);
}

// R15: an import of the same card changes the record, never the number or the accounts.
TEST_F(HouseholdTest, R15TheNumberStaysWhenTheRecordChanges) {
  const std::uint64_t person_no = desk_->Import("310", {"dibao"});
  desk_->Post(MakeBill("1"), person_no);
  EXPECT_EQ(desk_->Import("310", {"dibao", "family"}), person_no);
  EXPECT_EQ(desk_->PersonValue(person_no, "half-base", kYear), 10'000);
  const TreeHead before = desk_->Head();
  EXPECT_EQ(desk_->Import("310", {"dibao", "family"}), person_no);  // Nothing new: no entry.
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_NE(desk_->Import("311", {"dibao"}), person_no);
}

}  // namespace
}  // namespace yizhan::test
