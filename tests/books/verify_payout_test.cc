// Verify: a close or a payout that was tampered with is named, and so is a row of open lines; a
// rebuild puts the row right.

#include <algorithm>
#include <memory>
#include <string>

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/payout_scene.h"

namespace yizhan::test {
namespace {

// A hospital closed twice and paid once; a patient paid after a re-adjudication, who then gives
// it back.
struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t person_no = 0;
  std::uint64_t first_close = 0;
  std::uint64_t close = 0;
  std::uint64_t paid = 0;
  std::uint64_t paid_patient = 0;
  std::uint64_t given_back = 0;

  Scene() {
    desk->OpenFund("fund");
    desk->Grant("fund", 7'000);
    person_no = desk->Import("000000-LI", {});
    const std::uint64_t bill = desk->Post(MakeBill("1"), person_no).number();
    desk->Post(MakeBill("2"), desk->Import("000000-WU", {"dibao"}));
    first_close = Close("2012-05", "c-1");
    close = Close("2012-06", "c-2");
    desk->Post(MakeBill("3"), desk->Import("000000-WU", {"dibao"}));
    paid = desk->PayOut(ReliefCaller(), PayHospitalNow(*desk, "H1", "p-1"))->number();
    desk->Import("000000-LI", {"dibao"});
    EXPECT_TRUE(
        desk->Confirm(ReliefCaller(), ConfirmRequest(desk->Readjudicate(person_no).value())).ok());
    paid_patient = desk->PayOut(ReliefCaller(), PayPatientNow(*desk, person_no, "p-2"))->number();
    EXPECT_TRUE(desk->Reverse(bill, "r").ok());
    given_back =
        desk->PayOut(ReliefCaller(), PayPatientNow(*desk, person_no, "p-3", /*given_back=*/true))
            ->number();
  }
  std::uint64_t Close(const std::string& period, const std::string& request_id) {
    return desk->ClosePeriod(ReliefCaller(), CloseNow(*desk, "H1", period, request_id))->number();
  }
};

std::vector<std::string> DifferencesOf(const LedgerStore& store) {
  return VerifyLedger(store, [](std::uint64_t, std::uint64_t) {})->differences;
}

TEST(VerifyPayout, CountsThem) {
  const Scene scene;
  const auto report = VerifyLedger(scene.desk->store(), [](std::uint64_t, std::uint64_t) {});
  EXPECT_TRUE(report->ok());
  EXPECT_EQ(report->closes, 2U);
  EXPECT_EQ(report->payouts, 3U);
}

struct Row {
  const char* name;
  const char* says;
  std::uint64_t Scene::*number;
  void (*change)(const Scene&, v1::Entry&);
};

class TamperedPayoutTest : public testing::TestWithParam<Row> {};

TEST_P(TamperedPayoutTest, IsNamed) {
  const Scene scene;
  ASSERT_EQ(DifferencesOf(scene.desk->store()), std::vector<std::string>());
  const std::uint64_t number = scene.*GetParam().number;
  v1::Entry entry = scene.desk->EntryAt(number);
  GetParam().change(scene, entry);
  TamperedStore tampered(scene.desk->store());
  tampered.SetLeaf(number, EncodeLeaf(entry));
  const std::vector<std::string> differences = DifferencesOf(tampered);
  const std::string says = "entry " + std::to_string(number) + ": entry " + std::to_string(number) +
                           ": " + GetParam().says;
  const bool said = std::any_of(differences.begin(), differences.end(), [&](const auto& text) {
    return text.find(says) != std::string::npos;
  });
  EXPECT_TRUE(said) << "wanted: " << says;
  for (const std::string& difference : differences) {
    if (!said) ADD_FAILURE() << difference;
  }
}

using E = v1::Entry;
constexpr auto kClose = &Scene::close;
constexpr auto kPaid = &Scene::paid;
constexpr auto kPatient = &Scene::paid_patient;
constexpr auto kBack = &Scene::given_back;
v1::PeriodClosed& C(E& entry) { return *entry.mutable_period_closed(); }
v1::PaidOut& P(E& entry) { return *entry.mutable_paid_out(); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Close, TamperedPayoutTest, testing::Values(
    Row{"UnknownHospital", "unknown institution H9", kClose, [](const Scene&, E& e) { C(e).set_institution_id("H9"); }},
    Row{"OtherHospital", "the institution was closed last by 0", kClose, [](const Scene&, E& e) { C(e).set_institution_id("H2"); }},
    Row{"NoPeriod", "its period is none", kClose, [](const Scene&, E& e) { C(e).set_period("2012-6"); }},
    Row{"LaterPeriod", "its period has not begun", kClose, [](const Scene&, E& e) { C(e).set_period("2012-07"); }},
    Row{"ClosedPeriod", "that period is closed", kClose, [](const Scene&, E& e) { C(e).set_period("2012-05"); }},
    Row{"OtherChain", "the institution was closed last by", kClose, [](const Scene&, E& e) { C(e).set_previous_close(1); }},
    Row{"OtherLine", "its lines are not what the books say", kClose, [](const Scene&, E& e) { C(e).mutable_lines(0)->set_posted_fen(1); }},
    Row{"NoLine", "its lines are not what the books say", kClose, [](const Scene&, E& e) { C(e).clear_lines(); }},
    Row{"ShortFile", "its file has no digest", kClose, [](const Scene&, E& e) { C(e).mutable_reconciled()->set_sha256("x"); }},
    Row{"OtherFile", "its authorization does not hold", kClose, [](const Scene&, E& e) { C(e).mutable_reconciled()->set_sha256(std::string(32, 'x')); }},
    Row{"OtherRequestId", "its authorization does not hold", kClose, [](const Scene&, E& e) { C(e).set_request_id("c-9"); }},
    Row{"TakenRequestId", "its request id is already bound", kClose, [](const Scene&, E& e) { C(e).set_request_id("c-1"); }},
    Row{"Unsigned", "its authorization does not hold", kClose, [](const Scene&, E& e) { C(e).clear_authorization(); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Hospital, TamperedPayoutTest, testing::Values(
    Row{"Nobody", "it pays nobody", kPaid, [](const Scene&, E& e) { P(e).clear_payee(); }},
    Row{"NamesAPerson", "it pays a hospital and names a person", kPaid, [](const Scene& s, E& e) { P(e).set_person_no(s.person_no); }},
    Row{"UnknownHospital", "unknown institution H9", kPaid, [](const Scene&, E& e) { P(e).set_institution_id("H9"); }},
    Row{"OtherHospital", "it does not pay what was closed last", kPaid, [](const Scene&, E& e) { P(e).set_institution_id("H2"); }},
    Row{"OtherClose", "it does not pay what was closed last", kPaid, [](const Scene& s, E& e) { P(e).set_close(s.first_close); }},
    Row{"OtherChain", "the payee was paid last by 0", kPaid, [](const Scene&, E& e) { P(e).set_previous_payout(1); }},
    Row{"OtherPosting", "it does not clear what is open", kPaid, [](const Scene&, E& e) { P(e).mutable_postings(0)->set_amount_fen(-1); }},
    Row{"NoPosting", "it does not clear what is open", kPaid, [](const Scene&, E& e) { P(e).clear_postings(); }},
    Row{"OtherProgram", "it does not clear what is open", kPaid, [](const Scene&, E& e) { P(e).mutable_postings(0)->set_program_id("x"); }},
    Row{"OtherAmount", "its amount is not that of its postings", kPaid, [](const Scene&, E& e) { P(e).set_amount_fen(1); }},
    Row{"GivenBack", "it does not pay what was closed last", kPaid, [](const Scene&, E& e) { P(e).set_amount_fen(-5'000); }},
    Row{"NoReference", "it names no order of the bank", kPaid, [](const Scene&, E& e) { P(e).clear_reference(); }},
    Row{"OtherReference", "its authorization does not hold", kPaid, [](const Scene&, E& e) { P(e).set_reference("x"); }},
    Row{"OneSignature", "its authorization does not hold", kPaid, [](const Scene&, E& e) { P(e).mutable_authorization()->mutable_signatures()->RemoveLast(); }},
    Row{"TakenRequestId", "its request id is already bound", kPaid, [](const Scene&, E& e) { P(e).set_request_id("c-1"); }}),
    [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Patient, TamperedPayoutTest, testing::Values(
    Row{"NamesAHospital", "it pays a patient and names a hospital", kPatient, [](const Scene&, E& e) { P(e).set_institution_id("H1"); }},
    Row{"NamesAClose", "it pays a patient and names a hospital", kPatient, [](const Scene& s, E& e) { P(e).set_close(s.close); }},
    Row{"OtherPerson", "nothing is owed to that person", kPatient, [](const Scene&, E& e) { P(e).set_person_no(77); }},
    Row{"OtherDirection", "it does not clear what is open", kPatient, [](const Scene&, E& e) { P(e).set_amount_fen(-5'000); }},
    Row{"BackOtherDirection", "it does not clear what is open", kBack, [](const Scene&, E& e) { P(e).set_amount_fen(5'000); }},
    Row{"BackOtherChain", "the payee was paid last by", kBack, [](const Scene&, E& e) { P(e).clear_previous_payout(); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

// A row changed behind the engine's back, and what the log says instead.
TEST(RebuildPayout, PutsOpenLinesRight) {
  const Scene scene;
  const LedgerStore& store = scene.desk->store();
  TamperedStore tampered(store);
  auto hospital =
      GetRow<v1::InstitutionRow>(*store.OpenView(), Table::kInstitution, "H1").value().value();
  const std::string right = hospital.SerializeAsString();
  ASSERT_EQ(hospital.owed_size(), 1);
  hospital.mutable_owed(0)->set_amount_fen(900'000);
  tampered.SetRow(Table::kInstitution, "H1", hospital.SerializeAsString());
  const std::string key = PersonHolderKey(scene.person_no);
  auto person = GetRow<v1::HolderRow>(*store.OpenView(), Table::kHolder, key).value().value();
  const std::string right_person = person.SerializeAsString();
  person.add_owed()->set_program_id("half");
  tampered.SetRow(Table::kHolder, key, person.SerializeAsString());

  const auto repairs = FindRepairs(tampered, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(repairs.ok()) << repairs.status();
  EXPECT_TRUE(repairs->log_holds);
  EXPECT_EQ(repairs->report.differences.size(), 2U);
  ASSERT_EQ(repairs->rows.size(), 2U);
  EXPECT_EQ(repairs->rows[0].value.value(), right_person);
  EXPECT_EQ(repairs->rows[1].value.value(), right);
}

}  // namespace
}  // namespace yizhan::test
