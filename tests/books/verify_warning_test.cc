// Verify: warnings that a ledger holds, but that do not follow from its figures, are named (P9).

#include <algorithm>
#include <string>

#include "engine/books/keys.h"
#include "gtest/gtest.h"
#include "tests/books/played.h"
#include "tests/support/small_pack.h"

namespace yizhan::test {
namespace {

constexpr char kYear[] = "id: 'y' metric: YEAR_AFTER_AID value: 10000";
constexpr char kBurden[] = "id: 'b' metric: HOUSEHOLD_BURDEN_BP value: 10000";
constexpr char kFund[] = "id: 'f' metric: FUND_USED_BP value: 5000 fund: 'fund'";

// Raised, withdrawn by a contra under a newer pack, raised again, withdrawn by a replacement, and
// raised by another person, whose alerts are open.
struct Warned {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t raised = 0;
  std::uint64_t contra = 0;
  std::uint64_t replacement = 0;  // The contra of what it replaces stands before it.
  std::uint64_t open = 0;

  Warned() {
    desk->Activate({SmallPackWarning({kYear, kBurden, kFund})});
    desk->OpenFund("fund");
    desk->Grant("fund", 1'000);
    const std::uint64_t person = Import("1");
    raised = desk->Post(Bill("a", 10'000), person).number();
    desk->Activate({SmallPackWarning({kYear, kBurden})});
    contra = desk->Reverse(raised, "r").value().number();
    desk->Activate({SmallPackWarning({kYear, kBurden, kFund})});
    const std::uint64_t again = desk->Post(Bill("b", 10'000), person).number();
    replacement =
        desk->Replace(again, desk->Ask(Bill("c", 9'999), person)).value().result().number();
    v1::Bill charity = Bill("d", 20'000);
    SetParts(charity, 20'000, 0, 0, 600);
    open = desk->Post(charity, Import("2")).number();
  }

  std::uint64_t Import(const std::string& card) {
    v1::ImportPerson person = MakePerson(card, {"dibao"});
    v1::DatedAmount& income = *person.add_household_incomes();
    income.set_amount_fen(10'000);
    income.set_from("2010-01-01");
    return desk->Import(person);
  }
  // Nothing of it is paid.
  static v1::Bill Bill(const std::string& message_id, std::int64_t due_fen) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, 0, due_fen, 0, 0);
    return bill;
  }
};

TEST(VerifyWarnings, AWarnedLedgerVerifies) {
  const Warned warned;
  EXPECT_EQ(ReportOf(warned.desk->store()).differences, std::vector<std::string>());
  EXPECT_EQ(warned.desk->EntryAt(warned.raised).settled().crossings_size(), 2);
  EXPECT_EQ(warned.desk->EntryAt(warned.contra).contra().crossings_size(), 2);
  EXPECT_EQ(warned.desk->EntryAt(warned.replacement - 1).contra().crossings_size(), 0);
  EXPECT_EQ(warned.desk->EntryAt(warned.replacement).settled().crossings_size(), 2);
  EXPECT_EQ(warned.desk->EntryAt(warned.open).settled().crossings_size(), 3);
  EXPECT_EQ(warned.desk->Rows(Table::kAlert).size(), 3U);
}

struct TamperedWarning {
  const char* name;
  std::uint64_t Warned::*entry;
  void (*change)(v1::Entry&);
  const char* said;
};

class TamperedWarningTest : public testing::TestWithParam<TamperedWarning> {};

TEST_P(TamperedWarningTest, IsNamed) {
  const Warned warned;
  TamperedStore tampered(warned.desk->store());
  const std::uint64_t number = warned.*GetParam().entry;
  v1::Entry entry = warned.desk->EntryAt(number);
  GetParam().change(entry);
  tampered.SetLeaf(number, EncodeLeaf(entry));
  const VerifyReport report = ReportOf(tampered);
  const std::string wanted = EntryName(number) + ": " + GetParam().said;
  EXPECT_TRUE(std::any_of(
      report.differences.begin(), report.differences.end(),
      [&wanted](const std::string& it) { return it.find(wanted) != std::string::npos; }))
      << wanted << " not in\n"
      << (report.differences.empty() ? "" : report.differences.front());
}

constexpr char kDoNotFollow[] = "its crossings of thresholds do not follow from its figures";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TamperedWarningTest, testing::Values(
    TamperedWarning{"Hushed", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->clear_crossings(); }, kDoNotFollow},
    TamperedWarning{"OneHushed", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings()->RemoveLast(); }, kDoNotFollow},
    TamperedWarning{"RaisedTwice", &Warned::raised, [](v1::Entry& e) {
       *e.mutable_settled()->add_crossings() = e.settled().crossings(0); }, kDoNotFollow},
    TamperedWarning{"WithdrawnInsteadOfRaised", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings(0)->set_up(false); }, kDoNotFollow},
    TamperedWarning{"OfAnotherThreshold", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings(0)->set_threshold(1); }, kDoNotFollow},
    TamperedWarning{"OfAnotherPerson", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings(0)->set_person_no(1); }, kDoNotFollow},
    TamperedWarning{"OfAnotherYear", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings(0)->set_year(2011); }, kDoNotFollow},
    TamperedWarning{"OtherFigures", &Warned::raised,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings(0)->set_after_fen(10'001); }, kDoNotFollow},
    TamperedWarning{"RicherThanStated", &Warned::raised, [](v1::Entry& e) {
       e.mutable_settled()->mutable_facts()->set_household_income_fen(1'000'000); }, kDoNotFollow},
    TamperedWarning{"IncomeForgotten", &Warned::raised, [](v1::Entry& e) {
       e.mutable_settled()->mutable_facts()->clear_household_income_fen(); }, kDoNotFollow},
    TamperedWarning{"InventedBelow", &Warned::replacement, [](v1::Entry& e) {
       e.mutable_settled()->mutable_crossings(0)->set_up(true); }, kDoNotFollow},
    TamperedWarning{"FundNotTold", &Warned::open,
      [](v1::Entry& e) { e.mutable_settled()->mutable_crossings()->RemoveLast(); }, kDoNotFollow},
    TamperedWarning{"GrantedSum", &Warned::open, [](v1::Entry& e) {
       e.mutable_settled()->mutable_funds(0)->set_granted_fen(9'000); }, "fund fund was granted 1000"},
    TamperedWarning{"MetricBefore", &Warned::open, [](v1::Entry& e) {
       for (v1::AccountMove& move : *e.mutable_settled()->mutable_accounts()) move.set_before_fen(7); },
      "account half-base was 0"},
    TamperedWarning{"ContraKeepsItOpen", &Warned::contra,
      [](v1::Entry& e) { e.mutable_contra()->clear_crossings(); }, kDoNotFollow},
    TamperedWarning{"ContraOfAnotherIncome", &Warned::contra,
      [](v1::Entry& e) { e.mutable_contra()->set_household_income_fen(1'000'000); }, kDoNotFollow},
    TamperedWarning{"ContraUnderThePackOfItsOriginal", &Warned::contra,
      [](v1::Entry& e) { e.mutable_contra()->clear_active_pack_hash(); }, "another pack was active"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(VerifyWarnings, AContraInsideAReplacementHoldsNone) {
  const Warned warned;
  TamperedStore tampered(warned.desk->store());
  v1::Entry contra = warned.desk->EntryAt(warned.replacement - 1);
  *contra.mutable_contra()->add_crossings() =
      warned.desk->EntryAt(warned.replacement).settled().crossings(0);
  tampered.SetLeaf(warned.replacement - 1, EncodeLeaf(contra));
  EXPECT_FALSE(ReportOf(tampered).ok());
}

TEST(VerifyWarnings, RowsOfOpenAlerts) {
  const Warned warned;
  const v1::Crossing crossing = warned.desk->EntryAt(warned.open).settled().crossings(0);
  const std::string key = AlertKey("y", crossing);
  const auto said = [&](const std::optional<std::string>& value, const std::string& at) {
    TamperedStore tampered(warned.desk->store());
    tampered.SetRow(Table::kAlert, at, value);
    const VerifyReport report = ReportOf(tampered);
    return report.differences.empty() ? "" : report.differences.front();
  };
  EXPECT_NE(said(std::nullopt, key).find(RowName(Table::kAlert, key)), std::string::npos);
  EXPECT_NE(said("", key).find(RowName(Table::kAlert, key)), std::string::npos);
  EXPECT_NE(said("", "more").find(RowName(Table::kAlert, "more")), std::string::npos);
}

}  // namespace
}  // namespace yizhan::test
