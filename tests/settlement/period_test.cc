// Closing a hospital's month: what it says, what comes after it, who may, and how often.

#include <string>

#include "engine/base/refusal.h"
#include "tests/support/payout_scene.h"

namespace yizhan::test {
namespace {

using PeriodTest = PayoutScene;

TEST_F(PeriodTest, SaysProgramByProgramWhatTheHospitalAdvanced) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000, 0, 700);
  Settle(li, "2", 2'000);
  const v1::Entry entry = Closed("2012-06");
  EXPECT_EQ(Lines(entry.period_closed()), "charity 0+700=700 half 0+6000=6000 ");
  EXPECT_EQ(entry.period_closed().previous_close(), 0U);
  EXPECT_EQ(entry.actor(), ReliefCaller().actor);
  EXPECT_EQ(entry.period_closed().authorization().signatures_size(), 1);
  EXPECT_EQ(Lines(ProposedOf(*desk_, "H2", "2012-06")), "");
}

TEST_F(PeriodTest, WhatIsPostedInAClosedMonthBelongsToTheNext) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Settle(li, "1", 10'000);
  const v1::Entry june = Closed("2012-06");  // On 29 June, before the month's end.
  Settle(li, "2", 2'000);
  ASSERT_TRUE(TakeBack(first).ok());
  Days(5);
  Settle(li, "3", 600);
  const v1::PeriodClosed july = Closed("2012-07").period_closed();
  EXPECT_EQ(Lines(july), "half 5000+-3700=1300 ");
  EXPECT_EQ(july.previous_close(), june.number());
  Days(30);
  EXPECT_EQ(Lines(Closed("2012-08").period_closed()), "half 1300+0=1300 ");
}

TEST_F(PeriodTest, OneCloseTakesAllMonthsBeforeIt) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Settle(li, "1", 10'000);
  Settle(li, "2", 4'000);
  Days(31);
  ASSERT_TRUE(TakeBack(first).ok());
  Settle(li, "3", 200, 0, 100);
  EXPECT_EQ(Lines(ProposedOf(*desk_, "H1", "2012-06")), "half 0+7000=7000 ");
  EXPECT_EQ(Lines(Closed("2012-07").period_closed()), "charity 0+100=100 half 0+2100=2100 ");
  EXPECT_EQ(Hospital().not_closed_fen(), 0);
}

TEST_F(PeriodTest, LinesOfTwoMonthsThatCancelAreGone) {
  const std::uint64_t first = Settle(Dibao(), "1", 10'000);
  Days(31);
  ASSERT_TRUE(TakeBack(first).ok());
  EXPECT_EQ(Lines(Closed("2012-07").period_closed()), "");
  EXPECT_EQ(Hospital().payee(), v1::PAYEE_UNSPECIFIED);  // Nothing is open.
}

// 23:59:59.999 and 00:00 in Shanghai.
TEST_F(PeriodTest, TheMonthEndsAtMidnightInShanghai) {
  constexpr std::int64_t kMidnightMs = 1'341'072'000'000;  // 2012-07-01 00:00:00, Shanghai.
  const std::uint64_t li = Dibao();
  desk_->clock().Advance(kMidnightMs - 1 - kMorningMs);
  Settle(li, "1", 10'000);
  desk_->clock().Advance(1);
  Settle(li, "2", 400);
  EXPECT_EQ(Lines(ProposedOf(*desk_, "H1", "2012-06")), "half 0+5000=5000 ");
  EXPECT_EQ(Lines(ProposedOf(*desk_, "H1", "2012-07")), "half 0+5200=5200 ");
}

TEST_F(PeriodTest, AMonthIsClosedOnceAndNoneBeforeItAfterwards) {
  Settle(Dibao(), "1", 10'000);
  const v1::PeriodClosed may = ProposedOf(*desk_, "H1", "2012-05");
  const v1::Entry june = Closed("2012-06");
  Settle(Dibao(), "2", 10'000);
  v1::PeriodClosed again = june.period_closed();
  for (const v1::PeriodClosed& closed : {may, again}) {
    const TreeHead before = desk_->Head();
    const auto reply =
        desk_->ClosePeriod(ReliefCaller(), SignedClose(*desk_, closed, "again" + closed.period()));
    EXPECT_EQ(ReasonOf(reply.status()), v1::PERIOD_ALREADY_CLOSED) << reply.status();
    EXPECT_EQ(DetailOf(reply.status()).related(), june.number());
    EXPECT_EQ(desk_->Head(), before);
  }
  v1::ProposeCloseRequest request;
  request.set_institution_id("H1");
  request.set_period("2012-06");
  EXPECT_EQ(ReasonOf(desk_->queries().ProposeClose(ReliefCaller(), request).status()),
            v1::PERIOD_ALREADY_CLOSED);
}

TEST_F(PeriodTest, ARepeatedRequestDoesNothingTwice) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  const v1::CloseRequest request = CloseNow(*desk_, "H1", "2012-06", "c-1");
  const auto first = desk_->ClosePeriod(ReliefCaller(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->replayed());
  Settle(li, "2", 10'000);
  ASSERT_TRUE(desk_->Restart().ok());
  const TreeHead before = desk_->Head();
  const auto second = desk_->ClosePeriod(ReliefCaller(), request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->replayed());
  EXPECT_EQ(second->number(), first->number());
  EXPECT_EQ(second->close().SerializeAsString(), first->close().SerializeAsString());
  v1::CloseRequest other = request;
  other.set_period("2012-05");
  EXPECT_EQ(ReasonOf(desk_->ClosePeriod(ReliefCaller(), other).status()),
            v1::MESSAGE_ID_OTHER_CONTENT);
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(PeriodTest, KeepsTheFileItWasReconciledWith) {
  v1::PeriodClosed closed = ProposedOf(*desk_, "H1", "2012-06");
  v1::ReconciledFile& file = *closed.mutable_reconciled();
  file.set_sha256(Bytes(Sha256("rows")));
  file.set_rows(12);
  file.set_agree(11);
  file.set_differ(1);
  const auto reply = desk_->ClosePeriod(ReliefCaller(), SignedClose(*desk_, closed, "c-1"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->close().reconciled().SerializeAsString(), file.SerializeAsString());
}

TEST_F(PeriodTest, ClosesAreListedNewestFirst) {
  v1::ListClosesRequest request;
  request.set_institution_id("H1");
  EXPECT_EQ(desk_->queries().ListCloses(HospitalCaller("H1"), request)->closes_size(), 0);
  const std::uint64_t may = Closed("2012-05").number();
  const std::uint64_t june = Closed("2012-06").number();
  const auto listed = desk_->queries().ListCloses(HospitalCaller("H1"), request);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->closes_size(), 2);
  EXPECT_EQ(listed->closes(0).number(), june);
  EXPECT_EQ(listed->closes(1).number(), may);
  EXPECT_EQ(listed->closes(0).close().period(), "2012-06");
  EXPECT_EQ(listed->closes(0).actor(), ReliefCaller().actor);
}

struct ListRow {
  const char* name;
  Caller caller;
  const char* institution;
  v1::Reason reason;
};

TEST_F(PeriodTest, ClosesAreTheHospitalsOwn) {
  const ListRow rows[] = {
      {"another's", HospitalCaller("H2"), "H1", v1::NOT_ALLOWED},
      {"nobody's", ReliefCaller(), "H9", v1::INSTITUTION_UNKNOWN},
      {"unnamed", ReliefCaller(), "", v1::FIELD_MISSING},
      {"a town's", TownCaller("安亭镇"), "H1", v1::NOT_ALLOWED},
  };
  for (const ListRow& row : rows) {
    v1::ListClosesRequest request;
    request.set_institution_id(row.institution);
    const auto listed = desk_->queries().ListCloses(row.caller, request);
    EXPECT_EQ(ReasonOf(listed.status()), row.reason) << row.name << listed.status();
  }
  EXPECT_EQ(ReasonOf(desk_->queries().ProposeClose(HospitalCaller("H1"), {}).status()),
            v1::NOT_ALLOWED);
}

using Q = v1::CloseRequest;
struct BadClose {
  const char* name;
  v1::Reason reason;
  const char* field;
  void (*spoil)(Q&);
};
class BadCloseTest : public PeriodTest, public testing::WithParamInterface<BadClose> {};

TEST_P(BadCloseTest, IsRefusedAndLeavesNothing) {
  Settle(Dibao(), "1", 10'000);
  v1::CloseRequest request = CloseNow(*desk_, "H1", "2012-06", "c-1");
  GetParam().spoil(request);
  const TreeHead before = desk_->Head();
  const auto reply = desk_->ClosePeriod(ReliefCaller(), request);
  EXPECT_EQ(ReasonOf(reply.status()), GetParam().reason) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).field(), GetParam().field);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(Hospital().not_closed_fen(), 5'000);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadCloseTest, testing::Values(
    BadClose{"NoInstitution", v1::FIELD_MISSING, "institution_id", [](Q& q) { q.clear_institution_id(); }},
    BadClose{"LongInstitution", v1::FIELD_TOO_LONG, "institution_id", [](Q& q) { q.set_institution_id(std::string(31, 'x')); }},
    BadClose{"NoPeriod", v1::FIELD_MISSING, "period", [](Q& q) { q.clear_period(); }},
    BadClose{"ShortMonth", v1::FIELD_MALFORMED, "period", [](Q& q) { q.set_period("2012-6"); }},
    BadClose{"NoSuchMonth", v1::FIELD_MALFORMED, "period", [](Q& q) { q.set_period("2012-13"); }},
    BadClose{"ADay", v1::FIELD_MALFORMED, "period", [](Q& q) { q.set_period("2012-06-01"); }},
    BadClose{"ShortDigest", v1::FIELD_MALFORMED, "reconciled.sha256", [](Q& q) { q.mutable_reconciled()->set_sha256("x"); }},
    BadClose{"NoDigest", v1::FIELD_MALFORMED, "reconciled.sha256", [](Q& q) { q.mutable_reconciled()->set_rows(1); }},
    BadClose{"NoRequestId", v1::FIELD_MISSING, "request_id", [](Q& q) { q.clear_request_id(); }},
    BadClose{"UnknownHospital", v1::INSTITUTION_UNKNOWN, "institution_id", [](Q& q) { q.set_institution_id("H9"); }},
    BadClose{"NextMonth", v1::PERIOD_IN_FUTURE, "period", [](Q& q) { q.set_period("2012-07"); }},
    BadClose{"OtherAmount", v1::PERIOD_CHANGED, "lines", [](Q& q) { q.mutable_lines(0)->set_posted_fen(1); }},
    BadClose{"LineLeftOut", v1::PERIOD_CHANGED, "lines", [](Q& q) { q.clear_lines(); }},
    BadClose{"LineTooMany", v1::PERIOD_CHANGED, "lines", [](Q& q) { q.add_lines()->set_program_id("zz"); }},
    BadClose{"EarlierMonth", v1::PERIOD_CHANGED, "lines", [](Q& q) { q.set_period("2012-05"); }},
    BadClose{"OtherFile", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.mutable_reconciled()->set_sha256(std::string(32, 'x')); }},
    BadClose{"OtherRequestId", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.set_request_id("c-2"); }},
    BadClose{"NobodySigned", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { q.clear_authorization(); }},
    BadClose{"TwoSigned", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { *q.mutable_authorization()->add_signatures() = q.authorization().signatures(0); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(PeriodTest, WhatWasPostedSinceItWasSignedIsSeen) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  const v1::CloseRequest request = CloseNow(*desk_, "H1", "2012-06", "c-1");
  Settle(li, "2", 400);
  const auto reply = desk_->ClosePeriod(ReliefCaller(), request);
  EXPECT_EQ(ReasonOf(reply.status()), v1::PERIOD_CHANGED) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).expected(), "1 programs, closing 52.00");
  EXPECT_EQ(DetailOf(reply.status()).found(), "1 programs, closing 50.00");
}

}  // namespace
}  // namespace yizhan::test
