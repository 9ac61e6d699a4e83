// What officers do with warnings: who sees which, which step may follow which, how long one waits,
// and the stream of all of it.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/settlement/warning_scene.h"

namespace yizhan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTown[] = "安亭镇";
constexpr char kYearLine[] = "id: 't' metric: YEAR_AFTER_AID value: 1000 severity: NOTICE";
constexpr char kLivesThere[] = "towns { value: '安亭镇' from: '2010-01-01' }";

// One person of the town whose only bill raised the warning.
class AlertTest : public testing::Test {
 protected:
  v1::HandleAlertRequest Step(v1::AlertState state) {
    v1::HandleAlertRequest request;
    request.set_raised_by(raised_by_);
    request.set_state(state);
    request.set_request_id("step-" + std::to_string(desk_.Head().size));
    if (state == v1::REFERRED) request.set_referred_to("区慈善基金会");
    if (state == v1::ALERT_CLOSED) request.set_outcome(v1::HELP_GRANTED);
    return request;
  }
  void Take(v1::AlertState state, const Caller& caller = TownCaller(kTown)) {
    const auto reply = desk_.HandleAlert(caller, Step(state));
    ASSERT_TRUE(reply.ok()) << reply.status();
  }
  v1::Reason Refused(const v1::HandleAlertRequest& request,
                     const Caller& caller = TownCaller(kTown)) {
    const TreeHead before = desk_.Head();
    const auto reply = desk_.HandleAlert(caller, request);
    EXPECT_EQ(desk_.Head(), before);
    return ReasonOf(reply.status());
  }
  std::vector<v1::Alert> List(const Caller& caller = TownCaller(kTown),
                              const v1::ListAlertsRequest& request = {}) {
    const auto reply = queries_.ListAlerts(caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return {};
    return {reply->alerts().begin(), reply->alerts().end()};
  }
  v1::AlertState StateOfOnly() {
    v1::ListAlertsRequest all;
    for (const auto state : {v1::ALERT_OPEN, v1::ACKNOWLEDGED, v1::REFERRED, v1::ALERT_CLOSED}) {
      all.add_states(state);
    }
    const std::vector<v1::Alert> alerts = List(TownCaller(kTown), all);
    EXPECT_EQ(alerts.size(), 1U);
    return alerts.empty() ? v1::ALERT_OPEN : alerts.front().state();
  }
  // "RAISED 9>10": kind, entry, where to go on; from entry `from` on.
  std::vector<std::string> Events(std::uint64_t from = 0, const Caller& caller = ReliefCaller()) {
    std::vector<std::string> texts;
    for (std::uint64_t number = from; number < desk_.Head().size; ++number) {
      const auto events = queries_.AlertEvents(caller, desk_.EntryAt(number));
      EXPECT_TRUE(events.ok()) << events.status();
      if (!events.ok()) return texts;
      for (const v1::AlertEvent& event : *events) {
        texts.push_back(v1::AlertEvent::Kind_Name(event.kind()) + " " +
                        v1::Severity_Name(event.alert().level()) + " " +
                        v1::AlertState_Name(event.alert().state()) +
                        (event.next() == event.number() + 1 ? "" : " and more"));
      }
    }
    return texts;
  }
  void NextDay(int days = 1) { desk_.clock().Advance(days * kDayMs); }

  WarningScene scene_{{kYearLine}};
  Desk& desk_ = scene_.desk();
  const std::uint64_t person_ = scene_.Person("1", kLivesThere);
  const std::uint64_t raised_by_ = scene_.Settle(person_, "a", {.in_scope = 1500});
  Queries queries_{desk_.store(), desk_.packs(), desk_.clock(), desk_.index_key(), {.days = 3}};
};

TEST_F(AlertTest, IsListedWithWhatRaisedIt) {
  const std::vector<v1::Alert> alerts = List();
  ASSERT_EQ(alerts.size(), 1U);
  const v1::Alert& alert = alerts.front();
  EXPECT_EQ(alert.raised_by(), raised_by_);
  EXPECT_EQ(alert.place(), 0U);
  EXPECT_EQ(alert.warning().threshold_id(), "t");
  EXPECT_EQ(alert.level(), v1::NOTICE);
  EXPECT_EQ(alert.raised_on(), "2012-06-29");
  EXPECT_EQ(alert.days_open(), 0);
  EXPECT_EQ(alert.state(), v1::ALERT_OPEN);
  EXPECT_EQ(alert.person_no(), person_);
  EXPECT_EQ(alert.year(), 2012U);
  EXPECT_EQ(alert.town(), kTown);
  EXPECT_EQ(alert.handled_by(), "");
}

TEST_F(AlertTest, IsTakenUpReferredTwiceAndClosed) {
  Take(v1::ACKNOWLEDGED);
  Take(v1::REFERRED);
  v1::HandleAlertRequest again = Step(v1::REFERRED);
  again.set_referred_to("市慈善基金会");
  again.set_program_id("charity");
  again.set_reference("C-2012/41");
  ASSERT_TRUE(desk_.HandleAlert(ReliefCaller(), again).ok());
  const v1::Alert referred = List().at(0);
  EXPECT_EQ(referred.state(), v1::REFERRED);
  EXPECT_EQ(referred.referred_to(), "市慈善基金会");
  EXPECT_EQ(referred.program_id(), "charity");
  EXPECT_EQ(referred.reference(), "C-2012/41");
  EXPECT_EQ(referred.handled_by(), ReliefCaller().actor);
  Take(v1::ALERT_CLOSED);
  EXPECT_THAT(List(), IsEmpty());  // But for those who ask for closed ones.
  EXPECT_EQ(StateOfOnly(), v1::ALERT_CLOSED);
  EXPECT_THAT(desk_.Differences(), IsEmpty());
  ASSERT_TRUE(desk_.Restart().ok());
  EXPECT_EQ(StateOfOnly(), v1::ALERT_CLOSED);
}

TEST_F(AlertTest, ARepeatedRequestDoesNothingTwice) {
  const v1::HandleAlertRequest request = Step(v1::ACKNOWLEDGED);
  const auto first = desk_.HandleAlert(TownCaller(kTown), request);
  ASSERT_TRUE(first.ok()) << first.status();
  Take(v1::REFERRED);
  const TreeHead before = desk_.Head();
  const auto second = desk_.HandleAlert(TownCaller(kTown), request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->number(), first->number());
  EXPECT_TRUE(second->replayed());
  EXPECT_EQ(desk_.Head(), before);
  v1::HandleAlertRequest other = request;
  other.set_reference("X");
  EXPECT_EQ(Refused(other), v1::MESSAGE_ID_OTHER_CONTENT);
}

TEST_F(AlertTest, IsOfThoseWhoLiveInTheTown) {
  const Caller elsewhere = TownCaller("南翔镇");
  EXPECT_THAT(List(elsewhere), IsEmpty());
  EXPECT_EQ(Refused(Step(v1::ACKNOWLEDGED), elsewhere), v1::NOT_ALLOWED);
  EXPECT_THAT(Events(0, elsewhere), IsEmpty());
  EXPECT_EQ(List(ReliefCaller()).size(), 1U);
  v1::ListAlertsRequest other_town;
  other_town.set_town("南翔镇");
  EXPECT_THAT(List(ReliefCaller(), other_town), IsEmpty());
  const auto hospital = queries_.ListAlerts(HospitalCaller("H1"), {});
  EXPECT_EQ(ReasonOf(hospital.status()), v1::NOT_ALLOWED);
}

TEST_F(AlertTest, WithdrawnIsNoMoreAndRaisedAgainIsAnother) {
  Take(v1::ACKNOWLEDGED);
  scene_.Reverse(raised_by_);
  EXPECT_THAT(List(), IsEmpty());
  EXPECT_EQ(Refused(Step(v1::REFERRED)), v1::ALERT_UNKNOWN);
  const std::uint64_t again = scene_.Settle(person_, "b", {.in_scope = 1500});
  EXPECT_EQ(Refused(Step(v1::REFERRED)), v1::ALERT_UNKNOWN);
  EXPECT_EQ(List().at(0).raised_by(), again);
  EXPECT_EQ(List().at(0).state(), v1::ALERT_OPEN);
  EXPECT_THAT(Events(), ElementsAre("RAISED NOTICE ALERT_OPEN", "HANDLED NOTICE ACKNOWLEDGED",
                                    "WITHDRAWN NOTICE ALERT_OPEN", "RAISED NOTICE ALERT_OPEN"));
  EXPECT_THAT(desk_.Differences(), IsEmpty());
}

TEST_F(AlertTest, RisesOneLevelForEachThreeDaysThatNobodyTakesItUp) {
  const std::vector<v1::Severity> levels = {v1::NOTICE,  v1::NOTICE,  v1::NOTICE,  v1::NOTICE,
                                            v1::WARNING, v1::WARNING, v1::WARNING, v1::URGENT,
                                            v1::URGENT,  v1::URGENT,  v1::URGENT};
  for (std::size_t day = 0; day < levels.size(); ++day) {
    EXPECT_EQ(List().at(0).level(), levels[day]) << "day " << day;
    EXPECT_EQ(List().at(0).days_open(), static_cast<int>(day));
    NextDay();
  }
  v1::ListAlertsRequest urgent;
  urgent.set_level_min(v1::URGENT);
  EXPECT_EQ(List(TownCaller(kTown), urgent).size(), 1U);
  Take(v1::ACKNOWLEDGED);
  const int waited = List().at(0).days_open();
  NextDay(30);
  EXPECT_EQ(List().at(0).days_open(), waited);
}

TEST_F(AlertTest, TakenUpItRisesNoMore) {
  NextDay(2);
  Take(v1::ACKNOWLEDGED);
  NextDay(5);
  Take(v1::REFERRED);
  EXPECT_EQ(List().at(0).level(), v1::NOTICE);
  EXPECT_EQ(List().at(0).days_open(), 2);
}

TEST_F(AlertTest, TheStreamTellsOfEachRiseOnce) {
  for (int day = 0; day < 12; ++day) {
    NextDay();
    // Its entry opens the day; the sum is too small for a warning of its own.
    scene_.Settle(scene_.Person(std::to_string(10 + day)), "day-" + std::to_string(day),
                  {.in_scope = 1});
  }
  EXPECT_THAT(Events(raised_by_), ElementsAre("RAISED NOTICE ALERT_OPEN", "AGED WARNING ALERT_OPEN",
                                              "AGED URGENT ALERT_OPEN"));
}

TEST_F(AlertTest, DaysOnWhichNothingWasOpenedAreNotMissed) {
  NextDay(5);
  scene_.Settle(scene_.Person("2"), "b", {.in_scope = 1});
  EXPECT_THAT(Events(raised_by_),
              ElementsAre("RAISED NOTICE ALERT_OPEN", "AGED WARNING ALERT_OPEN"));
}

TEST_F(AlertTest, AnEngineWithoutAgeingTellsOfNone) {
  Queries plain(desk_.store(), desk_.packs(), desk_.clock(), desk_.index_key());
  NextDay(300);
  const auto listed = plain.ListAlerts(ReliefCaller(), {});
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->alerts(0).level(), v1::NOTICE);
  EXPECT_EQ(listed->alerts(0).days_open(), 300);
}

using Q = v1::HandleAlertRequest;
struct BadStep {
  const char* name;
  v1::Reason reason;
  const char* field;
  void (*spoil)(Q&);
};
class BadStepTest : public AlertTest, public testing::WithParamInterface<BadStep> {};

TEST_P(BadStepTest, IsRefusedAndLeavesNothing) {
  Take(v1::ACKNOWLEDGED);
  v1::HandleAlertRequest request = Step(v1::REFERRED);
  GetParam().spoil(request);
  const TreeHead before = desk_.Head();
  const auto reply = desk_.HandleAlert(TownCaller(kTown), request);
  EXPECT_EQ(ReasonOf(reply.status()), GetParam().reason) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).field(), GetParam().field);
  EXPECT_EQ(desk_.Head(), before);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadStepTest, testing::Values(
    BadStep{"NoState", v1::FIELD_UNKNOWN_VALUE, "state", [](Q& q) { q.set_state(v1::ALERT_OPEN); }},
    BadStep{"StrangeState", v1::FIELD_UNKNOWN_VALUE, "state", [](Q& q) { q.set_state(static_cast<v1::AlertState>(9)); }},
    BadStep{"ReferredToNobody", v1::FIELD_MISSING, "referred_to", [](Q& q) { q.clear_referred_to(); }},
    BadStep{"LongOffice", v1::FIELD_TOO_LONG, "referred_to", [](Q& q) { q.set_referred_to(std::string(65, 'x')); }},
    BadStep{"BrokenOffice", v1::FIELD_NOT_UTF8, "referred_to", [](Q& q) { q.set_referred_to("\xff"); }},
    BadStep{"LongProgram", v1::FIELD_TOO_LONG, "program_id", [](Q& q) { q.set_program_id(std::string(65, 'x')); }},
    BadStep{"OutcomeOfAReferral", v1::FIELD_MALFORMED, "outcome", [](Q& q) { q.set_outcome(v1::HELP_GRANTED); }},
    BadStep{"ClosedWithoutOutcome", v1::FIELD_MISSING, "outcome", [](Q& q) { q.set_state(v1::ALERT_CLOSED); q.clear_referred_to(); }},
    BadStep{"ClosedWithStrangeOutcome", v1::FIELD_UNKNOWN_VALUE, "outcome", [](Q& q) { q.set_state(v1::ALERT_CLOSED); q.clear_referred_to(); q.set_outcome(static_cast<v1::AlertOutcome>(99)); }},
    BadStep{"ClosedAndReferred", v1::FIELD_MALFORMED, "referred_to", [](Q& q) { q.set_state(v1::ALERT_CLOSED); q.set_outcome(v1::HELP_GRANTED); }},
    BadStep{"ReferenceWithAName", v1::FIELD_MALFORMED, "reference", [](Q& q) { q.set_reference("张三"); }},
    BadStep{"NoRequestId", v1::FIELD_MISSING, "request_id", [](Q& q) { q.clear_request_id(); }},
    BadStep{"TakenUpBefore", v1::ALERT_ALREADY, "state", [](Q& q) { q.set_state(v1::ACKNOWLEDGED); q.clear_referred_to(); }},
    BadStep{"AnotherPlace", v1::ALERT_UNKNOWN, "raised_by", [](Q& q) { q.set_place(1); }},
    BadStep{"AnEntryThatRaisedNone", v1::ALERT_UNKNOWN, "raised_by", [](Q& q) { q.set_raised_by(1); }},
    BadStep{"NoEntryYet", v1::ALERT_UNKNOWN, "raised_by", [](Q& q) { q.set_raised_by(1'000'000); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
