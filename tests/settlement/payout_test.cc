// Payouts: what a hospital or a patient is paid or gives back, program by program, once; and what
// is carried on.

#include <string>

#include "engine/base/refusal.h"
#include "tests/support/payout_scene.h"

namespace yizhan::test {
namespace {

using PayoutTest = PayoutScene;

// "HOSPITAL_RECEIVABLE half -5000 PAID half 5000 ".
std::string Postings(const v1::Entry& entry) {
  std::string text;
  for (const v1::NamedPosting& posting : entry.paid_out().postings()) {
    EXPECT_EQ(posting.payee(), entry.paid_out().payee());
    text += v1::PostingAccount_Name(posting.account()) + " " + posting.program_id() + " " +
            std::to_string(posting.amount_fen()) + " ";
  }
  return text;
}

TEST_F(PayoutTest, AHospitalIsPaidWhatIsClosed) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000, 0, 700);
  const std::uint64_t close = Closed("2012-06").number();
  Settle(li, "2", 400);
  EXPECT_EQ(Hospital().amount_fen(), 5'700);
  EXPECT_EQ(Hospital().not_closed_fen(), 200);
  EXPECT_EQ(Hospital().close(), close);
  const v1::Entry entry = PaidHospital();
  EXPECT_EQ(Postings(entry),
            "HOSPITAL_RECEIVABLE charity -700 PAID charity 700 "
            "HOSPITAL_RECEIVABLE half -5000 PAID half 5000 ");
  EXPECT_EQ(entry.paid_out().amount_fen(), 5'700);
  EXPECT_EQ(entry.paid_out().close(), close);
  EXPECT_EQ(entry.paid_out().reference(), kBankOrder);
  EXPECT_EQ(Lines(Hospital()), "");
  EXPECT_EQ(Hospital().not_closed_fen(), 200);
  Days(5);
  EXPECT_EQ(Lines(Closed("2012-07").period_closed()), "half 0+200=200 ");
  EXPECT_EQ(PaidHospital("pay-2").paid_out().previous_payout(), entry.number());
}

TEST_F(PayoutTest, AContraAfterThePayoutIsTakenOffTheNextOne) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Settle(li, "1", 10'000);
  Closed("2012-06");
  PaidHospital();
  ASSERT_TRUE(TakeBack(first).ok());
  Settle(li, "2", 2'000, 0, 300);
  Days(5);
  EXPECT_EQ(Lines(Closed("2012-07").period_closed()), "charity 0+300=300 half 0+-4000=-4000 ");
  EXPECT_EQ(Hospital().amount_fen(), -3'700);
  v1::PayOutRequest request = SignedPayout(*desk_, PayoutOf(Hospital(), false), "pay-2");
  request.set_amount_fen(3'700);
  EXPECT_EQ(ReasonOf(desk_->PayOut(ReliefCaller(), request).status()), v1::NOTHING_TO_PAY);
  Settle(li, "3", 8'000);
  Days(30);
  EXPECT_EQ(Lines(Closed("2012-08").period_closed()), "charity 300+0=300 half -4000+4000=0 ");
  EXPECT_EQ(PaidHospital("pay-3").paid_out().amount_fen(), 300);
}

TEST_F(PayoutTest, NegativeProgramsAreNetted) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Settle(li, "1", 2'000);
  Closed("2012-06");
  PaidHospital();
  ASSERT_TRUE(TakeBack(first).ok());
  Settle(li, "2", 0, 0, 3'000);
  Days(5);
  Closed("2012-07");
  const v1::Entry entry = PaidHospital("pay-2");
  EXPECT_EQ(Postings(entry),
            "HOSPITAL_RECEIVABLE charity -3000 PAID charity 3000 "
            "HOSPITAL_RECEIVABLE half 1000 PAID half -1000 ");
  EXPECT_EQ(entry.paid_out().amount_fen(), 2'000);
}

TEST_F(PayoutTest, WithoutACloseAHospitalIsNotPaid) {
  Settle(Dibao(), "1", 10'000);
  v1::PaidOut paid;
  paid.set_payee(v1::HOSPITAL);
  paid.set_institution_id("H1");
  paid.set_reference(kBankOrder);
  paid.set_amount_fen(5'000);
  const v1::PayOutRequest request = SignedPayout(*desk_, paid, "pay");
  EXPECT_EQ(ReasonOf(desk_->PayOut(ReliefCaller(), request).status()), v1::PERIOD_NOT_CLOSED);
}

TEST_F(PayoutTest, ARepeatedRequestPaysOnce) {
  Settle(Dibao(), "1", 10'000);
  Closed("2012-06");
  const v1::PayOutRequest request = PayHospitalNow(*desk_, "H1", "pay");
  const auto first = desk_->PayOut(ReliefCaller(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Lines(first->paid()), "half 5000 ");
  EXPECT_EQ(first->paid().lines(0).title(), "half");
  ASSERT_TRUE(desk_->Restart().ok());
  const TreeHead before = desk_->Head();
  const auto second = desk_->PayOut(ReliefCaller(), request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->replayed());
  EXPECT_EQ(second->number(), first->number());
  EXPECT_EQ(second->paid().SerializeAsString(), first->paid().SerializeAsString());
  v1::PayOutRequest other = request;
  other.set_amount_fen(4'999);
  EXPECT_EQ(ReasonOf(desk_->PayOut(ReliefCaller(), other).status()), v1::MESSAGE_ID_OTHER_CONTENT);
  other = request;
  other.set_request_id("pay-2");  // The same money a second time.
  EXPECT_EQ(ReasonOf(desk_->PayOut(ReliefCaller(), other).status()), v1::NOTHING_TO_PAY);
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(PayoutTest, WhatChangedSinceItWasSignedIsSeen) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  Closed("2012-06");
  const v1::PayOutRequest request = PayHospitalNow(*desk_, "H1", "pay");
  Settle(li, "2", 400);
  Days(5);
  Closed("2012-07");
  const auto reply = desk_->PayOut(ReliefCaller(), request);
  EXPECT_EQ(ReasonOf(reply.status()), v1::PAYOUT_CHANGED) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).expected(), "52.00");
  EXPECT_EQ(DetailOf(reply.status()).found(), "50.00");
}

TEST_F(PayoutTest, APatientIsPaidWhatAReadjudicationOwesHim) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000, 0, 700);
  EXPECT_EQ(Lines(Patient(li)), "");
  Dibao();
  Confirmed(li);
  EXPECT_EQ(Lines(Patient(li)), "charity 700 half 5000 ");
  EXPECT_EQ(Patient(li).amount_fen(), 5'700);
  const v1::Entry entry = Paid(PayPatientNow(*desk_, li, "pay"));
  EXPECT_EQ(Postings(entry),
            "PATIENT_PAYABLE charity -700 PAID charity 700 "
            "PATIENT_PAYABLE half -5000 PAID half 5000 ");
  EXPECT_EQ(entry.paid_out().person_no(), li);
  EXPECT_EQ(Lines(Patient(li)), "");
  // His chain of bills does not know of it.
  ASSERT_TRUE(TakeBack(bill).ok());
  EXPECT_EQ(Lines(Patient(li)), "charity -700 half -5000 ");
  EXPECT_EQ(Patient(li).amount_fen(), 0);
  const v1::Entry back = Paid(PayPatientNow(*desk_, li, "back", /*given_back=*/true));
  EXPECT_EQ(Postings(back),
            "PATIENT_PAYABLE charity 700 PAID charity -700 "
            "PATIENT_PAYABLE half 5000 PAID half -5000 ");
  EXPECT_EQ(back.paid_out().amount_fen(), -5'700);
  EXPECT_EQ(back.paid_out().previous_payout(), entry.number());
  EXPECT_EQ(Lines(Patient(li)), "");
}

TEST_F(PayoutTest, APatientGivesBackWhatHeWasPaidTooMuch) {
  const std::uint64_t li = Dibao();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  Nobody();
  Confirmed(li);
  EXPECT_EQ(Lines(Patient(li)), "half -5000 ");
  EXPECT_EQ(Patient(li).lines(0).account(), v1::PATIENT_RECEIVABLE);
  EXPECT_EQ(Patient(li).amount_fen(), 0);
  const v1::Entry back = Paid(PayPatientNow(*desk_, li, "back", /*given_back=*/true));
  EXPECT_EQ(Postings(back), "PATIENT_RECEIVABLE half 5000 PAID half -5000 ");
  // The contra takes the adjustment back, too: what he gave is owed to him again.
  ASSERT_TRUE(TakeBack(bill).ok());
  EXPECT_EQ(Patient(li).amount_fen(), 5'000);
  EXPECT_EQ(Postings(Paid(PayPatientNow(*desk_, li, "again"))),
            "PATIENT_RECEIVABLE half -5000 PAID half 5000 ");
}

// 应付 and 应收 are two accounts: a patient who owes is paid what he is owed all the same.
TEST_F(PayoutTest, WhatAPatientOwesIsNotNettedAgainstWhatHeIsOwed) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  Nobody();
  Confirmed(li);
  Dibao();
  Confirmed(li, "confirm-2");
  EXPECT_EQ(Lines(Patient(li)), "half 5000 half -5000 ");
  EXPECT_EQ(Patient(li).amount_fen(), 5'000);
  Paid(PayPatientNow(*desk_, li, "pay"));
  EXPECT_EQ(Lines(Patient(li)), "half -5000 ");
  Paid(PayPatientNow(*desk_, li, "back", /*given_back=*/true));
  EXPECT_EQ(Lines(Patient(li)), "");
}

TEST_F(PayoutTest, AnErasedPersonsMoneyIsNotForgotten) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  Dibao();
  Confirmed(li);
  ASSERT_TRUE(desk_->Erase(ReliefCaller(), desk_->EraseRequest(li, "erase")).ok());
  EXPECT_EQ(Lines(Patient(li)), "half 5000 ");
  EXPECT_EQ(Paid(PayPatientNow(*desk_, li, "pay")).paid_out().amount_fen(), 5'000);
}

TEST_F(PayoutTest, IsListedForTheDistrictAndTheTown) {
  v1::ImportPerson person = MakePerson("000000-LI", {});
  v1::DatedValue& town = *person.add_towns();
  town.set_value("安亭镇");
  town.set_from("2010-01-01");
  const std::uint64_t li = desk_->Import(person);
  Settle(li, "1", 10'000);
  *person.add_identities() = MakePerson("", {"dibao"}).identities(0);
  desk_->Import(person);
  Confirmed(li);
  Settle(Dibao("000000-WU"), "2", 400);
  const auto count = [this](const Caller& caller, const v1::ListPayablesRequest& request) {
    const auto reply = desk_->queries().ListPayables(caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? reply->payables_size() : -1;
  };
  v1::ListPayablesRequest hospitals;
  hospitals.set_payee(v1::HOSPITAL);
  v1::ListPayablesRequest patients;
  patients.set_payee(v1::PATIENT);
  EXPECT_EQ(count(ReliefCaller(), {}), 2);
  EXPECT_EQ(count(ReliefCaller(), hospitals), 1);
  EXPECT_EQ(count(ReliefCaller(), patients), 1);
  EXPECT_EQ(count(TownCaller("安亭镇"), {}), 1);  // The hospital lies in no town.
  EXPECT_EQ(count(TownCaller("南翔镇"), {}), 0);
  EXPECT_EQ(Patient(li).town(), "安亭镇");
  const auto desk = desk_->queries().ListPayables(HospitalCaller("H1"), {});
  EXPECT_EQ(ReasonOf(desk.status()), v1::NOT_ALLOWED);
  const auto elsewhere = desk_->queries().ListPayables(TownCaller("南翔镇"), PayeeRequest("", li));
  EXPECT_EQ(ReasonOf(elsewhere.status()), v1::NOT_ALLOWED);
  const auto unknown = desk_->queries().ListPayables(ReliefCaller(), PayeeRequest("H9", 0));
  EXPECT_EQ(ReasonOf(unknown.status()), v1::INSTITUTION_UNKNOWN);
  const auto both = desk_->queries().ListPayables(ReliefCaller(), PayeeRequest("H1", li));
  EXPECT_EQ(ReasonOf(both.status()), v1::FIELD_MALFORMED);
}

using Q = v1::PayOutRequest;
struct BadPayout {
  const char* name;
  v1::Reason reason;
  const char* field;
  void (*spoil)(Q&);
};
class BadPayoutTest : public PayoutTest, public testing::WithParamInterface<BadPayout> {};

TEST_P(BadPayoutTest, IsRefusedAndLeavesNothing) {
  Settle(Dibao(), "1", 10'000);
  Closed("2012-06");
  v1::PayOutRequest request = PayHospitalNow(*desk_, "H1", "pay");
  GetParam().spoil(request);
  const TreeHead before = desk_->Head();
  const auto reply = desk_->PayOut(ReliefCaller(), request);
  EXPECT_EQ(ReasonOf(reply.status()), GetParam().reason) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).field(), GetParam().field);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_EQ(Hospital().amount_fen(), 5'000);
}

void ToPatient(Q& q, std::uint64_t person_no) {
  q.set_payee(v1::PATIENT);
  q.clear_institution_id();
  q.mutable_person()->set_person_no(person_no);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BadPayoutTest, testing::Values(
    BadPayout{"NoPayee", v1::FIELD_UNKNOWN_VALUE, "payee", [](Q& q) { q.clear_payee(); }},
    BadPayout{"StrangePayee", v1::FIELD_UNKNOWN_VALUE, "payee", [](Q& q) { q.set_payee(static_cast<v1::Payee>(9)); }},
    BadPayout{"NoHospital", v1::FIELD_MISSING, "institution_id", [](Q& q) { q.clear_institution_id(); }},
    BadPayout{"LongHospital", v1::FIELD_TOO_LONG, "institution_id", [](Q& q) { q.set_institution_id(std::string(31, 'x')); }},
    BadPayout{"HospitalAndPatient", v1::FIELD_MALFORMED, "person", [](Q& q) { q.mutable_person()->set_person_no(1); }},
    BadPayout{"PatientAndHospital", v1::FIELD_MALFORMED, "institution_id", [](Q& q) { q.set_payee(v1::PATIENT); }},
    BadPayout{"NoPatient", v1::FIELD_MISSING, "person", [](Q& q) { q.set_payee(v1::PATIENT); q.clear_institution_id(); }},
    BadPayout{"AHospitalGivesNothingBack", v1::FIELD_MALFORMED, "given_back", [](Q& q) { q.set_given_back(true); }},
    BadPayout{"NoAmount", v1::FIELD_MALFORMED, "amount_fen", [](Q& q) { q.clear_amount_fen(); }},
    BadPayout{"NegativeAmount", v1::AMOUNT_NEGATIVE, "amount_fen", [](Q& q) { q.set_amount_fen(-5'000); }},
    BadPayout{"HugeAmount", v1::AMOUNT_TOO_LARGE, "amount_fen", [](Q& q) { q.set_amount_fen(10'000'000'000'001); }},
    BadPayout{"NoReference", v1::FIELD_MISSING, "reference", [](Q& q) { q.clear_reference(); }},
    BadPayout{"ReferenceWithAName", v1::FIELD_MALFORMED, "reference", [](Q& q) { q.set_reference("张三"); }},
    BadPayout{"LongReference", v1::FIELD_TOO_LONG, "reference", [](Q& q) { q.set_reference(std::string(65, 'x')); }},
    BadPayout{"NoRequestId", v1::FIELD_MISSING, "request_id", [](Q& q) { q.clear_request_id(); }},
    BadPayout{"UnknownHospital", v1::INSTITUTION_UNKNOWN, "institution_id", [](Q& q) { q.set_institution_id("H9"); }},
    BadPayout{"NeverClosed", v1::PERIOD_NOT_CLOSED, "institution_id", [](Q& q) { q.set_institution_id("H2"); }},
    BadPayout{"UnknownPatient", v1::PERSON_UNKNOWN, "person", [](Q& q) { ToPatient(q, 77); }},
    BadPayout{"OtherAmount", v1::PAYOUT_CHANGED, "amount_fen", [](Q& q) { q.set_amount_fen(4'999); }},
    BadPayout{"OtherReference", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.set_reference("BANK/2012-8"); }},
    BadPayout{"OtherRequestId", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.set_request_id("pay-2"); }},
    BadPayout{"NobodySigned", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { q.clear_authorization(); }},
    BadPayout{"OneSigned", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { q.mutable_authorization()->mutable_signatures()->RemoveLast(); }},
    BadPayout{"OneSignedTwice", v1::SAME_OFFICER_TWICE, "authorization.signatures[1].officer", [](Q& q) { *q.mutable_authorization()->mutable_signatures(1) = q.authorization().signatures(0); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(PayoutTest, APatientWhoIsOwedNothingIsPaidNothing) {
  const std::uint64_t li = Nobody();
  v1::PaidOut paid;
  paid.set_payee(v1::PATIENT);
  paid.set_person_no(li);
  paid.set_reference(kBankOrder);
  for (const std::int64_t amount_fen : {5'000, -5'000}) {
    paid.set_amount_fen(amount_fen);
    const v1::PayOutRequest request = SignedPayout(*desk_, paid, "pay");
    EXPECT_EQ(ReasonOf(desk_->PayOut(ReliefCaller(), request).status()), v1::NOTHING_TO_PAY);
  }
}

}  // namespace
}  // namespace yizhan::test
