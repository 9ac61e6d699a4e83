// Aid of a year on application: D4 to D7, one test a sentence, on a ledger that verifies after
// each.

#include <string>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/policy/compile_thresholds.h"
#include "gtest/gtest.h"
#include "tests/support/application_pack.h"

namespace yizhan::test {
namespace {

constexpr std::uint32_t kYear = 2012;

class ApplicationTest : public testing::Test {
 protected:
  ApplicationTest() {
    desk_->Activate({ApplicationPack()});
    desk_->OpenFund("purse");
    desk_->Grant("purse", 1'000'000);
    li_ = desk_->Import(Li());
  }
  void TearDown() override { EXPECT_EQ(desk_->Differences(), std::vector<std::string>()); }

  static v1::ImportPerson Li() {
    v1::ImportPerson person = MakePerson("000000-LI", {});
    *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
    *person.add_approvals() = Dated("family", "2012-01-01", "2012-12-31");
    *person.add_households() = Dated("house", "2010-01-01");
    *person.add_towns() = Dated("anting", "2010-01-01");
    return person;
  }
  // In scope 100.00 (50.00 remain), pre-self-pay 20.00, out of scope 10.00.
  static v1::Bill Bill(const std::string& message_id) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, 10'000, 2'000, 0, 1'000);
    return bill;
  }
  absl::StatusOr<v1::SettleApplicationReply> Apply(const std::string& request_id,
                                                   const std::string& program = "yearly") {
    return desk_->Apply(ReliefCaller(), ApplyRequest(li_, request_id, kYear, program));
  }
  v1::ApplicationSettled Applied(const std::string& request_id,
                                 const std::string& program = "yearly") {
    const auto reply = Apply(request_id, program);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return desk_->EntryAt(reply->result().number()).application_settled();
  }
  void ExpectRefused(const absl::StatusOr<v1::SettleApplicationReply>& reply, v1::Reason reason) {
    EXPECT_EQ(ReasonOf(reply.status()), reason) << reply.status();
  }
  std::int64_t Value(const std::string& account) { return desk_->PersonValue(li_, account, kYear); }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t li_ = 0;
};

TEST_F(ApplicationTest, D6OnceOverTheSummedResiduals) {
  const std::uint64_t first = desk_->Post(Bill("1"), li_).number();
  const std::uint64_t second = desk_->Post(Bill("2"), li_).number();
  const v1::ApplicationSettled settled = Applied("a");
  EXPECT_EQ(std::vector<std::uint64_t>(settled.bills().begin(), settled.bills().end()),
            (std::vector<std::uint64_t>{first, second}));
  EXPECT_EQ(settled.residuals().in_scope_self_pay_fen(), 10'000);
  EXPECT_EQ(settled.residuals().pre_self_pay_fen(), 4'000);
  EXPECT_EQ(settled.residuals().out_of_scope_fen(), 2'000);
  // 140.00: 30 % of 100.00, 50 % of 40.00; drawn through the base in its order.
  const v1::ProgramFigures& figures = settled.step().figures();
  EXPECT_EQ(figures.base_fen(), 14'000);
  EXPECT_EQ(figures.pay_fen(), 5'000);
  EXPECT_EQ(figures.draw().in_scope_self_pay_fen(), 5'000);
  EXPECT_EQ(Value("year-base"), 14'000);
  EXPECT_EQ(Value("year-paid"), 5'000);
  EXPECT_EQ(desk_->Balance("purse"), 995'000);
}

TEST_F(ApplicationTest, D6PayableToThePatient) {
  desk_->Post(Bill("1"), li_);
  const v1::ApplicationSettled settled = Applied("a");
  ASSERT_EQ(settled.postings_size(), 2);
  EXPECT_EQ(settled.postings(0).account(), v1::PROGRAM_FUND);
  EXPECT_EQ(settled.postings(1).account(), v1::PATIENT_PAYABLE);
  EXPECT_EQ(settled.postings(1).payee(), v1::PATIENT);
  EXPECT_EQ(settled.postings(1).amount_fen(), 2'100);  // 30 % of 70.00.
}

// After-aid metrics of the person's and household's year fall by what it pays; others stay.
TEST_F(ApplicationTest, D6TheYearsDueFalls) {
  desk_->Post(Bill("1"), li_);
  const std::string prefix = kMetricPrefix;
  const std::string house = HouseholdHolderKey(HouseholdNo("house", desk_->index_key()));
  EXPECT_EQ(Value(prefix + "year_due"), 8'000);
  const std::uint64_t number = Apply("a")->result().number();  // Pays 21.00.
  EXPECT_EQ(Value(prefix + "year_due"), 5'900);
  EXPECT_EQ(desk_->ValueAt(house, prefix + "household_year_due", kYear), 5'900);
  EXPECT_EQ(Value(prefix + "year_before_aid"), 13'000);
  v1::ReverseRequest reverse;
  reverse.set_number(number);
  reverse.set_request_id("r");
  EXPECT_FALSE(desk_->Reverse(ReliefCaller(), reverse)->opens_lead());
  EXPECT_EQ(Value(prefix + "year_due"), 8'000);
}

TEST_F(ApplicationTest, D6CapFundAndMinimumBind) {
  v1::Bill bill = Bill("1");
  SetParts(bill, 0, 100'000, 0, 0);
  desk_->Post(bill, li_);
  const v1::ProgramFigures figures = Applied("a").step().figures();
  EXPECT_EQ(figures.pay_fen(), 30'000);
  EXPECT_TRUE(figures.caps(0).cut());
  ASSERT_TRUE(desk_
                  ->Reverse(ReliefCaller(),
                            [this] {
                              v1::ReverseRequest request;
                              request.set_number(desk_->Head().size - 1);
                              request.set_request_id("r");
                              return request;
                            }())
                  .ok());
  desk_->Withdraw("purse", 999'600);
  const v1::ProgramFigures low = Applied("b").step().figures();
  EXPECT_TRUE(low.cut_by_fund());
  EXPECT_TRUE(low.cut_by_minimum());
  EXPECT_EQ(low.zero_reason(), v1::ZERO_BELOW_MINIMUM);
  EXPECT_EQ(low.pay_fen(), 0);
  EXPECT_EQ(Value("year-base"), 100'000);  // x accumulates all the same.
}

TEST_F(ApplicationTest, D5OnlyLiveBillsOfTheYearThatPassTheTests) {
  const std::uint64_t gone = desk_->Post(Bill("gone"), li_).number();
  ASSERT_TRUE(desk_->Reverse(gone, "r").ok());
  const std::uint64_t old = desk_->Post(Bill("old"), li_).number();
  const std::uint64_t replaced =
      desk_->Replace(old, desk_->Ask(Bill("new"), li_)).value().result().number();
  v1::Bill outpatient = Bill("outpatient");
  outpatient.set_care_kind(v1::OUTPATIENT);
  desk_->Post(outpatient, li_);
  v1::Bill level = Bill("level");
  level.set_level(v1::LEVEL_3);
  desk_->Post(level, li_);
  v1::ImportPerson poor = Li();  // From the 28th on an excluded identity: as each bill stored it.
  *poor.add_identities() = Dated("dibao", "2012-06-28");
  desk_->Import(poor);
  desk_->Post(Bill("poor"), li_);
  const v1::ApplicationSettled settled = Applied("a");
  ASSERT_EQ(settled.bills_size(), 1);
  EXPECT_EQ(settled.bills(0), replaced);
}

TEST_F(ApplicationTest, D5TheYearIsThatOfTheAccountingDate) {
  v1::Bill last_year = Bill("1");
  last_year.set_service_start("2011-12-20");
  last_year.set_service_end("2011-12-30");
  last_year.set_accounting_date("2012-01-02");  // R20
  const std::uint64_t number = desk_->Post(last_year, li_).number();
  desk_->clock().Advance(365 * kDayMs);
  v1::Bill next_year = Bill("2");
  next_year.set_accounting_date("2013-01-02");
  desk_->Post(next_year, li_);
  const v1::ApplicationSettled settled = Applied("a");
  ASSERT_EQ(settled.bills_size(), 1);
  EXPECT_EQ(settled.bills(0), number);
}

TEST_F(ApplicationTest, D5TheHouseholdIsTheStoredOneOfEachBill) {
  v1::ImportPerson wu = MakePerson("000000-WU", {});
  *wu.add_households() = Dated("house", "2010-01-01", "2012-06-27");
  *wu.add_households() = Dated("other", "2012-06-28");
  const std::uint64_t wu_no = desk_->Import(wu);
  const std::uint64_t own = desk_->Post(Bill("1"), li_).number();
  v1::Bill shared = Bill("2");
  shared.set_service_end("2012-06-27");
  const std::uint64_t of_wu = desk_->Post(shared, wu_no).number();
  desk_->Post(Bill("3"), wu_no);  // By then of another household.
  const v1::ApplicationSettled settled = Applied("a", "family");
  EXPECT_EQ(std::vector<std::uint64_t>(settled.bills().begin(), settled.bills().end()),
            (std::vector<std::uint64_t>{own, of_wu}));
  EXPECT_EQ(settled.step().figures().pay_fen(), 1'000);
  const std::string key = HouseholdHolderKey(HouseholdNo("house", desk_->index_key()));
  EXPECT_EQ(desk_->ValueAt(key, "family-base", kYear), 2'000);
  // D7: of any member's bill.
  ASSERT_TRUE(desk_->Reverse(of_wu, "r").value().opens_lead());
}

TEST_F(ApplicationTest, D5WithoutAHouseholdThePersonIsHisOwn) {
  v1::ImportPerson alone = MakePerson("000000-ALONE", {});
  *alone.add_approvals() = Dated("family", "2012-01-01", "2012-12-31");
  *alone.add_households() = Dated("house", "2010-01-01", "2012-06-27");
  const std::uint64_t alone_no = desk_->Import(alone);
  v1::Bill shared = Bill("1");
  shared.set_service_end("2012-06-27");
  desk_->Post(shared, alone_no);
  const std::uint64_t own = desk_->Post(Bill("2"), alone_no).number();
  const auto reply = desk_->Apply(ReliefCaller(), ApplyRequest(alone_no, "a", kYear, "family"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(reply->result().application().bills_size(), 1);
  EXPECT_EQ(reply->result().application().bills(0), own);
}

TEST_F(ApplicationTest, D4ApprovalsOfNeighbouringYearsNameTheirOwn) {
  v1::ImportPerson person = Li();
  *person.add_approvals() = Dated("yearly", "2012-12-01", "2012-12-31");
  *person.add_approvals() = Dated("yearly", "2013-01-01", "2013-12-31");
  desk_->Import(person);
  desk_->Post(Bill("1"), li_);
  EXPECT_EQ(Applied("a").facts().approvals(0).from(), "2012-12-01");
  ExpectRefused(desk_->Apply(ReliefCaller(), ApplyRequest(li_, "b", 2013)),
                v1::APPLICATION_WITHOUT_BILLS);
}

TEST_F(ApplicationTest, D6OneLiveSettlementAYearUntilItIsTakenBack) {
  desk_->Post(Bill("1"), li_);
  const v1::SettleApplicationReply first = Apply("a").value();
  const auto again = Apply("b");
  ExpectRefused(again, v1::APPLICATION_SETTLED);
  EXPECT_EQ(DetailOf(again.status()).related(), first.result().number());
  v1::ReverseRequest reverse;
  reverse.set_number(first.result().number());
  reverse.set_request_id("r");
  const auto back = desk_->Reverse(ReliefCaller(), reverse);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->original().state(), v1::REVERSED);
  EXPECT_FALSE(back->opens_lead());
  EXPECT_EQ(Value("year-base"), 0);
  EXPECT_EQ(Value("year-paid"), 0);
  EXPECT_EQ(desk_->Balance("purse"), 1'000'000);
  EXPECT_TRUE(desk_->Reverse(ReliefCaller(), reverse)->replayed());
  reverse.set_request_id("r2");
  EXPECT_EQ(ReasonOf(desk_->Reverse(ReliefCaller(), reverse).status()), v1::ALREADY_REVERSED);
  desk_->Post(Bill("2"), li_);
  EXPECT_EQ(Applied("b").bills_size(), 2);
}

TEST_F(ApplicationTest, R45ARepeatedRequestReplays) {
  desk_->Post(Bill("1"), li_);
  const v1::SettleApplicationReply first = Apply("a").value();
  const v1::SettleApplicationReply again = Apply("a").value();
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.result().number(), first.result().number());
  ExpectRefused(Apply("a", "family"), v1::MESSAGE_ID_OTHER_CONTENT);
  v1::ReverseRequest reverse;
  reverse.set_number(first.result().number());
  reverse.set_request_id("r");
  ASSERT_TRUE(desk_->Reverse(ReliefCaller(), reverse).ok());
  EXPECT_EQ(Apply("a")->result().state(), v1::REVERSED);  // R42
}

TEST_F(ApplicationTest, D7ACountedBillThatGoesOpensALead) {
  const std::size_t of_packs = desk_->Rows(Table::kLead).size();
  const std::uint64_t counted = desk_->Post(Bill("1"), li_).number();
  const std::uint64_t also = desk_->Post(Bill("2"), li_).number();
  const std::uint64_t application = Apply("a")->result().number();
  const std::uint64_t later = desk_->Post(Bill("3"), li_).number();
  EXPECT_FALSE(desk_->Reverse(later, "r3")->opens_lead());
  EXPECT_EQ(desk_->Rows(Table::kLead).size(), of_packs);
  ASSERT_TRUE(desk_->Replace(also, desk_->Ask(Bill("4"), li_)).ok());
  EXPECT_EQ(desk_->Rows(Table::kLead).size(), of_packs + 1);
  v1::ReverseRequest reverse;
  reverse.set_number(application);
  reverse.set_request_id("r");
  ASSERT_TRUE(desk_->Reverse(ReliefCaller(), reverse).ok());
  desk_->Replace(desk_->Head().size - 2, desk_->Ask(Bill("5"), li_)).IgnoreError();
  EXPECT_EQ(Value("year-base"), 0);
  EXPECT_EQ(desk_->Get(counted).state(), v1::SETTLED);
}

TEST_F(ApplicationTest, NoBillTakesItsPlace) {
  desk_->Post(Bill("1"), li_);
  const std::uint64_t application = Apply("a")->result().number();
  v1::ReplaceRequest replace;
  replace.set_number(application);
  *replace.mutable_replacement() = desk_->Ask(Bill("2"), li_);
  EXPECT_EQ(ReasonOf(desk_->Replace(ReliefCaller(), replace).status()), v1::NOT_REVERSIBLE);
}

TEST_F(ApplicationTest, IsExplainedAndFound) {
  desk_->Post(Bill("1"), li_);
  v1::ExplainRequest request;
  request.set_number(Apply("a")->result().number());
  const auto reply = desk_->queries().Explain(ReliefCaller(), request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(reply->steps_size(), 1);
  EXPECT_EQ(reply->steps(0).program_id(), "yearly");
  EXPECT_NE(reply->steps(0).sentence_zh().find("本次救助21.00元"), std::string::npos)
      << reply->steps(0).sentence_zh();
  EXPECT_EQ(reply->steps(0).source().quote(), "invented");
  EXPECT_EQ(reply->result().application().year(), kYear);
  EXPECT_EQ(desk_->Get(request.number()).state(), v1::SETTLED);
  EXPECT_EQ(ReasonOf(desk_->queries().Explain(HospitalCaller("H1"), request).status()),
            v1::NOT_ALLOWED);
  v1::ListRequest list;
  list.set_person_no(li_);
  EXPECT_EQ(desk_->queries().List(ReliefCaller(), list)->results_size(), 1);  // Past it: the bill.
}

TEST_F(ApplicationTest, TheTownSettlesForItsOwnPeople) {
  desk_->Post(Bill("1"), li_);
  const v1::SettleApplicationRequest request = ApplyRequest(li_, "a");
  ExpectRefused(desk_->Apply(TownCaller("nanxiang"), request), v1::NOT_ALLOWED);
  ExpectRefused(desk_->Apply(HospitalCaller("H1"), request), v1::NOT_ALLOWED);
  EXPECT_TRUE(desk_->Apply(TownCaller("anting"), request).ok());
}

TEST_F(ApplicationTest, AnErasedPersonIsRefused) {
  desk_->Post(Bill("1"), li_);
  ASSERT_TRUE(desk_->Erase(ReliefCaller(), desk_->EraseRequest(li_, "e")).ok());
  ExpectRefused(Apply("a"), v1::PERSON_ERASED);
}

struct Refused {
  const char* name;
  v1::Reason reason;
  void (*change)(v1::ImportPerson&, v1::SettleApplicationRequest&);
};

class RefusedApplicationTest : public ApplicationTest,
                               public testing::WithParamInterface<Refused> {};

TEST_P(RefusedApplicationTest, PostsNothing) {
  desk_->Post(Bill("1"), li_);
  v1::ImportPerson person = Li();
  v1::SettleApplicationRequest request = ApplyRequest(li_, "a");
  GetParam().change(person, request);
  desk_->Import(person);
  const std::uint64_t size = desk_->Head().size;
  ExpectRefused(desk_->Apply(ReliefCaller(), request), GetParam().reason);
  EXPECT_EQ(desk_->Head().size, size);
}

using Person = v1::ImportPerson;
using Request = v1::SettleApplicationRequest;
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefusedApplicationTest, testing::Values(
    Refused{"D4NoApproval", v1::APPLICATION_NOT_APPROVED, [](Person& p, Request&) { p.clear_approvals(); }},
    Refused{"D4ApprovalOfAnotherYear", v1::APPLICATION_NOT_APPROVED, [](Person& p, Request&) { *p.mutable_approvals(0) = Dated("yearly", "2011-01-01", "2011-12-31"); }},
    Refused{"D4OpenApproval", v1::APPLICATION_YEAR_NOT_NAMED, [](Person& p, Request&) { *p.mutable_approvals(0) = Dated("yearly", "2012-01-01"); }},
    Refused{"D4ApprovalBeginsEarlier", v1::APPLICATION_YEAR_NOT_NAMED, [](Person& p, Request&) { *p.mutable_approvals(0) = Dated("yearly", "2011-12-31", "2012-12-31"); }},
    Refused{"D4ApprovalEndsLater", v1::APPLICATION_YEAR_NOT_NAMED, [](Person& p, Request&) { *p.mutable_approvals(0) = Dated("yearly", "2012-01-01", "2013-01-01"); }},
    Refused{"D4NoVersionOnTheLastDay", v1::PROGRAM_NOT_IN_FORCE, [](Person&, Request& r) { r.set_year(2014); }},
    Refused{"PaidByBill", v1::PROGRAM_PAID_BY_BILL, [](Person&, Request& r) { r.set_program_id("by-bill"); }},
    Refused{"UnknownProgram", v1::PROGRAM_UNKNOWN, [](Person&, Request& r) { r.set_program_id("x"); }},
    Refused{"UnknownPerson", v1::PERSON_UNKNOWN, [](Person&, Request& r) { r.mutable_person()->set_person_no(1); }},
    Refused{"NoPerson", v1::FIELD_MISSING, [](Person&, Request& r) { r.clear_person(); }},
    Refused{"NoProgram", v1::FIELD_MISSING, [](Person&, Request& r) { r.clear_program_id(); }},
    Refused{"NoRequestId", v1::FIELD_MISSING, [](Person&, Request& r) { r.clear_request_id(); }},
    Refused{"NoYear", v1::FIELD_MALFORMED, [](Person&, Request& r) { r.clear_year(); }},
    Refused{"D5NoBillsInThatYear", v1::APPLICATION_WITHOUT_BILLS, [](Person& p, Request& r) { r.set_year(2013); *p.mutable_approvals(0) = Dated("yearly", "2013-01-01", "2013-12-31"); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::test
