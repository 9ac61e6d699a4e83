// Sizes: rows written per settlement and bytes per stored settlement, on the packs of the pilot.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/settlement/gated_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::size_t kPutsMax = 6;  // Entry, two keys, person, household, visit.
constexpr std::uint64_t kMedianBytesMax = 1'200;

class SizeTest : public testing::Test {
 protected:
  SizeTest() {
    desk_.ActivatePilot();
    desk_.AddLive("H1");
    desk_.OpenFund("charity-fund");
    desk_.Grant("charity-fund", 100'000'000);
  }

  std::uint64_t Import(const std::string& card, const std::vector<std::string>& identities) {
    v1::ImportPerson person = MakePerson(card, identities);
    const auto add = [](v1::DatedValue* held, const std::string& value) {
      held->set_value(value);
      held->set_from("2010-01-01");
    };
    add(person.add_households(), "house-" + card);
    add(person.add_towns(), "安亭镇");
    add(person.add_insurance_types(), "390");
    add(person.add_approvals(), "town-expenditure");
    return desk_.Import(person);
  }

  MemoryStore inner_;
  GatedStore store_{inner_};
  Desk desk_{{}, &store_};
};

// As a hospital's system sends it: numbers, diagnoses, two insurers, every part.
v1::Bill RealisticBill(int i) {
  v1::Bill bill = MakeBill("");
  const std::string number = std::to_string(201'206'290'000'000 + i);
  bill.set_message_id("H31011400012" + number + "0001");
  bill.set_bill_no("310114" + number);
  bill.set_visit_no("31011400" + number);
  bill.set_care_kind(i % 3 == 0 ? v1::INPATIENT : v1::OUTPATIENT);
  bill.clear_diagnoses();
  for (const char* code : {"I63.902", "E11.900", "I10.x00"}) bill.add_diagnoses(code);
  SetParts(bill, 1'852'347 + 1'000 * i, 120'050, 1'500, 233'000 + i);
  for (const auto& [code, fen] : {std::pair("310100", 1'200'333), std::pair("330100", 51'014)}) {
    v1::InsurerPayment& payment = *bill.add_insurer_payments();
    payment.set_fund_code(code);
    payment.set_amount_fen(fen);
  }
  bill.set_account_pay_fen(12'345);
  return bill;
}

struct PutCase {
  const char* name;
  std::vector<std::string> identities;
  v1::CareKind care_kind;
};

class PutsTest : public SizeTest, public testing::WithParamInterface<PutCase> {};

// Counted: the entry and every row, except those written once per batch however many settlements
// it holds: the institution's and the fund's. A warning that is raised writes its own row.
TEST_P(PutsTest, AtMostSixPerSettlement) {
  const std::uint64_t person_no = Import("1", GetParam().identities);
  v1::Bill bill = RealisticBill(1);
  bill.set_care_kind(GetParam().care_kind);
  desk_.Post(bill, person_no);
  store_.TakeAppends();
  const std::uint64_t puts_before = desk_.engine().counters().puts;
  v1::Bill next = RealisticBill(2);
  next.set_care_kind(GetParam().care_kind);
  desk_.Post(next, person_no);
  const std::vector<Append> appends = store_.TakeAppends();
  ASSERT_EQ(appends.size(), 1U);
  std::map<Table, std::size_t> rows;
  for (const Effect& effect : appends[0].effects) ++rows[effect.table];
  const std::size_t per_batch = rows[Table::kInstitution] + rows[Table::kFund];
  const std::size_t puts = desk_.engine().counters().puts - puts_before;
  EXPECT_EQ(appends[0].leaves.size(), 1U);
  EXPECT_EQ(puts, 1 + appends[0].effects.size());
  EXPECT_LE(puts - per_batch - rows[Table::kAlert], kPutsMax);
  EXPECT_EQ(rows[Table::kMessageKey], 1U);
  EXPECT_EQ(rows[Table::kNaturalKey], 1U);
  EXPECT_LE(rows[Table::kHolder], 3U);
  EXPECT_EQ(rows[Table::kInstitution], 1U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Pilot, PutsTest, testing::Values(
    PutCase{"Dibao", {"dibao"}, v1::INPATIENT},
    PutCase{"LowIncome", {"low_income"}, v1::INPATIENT},
    PutCase{"HelpCard", {"medical_help_card"}, v1::OUTPATIENT},
    PutCase{"DisabledOutpatient", {"severe_disability", "medical_help_card"}, v1::OUTPATIENT},
    PutCase{"FamilyPoorByExpenditure", {"expenditure_poverty", "low_income"}, v1::INPATIENT},
    PutCase{"Everything", {"dibao", "low_income", "severe_disability", "zhinei_returnee",
                           "poor_mental_patient", "medical_help_card", "expenditure_poverty"},
            v1::INPATIENT},
    PutCase{"NoIdentity", {}, v1::INPATIENT}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(SizeTest, MedianStoredSettlement) {
  const std::vector<std::vector<std::string>> kinds = {{"dibao"},
                                                       {"low_income"},
                                                       {"dibao", "severe_disability"},
                                                       {"medical_help_card"},
                                                       {"expenditure_poverty"},
                                                       {"zhinei_returnee", "low_income"},
                                                       {"dibao", "medical_help_card"},
                                                       {}};
  std::vector<std::uint64_t> persons;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    persons.push_back(Import(std::to_string(i), kinds[i]));
  }
  for (int i = 0; i < 200; ++i) {
    desk_.Post(RealisticBill(i), persons[static_cast<std::size_t>(i) % persons.size()]);
  }
  const VerifyReport report =
      VerifyLedger(desk_.store(), [](std::uint64_t, std::uint64_t) {}).value();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.settlements, 200U);
  RecordProperty("median_settlement_bytes", std::to_string(report.median_settlement_bytes));
  EXPECT_LE(report.median_settlement_bytes, kMedianBytesMax);
}

}  // namespace
}  // namespace yizhan::test
