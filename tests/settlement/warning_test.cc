// Which postings raise and withdraw which warnings: a row per metric of section 7 and per sentence
// of R52-R54 and D8-D10. Persons without identity bear the whole bill.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/settlement/warning_scene.h"

namespace yizhan::test {
namespace {

struct Row {
  const char* name;
  std::vector<std::string> thresholds;
  void (*play)(WarningScene&);
  const char* diary;
  const char* open;
};

class WarningTest : public testing::TestWithParam<Row> {};

TEST_P(WarningTest, RaisesAndWithdraws) {
  WarningScene scene(GetParam().thresholds);
  GetParam().play(scene);
  EXPECT_EQ(scene.diary(), GetParam().diary);
  EXPECT_EQ(scene.Open(), GetParam().open);
  EXPECT_EQ(scene.desk().Differences(), std::vector<std::string>());
}

using S = WarningScene;

constexpr char kYear[] = "id: 't' metric: YEAR_AFTER_AID value: 1000";
constexpr char kHouse[] = "households { value: 'h' from: '2010-01-01' }";
constexpr char kRich[] =
    "households { value: 'h' from: '2010-01-01' }"
    "household_incomes { amount_fen: 10000 from: '2010-01-01' }";
constexpr char kBurden[] = "id: 't' metric: HOUSEHOLD_BURDEN_BP value: 4000";
constexpr char kLastYear[] =
    "service_start: '2011-12-01' service_end: '2011-12-30' accounting_date: '2011-12-31'";

// clang-format off
const Row kVisits[] = {
    {"TotalOfTheBill", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 999}, "visit_no: 'W'");
       s.Settle(p, "b", {.in_scope = 400, .out_of_scope = 600}, "visit_no: 'X'"); },
     "b+t:v ", "t "},
    {"TotalIsBeforeInsurance", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       s.Settle(s.Person("1"), "a", {.in_scope = 1000},
                "insurer_payments { fund_code: '310100' amount_fen: 1000 }"); },
     "a+t:v ", "t "},
    {"D8BillsOfAVisitAddUp", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 500});
       s.Settle(p, "b", {.in_scope = 499});
       s.Settle(p, "c", {.in_scope = 1}); },
     "c+t:v ", "t "},
    {"R22AnotherHospitalIsAnotherVisit", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 600});
       s.Settle(p, "b", {.in_scope = 600}, "institution_id: 'H2'"); },
     "", ""},
    {"R22AnotherPersonIsAnotherVisit", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       s.Settle(s.Person("1"), "a", {.in_scope = 600});
       s.Settle(s.Person("2"), "b", {.in_scope = 600}); },
     "", ""},
    {"R22AVisitGoesOnAtNewYear", {"id: 't' metric: VISIT_TOTAL value: 1000"}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 600}, kLastYear);
       s.Settle(p, "b", {.in_scope = 600}); },
     "b+t:v ", "t "},
    {"R53BeforeAidIsTheFourBuckets", {"id: 't' metric: VISIT_BEFORE_AID value: 1000"}, [](S& s) {
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.in_scope = 5000}, "insurer_payments { fund_code: '310100' amount_fen: 4001 }");
       s.Settle(p, "b", {.over_limit = 1}); },
     "b+t:v ", "t "},
    {"AfterAid", {"id: 't' metric: VISIT_AFTER_AID value: 1000"}, [](S& s) {
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.in_scope = 1998});
       s.Settle(p, "b", {.in_scope = 2}); },
     "b+t:v ", "t "}
};

const Row kYears[] = {
    {"BeforeAid", {"id: 't' metric: YEAR_BEFORE_AID value: 1000"}, [](S& s) {
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.in_scope = 600}, "visit_no: 'W'");
       s.Settle(p, "b", {.in_scope = 400}); },
     "b+t:p2012 ", "t "},
    {"AfterAid", {kYear}, [](S& s) {
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.in_scope = 1998});
       s.Settle(p, "b", {.in_scope = 2}); },
     "b+t:p2012 ", "t "},
    {"R53AccountPaymentIsNotDeducted", {kYear}, [](S& s) {
       s.Settle(s.Person("1"), "a", {.in_scope = 1000}, "account_pay_fen: 900"); },
     "a+t:p2012 ", "t "},
    {"R20YearOfTheAccountingDate", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 999}, kLastYear);
       s.Settle(p, "b", {.in_scope = 999});
       s.Settle(p, "c", {.in_scope = 1},
                "service_start: '2011-12-01' service_end: '2011-12-31'"
                " accounting_date: '2012-01-01'");
       s.Settle(p, "d", {.in_scope = 1}, kLastYear); },
     "c+t:p2012 d+t:p2011 ", "t t "},
    {"R11WithoutAnyIdentity", {kYear}, [](S& s) {
       s.Settle(s.Person("1"), "a", {.in_scope = 1000}); }, "a+t:p2012 ", "t "},
    {"R9aABillOfNothing", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 1000});
       s.Settle(p, "b", {}); },
     "a+t:p2012 ", "t "},
    {"OnceWhileItStaysAbove", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 999});
       s.Settle(p, "b", {.in_scope = 1});
       s.Settle(p, "c", {.in_scope = 5000}); },
     "b+t:p2012 ", "t "},
    {"SeveralThresholdsAtOnce",
     {kYear, "id: 'u' metric: YEAR_AFTER_AID value: 2000", "id: 'v' metric: VISIT_TOTAL value: 2500"},
     [](S& s) { s.Settle(s.Person("1"), "a", {.in_scope = 2400}); },
     "a+t:p2012 a+u:p2012 ", "t u "}
};

const Row kHouseholds[] = {
    {"BeforeAid", {"id: 't' metric: HOUSEHOLD_YEAR_BEFORE_AID value: 1000"}, [](S& s) {
       s.Settle(s.Dibao("1", kHouse), "a", {.in_scope = 600});
       s.Settle(s.Dibao("2", kHouse), "b", {.in_scope = 400}); },
     "b+t:h2012 ", "t "},
    {"AfterAid", {"id: 't' metric: HOUSEHOLD_YEAR_AFTER_AID value: 1000"}, [](S& s) {
       s.Settle(s.Dibao("1", kHouse), "a", {.in_scope = 1000});
       s.Settle(s.Person("2", kHouse), "b", {.in_scope = 499});
       s.Settle(s.Person("3", kHouse), "c", {.in_scope = 1}); },
     "c+t:h2012 ", "t "},
    {"R12WithoutOneHeIsHisOwn", {"id: 't' metric: HOUSEHOLD_YEAR_AFTER_AID value: 1000"}, [](S& s) {
       s.Settle(s.Person("1"), "a", {.in_scope = 600});
       s.Settle(s.Person("2"), "b", {.in_scope = 1000}); },
     "b+t:p2012 ", "t "},
    // He moved in between; the household on the service end date counts.
    {"R12TheStoredHousehold", {"id: 't' metric: HOUSEHOLD_YEAR_AFTER_AID value: 1000"}, [](S& s) {
       const auto p = s.Person("1", "households { value: 'h' from: '2010-01-01' until: '2012-06-27' }"
                                    "households { value: 'i' from: '2012-06-28' }");
       s.Settle(p, "a", {.in_scope = 999}, "service_end: '2012-06-27'");
       s.Settle(p, "b", {.in_scope = 999});
       s.Settle(p, "c", {.in_scope = 1}, "service_end: '2012-06-27'"); },
     "c+t:h2012 ", "t "},
    {"BurdenOfTheIncome", {kBurden}, [](S& s) {
       s.Settle(s.Person("1", kRich), "a", {.in_scope = 3999});
       s.Settle(s.Person("2", kRich), "b", {.in_scope = 1}); },
     "b+t:h2012 ", "t "},
    {"R52WithoutIncomeNoBurden", {kBurden}, [](S& s) {
       s.Settle(s.Person("1", kHouse), "a", {.in_scope = 1'000'000}); }, "", ""},
    {"R12BurdenOfHisOwnHousehold", {kBurden}, [](S& s) {
       const auto p = s.Person("1", "household_incomes { amount_fen: 10000 from: '2010-01-01' }");
       s.Settle(p, "a", {.in_scope = 4000}); },
     "a+t:p2012 ", "t "},
    {"R52AnIncomeOfNothing", {kBurden}, [](S& s) {
       const auto p = s.Person("1", "household_incomes { amount_fen: 0 from: '2010-01-01' }");
       s.Settle(p, "a", {.in_scope = 1}); },
     "a+t:p2012 ", "t "},
    // 100.00 until yesterday, 1 000.00 from today on; the service was before.
    {"D8IncomeOnThePostingDate", {kBurden}, [](S& s) {
       const auto p = s.Person("1",
           "household_incomes { amount_fen: 10000 from: '2010-01-01' until: '2012-06-28' }"
           "household_incomes { amount_fen: 100000 from: '2012-06-29' }");
       s.Settle(p, "a", {.in_scope = 39'999});
       s.Settle(p, "b", {.in_scope = 1}); },
     "b+t:p2012 ", "t "},
    // What he knows of is the income of the household he is in today.
    {"D8NoLongerInThatHousehold", {kBurden}, [](S& s) {
       const auto p = s.Person("1", "households { value: 'h' from: '2010-01-01' until: '2012-06-28' }"
                                    "households { value: 'i' from: '2012-06-29' }"
                                    "household_incomes { amount_fen: 1 from: '2010-01-01' }");
       s.Settle(p, "a", {.in_scope = 1'000'000}); },
     "", ""},
    // Before and after use the same income: it falls, nobody crosses, the next bill finds him above.
    {"R54RegisterEditsFireNothing", {kBurden}, [](S& s) {
       s.Settle(s.Person("1", kRich), "a", {.in_scope = 3000});
       const auto p = s.Person("1", "households { value: 'h' from: '2010-01-01' }"
                                    "household_incomes { amount_fen: 5000 from: '2010-01-01' }");
       s.Settle(p, "b", {.in_scope = 1000}); },
     "", ""}
};

// "half" pays at most 1 000.00 a year.
const Row kCapsAndFunds[] = {
    {"CapUsed",
     {"id: 't' metric: CAP_USED_BP value: 8000 program: 'half' account: 'half-paid'",
      "id: 'u' metric: CAP_USED_BP value: 10000 program: 'half' account: 'half-paid'"},
     [](S& s) {
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.in_scope = 159'998});
       s.Settle(p, "b", {.in_scope = 2});
       s.Settle(p, "c", {.in_scope = 100'000});
       s.Settle(p, "d", {.in_scope = 100'000}); },
     "b+t:p2012 c+u:p2012 ", "t u "},
    {"CapOfAHousehold",
     {"id: 't' metric: CAP_USED_BP value: 5000 program: 'family' account: 'family-paid'"},
     [](S& s) {
       const std::string family = std::string(kHouse) + "identities { value: 'family' from: '2010-01-01' }";
       s.Settle(s.Person("1", family), "a", {.pre_self_pay = 20'000});
       s.Settle(s.Person("2", family), "b", {.pre_self_pay = 10'000}); },
     "b+t:h2012 ", "t "},
    {"FundUsed", {"id: 't' metric: FUND_USED_BP value: 9000 fund: 'fund'"}, [](S& s) {
       s.desk().Grant("fund", 1000);
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.out_of_scope = 899});
       s.Settle(p, "b", {.out_of_scope = 1}); },
     "b+t:f ", "t "},
    // A grant makes room and tells nobody; used up again, it is told again.
    {"R54GrantsFireNothing", {"id: 't' metric: FUND_USED_BP value: 9000 fund: 'fund'"}, [](S& s) {
       s.desk().Grant("fund", 1000);
       const auto p = s.Dibao("1");
       s.Settle(p, "a", {.out_of_scope = 900});
       s.desk().Grant("fund", 1000);
       s.Settle(p, "b", {.out_of_scope = 899});
       s.Settle(p, "c", {.out_of_scope = 1}); },
     "a+t:f c+t:f ", "t "},
    {"WithdrawalsFireNothing", {"id: 't' metric: FUND_USED_BP value: 9000 fund: 'fund'"}, [](S& s) {
       s.desk().Grant("fund", 2000);
       const auto p = s.Dibao("1");
       const auto a = s.Settle(p, "a", {.out_of_scope = 900});
       s.desk().Withdraw("fund", 1000);  // 900 of 1 000 used.
       s.Settle(p, "b", {.out_of_scope = 50});
       s.Reverse(a); },
     "reverse-t:f ", ""}
};

const Row kChangesOfMind[] = {
    {"AReversalWithdraws", {kYear}, [](S& s) {
       s.Reverse(s.Settle(s.Person("1"), "a", {.in_scope = 1000})); },
     "a+t:p2012 reverse-t:p2012 ", ""},
    {"AReversalThatStaysAbove", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 1000});
       s.Reverse(s.Settle(p, "b", {.in_scope = 1000})); },
     "a+t:p2012 ", "t "},
    {"AReversalRearms", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Reverse(s.Settle(p, "a", {.in_scope = 1000}));
       s.Settle(p, "b", {.in_scope = 999});
       s.Settle(p, "c", {.in_scope = 1}); },
     "a+t:p2012 reverse-t:p2012 c+t:p2012 ", "t "},
    {"AReplacementThatStaysAbove", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 1000}), p, "b", {.in_scope = 5000}); },
     "a+t:p2012 ", "t "},
    {"AReplacementThatEndsExactlyOnIt", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 1001}), p, "b", {.in_scope = 1000}); },
     "a+t:p2012 ", "t "},
    {"AReplacementThatStaysBelow", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 999}), p, "b", {.in_scope = 1}); },
     "", ""},
    {"AReplacementThatRises", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 999}), p, "b", {.in_scope = 1000}); },
     "b+t:p2012 ", "t "},
    {"AReplacementThatFalls", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 1000}), p, "b", {.in_scope = 999}); },
     "a+t:p2012 b-t:p2012 ", ""},
    {"AReplacementByABillOfNothing", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Replace(s.Settle(p, "a", {.in_scope = 1000}), p, "b", {}); },
     "a+t:p2012 b-t:p2012 ", ""},
    // Two persons in one step, in the order of their numbers.
    {"D9AnotherPerson", {kYear, "id: 'h' metric: HOUSEHOLD_YEAR_AFTER_AID value: 1000"}, [](S& s) {
       const auto p = s.Person("1", kHouse);
       const auto q = s.Person("2", kHouse);
       const auto a = s.Settle(p, "a", {.in_scope = 1000});
       s.Replace(a, q, "b", {.in_scope = 900});
       s.Settle(q, "c", {.in_scope = 100}); },
     // The household falls below with b and is above again with c.
     "a+t:p2012 a+h:h2012 b-t:p2012 b-h:h2012 c+t:p2012 c+h:h2012 ", "h t "},
    {"D9AnotherPersonOfTheHouseholdAtTheSameAmount",
     {"id: 'h' metric: HOUSEHOLD_YEAR_AFTER_AID value: 1000", kBurden}, [](S& s) {
       const auto p = s.Person("1", kRich);
       const auto q = s.Person("2", kRich);
       s.Replace(s.Settle(p, "a", {.in_scope = 4000}), q, "b", {.in_scope = 4000}); },
     "a+h:h2012 a+t:h2012 ", "h t "},
    {"AnotherYear", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       const auto a = s.Settle(p, "a", {.in_scope = 1000});
       s.Replace(a, p, "b", {.in_scope = 1000}, kLastYear); },
     "a+t:p2012 b+t:p2011 b-t:p2012 ", "t "},
    {"R44TheYearOfTheOriginal", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Reverse(s.Settle(p, "a", {.in_scope = 1000}, kLastYear)); },
     "a+t:p2011 reverse-t:p2011 ", ""},
    {"FundThroughAReplacement", {"id: 't' metric: FUND_USED_BP value: 9000 fund: 'fund'"}, [](S& s) {
       s.desk().Grant("fund", 1000);
       const auto p = s.Dibao("1");
       auto a = s.Settle(p, "a", {.out_of_scope = 950});
       a = s.Replace(a, p, "b", {.out_of_scope = 1000});
       s.Replace(a, p, "c", {.out_of_scope = 10}); },
     "a+t:f c-t:f ", ""},
    {"R54PackChangesFireNothing", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 500});
       s.Activate({"id: 't' metric: YEAR_AFTER_AID value: 400"});
       s.Settle(p, "b", {.in_scope = 5000}); },
     "", ""},
    {"D10TheThresholdsOfToday", {kYear}, [](S& s) {
       const auto p = s.Person("1");
       const auto a = s.Settle(p, "a", {.in_scope = 1000});
       s.Activate({"id: 'u' metric: YEAR_AFTER_AID value: 400"});
       s.Reverse(a); },  // `t` stands open: its pack is no more. `u` was never raised.
     "a+t:p2012 reverse-u:p2012 ", "t "},
    // The year's sums are kept whatever thresholds there were.
    {"MetricsOfPacksWithoutThresholds", {}, [](S& s) {
       const auto p = s.Person("1");
       s.Settle(p, "a", {.in_scope = 999});
       s.Activate({kYear});
       s.Settle(p, "b", {.in_scope = 1}); },
     "b+t:p2012 ", "t "}
};
// clang-format on

const auto kNameOf = [](const testing::TestParamInfo<Row>& row) {
  return std::string(row.param.name);
};
INSTANTIATE_TEST_SUITE_P(Visit, WarningTest, testing::ValuesIn(kVisits), kNameOf);
INSTANTIATE_TEST_SUITE_P(Year, WarningTest, testing::ValuesIn(kYears), kNameOf);
INSTANTIATE_TEST_SUITE_P(Household, WarningTest, testing::ValuesIn(kHouseholds), kNameOf);
INSTANTIATE_TEST_SUITE_P(CapAndFund, WarningTest, testing::ValuesIn(kCapsAndFunds), kNameOf);
INSTANTIATE_TEST_SUITE_P(ChangeOfMind, WarningTest, testing::ValuesIn(kChangesOfMind), kNameOf);

}  // namespace
}  // namespace yizhan::test
