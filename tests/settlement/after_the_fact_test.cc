// Bills that could not be settled in real time (section 8, After the fact): same rules, same
// accounts, payable to the patient, and never paid twice across the two channels.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

constexpr char kTown[] = "安亭镇";

v1::SettleRequest Ask(const v1::Bill& bill, std::uint64_t person_no) {
  v1::SettleRequest request;
  *request.mutable_bill() = bill;
  request.mutable_person()->set_person_no(person_no);
  return request;
}

class AfterTheFactTest : public ReliefScene {
 protected:
  // "half 50.00": 100.00 in scope.
  v1::SettleResult Record(const v1::Bill& bill, std::uint64_t person_no) {
    const Desk::Settled result = desk_->Record(ReliefCaller(), Ask(bill, person_no));
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(v1::SettleResult());
  }
  v1::Reason Refused(const Caller& caller, const v1::SettleRequest& request) {
    const TreeHead before = desk_->Head();
    const Desk::Settled result = desk_->Record(caller, request);
    EXPECT_EQ(desk_->Head(), before);
    return ReasonOf(result.status());
  }
};

// "HOSPITAL_RECEIVABLE +5000 ".
std::string DebitsOf(const v1::Entry& entry) {
  const auto& postings =
      entry.has_contra() ? entry.contra().postings() : entry.settled().postings();
  std::string text;
  for (const v1::Posting& posting : postings) {
    if (posting.account() == v1::PROGRAM_FUND) continue;
    text += v1::PostingAccount_Name(posting.account()) + " " + v1::Payee_Name(posting.payee()) +
            " " + std::to_string(posting.amount_fen()) + " ";
  }
  return text;
}

TEST_F(AfterTheFactTest, TheSameAidPayableToThePatient) {
  const std::uint64_t li = Dibao();
  const v1::SettleResult result = Record(MakeBill("1"), li);
  EXPECT_EQ(result.outcome().aid_fen(), 5'000);
  EXPECT_TRUE(result.after_the_fact());
  const v1::Entry entry = desk_->EntryAt(result.number());
  EXPECT_EQ(entry.settled().path(), v1::AFTER_THE_FACT);
  EXPECT_EQ(DebitsOf(entry), "PATIENT_PAYABLE PATIENT 5000 ");
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
}

// 100 000 a year at half-paid: what one channel used the other has not.
TEST_F(AfterTheFactTest, BothChannelsDrawOnTheSameCap) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 180'000);
  v1::Bill late = MakeBill("2");
  SetParts(late, 50'000, 0, 0, 0);
  EXPECT_EQ(Record(late, li).outcome().aid_fen(), 10'000);
  EXPECT_EQ(desk_->Post(MakeBill("3"), li).outcome().aid_fen(), 0);
}

TEST_F(AfterTheFactTest, AWarningIsRaisedByItToo) {
  desk_->Activate({SmallPackWarning({"id: 'visit' metric: VISIT_TOTAL value: 10000"})});
  EXPECT_EQ(Record(MakeBill("1"), Dibao()).warnings_size(), 1);
}

struct Standing {
  const char* name;
  const char* institution_id;  // NEW: added, not live; LATER: live from July; OFF: suspended.
};
class WithoutRealTimeTest : public AfterTheFactTest,
                            public testing::WithParamInterface<Standing> {};

TEST_P(WithoutRealTimeTest, AHospitalNeedNotBeLive) {
  const std::string id = GetParam().institution_id;
  desk_->AddLive(id, "2012-07-01");
  if (id == "OFF") desk_->Suspend(id);
  v1::Bill bill = MakeBill("1");
  bill.set_institution_id(id);
  const std::uint64_t li = Dibao();
  EXPECT_FALSE(desk_->Settle(HospitalCaller(id), desk_->Ask(bill, li)).ok());
  EXPECT_EQ(Record(bill, li).outcome().aid_fen(), 5'000);
}

INSTANTIATE_TEST_SUITE_P(Hospitals, WithoutRealTimeTest,
                         testing::Values(Standing{"LiveLater", "LATER"},
                                         Standing{"Suspended", "OFF"}),
                         [](const auto& row) { return std::string(row.param.name); });

struct Fault {
  const char* name;
  void (*spoil)(v1::SettleRequest&);
  v1::Reason reason;
};
class FaultTest : public AfterTheFactTest, public testing::WithParamInterface<Fault> {};

TEST_P(FaultTest, IsRefusedAndLeavesNothing) {
  v1::SettleRequest request = Ask(MakeBill("1"), Dibao());
  GetParam().spoil(request);
  EXPECT_EQ(Refused(ReliefCaller(), request), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, FaultTest,
    testing::Values(
        Fault{"Deadline", [](v1::SettleRequest& it) { it.set_not_after_ms(kMorningMs); },
              v1::FIELD_MALFORMED},
        Fault{"Quote", [](v1::SettleRequest& it) { it.set_quote_digest(std::string(32, 'q')); },
              v1::FIELD_MALFORMED},
        Fault{"UnknownHospital",
              [](v1::SettleRequest& it) { it.mutable_bill()->set_institution_id("H9"); },
              v1::INSTITUTION_UNKNOWN},
        Fault{"UnknownPerson",
              [](v1::SettleRequest& it) { it.mutable_person()->set_person_no(404); },
              v1::PERSON_UNKNOWN},
        Fault{"PartsNotTotal", [](v1::SettleRequest& it) { it.mutable_bill()->set_total_fen(1); },
              v1::PARTS_NOT_TOTAL},
        Fault{"NoMessageId", [](v1::SettleRequest& it) { it.mutable_bill()->clear_message_id(); },
              v1::FIELD_MISSING}),
    [](const auto& row) { return std::string(row.param.name); });

// Nothing can be paid twice across the two channels.
TEST_F(AfterTheFactTest, TheSameBillSettlesOnceAcrossBothChannels) {
  const std::uint64_t li = Dibao();
  v1::Bill bill = MakeBill("desk");
  bill.set_bill_no("S-1");
  const std::uint64_t settled = desk_->Post(bill, li).number();
  bill.set_message_id("late");
  const Desk::Settled late = desk_->Record(ReliefCaller(), Ask(bill, li));
  EXPECT_EQ(ReasonOf(late.status()), v1::BILL_ALREADY_SETTLED);
  EXPECT_EQ(DetailOf(late.status()).related(), settled);

  v1::Bill other = MakeBill("late");
  other.set_bill_no("S-2");
  Record(other, li);
  other.set_message_id("desk-2");
  EXPECT_EQ(ReasonOf(desk_->Settle(desk_->Ask(other, li)).status()), v1::BILL_ALREADY_SETTLED);
}

// A sender whose call hung sends the same key on the other path: the first settlement comes back.
TEST_F(AfterTheFactTest, AKeyThatSettledInRealTimeComesBackAsItWas) {
  const std::uint64_t li = Dibao();
  const std::uint64_t settled = desk_->Post(MakeBill("1"), li).number();
  const Desk::Settled again = desk_->Record(HospitalCaller("H1"), Ask(MakeBill("1"), li));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->number(), settled);
  EXPECT_TRUE(again->replayed());
  EXPECT_FALSE(again->after_the_fact());
}

// design.md, The edge: it told the patient to pay, so it reverses the key first.
TEST_F(AfterTheFactTest, AnEdgeReversesItsKeyThenRecordsUnderAnother) {
  const std::uint64_t li = Dibao();
  v1::Bill bill = MakeBill("hung");
  bill.set_bill_no("S-1");
  ASSERT_TRUE(desk_->ReverseMessage("hung", "rev").ok());
  EXPECT_EQ(Refused(HospitalCaller("H1"), Ask(bill, li)), v1::MESSAGE_TOMBSTONED);
  bill.set_message_id("hung-after");
  const Desk::Settled result = desk_->Record(HospitalCaller("H1"), Ask(bill, li));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->after_the_fact());
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
}

TEST_F(AfterTheFactTest, AnEdgeSpeaksForItsOwnHospitalOnly) {
  v1::Bill bill = MakeBill("1");
  EXPECT_EQ(Refused(HospitalCaller("H2"), Ask(bill, Dibao())), v1::NOT_ALLOWED);
}

TEST_F(AfterTheFactTest, ATownRecordsForItsOwnPeopleOnly) {
  v1::ImportPerson own = MakePerson("000000-OWN", {"dibao"});
  v1::DatedValue& lives = *own.add_towns();
  lives.set_value(kTown);
  lives.set_from("2010-01-01");
  const std::uint64_t own_no = desk_->Import(own);
  EXPECT_EQ(Refused(TownCaller(kTown), Ask(MakeBill("1"), Dibao())), v1::NOT_ALLOWED);
  const Desk::Settled result = desk_->Record(TownCaller(kTown), Ask(MakeBill("1"), own_no));
  EXPECT_TRUE(result.ok()) << result.status();
}

TEST_F(AfterTheFactTest, AContraTakesItFromThePatientAndAReplacementStaysHis) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Record(MakeBill("1"), li).number();
  v1::Bill corrected = MakeBill("2");
  SetParts(corrected, 20'000, 0, 0, 0);
  v1::ReplaceRequest replace;
  replace.set_number(first);
  *replace.mutable_replacement() = Ask(corrected, li);
  const auto replaced = desk_->Replace(ReliefCaller(), replace);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(DebitsOf(desk_->EntryAt(replaced->contra())), "PATIENT_PAYABLE PATIENT -5000 ");
  EXPECT_EQ(DebitsOf(desk_->EntryAt(replaced->result().number())),
            "PATIENT_PAYABLE PATIENT 10000 ");
  ASSERT_TRUE(TakeBack(replaced->result().number()).ok());
  EXPECT_EQ(Value(li, "half-paid"), 0);
}

}  // namespace
}  // namespace yizhan::test
