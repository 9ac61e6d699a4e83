// The intake beside a bill's life: two at once, people who look at dead letters, disks that refuse,
// what passes through, and what is counted.

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/intake/stage.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kMinuteMs = 60'001;

// `raw` is the message id of a bill; "?" cannot be read.
edge::Rereads ReadsRaw(const Stage& stage) {
  return {{edge::Protocol::kNational,
           [&stage](const std::string& raw) -> absl::StatusOr<v1::SettleRequest> {
             if (raw == "?") return Refuse({.reason = v1::FIELD_MALFORMED, .field = "message"});
             return stage.Request(raw);
           }}};
}

TEST(IntakeTest, TwoCopiesAtOnceGetTheSame) {
  Stage stage;
  std::thread second;
  absl::StatusOr<edge::Settled> copy;
  const edge::Ticket first_ticket = stage.Receive();
  const edge::Ticket second_ticket = stage.Receive();
  stage.line().on_call = [&] {
    if (second.joinable()) return;
    second = std::thread([&] { copy = stage.intake().Settle(second_ticket, stage.Request("M")); });
  };
  const auto first = stage.intake().Settle(first_ticket, stage.Request("M"));
  second.join();
  ASSERT_TRUE(first.ok() && copy.ok());
  ASSERT_TRUE(first->result.has_value() && copy->result.has_value());
  EXPECT_EQ(first->result->number(), copy->result->number());
  EXPECT_TRUE(copy->result->replayed());
  EXPECT_EQ(stage.OwnerOf("M").number(), first_ticket);
}

TEST(IntakeTest, AReversalWaitsForTheStepThatIsUnderWay) {
  for (const Fault fault : {Fault::kNone, Fault::kLost, Fault::kHeld, Fault::kDropped}) {
    Stage stage;
    stage.line().Plan(Phase::kSettle, {Fault::kDropped});
    ASSERT_EQ(stage.Settle("M"), Told::kLate);
    stage.line().Plan(Phase::kRecordLate, {fault});
    std::thread his;
    Told told = Told::kNoAnswer;
    stage.line().on_call = [&] {
      if (stage.line().calls(Phase::kRecordLate) == 0 || his.joinable()) return;
      his = std::thread([&] { told = stage.Reverse("M", "R1"); });
    };
    stage.Work();
    ASSERT_TRUE(his.joinable());
    his.join();
    const bool posted = fault == Fault::kNone || fault == Fault::kLost;
    EXPECT_STREQ(NameOf(told), NameOf(posted ? Told::kReversed : Told::kTombstone));
    stage.line().on_call = [] {};
    stage.WorkAllOff();
    EXPECT_STREQ(NameOf(stage.EndsOf("M")), NameOf(Ends::kNothing)) << NameOf(fault);
    EXPECT_EQ(stage.OwnerOf("M").state(), v1::TAKEN_BACK);
  }
}

TEST(IntakeTest, ItsOwnThreadSettlesLateBillsWhenTheCentreIsBack) {
  Stage stage;
  stage.line().Plan(Phase::kSettle, {Fault::kDropped, Fault::kLost});
  stage.line().Plan(Phase::kReverseKey, {Fault::kDropped, Fault::kLost});
  stage.intake().Start();
  EXPECT_EQ(stage.Settle("A"), Told::kLate);
  EXPECT_EQ(stage.Settle("B"), Told::kLate);
  while (!stage.inbox().Unfinished().empty()) std::this_thread::yield();
  stage.intake().Stop();
  EXPECT_EQ(stage.EndsOf("A"), Ends::kAfterwards);
  EXPECT_EQ(stage.EndsOf("B"), Ends::kAfterwards);
}

struct LetterRow {
  const char* name;
  const char* raw;
  bool reread;                // The protocol's messages can be read once more.
  v1::InboxState unanswered;  // A minute after it arrived.
  Ends ends;
};

class LetterTest : public ::testing::TestWithParam<LetterRow> {};

TEST_P(LetterTest, WhatArrivedAndWasNeverAnswered) {
  Stage stage;
  if (GetParam().reread) stage.options.rereads = ReadsRaw(stage);
  stage.Crash();
  const edge::Ticket ticket = stage.Receive(GetParam().raw);
  stage.Work();
  EXPECT_EQ(stage.inbox().Get(ticket)->state(), v1::ARRIVED) << "before its minute is over";
  stage.Crash();
  stage.Advance(kMinuteMs);
  stage.Work();
  EXPECT_EQ(stage.inbox().Get(ticket)->state(), GetParam().unanswered);
  EXPECT_EQ(stage.EndsOf("M"), GetParam().ends);
}

INSTANTIATE_TEST_SUITE_P(
    Table, LetterTest,
    ::testing::Values(LetterRow{"Read", "M", true, v1::RECORDED_LATE, Ends::kAfterwards},
                      LetterRow{"Unreadable", "?", true, v1::DEAD_LETTER, Ends::kNothing},
                      LetterRow{"NobodyReadsIt", "M", false, v1::DEAD_LETTER, Ends::kNothing}),
    [](const auto& row) { return row.param.name; });

TEST(IntakeTest, AReadCopyOfAnAnsweredBillIsDone) {
  Stage stage;
  stage.options.rereads = ReadsRaw(stage);
  stage.Crash();
  const edge::Ticket ticket = stage.Receive("M");
  EXPECT_EQ(stage.Settle("M"), Told::kResult);
  stage.Advance(kMinuteMs);
  stage.Work();
  EXPECT_EQ(stage.inbox().Get(ticket)->state(), v1::MESSAGE_DONE);
  EXPECT_EQ(stage.EndsOf("M"), Ends::kRealTime);
}

TEST(IntakeTest, DeadLettersAreReplayedOrDiscarded) {
  Stage stage;
  stage.options.rereads = ReadsRaw(stage);
  stage.Crash();
  const edge::Ticket unsettled = stage.Receive("M");
  const edge::Ticket settled = stage.Receive("S");
  const edge::Ticket rubbish = stage.Receive("?");
  const edge::Ticket fine = stage.Receive("F");
  for (const edge::Ticket ticket : {unsettled, settled, rubbish}) {
    stage.intake().Unreadable(ticket, Refuse({.reason = v1::FIELD_MALFORMED}));
    EXPECT_EQ(stage.inbox().Get(ticket)->state(), v1::DEAD_LETTER);
  }
  stage.intake().Done(fine);
  v1::SettleRequest by_hand = stage.Request("S");
  by_hand.set_not_after_ms(stage.desk().clock().NowMs() + kMinuteMs);
  ASSERT_TRUE(stage.desk().Settle(by_hand).ok());

  EXPECT_TRUE(stage.intake().Replay(unsettled, "looked at").ok());
  EXPECT_EQ(stage.inbox().Get(unsettled)->state(), v1::TOLD_LATE);
  EXPECT_TRUE(stage.intake().Replay(settled, "looked at").ok());
  EXPECT_EQ(stage.inbox().Get(settled)->state(), v1::ANSWERED);
  EXPECT_FALSE(stage.intake().Replay(rubbish, "looked at").ok());
  EXPECT_TRUE(stage.intake().Discard(rubbish, "noise").ok());
  EXPECT_EQ(stage.inbox().Get(rubbish)->note(), "noise");
  EXPECT_EQ(stage.inbox().Get(rubbish)->state(), v1::DISCARDED);
  EXPECT_TRUE(absl::IsFailedPrecondition(stage.intake().Discard(fine, "x")));
  EXPECT_TRUE(absl::IsFailedPrecondition(stage.intake().Replay(fine, "x")));
  EXPECT_TRUE(absl::IsNotFound(stage.intake().Replay(99, "x")));
  stage.WorkAllOff();
  EXPECT_EQ(stage.EndsOf("M"), Ends::kAfterwards);
  EXPECT_EQ(stage.EndsOf("S"), Ends::kRealTime);
}

// The insurer has taken its part back; the aid that stands is nobody's to forget.
TEST(IntakeTest, APromisedReversalThatIsRefusedIsForAPerson) {
  Stage stage;
  EXPECT_EQ(stage.Settle("A"), Told::kResult);
  EXPECT_EQ(stage.Settle("B"), Told::kResult);
  v1::ReverseRequest request;
  request.set_message_id("A");
  request.set_request_id("R");
  EXPECT_TRUE(stage.intake().ReverseForSure(stage.Receive("R"), request).ok());
  request.set_message_id("B");
  const edge::Ticket again = stage.Receive("R2");
  const auto refused = stage.intake().ReverseForSure(again, request);
  EXPECT_EQ(DetailOf(refused.status()).error_class(), v1::CONFLICT);
  EXPECT_EQ(stage.inbox().Get(again)->state(), v1::DEAD_LETTER);
  EXPECT_EQ(stage.EndsOf("A"), Ends::kNothing);
  EXPECT_EQ(stage.EndsOf("B"), Ends::kRealTime);
}

TEST(IntakeTest, AReplayNeedsTheCentre) {
  Stage stage;
  stage.options.rereads = ReadsRaw(stage);
  stage.Crash();
  const edge::Ticket ticket = stage.Receive("M");
  stage.intake().Unreadable(ticket, Refuse({.reason = v1::FIELD_MALFORMED}));
  stage.line().Plan(Phase::kQuestion, {Fault::kDropped});
  EXPECT_EQ(ReasonOf(stage.intake().Replay(ticket, "now")), v1::ENGINE_BUSY);
  EXPECT_EQ(stage.inbox().Get(ticket)->state(), v1::DEAD_LETTER);
}

struct IdRow {
  const char* name;
  std::string message_id;
  v1::Reason reason;
};

class MessageIdTest : public ::testing::TestWithParam<IdRow> {};

TEST_P(MessageIdTest, LeavesRoomForWhatIsDerivedOfIt) {
  Stage stage;
  const auto settled = stage.intake().Settle(stage.Receive(), stage.Request(GetParam().message_id));
  EXPECT_EQ(ReasonOf(settled.status()), GetParam().reason) << settled.status();
}

INSTANTIATE_TEST_SUITE_P(Table, MessageIdTest,
                         ::testing::Values(IdRow{"None", "", v1::FIELD_MISSING},
                                           IdRow{"TooLong", std::string(59, 'm'),
                                                 v1::FIELD_TOO_LONG},
                                           IdRow{"Derived", "M~late", v1::FIELD_MALFORMED}),
                         [](const auto& row) { return row.param.name; });

TEST(IntakeTest, ADiskThatRefusesAcknowledgesNothing) {
  Stage stage;
  const edge::Ticket ticket = stage.Receive();
  stage.disk().faults().LimitSpace(0);
  EXPECT_FALSE(stage.intake().Receive({.peer = "desk", .raw = "raw"}).ok());
  const auto settled = stage.intake().Settle(ticket, stage.Request("M"));
  EXPECT_EQ(ReasonOf(settled.status()), v1::DISK_RESERVE);
  EXPECT_TRUE(stage.inbox().failed());
  EXPECT_EQ(stage.EndsOf("M"), Ends::kNothing) << "the centre was not asked";
}

TEST(IntakeTest, AMessageThatIsTooLargeIsNotStored) {
  Stage stage;
  const auto ticket =
      stage.intake().Receive({.peer = "desk", .raw = std::string(edge::kRawBytesMax + 1, 'x')});
  EXPECT_EQ(ReasonOf(ticket.status()), v1::FIELD_TOO_LONG);
}

absl::StatusOr<v1::ReplaceReply> Replace(Stage& stage, const std::string& old_id,
                                         const std::string& new_id) {
  v1::ReplaceRequest request;
  request.set_message_id(old_id);
  *request.mutable_replacement() = stage.Request(new_id);
  SetParts(*request.mutable_replacement()->mutable_bill(), 20'000, 0, 0, 0);
  return stage.intake().Replace(stage.Receive(), request);
}

TEST(ReplaceTest, OldForNewInOneStep) {
  Stage stage;
  ASSERT_EQ(stage.Settle("M"), Told::kResult);
  stage.line().Plan(Phase::kSettle, {Fault::kLost});
  EXPECT_EQ(ReasonOf(Replace(stage, "M", "N").status()), v1::OUTCOME_NOT_KNOWN);
  const auto replaced = Replace(stage, "M", "N");
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_TRUE(replaced->replayed());
  stage.WorkAllOff();
  EXPECT_EQ(stage.EndsOf("M"), Ends::kNothing);
  EXPECT_EQ(stage.EndsOf("N"), Ends::kRealTime);
  EXPECT_EQ(stage.OwnerOf("M").state(), v1::TAKEN_BACK);
}

TEST(ReplaceTest, NeverBecomesLateAndNeverReplacesALateOne) {
  Stage stage;
  stage.line().Plan(Phase::kSettle, {Fault::kDropped, Fault::kDropped});
  ASSERT_EQ(stage.Settle("M"), Told::kLate);
  EXPECT_EQ(ReasonOf(Replace(stage, "M", "N").status()), v1::NOT_REVERSIBLE);
  EXPECT_EQ(ReasonOf(Replace(stage, "other", "N").status()), v1::ENGINE_BUSY);
  stage.WorkAllOff();
  EXPECT_EQ(stage.EndsOf("M"), Ends::kAfterwards);
  EXPECT_EQ(stage.EndsOf("N"), Ends::kNothing);
}

TEST(IntakeTest, CountsBothStagesOfLateBills) {
  Stage stage;
  stage.line().Plan(Phase::kSettle, {Fault::kDropped, Fault::kDropped, Fault::kNone});
  ASSERT_EQ(stage.Settle("A"), Told::kLate);
  stage.line().Plan(Phase::kRecordLate, {Fault::kDropped});
  stage.Work();
  ASSERT_EQ(stage.Settle("B"), Told::kLate);
  ASSERT_EQ(stage.Settle("C"), Told::kResult);
  stage.Receive();
  const edge::ProtocolCounts counts = stage.intake().Counts().at(edge::Protocol::kNational);
  EXPECT_EQ(counts.received, 4U);
  EXPECT_EQ(counts.answered, 1U);
  EXPECT_EQ(counts.told_late, 2U);
  EXPECT_EQ(counts.waiting_for_reversal, 1U);
  EXPECT_EQ(counts.waiting_for_recording, 1U);
  EXPECT_EQ(counts.unanswered, 1U);
  EXPECT_EQ(counts.last_message_ms, stage.desk().clock().NowMs());
  EXPECT_EQ(stage.intake().Counts().at(edge::Protocol::kHl7).received, 0U);
}

TEST(IntakeTest, NotesThatAReplyWasDelivered) {
  Stage stage;
  const edge::Ticket ticket = stage.Receive();
  stage.intake().Delivered(ticket);
  stage.Work();
  EXPECT_TRUE(stage.inbox().Get(ticket)->delivered());
}

TEST(IntakeTest, TakesAllPagesOfAPeriod) {
  Stage stage;
  for (int i = 0; i < 7; ++i) ASSERT_EQ(stage.Settle("M" + std::to_string(i)), Told::kResult);
  v1::ListPostedRequest request;
  request.set_institution_id("H1");
  request.set_from_day("2012-06-01");
  request.set_until_day("2012-06-30");
  request.set_limit(2);
  const auto posted = stage.intake().ListPosted(request);
  ASSERT_TRUE(posted.ok()) << posted.status();
  EXPECT_EQ(posted->lines_size(), 7);
  EXPECT_FALSE(posted->more());
}

TEST(IntakeTest, FinishedRecordsGoAfterTheirDays) {
  Stage stage;
  ASSERT_EQ(stage.Settle("M"), Told::kResult);
  stage.intake().Work();
  EXPECT_EQ(stage.OwnerOf("M").state(), v1::ANSWERED);
  stage.Advance(31 * kDayMs);
  stage.intake().Work();
  EXPECT_EQ(stage.OwnerOf("M").number(), 0U);
}

TEST(BackoffTest, DoublesUpToItsCapAndStartsAnew) {
  SeededRandom random(1);
  edge::Backoff backoff(random);
  std::int64_t whole_ms = edge::Backoff::kFirstMs;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t wait_ms = backoff.NextMs();
    EXPECT_GE(wait_ms, whole_ms / 2);
    EXPECT_LE(wait_ms, whole_ms);
    whole_ms = std::min(2 * whole_ms, edge::Backoff::kLastMs);
  }
  backoff.Reset();
  EXPECT_LE(backoff.NextMs(), edge::Backoff::kFirstMs);
}

}  // namespace
}  // namespace yizhan::test
