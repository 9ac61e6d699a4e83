// OfficeReport: figures by hand, periods and towns; then an engine's ledger with every kind of aid,
// against the engine's own totals.

#include "engine/report/office_report.h"

#include <gtest/gtest.h>

#include "tests/report/hand_made.h"
#include "tests/support/application_pack.h"
#include "tests/support/desk.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

OfficeReport ReportOf(const std::vector<v1::Entry>& entries, const std::string& period,
                      const std::string& town = "") {
  const auto quarter = ParseQuarter(period);
  OfficeReportFold fold(quarter.has_value() ? *quarter : *ParseYear(period), town);
  const absl::Status read = ReadAll(entries, fold);
  EXPECT_TRUE(read.ok()) << read;
  return fold.Finish();
}

std::vector<v1::Entry> EntriesOf(Desk& desk) {
  std::vector<v1::Entry> entries;
  for (std::uint64_t i = 0; i < desk.Head().size; ++i) entries.push_back(desk.EntryAt(i));
  return entries;
}

// Second quarter: A: person 1 twice (one after the fact), person 2 once; B: person 3, taken back;
// a bill without a town and without aid. First quarter: A, person 4. Third: A's of the second
// taken back.
class ByHandTest : public testing::Test {
 protected:
  ByHandTest() {
    const std::uint64_t march = log_.Settle({.day = "2012-03-31", .half_fen = 40, .person_no = 4});
    first_ = log_.Settle({.day = "2012-04-01", .half_fen = 100, .charity_fen = 20});
    log_.Settle({.half_fen = 7,
                 .identities = {"dibao", "family"},
                 .institution_id = "H2",
                 .path = v1::AFTER_THE_FACT});
    log_.Settle({.half_fen = 50, .person_no = 2});
    const std::uint64_t of_b = log_.Settle({.half_fen = 500, .person_no = 3, .town = "B"});
    log_.TakeBack(of_b, "2012-06-29");
    log_.TakeBack(march, "2012-06-30");
    log_.Settle({.person_no = 5, .town = "", .identities = {}});
    log_.TakeBack(first_, "2012-07-01");
  }
  HandMade log_;
  std::uint64_t first_ = 0;
};

TEST_F(ByHandTest, ATownOfAQuarter) {
  const OfficeReport report = ReportOf(log_.entries(), "2012-Q2");
  EXPECT_TRUE(report.over);
  const AidFigures& a = report.by_town.at("A");
  EXPECT_EQ(a.people, 2) << "person 4 was helped in March, and it was taken back in June";
  EXPECT_EQ(a.settlements, 3);
  EXPECT_EQ(a.contras, 1);
  EXPECT_EQ(a.aid.fen(), 100 + 20 + 7 + 50 - 40);
  EXPECT_EQ(a.real_time.fen(), 100 + 20 + 50 - 40);
  EXPECT_EQ(a.aid_count, 2);
  EXPECT_EQ(a.real_time_count, 1);
  EXPECT_EQ(a.layers.at(Layer::kMunicipal).fen(), 117);
  EXPECT_EQ(a.layers.at(Layer::kCharity).fen(), 20);
  EXPECT_EQ(a.programs.at({Layer::kCharity, "charity"}).fen(), 20);
  EXPECT_EQ(a.institutions, 2);
}

TEST_F(ByHandTest, TakenBackIsNobodyHelped) {
  const OfficeReport report = ReportOf(log_.entries(), "2012-Q2");
  const AidFigures& b = report.by_town.at("B");
  EXPECT_EQ(b.people, 0);
  EXPECT_EQ(b.settlements, 1);
  EXPECT_EQ(b.contras, 1);
  EXPECT_EQ(b.aid.fen(), 0);
  const AidFigures& unknown = report.by_town.at("");
  EXPECT_EQ(unknown.settlements, 1);
  EXPECT_EQ(unknown.aid_count, 0);
}

TEST_F(ByHandTest, AContraCountsWhereItWasPosted) {
  const OfficeReport third = ReportOf(log_.entries(), "2012-Q3");
  EXPECT_FALSE(third.over);
  EXPECT_EQ(third.whole.settlements, 0);
  EXPECT_EQ(third.whole.contras, 1);
  EXPECT_EQ(third.by_town.at("A").aid.fen(), -120);
  EXPECT_EQ(third.whole.institutions, 0) << "nobody settled anything";
  const OfficeReport fourth = ReportOf(log_.entries(), "2012-Q4");
  EXPECT_EQ(fourth.first_number, 0U);
  EXPECT_TRUE(fourth.by_town.empty());
}

TEST_F(ByHandTest, QuartersSumToTheYear) {
  const OfficeReport year = ReportOf(log_.entries(), "2012");
  AidFigures sum;
  for (const char* quarter : {"2012-Q1", "2012-Q2", "2012-Q3", "2012-Q4"}) {
    const AidFigures whole = ReportOf(log_.entries(), quarter).whole;
    sum.aid += whole.aid;
    sum.real_time += whole.real_time;
    sum.settlements += whole.settlements;
    sum.contras += whole.contras;
  }
  EXPECT_EQ(year.whole.aid, sum.aid);
  EXPECT_EQ(year.whole.real_time, sum.real_time);
  EXPECT_EQ(year.whole.settlements, sum.settlements);
  EXPECT_EQ(year.whole.contras, sum.contras);
  EXPECT_EQ(year.by_month.at("2012-03").aid.fen(), 40);
  EXPECT_EQ(year.by_month.at("2012-04").aid.fen(), 120);
  EXPECT_EQ(year.by_month.at("2012-07").aid.fen(), -120);
}

TEST_F(ByHandTest, IdentitiesOverlapInstitutionsDoNot) {
  const OfficeReport report = ReportOf(log_.entries(), "2012-Q2");
  EXPECT_EQ(report.by_identity.at("family").aid.fen(), 7);
  EXPECT_EQ(report.by_identity.at("dibao").aid, report.whole.aid);
  EXPECT_EQ(report.by_identity.at("").settlements, 1);
  EXPECT_EQ(report.by_institution.at("H2").aid.fen(), 7);
  EXPECT_EQ(report.by_institution.at("H1").aid + report.by_institution.at("H2").aid,
            report.whole.aid);
  EXPECT_EQ(report.institutions.at("H2"), "H2医院");
  EXPECT_TRUE(report.programs.at({Layer::kMunicipal, "half"}).illustrative);
}

TEST_F(ByHandTest, OneTownAlone) {
  const OfficeReport report = ReportOf(log_.entries(), "2012-Q2", "B");
  EXPECT_EQ(report.by_town.size(), 1U);
  EXPECT_EQ(report.whole.settlements, 1);
  EXPECT_EQ(report.whole.aid.fen(), 0);
}

TEST_F(ByHandTest, AContraOfNothingIsNoLedger) {
  log_.entries().back().mutable_contra()->set_original(first_ + 1'000);
  OfficeReportFold fold(*ParseYear("2012"), "");
  EXPECT_EQ(ReadAll(log_.entries(), fold).code(), absl::StatusCode::kDataLoss);
}

// Bills in real time and after the fact, one reversed, one replaced.
TEST(OfficeReportEngineTest, SumsAreTheEnginesTotals) {
  const auto desk = Desk::Ready();
  desk->OpenFund("fund");
  desk->Grant("fund", 50'000);
  const std::uint64_t person = desk->Import("0000001", {"dibao"});
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < 4; ++i) {
    v1::Bill bill = MakeBill("b-" + std::to_string(i));
    bill.set_bill_no(bill.message_id());
    SetParts(bill, 10'001 * (i + 1), 0, 0, 7'003);
    numbers.push_back(desk->Post(bill, person).number());
  }
  ASSERT_TRUE(desk->Reverse(numbers[0], "r-0").ok());
  v1::Bill other = MakeBill("b-9");
  SetParts(other, 30'000, 0, 0, 0);
  ASSERT_TRUE(desk->Replace(numbers[1], desk->Ask(other, person)).ok());

  const OfficeReport report = ReportOf(EntriesOf(*desk), "2012");
  const auto listed = desk->queries().ListInstitutions(ReliefCaller());
  ASSERT_TRUE(listed.ok());
  const v1::InstitutionTotals& totals = listed->institutions(0).totals();
  EXPECT_EQ(report.whole.aid.fen(), totals.aid_fen());
  EXPECT_EQ(report.whole.settlements, static_cast<std::int64_t>(totals.settled_count()));
  EXPECT_EQ(report.whole.contras, static_cast<std::int64_t>(totals.reversed_count()));
  for (const v1::LayerAmount& layer : totals.layers()) {
    EXPECT_EQ(report.whole.layers.at(static_cast<Layer>(layer.layer())).fen(), layer.aid_fen());
  }
  EXPECT_EQ(report.whole.people, 1);
}

// D4: aid on application counts in the share's denominator, and its contra takes it out again.
TEST(OfficeReportEngineTest, AidOnApplicationIsNotInRealTime) {
  const auto desk = Desk::Ready();
  desk->Activate({ApplicationPack()});
  desk->OpenFund("purse");
  desk->Grant("purse", 1'000'000);
  v1::ImportPerson li = MakePerson("000000-LI", {});
  *li.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t person = desk->Import(li);
  v1::Bill bill = MakeBill("b-1");
  SetParts(bill, 100'000, 0, 0, 0);
  desk->Post(bill, person);
  const auto applied = desk->Apply(ReliefCaller(), ApplyRequest(person, "a-1", 2012, "yearly"));
  ASSERT_TRUE(applied.ok()) << applied.status();
  const std::int64_t paid_fen = 1'000'000 - desk->Balance("purse");
  ASSERT_GT(paid_fen, 0);

  const OfficeReport report = ReportOf(EntriesOf(*desk), "2012");
  EXPECT_EQ(report.whole.aid_count, 2);
  EXPECT_EQ(report.whole.real_time_count, 1);
  EXPECT_EQ(report.whole.aid.fen() - report.whole.real_time.fen(), paid_fen);
  EXPECT_EQ(report.by_institution.at("").aid.fen(), paid_fen);

  v1::ReverseRequest reversal;
  reversal.set_number(applied->result().number());
  reversal.set_request_id("r-1");
  reversal.set_reason("test");
  ASSERT_TRUE(desk->Reverse(ReliefCaller(), reversal).ok());
  const OfficeReport back = ReportOf(EntriesOf(*desk), "2012");
  EXPECT_EQ(back.whole.aid, back.whole.real_time);
  EXPECT_EQ(back.whole.contras, 1);
}

class OfficeReportReliefTest : public ReliefScene {};

// R49: what another body paid stands beside the office's own aid; a contra takes it out.
TEST_F(OfficeReportReliefTest, R49OutsideAidStandsBeside) {
  const std::uint64_t person = Dibao();
  Settle(person, "b-1", 10'000);
  const auto outside =
      desk_->RecordOutsideAid(ReliefCaller(), OutsideRequest(person, "o-1", 0, 30));
  ASSERT_TRUE(outside.ok()) << outside.status();
  const OfficeReport report = ReportOf(EntriesOf(*desk_), "2012");
  EXPECT_EQ(report.whole.outside_count, 1);
  EXPECT_EQ(report.whole.outside.fen(), 30);
  EXPECT_EQ(report.whole.settlements, 1);
  EXPECT_EQ(report.whole.aid.fen(), 5'000);
  ASSERT_TRUE(TakeBack(outside->result().number()).ok());
  const OfficeReport back = ReportOf(EntriesOf(*desk_), "2012");
  EXPECT_EQ(back.whole.outside_count, 0);
  EXPECT_EQ(back.whole.outside.fen(), 0);
  EXPECT_EQ(back.whole.contras, 0);
}

// R51: what a re-adjudication owes is told apart from aid; R44: a contra takes both back.
TEST_F(OfficeReportReliefTest, R51AdjustmentsStandApart) {
  const std::uint64_t person = Nobody();
  const std::uint64_t bill = Settle(person, "b-1", 10'000);
  Dibao();
  Confirmed(person);
  const OfficeReport report = ReportOf(EntriesOf(*desk_), "2012");
  EXPECT_EQ(report.whole.adjusted, 1);
  EXPECT_EQ(report.whole.owed_more.fen(), 5'000);
  EXPECT_EQ(report.whole.owed_back.fen(), 0);
  EXPECT_EQ(report.whole.aid.fen(), 0);
  ASSERT_TRUE(TakeBack(bill).ok());
  EXPECT_EQ(ReportOf(EntriesOf(*desk_), "2012").whole.owed_more.fen(), 0);
}

TEST_F(OfficeReportReliefTest, R51WhatIsToBeGivenBack) {
  const std::uint64_t person = Dibao();
  Settle(person, "b-1", 10'000);
  Nobody();
  Confirmed(person);
  const OfficeReport report = ReportOf(EntriesOf(*desk_), "2012");
  EXPECT_EQ(report.whole.owed_back.fen(), 5'000);
  EXPECT_EQ(report.whole.owed_more.fen(), 0);
  EXPECT_EQ(report.whole.aid.fen(), 5'000);
}

}  // namespace
}  // namespace yizhan::test
