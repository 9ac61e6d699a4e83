// Import: one person as the office states it; what is refused, and that no refusal tells who.

#include "engine/register/import.h"

#include <google/protobuf/text_format.h>

#include <set>
#include <string>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "yizhan/v1/private.pb.h"

namespace yizhan {
namespace {

// Invented; they must appear in no message and in no record.
constexpr char kCanaryName[] = "金丝雀甲";
constexpr char kCanaryNo[] = "CANARY0000000001X";

const IndexKey kKey{std::string(32, 'k')};

// The canary with `more`, in text form, merged over it.
v1::ImportPerson Canary(const std::string& more) {
  v1::ImportPerson person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(kCanaryNo);
  person.set_name(kCanaryName);
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(more, &person)) << more;
  return person;
}

std::string TextOf(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  EXPECT_TRUE(printer.PrintToString(message, &text));
  return text;
}

void ExpectTellsNobody(const absl::Status& status) {
  const std::string all = status.ToString() + DetailOf(status).SerializeAsString();
  for (const char* secret : {kCanaryName, kCanaryNo, "SECRET"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret << " in " << status.ToString();
  }
}

struct Refused {
  const char* name;
  std::string more;  // Text form, merged over the canary.
  v1::Reason reason;
  const char* field;
};

class RefusedImportTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedImportTest, NamesTheFieldAndNobody) {
  const absl::StatusOr<CheckedPerson> checked = CheckImport(Canary(GetParam().more), kKey);
  ASSERT_FALSE(checked.ok());
  const v1::ErrorDetail detail = DetailOf(checked.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  ExpectTellsNobody(checked.status());
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

constexpr char kLong[] = "SECRET";

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedImportTest,
    testing::Values(
        Refused{"NoNumber", "card { cert_no: '' }", v1::FIELD_MISSING, "cert_no"},
        Refused{"NumberOfSpaces", "card { cert_no: '   ' }", v1::FIELD_MISSING, "cert_no"},
        Refused{"NoType", "card { cert_type: '' }", v1::FIELD_MISSING, "cert_type"},
        Refused{"LongType", "card { cert_type: '0123456' }", v1::FIELD_TOO_LONG, "cert_type"},
        Refused{"LongNumber", "card { cert_no: '" + Repeated("7", 51) + "' }", v1::FIELD_TOO_LONG,
                "cert_no"},
        Refused{"LongName", "name: '" + Repeated("甲", 101) + "'", v1::FIELD_TOO_LONG, "name"},
        Refused{"ControlInName", "name: 'SECRET\\n'", v1::FIELD_MALFORMED, "name"},
        Refused{"ControlInNumber", "card { cert_no: 'SECRET\\t1' }", v1::FIELD_MALFORMED,
                "cert_no"},
        Refused{"BirthNoDate", "birth_date: 'SECRET'", v1::FIELD_MALFORMED, "birth_date"},
        Refused{"BirthBefore1900", "birth_date: '1899-12-31'", v1::FIELD_MALFORMED, "birth_date"},
        Refused{"BirthNoLeapDay", "birth_date: '2013-02-29'", v1::FIELD_MALFORMED, "birth_date"},
        Refused{"EmptyValue", "identities { from: '2012-01-01' }", v1::FIELD_MISSING,
                "identities[0].value"},
        Refused{"LongValue",
                "identities { value: '" + Repeated(kLong, 11) + "' from: '2012-01-01' }",
                v1::FIELD_TOO_LONG, "identities[0].value"},
        Refused{"SpaceBeforeValue", "identities { value: ' dibao' from: '2012-01-01' }",
                v1::FIELD_MALFORMED, "identities[0].value"},
        Refused{"NoFrom", "approvals { value: 'p' }", v1::FIELD_MISSING, "approvals[0].from"},
        Refused{"FromNoDate", "towns { value: 't' from: 'SECRET' }", v1::FIELD_MALFORMED,
                "towns[0].from"},
        Refused{"UntilNoDate", "towns { value: 't' from: '2012-01-01' until: '2012-1-1' }",
                v1::FIELD_MALFORMED, "towns[0].until"},
        Refused{"SecondSpanReversed",
                "identities { value: 'a' from: '2012-01-01' }"
                "identities { value: 'b' from: '2012-01-02' until: '2012-01-01' }",
                v1::SPAN_REVERSED, "identities[1].until"},
        Refused{"TwoHouseholds",
                "households { value: 'SECRET-1' from: '2012-01-01' }"
                "households { value: 'SECRET-2' from: '2012-06-01' }",
                v1::SPANS_CONFLICT, "households"},
        Refused{"TwoTownsOneDay",
                "towns { value: '安亭镇' from: '2012-01-01' until: '2012-06-01' }"
                "towns { value: '外冈镇' from: '2012-06-01' }",
                v1::SPANS_CONFLICT, "towns"},
        Refused{"TownIsTheName",
                "towns { value: '金丝雀甲' from: '2012-01-01' }"
                "towns { value: '镇CANARY0000000001X' from: '2012-01-01' }",
                v1::SPANS_CONFLICT, "towns"},
        Refused{"TwoInsurances",
                "insurance_types { value: '310' from: '2012-01-01' }"
                "insurance_types { value: '390' from: '2011-01-01' until: '2012-01-01' }",
                v1::SPANS_CONFLICT, "insurance_types"},
        Refused{"IncomeBelowZero", "household_incomes { amount_fen: -1 from: '2012-01-01' }",
                v1::AMOUNT_NEGATIVE, "household_incomes[0].amount_fen"},
        Refused{"IncomeBeyondTheBound",
                "household_incomes { amount_fen: 10000000000001 from: '2012-01-01' }",
                v1::AMOUNT_TOO_LARGE, "household_incomes[0].amount_fen"},
        Refused{"IncomeWithoutADay", "household_incomes { amount_fen: 1 }", v1::FIELD_MISSING,
                "household_incomes[0].from"},
        Refused{"IncomeSpanReversed",
                "household_incomes { amount_fen: 1 from: '2012-01-02' until: '2012-01-01' }",
                v1::SPAN_REVERSED, "household_incomes[0].until"},
        Refused{"TwoIncomesOneDay",
                "household_incomes { amount_fen: 1 from: '2012-01-01' }"
                "household_incomes { amount_fen: 2 from: '2012-06-01' }",
                v1::SPANS_CONFLICT, "household_incomes"},
        Refused{"TooManySpans", Repeated("identities { value: 'a' from: '2012-01-01' } ", 201),
                v1::TOO_MANY_ITEMS, "identities"}),
    [](const auto& row) { return row.param.name; });

TEST(ImportTest, InvalidUtf8IsRefused) {
  for (const char* field : {"cert_no", "cert_type", "name", "towns[0].value"}) {
    v1::ImportPerson person = Canary("towns { value: 't' from: '2012-01-01' }");
    const std::string bad = "\xb0\xb2";
    if (std::string(field) == "cert_no") person.mutable_card()->set_cert_no(bad);
    if (std::string(field) == "cert_type") person.mutable_card()->set_cert_type(bad);
    if (std::string(field) == "name") person.set_name(bad);
    if (std::string(field) == "towns[0].value") person.mutable_towns(0)->set_value(bad);
    const auto checked = CheckImport(person, kKey);
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(ReasonOf(checked.status()), v1::FIELD_NOT_UTF8);
    EXPECT_EQ(DetailOf(checked.status()).field(), field);
  }
}

TEST(ImportTest, AConflictShowsBothValuesAndTheirSpans) {
  const auto checked = CheckImport(Canary("towns { value: '外冈镇' from: '2012-06-01' }"
                                          "towns { value: '安亭镇' from: '2012-01-01' "
                                          "        until: '2012-06-30' }"),
                                   kKey);
  const v1::ErrorDetail detail = DetailOf(checked.status());
  EXPECT_EQ(detail.expected(), "安亭镇 2012-01-01..2012-06-30");
  EXPECT_EQ(detail.found(), "外冈镇 2012-06-01..");
}

struct Accepted {
  const char* name;
  const char* more;
  const char* record;
};

class AcceptedImportTest : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedImportTest, IsCanonical) {
  const auto checked = CheckImport(Canary(GetParam().more), kKey);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(TextOf(checked->record), GetParam().record);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedImportTest,
    testing::Values(
        Accepted{"NoIdentityAtAll", "", ""},
        Accepted{"BirthDate", "birth_date: '1900-01-01'", "birth_date: \"1900-01-01\" "},
        Accepted{"SameValueOverlapping",
                 "towns { value: 't' from: '2012-03-01' } towns { value: 't' from: '2012-01-01' "
                 "until: '2012-04-01' }",
                 "towns { value: \"t\" from: \"2012-01-01\" } "},
        Accepted{"Adjacent",
                 "identities { value: 'a' from: '2012-02-01' until: '2012-02-29' }"
                 "identities { value: 'a' from: '2012-01-01' until: '2012-01-31' }",
                 "identities { value: \"a\" from: \"2012-01-01\" until: \"2012-02-29\" } "},
        Accepted{"OneDay", "identities { value: 'a' from: '2012-01-01' until: '2012-01-01' }",
                 "identities { value: \"a\" from: \"2012-01-01\" until: \"2012-01-01\" } "},
        Accepted{"TheLastDayIsOpen",
                 "identities { value: 'a' from: '2012-01-01' until: '9999-12-31' }",
                 "identities { value: \"a\" from: \"2012-01-01\" } "},
        Accepted{"TownAfterTown",
                 "towns { value: 'u' from: '2012-06-02' } towns { value: 't' from: '2012-01-01' "
                 "until: '2012-06-01' }",
                 "towns { value: \"t\" from: \"2012-01-01\" until: \"2012-06-01\" }"
                 " towns { value: \"u\" from: \"2012-06-02\" } "},
        Accepted{"IdentitiesOverlap",
                 "identities { value: 'b' from: '2012-01-01' } identities { value: 'a' from: "
                 "'2012-01-01' }",
                 "identities { value: \"a\" from: \"2012-01-01\" }"
                 " identities { value: \"b\" from: \"2012-01-01\" } "},
        Accepted{"Approval",
                 "approvals { value: 'jd-topup' from: '2012-01-01' until: '2012-12-31' }",
                 "approvals { value: \"jd-topup\" from: \"2012-01-01\" until: \"2012-12-31\" } "}),
    [](const auto& row) { return row.param.name; });

struct IncomeCase {
  const char* name;
  const char* more;
  const char* households;  // "A" and "B" stand for their numbers, "-" for his own household.
};

class IncomeTest : public testing::TestWithParam<IncomeCase> {};

TEST_P(IncomeTest, D8IsDatedBesideTheHousehold) {
  const auto checked = CheckImport(Canary(GetParam().more), kKey);
  ASSERT_TRUE(checked.ok()) << checked.status();
  std::string households;
  for (const v1::DatedHousehold& one : checked->record.households()) {
    std::string of = "-";
    if (one.household_no() == HouseholdNo("A", kKey)) of = "A";
    if (one.household_no() == HouseholdNo("B", kKey)) of = "B";
    if (one.has_yearly_income_fen()) of += ":" + std::to_string(one.yearly_income_fen());
    households += of + "@" + one.from() + ".." + one.until() + " ";
  }
  EXPECT_EQ(households, GetParam().households);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, IncomeTest, testing::Values(
    IncomeCase{"None", "households { value: 'A' from: '2012-01-01' }", "A@2012-01-01.. "},
    IncomeCase{"TheSameSpan",
      "households { value: 'A' from: '2012-01-01' until: '2012-12-31' }"
      "household_incomes { amount_fen: 5 from: '2012-01-01' until: '2012-12-31' }",
      "A:5@2012-01-01..2012-12-31 "},
    IncomeCase{"AnIncomeOfNothingIsKnown",
      "households { value: 'A' from: '2012-01-01' }"
      "household_incomes { amount_fen: 0 from: '2012-01-01' }", "A:0@2012-01-01.. "},
    IncomeCase{"NewEveryYear",
      "households { value: 'A' from: '2011-01-01' }"
      "household_incomes { amount_fen: 6 from: '2013-01-01' }"
      "household_incomes { amount_fen: 5 from: '2012-01-01' until: '2012-12-31' }",
      "A@2011-01-01..2011-12-31 A:5@2012-01-01..2012-12-31 A:6@2013-01-01.. "},
    IncomeCase{"HeMovesAndTheIncomeStays",
      "households { value: 'A' from: '2012-01-01' until: '2012-06-30' }"
      "households { value: 'B' from: '2012-07-01' }"
      "household_incomes { amount_fen: 5 from: '2012-01-01' until: '2012-12-31' }",
      "A:5@2012-01-01..2012-06-30 B:5@2012-07-01..2012-12-31 B@2013-01-01.. "},
    IncomeCase{"OfHisOwnHousehold",
      "household_incomes { amount_fen: 5 from: '2012-01-01' until: '2012-12-31' }",
      "-:5@2012-01-01..2012-12-31 "},
    IncomeCase{"OfHisOwnAndThenOfAnother",
      "households { value: 'A' from: '2012-07-01' until: '9999-12-31' }"
      "household_incomes { amount_fen: 5 from: '2012-01-01' }",
      "-:5@2012-01-01..2012-06-30 A:5@2012-07-01.. "},
    IncomeCase{"R14TheSameAmountTwice",
      "household_incomes { amount_fen: 5 from: '2012-03-01' until: '2012-12-31' }"
      "household_incomes { amount_fen: 5 from: '2012-01-01' until: '2012-06-30' }",
      "-:5@2012-01-01..2012-12-31 "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ImportTest, LengthsAreInclusiveAndInCharacters) {
  v1::ImportPerson person = Canary("");
  person.mutable_card()->set_cert_type("123456");
  person.mutable_card()->set_cert_no(Repeated("7", 50));
  person.set_name(Repeated("甲", 100));
  v1::DatedValue* value = person.add_identities();
  value->set_value(Repeated("甲", 64));
  value->set_from("2012-01-01");
  EXPECT_TRUE(CheckImport(person, kKey).ok());
}

TEST(ImportTest, PersonalDataGoesToThePrivateRecordOnly) {
  const auto checked =
      CheckImport(Canary("households { value: 'SECRET' from: '2012-01-01' }"), kKey);
  ASSERT_TRUE(checked.ok());
  for (const char* secret : {kCanaryName, kCanaryNo, "SECRET"}) {
    EXPECT_EQ(checked->record.SerializeAsString().find(secret), std::string::npos);
    EXPECT_EQ(checked->card_key.find(secret), std::string::npos);
  }
  v1::PrivatePerson person;
  ASSERT_TRUE(person.ParseFromString(checked->private_bytes));
  EXPECT_EQ(person.name(), kCanaryName);
  EXPECT_EQ(person.card().cert_no(), kCanaryNo);
}

TEST(ImportTest, TheSameStatementGivesTheSameBytes) {
  const auto once = CheckImport(Canary("identities { value: 'a' from: '2012-01-01' }"), kKey);
  v1::ImportPerson again = Canary("identities { value: 'a' from: '2012-01-01' }");
  again.mutable_card()->set_cert_no("canary 0000000001 x");
  again.set_line(77);
  const auto twice = CheckImport(again, kKey);
  ASSERT_TRUE(once.ok() && twice.ok());
  EXPECT_EQ(once->record.SerializeAsString(), twice->record.SerializeAsString());
  EXPECT_EQ(once->card_key, twice->card_key);
  EXPECT_EQ(once->private_bytes, twice->private_bytes);
}

std::string KeyOf(const std::string& type, const std::string& number, const IndexKey& key) {
  v1::Card card;
  card.set_cert_type(type);
  card.set_cert_no(number);
  return CardKey(card, key);
}

TEST(CardKeyTest, DependsOnTypeNumberAndKeyButNotOnSpelling) {
  const std::string key = KeyOf("01", "31011X", kKey);
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(KeyOf("01", "31011x", kKey), key);
  EXPECT_EQ(KeyOf("01", " 310 11X ", kKey), key);
  EXPECT_NE(KeyOf("02", "31011X", kKey), key);
  EXPECT_NE(KeyOf("01", "31012X", kKey), key);
  EXPECT_NE(KeyOf("013", "1011X", kKey), key);
  EXPECT_NE(KeyOf("01", "31011X", IndexKey{std::string(32, 'j')}), key);
}

TEST(HouseholdNoTest, IsStableDistinctAndNeverZero) {
  std::set<std::uint64_t> numbers;
  for (int i = 0; i < 1'000; ++i) {
    const std::string reference = "H" + std::to_string(i);
    const std::uint64_t number = HouseholdNo(reference, kKey);
    EXPECT_NE(number, 0U);
    EXPECT_EQ(number, HouseholdNo(reference, kKey));
    EXPECT_TRUE(numbers.insert(number).second);
  }
  EXPECT_NE(HouseholdNo("H1", kKey), HouseholdNo("H1", IndexKey{std::string(32, 'j')}));
}

}  // namespace
}  // namespace yizhan
