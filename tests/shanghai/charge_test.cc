// The body of a charge as a bill. One good body; each row says what it changes of it.

#include "adapters/shanghai/charge.h"

#include "adapters/shanghai/answers.h"
#include "adapters/shanghai/codes.h"
#include "engine/base/refusal.h"
#include "tests/shanghai/shanghai_scene.h"

namespace yizhan::shanghai {
namespace {

absl::StatusOr<Charge> Read(const std::string& xxlxm, const Changes& changes) {
  Envelope envelope;
  const absl::Status read = ReadEnvelope(Message(xxlxm, Changed(kCharge, changes)), &envelope);
  if (!read.ok()) return read;
  return ReadCharge(envelope);
}

std::string BillText(const v1::Bill& bill) {
  std::string text = v1::CareKind_Name(bill.care_kind()) + " " + bill.service_start() + ".." +
                     bill.service_end() + " " + bill.accounting_date() + " parts " +
                     std::to_string(bill.in_scope_fen()) + " " +
                     std::to_string(bill.pre_self_pay_fen()) + " " +
                     std::to_string(bill.out_of_scope_fen()) + " paid";
  for (const v1::InsurerPayment& paid : bill.insurer_payments()) {
    text += " " + paid.fund_code() + "=" + std::to_string(paid.amount_fen());
  }
  return text + " account " + std::to_string(bill.account_pay_fen());
}

struct AcceptedRow {
  const char* name;
  const char* xxlxm;
  Changes changes;
  const char* bill;
};

// clang-format off
const AcceptedRow kAccepted[] = {
    {"AsItIs", "SI11", {}, "OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"ResidentsPool", "SI11", {{"000A0000", "000B0000"}}, "OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 390100=5000 330100=800 SH-JF=200 account 1500"},
    {"DatesWithDashes", "SI51", {{"\"20120629\"", "\"2012-06-29\", \"startdate\": \"20120620\", \"enddate\": \"2012-06-28\""}, {"S11", "S21"}}, "INPATIENT 2012-06-20..2012-06-28 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"BandBelowTheDeductible", "SI51", {{"\"zfdxjzfs\"", "\"qfdxjzfs\""}, {"\"zfdlnzhzfs\"", "\"qfdzhzfs\""}, {"\"20120629\"", "\"20120629\", \"startdate\": \"20120620\", \"enddate\": \"20120628\""}}, "OUTPATIENT 2012-06-20..2012-06-28 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"R5FamilyAccount", "SI11", {{"\"tcdxjzfs\": \"5.00\"", "\"tcdgjzhzfs\": \"5.00\""}}, "OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 2000"},
    {"NothingByAnyInsurer", "SI11", {{"\"tczfs\": \"50.00\"", "\"zfdxjzfs\": \"80.00\""}, {"\"zfdxjzfs\": 20.0, ", ""}, {"\"fjzfs\": \"8.00\", \"jfje\": \"2.00\"", "\"x\": 0"}}, "OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid account 1500"},
    {"WithoutDiagnoses", "SI11", {{"\"zdnos\": [{\"zdno\": \"I10\"}, {\"zdno\": \"E11.9\"}],", ""}}, "OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"S12", "SI11", {{"S11", "S12"}}, "EMERGENCY 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"S13", "SI11", {{"S11", "S13"}}, "SPECIAL_OUTPATIENT 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"S24", "SI11", {{"S11", "S24"}}, "OBSERVATION 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"S31", "SI11", {{"S11", "S31"}}, "HOME_BED 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
    {"S41", "SI11", {{"S11", "S41"}}, "PHARMACY 2012-06-29..2012-06-29 2012-06-29 parts 10000 1200 3000 paid 310100=5000 330100=800 SH-JF=200 account 1500"},
};
// clang-format on

class AcceptedTest : public ::testing::TestWithParam<AcceptedRow> {};

TEST_P(AcceptedTest, IsThisBill) {
  const absl::StatusOr<Charge> charge = Read(GetParam().xxlxm, GetParam().changes);
  ASSERT_TRUE(charge.ok()) << charge.status();
  EXPECT_EQ(BillText(charge->bill), GetParam().bill);
}

INSTANTIATE_TEST_SUITE_P(Charge, AcceptedTest, ::testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

TEST(ChargeTest, CarriesEveryField) {
  const absl::StatusOr<Charge> charge = Read("SI11", {{"\"yllb\"", "\"zzdh\": \"R1\", \"yllb\""}});
  ASSERT_TRUE(charge.ok()) << charge.status();
  const v1::Bill& bill = charge->bill;
  EXPECT_EQ(bill.institution_id(), "H1");
  EXPECT_EQ(bill.visit_no(), "JZ1");
  EXPECT_EQ(bill.bill_no(), "YB1");
  EXPECT_EQ(bill.revision(), 0U);
  EXPECT_EQ(bill.referral_no(), "R1");
  EXPECT_EQ(bill.total_fen(), 14'200);
  EXPECT_EQ(bill.over_limit_fen(), 0);
  ASSERT_EQ(bill.diagnoses_size(), 2);
  EXPECT_EQ(bill.diagnoses(0), "I10");
  EXPECT_EQ(charge->person.card().cert_type(), "01");
  EXPECT_EQ(charge->person.card().cert_no(), "CANARYNO1");
  EXPECT_EQ(bill.SerializeAsString().find("CANARY"), std::string::npos);
  EXPECT_EQ(charge->parts.current_account, Money::FromFen(1'000));
  EXPECT_EQ(charge->parts.other_accounts, Money::FromFen(500));
  EXPECT_EQ(charge->parts.cash, Money::FromFen(2'500));
}

struct RefusedCharge {
  const char* name;
  Changes changes;
  v1::Reason reason;
  const char* field;
  const char* expected;
  const char* found;
};

// clang-format off
const RefusedCharge kRefused[] = {
    {"NoCard", {{"\"zjhm\": \"CANARYNO1\", ", ""}}, v1::FIELD_MISSING, "xxnr.zjhm", "", ""},
    {"NoVisit", {{"\"JZ1\"", "\"\""}}, v1::FIELD_MISSING, "xxnr.jzdyh", "", ""},
    {"NoNumberOfTheInsurer", {{"\"ybtranslsh\": \"YB1\", ", ""}}, v1::FIELD_MISSING, "xxnr.ybtranslsh", "", ""},
    {"CareOfNoTable", {{"S11", "S99"}}, v1::FIELD_UNKNOWN_VALUE, "xxnr.yllb", kCareKindsText, ""},
    {"NoDate", {{"\"jsrq\": \"20120629\", ", ""}}, v1::FIELD_MISSING, "xxnr.jsrq", "", ""},
    {"NoDay", {{"20120629", "20120631"}}, v1::FIELD_MALFORMED, "xxnr.jsrq", "yyyyMMdd, yyyy-MM-dd", ""},
    {"LettersForADate", {{"20120629", "abcdefgh"}}, v1::FIELD_MALFORMED, "xxnr.jsrq", "yyyyMMdd, yyyy-MM-dd", ""},
    {"NoTotal", {{"\"totalexpense\": \"100.00\", ", ""}}, v1::FIELD_MISSING, "xxnr.totalexpense", "", ""},
    {"NoSettledScope", {{"\"ybjsfwfyze\": 112.00, ", ""}}, v1::FIELD_MISSING, "xxnr.ybjsfwfyze", "", ""},
    {"NoOutOfScope", {{"\"fybjsfwfyze\": \"30\",", ""}}, v1::FIELD_MISSING, "xxnr.fybjsfwfyze", "", ""},
    {"BothSums", {{"\"tczfs\": \"50.00\"", "\"tczfs\": \"50.01\""}}, v1::PARTS_NOT_TOTAL, "xxnr.totalexpense", "账户+现金+tczfs+fjzfs+jfje = 100.00", "100.01"},
    {"ScopeBelowTheTotal", {{"112.00", "99.99"}}, v1::PARTS_NOT_TOTAL, "xxnr.ybjsfwfyze", ">= totalexpense 100.00", "99.99"},
    {"Negative", {{"\"tczfs\": \"50.00\"", "\"tczfs\": \"-50.00\""}}, v1::AMOUNT_NEGATIVE, "xxnr.tczfs", ">= 0", "-50.00"},
    {"ThreeDecimals", {{"20.0", "20.005"}}, v1::FIELD_MALFORMED, "xxnr.zfdxjzfs", "N16,2", ""},
    {"Exponent", {{"20.0", "2e1"}}, v1::FIELD_MALFORMED, "xxnr.zfdxjzfs", "N16,2", ""},
    {"TooMuch", {{"\"30\"", "\"100000000000.01\""}}, v1::AMOUNT_TOO_LARGE, "xxnr.fybjsfwfyze", "<= 100000000000.00", "100000000000.01"},
    {"AmountIsAList", {{"\"30\"", "[30]"}}, v1::FIELD_MALFORMED, "xxnr.fybjsfwfyze", "string", "array"},
    {"DiagnosesAreNoList", {{"[{\"zdno\": \"I10\"}, {\"zdno\": \"E11.9\"}]", "\"I10\""}}, v1::FIELD_MALFORMED, "xxnr.zdnos", "array", "string"},
    {"DiagnosisIsNoObject", {{"{\"zdno\": \"I10\"}", "\"I10\""}}, v1::FIELD_MALFORMED, "xxnr.zdnos[0]", "object", "string"},
    {"DiagnosisWithoutCode", {{"{\"zdno\": \"E11.9\"}", "{}"}}, v1::FIELD_MISSING, "xxnr.zdnos[1].zdno", "", ""},
    {"CardTooLong", {{"CANARYNO1", "CANARYNO1CANARYNO1CANARYNO1CANARYNO1CANARYNO1CANARYNO1"}}, v1::FIELD_TOO_LONG, "xxnr.zjhm", "<= 50", "54"},
};
// clang-format on

class RefusedTest : public ::testing::TestWithParam<RefusedCharge> {};

TEST_P(RefusedTest, SaysWhereAndWhat) {
  const absl::StatusOr<Charge> charge = Read("SI11", GetParam().changes);
  ASSERT_FALSE(charge.ok());
  const v1::ErrorDetail detail = DetailOf(charge.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  EXPECT_EQ(detail.expected(), GetParam().expected);
  EXPECT_EQ(detail.found(), GetParam().found);
  EXPECT_EQ(TextOf(detail).find("CANARY"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Charge, RefusedTest, ::testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(ChargeTest, AnInpatientSaysWhenHeCameAndLeft) {
  EXPECT_EQ(DetailOf(Read("SI51", {}).status()).field(), "xxnr.startdate");
  EXPECT_EQ(DetailOf(Read("SI51", {{"\"jsrq\"", "\"startdate\": \"20120620\", \"jsrq\""}}).status())
                .field(),
            "xxnr.enddate");
}

TEST(ChargeTest, FiftyDiagnosesAreTheMost) {
  std::string many = "{\"zdno\": \"I10\"}";
  for (int i = 0; i < 49; ++i) many += ", {\"zdno\": \"I10\"}";
  const Changes one_too_many = {{"{\"zdno\": \"I10\"}", many}};
  EXPECT_EQ(ReasonOf(Read("SI11", one_too_many).status()), v1::TOO_MANY_ITEMS);
}

struct EnvelopeRow {
  const char* name;
  Changes changes;
  v1::Reason reason;
  const char* field;
};

// clang-format off
const EnvelopeRow kEnvelopes[] = {
    {"NoJson", {{"{\"xxlxm\"", "xxlxm"}}, v1::FIELD_MALFORMED, ""},
    {"NoType", {{"\"SI11\"", "\"\""}}, v1::FIELD_MISSING, "xxlxm"},
    {"TypeTooLong", {{"\"SI11\"", "\"SI111\""}}, v1::FIELD_TOO_LONG, "xxlxm"},
    {"NoMsgid", {{"\"msgid\"", "\"x\""}}, v1::FIELD_MISSING, "msgid"},
    {"MsgidTooLong", {{"H1201206290001", "H12012062900010000000000000000000000000000000000000000000001"}}, v1::FIELD_TOO_LONG, "msgid"},
    {"NoInstitution", {{"\"jgdm\"", "\"x\""}}, v1::FIELD_MISSING, "jgdm"},
    {"NoBody", {{"\"xxnr\"", "\"x\""}}, v1::FIELD_MISSING, "xxnr"},
    {"BodyIsText", {{"\"xxnr\": {}", "\"xxnr\": \"{}\""}}, v1::FIELD_MALFORMED, "xxnr"},
    {"KeyTwice", {{"\"bbh\"", "\"msgid\""}}, v1::FIELD_MALFORMED, "msgid"},
};
// clang-format on

class EnvelopeTest : public ::testing::TestWithParam<EnvelopeRow> {};

TEST_P(EnvelopeTest, IsRefused) {
  Envelope envelope;
  const absl::Status read =
      ReadEnvelope(Changed(Message("SI11", "{}"), GetParam().changes), &envelope);
  EXPECT_EQ(v1::Reason_Name(ReasonOf(read)), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(DetailOf(read).field(), GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(Charge, EnvelopeTest, ::testing::ValuesIn(kEnvelopes),
                         [](const auto& row) { return row.param.name; });

TEST(EnvelopeTest, HasALimit) {
  Envelope envelope;
  const std::string text = Message("SI11", "{}") + std::string(kMessageBytesMax, ' ');
  EXPECT_EQ(ReasonOf(ReadEnvelope(text, &envelope)), v1::FIELD_TOO_LONG);
}

TEST(RereadTest, AStoredConfirmationIsTheSameSettlement) {
  const std::string body = Changed(kCharge, {{"{", "{\"jssqxh\": \"T1M\","}});
  const auto request = RereadConfirmation(Message("SI12", body));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->bill().message_id(), "SHT1M");
  EXPECT_EQ(request->person().card().cert_no(), "CANARYNO1");
  EXPECT_TRUE(request->quote_digest().empty());
}

TEST(RereadTest, RefusesWhatSettlesNothing) {
  EXPECT_EQ(DetailOf(RereadConfirmation(Message("SI11", kCharge)).status()).field(), "xxlxm");
  EXPECT_EQ(DetailOf(RereadConfirmation(Message("SI12", kCharge)).status()).field(), "xxnr.jssqxh");
  EXPECT_EQ(DetailOf(RereadConfirmation(Message("SI12", "{}")).status()).field(), "xxnr.zjhm");
  EXPECT_EQ(ReasonOf(RereadConfirmation("\xff").status()), v1::FIELD_NOT_UTF8);
  EXPECT_EQ(ReasonOf(RereadConfirmation("{").status()), v1::FIELD_MALFORMED);
}

}  // namespace
}  // namespace yizhan::shanghai
