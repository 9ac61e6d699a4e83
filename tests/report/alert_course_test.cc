// AlertCourse: warnings by hand over the edges of a period, and an engine's own.

#include "engine/report/alert_course.h"

#include <gtest/gtest.h>

#include "engine/report/office_report.h"
#include "tests/report/hand_made.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr char kLine[] = "id: 't' metric: YEAR_AFTER_AID value: 1000";

struct MedianRow {
  const char* name;
  std::vector<std::int64_t> waits;
  std::optional<std::int64_t> median;
};

class MedianTest : public testing::TestWithParam<MedianRow> {};

TEST_P(MedianTest, IsTheLowerMiddle) {
  AlertFigures figures;
  figures.waits_days = GetParam().waits;
  EXPECT_EQ(figures.MedianWaitDays(), GetParam().median);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, MedianTest, testing::Values(
    MedianRow{"None",       {},              std::nullopt},
    MedianRow{"One",        {5},             5},
    MedianRow{"LowerOfTwo", {9, 2},          2},
    MedianRow{"Middle",     {9, 1, 4},       4},
    MedianRow{"LowerOfFour", {40, 1, 3, 2},  2},
    MedianRow{"Equal",      {3, 3, 3},       3}),
    [](const auto& row) { return row.param.name; });
// clang-format on

std::map<std::string, AlertFigures> AlertsOf(const std::vector<v1::Entry>& entries,
                                             const std::string& period) {
  OfficeReportFold fold(*ParseQuarter(period), "");
  const absl::Status read = ReadAll(entries, fold);
  EXPECT_TRUE(read.ok()) << read;
  return fold.Finish().alerts;
}

// Raised in March: person 1 of A, closed in April; person 2, never touched. Raised in the second
// quarter: person 3 of B, taken up after 4 days, referred twice; person 4, withdrawn; person 5 of
// B, raised, withdrawn, raised anew, referred after 2 days.
class AlertCourseTest : public testing::Test {
 protected:
  AlertCourseTest() {
    Raise(1, "2012-03-01", "A");
    const std::uint64_t first = last_;
    Raise(2, "2012-03-02", "A");
    log_.Handle(first, v1::ACKNOWLEDGED, "2012-03-05");
    log_.Handle(first, v1::ALERT_CLOSED, "2012-04-11");
    Fall(1, "2012-04-12");  // Closed already: nobody's business.
    Raise(3, "2012-05-01", "B");
    log_.Handle(last_, v1::ACKNOWLEDGED, "2012-05-05");
    log_.Handle(last_, v1::REFERRED, "2012-05-06");
    log_.Handle(last_, v1::REFERRED, "2012-05-07");
    Raise(4, "2012-05-08", "A");
    Fall(4, "2012-05-09");
    Raise(5, "2012-05-10", "B");
    Fall(5, "2012-05-11");
    Raise(5, "2012-06-28", "B");
    log_.Handle(last_, v1::REFERRED, "2012-06-30");
    log_.Handle(last_, v1::ALERT_CLOSED, "2012-07-01");
  }
  void Raise(std::uint64_t person_no, const std::string& day, const std::string& town) {
    last_ = log_.Settle({.day = day, .person_no = person_no, .town = town});
    log_.Cross(last_, true, person_no);
  }
  void Fall(std::uint64_t person_no, const std::string& day) {
    log_.Cross(log_.Settle({.day = day, .person_no = person_no, .town = "elsewhere"}), false,
               person_no);
  }
  HandMade log_{{kLine}};
  std::uint64_t last_ = 0;
};

TEST_F(AlertCourseTest, EachTownOfTheQuarter) {
  const auto alerts = AlertsOf(log_.entries(), "2012-Q2");
  const AlertFigures& a = alerts.at("A");
  EXPECT_EQ(a.open_before, 2);
  EXPECT_EQ(a.raised, 1);
  EXPECT_EQ(a.taken_up, 0) << "it was in March";
  EXPECT_EQ(a.closed, 1);
  EXPECT_EQ(a.withdrawn, 1);
  EXPECT_EQ(a.open_after, 1);
  EXPECT_EQ(a.MedianWaitDays(), std::nullopt);
  const AlertFigures& b = alerts.at("B");
  EXPECT_EQ(b.open_before, 0);
  EXPECT_EQ(b.raised, 3);
  EXPECT_EQ(b.taken_up, 1);
  EXPECT_EQ(b.referred, 2) << "a warning counts once";
  EXPECT_EQ(b.withdrawn, 1);
  EXPECT_EQ(b.closed, 0);
  EXPECT_EQ(b.open_after, 2);
  EXPECT_EQ(b.MedianWaitDays(), 2);
}

TEST_F(AlertCourseTest, WhatIsOpenGoesOverToTheNextQuarter) {
  for (const char* quarter : {"2012-Q1", "2012-Q2", "2012-Q3", "2012-Q4"}) {
    for (const auto& [town, it] : AlertsOf(log_.entries(), quarter)) {
      EXPECT_EQ(it.open_before + it.raised, it.closed + it.withdrawn + it.open_after)
          << quarter << town;
    }
  }
  EXPECT_EQ(AlertsOf(log_.entries(), "2012-Q3").at("B").open_before, 2);
  EXPECT_EQ(AlertsOf(log_.entries(), "2012-Q4").at("B").open_before, 1);
}

struct Broken {
  const char* name;
  void (*spoil)(HandMade& log, std::uint64_t raised);
};

class BrokenCourseTest : public testing::TestWithParam<Broken> {};

TEST_P(BrokenCourseTest, IsNoLedger) {
  HandMade log({kLine});
  const std::uint64_t raised = log.Settle({});
  log.Cross(raised, true, 1);
  GetParam().spoil(log, raised);
  OfficeReportFold fold(*ParseQuarter("2012-Q2"), "");
  EXPECT_EQ(ReadAll(log.entries(), fold).code(), absl::StatusCode::kDataLoss);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BrokenCourseTest, testing::Values(
    Broken{"RaisedTwice", [](HandMade& log, std::uint64_t) {
        log.Cross(log.Settle({}), true, 1); }},
    Broken{"HandledButNeverRaised", [](HandMade& log, std::uint64_t raised) {
        log.Handle(raised + 1, v1::ACKNOWLEDGED, "2012-06-12"); }},
    Broken{"HandledAfterTheEnd", [](HandMade& log, std::uint64_t raised) {
        log.Handle(raised, v1::ALERT_CLOSED, "2012-06-12");
        log.Handle(raised, v1::REFERRED, "2012-06-13"); }},
    Broken{"UnknownThreshold", [](HandMade& log, std::uint64_t raised) {
        log.Cross(raised, true, 2).set_threshold(7); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// As an engine raises and withdraws them.
TEST(AlertCourseEngineTest, OfAnEngine) {
  Desk desk;
  desk.Activate({SmallPackWarning({kLine})});
  desk.AddLive("H1");
  v1::ImportPerson li = MakePerson("1", {});
  v1::DatedValue& town = *li.add_towns();
  town.set_value("安亭镇");
  town.set_from("2010-01-01");
  const std::uint64_t person = desk.Import(li);
  v1::Bill bill = MakeBill("a");
  SetParts(bill, 1'500, 0, 0, 0);
  const std::uint64_t raised = desk.Post(bill, person).number();
  v1::HandleAlertRequest step;
  step.set_raised_by(raised);
  step.set_state(v1::ACKNOWLEDGED);
  step.set_request_id("step");
  desk.clock().Advance(3 * kDayMs);
  ASSERT_TRUE(desk.HandleAlert(ReliefCaller(), step).ok());
  ASSERT_TRUE(desk.Reverse(raised, "r").ok());

  std::vector<v1::Entry> entries;
  for (std::uint64_t i = 0; i < desk.Head().size; ++i) entries.push_back(desk.EntryAt(i));
  const auto second = AlertsOf(entries, "2012-Q2");
  EXPECT_EQ(second.at("安亭镇").raised, 1);
  EXPECT_EQ(second.at("安亭镇").open_after, 1);
  const AlertFigures third = AlertsOf(entries, "2012-Q3").at("安亭镇");
  EXPECT_EQ(third.taken_up, 1);
  EXPECT_EQ(third.withdrawn, 1);
  EXPECT_EQ(third.open_after, 0);
  EXPECT_EQ(third.MedianWaitDays(), 3);
}

}  // namespace
}  // namespace yizhan::test
