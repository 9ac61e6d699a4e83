// Verify: an application settlement that was tampered with, or that does not count what it must, is
// named.

#include <algorithm>
#include <memory>
#include <string>

#include "engine/books/keys.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/application_pack.h"

namespace yizhan::test {
namespace {

// Two bills, one of them reversed, and the application over the other.
struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t reversed = 0;
  std::uint64_t counted = 0;
  std::uint64_t number = 0;

  Scene() {
    desk->Activate({ApplicationPack()});
    desk->OpenFund("purse");
    desk->Grant("purse", 1'000'000);
    v1::ImportPerson person = MakePerson("000000-LI", {});
    *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
    *person.add_households() = Dated("house", "2010-01-01");
    const std::uint64_t person_no = desk->Import(person);
    reversed = desk->Post(MakeBill("1"), person_no).number();
    counted = desk->Post(MakeBill("2"), person_no).number();
    EXPECT_TRUE(desk->Reverse(reversed, "r").ok());
    number = desk->Apply(ReliefCaller(), ApplyRequest(person_no, "a"))->result().number();
  }
};

struct Row {
  const char* name;
  const char* says;
  void (*change)(const Scene&, v1::ApplicationSettled&);
};

std::vector<std::string> DifferencesOf(const LedgerStore& store) {
  return VerifyLedger(store, [](std::uint64_t, std::uint64_t) {})->differences;
}

bool AnyHolds(const std::vector<std::string>& differences, const std::string& text) {
  return std::any_of(differences.begin(), differences.end(), [&](const std::string& difference) {
    return difference.find(text) != std::string::npos;
  });
}

class TamperedApplicationTest : public testing::TestWithParam<Row> {};

TEST_P(TamperedApplicationTest, IsNamed) {
  const Scene scene;
  ASSERT_EQ(DifferencesOf(scene.desk->store()), std::vector<std::string>());
  v1::Entry entry = scene.desk->EntryAt(scene.number);
  GetParam().change(scene, *entry.mutable_application_settled());
  TamperedStore tampered(scene.desk->store());
  tampered.SetLeaf(scene.number, EncodeLeaf(entry));
  const std::vector<std::string> differences = DifferencesOf(tampered);
  EXPECT_TRUE(AnyHolds(differences, GetParam().says));
  for (const std::string& difference : differences) {
    if (!AnyHolds(differences, GetParam().says)) ADD_FAILURE() << difference;
  }
}

using A = v1::ApplicationSettled;
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TamperedApplicationTest, testing::Values(
    Row{"NoBill", "does not count the live bills", [](const Scene&, A& a) { a.clear_bills(); }},
    Row{"AReversedBill", "does not count the live bills", [](const Scene& s, A& a) { a.clear_bills(); a.add_bills(s.reversed); a.add_bills(s.counted); }},
    Row{"OtherResiduals", "its residuals", [](const Scene&, A& a) { a.mutable_residuals()->set_over_limit_fen(1); }},
    Row{"OtherPay", "its step", [](const Scene&, A& a) { a.mutable_step()->mutable_figures()->set_pay_fen(7); }},
    Row{"OtherBase", "its step", [](const Scene&, A& a) { a.mutable_step()->mutable_figures()->set_base_fen(7); }},
    Row{"OtherVersion", "is not the one of that year", [](const Scene&, A& a) { a.mutable_step()->set_program(1); }},
    Row{"OtherProgram", "is not the one of that year", [](const Scene&, A& a) { a.set_program_id("by-bill"); }},
    Row{"UnknownProgram", "is not the one of that year", [](const Scene&, A& a) { a.mutable_step()->set_program(99); }},
    Row{"OtherYear", "no approval names its year", [](const Scene&, A& a) { a.set_year(2013); }},
    Row{"NoApproval", "no approval names its year", [](const Scene&, A& a) { a.mutable_facts()->clear_approvals(); }},
    Row{"ApprovalOfTwoYears", "no approval names its year", [](const Scene&, A& a) { a.mutable_facts()->mutable_approvals(0)->set_until("2013-01-01"); }},
    Row{"OtherPerson", "does not count the live bills", [](const Scene&, A& a) { a.mutable_facts()->set_person_no(5); }},
    Row{"AccountMovedMore", "account year-paid", [](const Scene&, A& a) { a.mutable_accounts(1)->set_delta_fen(1); }},
    Row{"AccountWasOther", "account year-base was", [](const Scene&, A& a) { a.mutable_accounts(0)->set_before_fen(1); }},
    Row{"FundMovedMore", "fund purse", [](const Scene&, A& a) { a.mutable_funds(0)->set_delta_fen(-1); }},
    Row{"NoFund", "its step", [](const Scene&, A& a) { a.clear_funds(); }},
    Row{"PaidToTheHospital", "its postings", [](const Scene&, A& a) { a.mutable_postings(1)->set_payee(v1::HOSPITAL); }},
    Row{"BrokenLink", "the person's previous entry is", [](const Scene&, A& a) { a.set_previous_of_person(1); }},
    Row{"OtherRequestId", "table 8", [](const Scene&, A& a) { a.set_request_id("b"); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(VerifyApplication, TheHouseholdsMembersAreHeldAgainstTheLog) {
  const Scene scene;
  const v1::Entry entry = scene.desk->EntryAt(scene.number);
  const std::uint64_t household_no = entry.application_settled().facts().household_no();
  TamperedStore tampered(scene.desk->store());
  tampered.SetRow(Table::kHousehold, NumberKey(household_no), std::nullopt);
  EXPECT_TRUE(AnyHolds(DifferencesOf(tampered), "table 15"));
}

TEST(VerifyApplication, IsCounted) {
  const Scene scene;
  const auto report = VerifyLedger(scene.desk->store(), [](std::uint64_t, std::uint64_t) {});
  EXPECT_EQ(report->applications, 1U);
  EXPECT_EQ(report->settlements, 2U);
}

}  // namespace
}  // namespace yizhan::test
