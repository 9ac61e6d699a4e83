// BillJson: our own JSON becomes a request, or is refused with the path.

#include "adapters/bill_json/bill_json.h"

#include <google/protobuf/text_format.h>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

std::string TextOf(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  EXPECT_TRUE(printer.PrintToString(message, &text));
  return text;
}

std::string Request(const std::string& bill) {
  return "{\"bill\": {" + bill + "}, \"person\": {\"person_no\": \"2a\"}}";
}

struct Accepted {
  const char* name;
  const char* bill;
  const char* message;
};

class AcceptedBillTest : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedBillTest, BecomesAMessage) {
  const auto request = ParseSettleJson(Request(GetParam().bill));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(TextOf(request->bill()), GetParam().message);
  EXPECT_EQ(request->person().person_no(), 42U);
  EXPECT_EQ(request->not_after_ms(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedBillTest,
    testing::Values(
        Accepted{"Nothing", "", ""},
        Accepted{"Texts", R"("institution_id": "H1", "visit_no": "安1")",
                 "institution_id: \"H1\" visit_no: \"安1\" "},
        Accepted{"Fen", R"("total_fen": 1852347)", "total_fen: 1852347 "},
        Accepted{"Yuan", R"("total_yuan": "18523.47")", "total_fen: 1852347 "},
        Accepted{"NegativeFen", R"("total_fen": -1)", "total_fen: -1 "},
        Accepted{"LargestFen", R"("total_fen": 9223372036854775807)",
                 "total_fen: 9223372036854775807 "},
        Accepted{"Revision", R"("revision": 2)", "revision: 2 "},
        Accepted{"Enums", R"("care_kind": "INPATIENT", "level": "LEVEL_3")",
                 "level: LEVEL_3 care_kind: INPATIENT "},
        Accepted{"ListOfTexts", R"("diagnoses": ["C34.9", "I10"])",
                 "diagnoses: \"C34.9\" diagnoses: \"I10\" "},
        Accepted{"EmptyList", R"("diagnoses": [])", ""},
        Accepted{"Payments", R"("insurer_payments": [{"fund_code": "310100", "amount_fen": 7},
                                 {"fund_code": "390200", "amount_yuan": "0.08"}])",
                 "insurer_payments { fund_code: \"310100\" amount_fen: 7 }"
                 " insurer_payments { fund_code: \"390200\" amount_fen: 8 } "},
        Accepted{"FeeLines", R"("fee_lines": [{"line_no": "1", "amount_yuan": "-0.50"}])",
                 "fee_lines { line_no: \"1\" amount_fen: -50 } "},
        Accepted{"UpstreamAid", R"("upstream_aid": [{"fund_code": "610100", "amount_fen": 1}])",
                 "upstream_aid { fund_code: \"610100\" amount_fen: 1 } "}),
    [](const auto& row) { return row.param.name; });

TEST(BillJsonTest, PersonByCard) {
  const auto request =
      ParseSettleJson(R"({"bill": {}, "person": {"card": {"cert_type": "01", "cert_no": "X1"}}})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->person().card().cert_type(), "01");
  EXPECT_EQ(request->person().card().cert_no(), "X1");
}

TEST(BillJsonTest, PersonByTheLargestNumber) {
  const auto request =
      ParseSettleJson(R"({"bill": {}, "person": {"person_no": "FFFFffffFFFFffff"}})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->person().person_no(), 0xffff'ffff'ffff'ffffU);
}

struct Refused {
  const char* name;
  std::string json;
  v1::Reason reason;
  const char* field;
};

class RefusedBillTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedBillTest, NamesThePathAndNobody) {
  const auto request = ParseSettleJson(GetParam().json);
  ASSERT_FALSE(request.ok());
  const v1::ErrorDetail detail = DetailOf(request.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  EXPECT_EQ(detail.SerializeAsString().find("CANARY"), std::string::npos);
}

std::string Person(const std::string& person) {
  return R"({"bill": {}, "person": )" + person + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedBillTest,
    testing::Values(
        Refused{"NoJson", "bill", v1::FIELD_MALFORMED, ""},
        Refused{"NoObject", "[]", v1::FIELD_MALFORMED, ""},
        Refused{"NoBill", R"({"person": {}})", v1::FIELD_MISSING, "bill"},
        Refused{"NoPerson", R"({"bill": {}})", v1::FIELD_MISSING, "person"},
        Refused{"UnknownAtTop", R"({"bill": {}, "person": {}, "quote": 1})", v1::UNKNOWN_FIELDS,
                "quote"},
        Refused{"NotAfterIsNotTheirs", R"({"bill": {}, "person": {}, "not_after_ms": 1})",
                v1::UNKNOWN_FIELDS, "not_after_ms"},
        Refused{"UnknownField", Request(R"("name": "CANARY")"), v1::UNKNOWN_FIELDS, "bill.name"},
        Refused{"UnknownNested", Request(R"("fee_lines": [{}, {"x": 1}])"), v1::UNKNOWN_FIELDS,
                "bill.fee_lines[1].x"},
        Refused{"UnknownYuan", Request(R"("sum_yuan": "1.00")"), v1::UNKNOWN_FIELDS,
                "bill.sum_yuan"},
        Refused{"YuanAlone", Request(R"("_yuan": "1.00")"), v1::UNKNOWN_FIELDS, "bill.?"},
        Refused{"KeyTwice", Request(R"("total_fen": 1, "total_fen": 2)"), v1::FIELD_MALFORMED,
                "bill.total_fen"},
        Refused{"FenAndYuan", Request(R"("total_fen": 1, "total_yuan": "0.01")"),
                v1::FIELD_MALFORMED, "bill.total_yuan"},
        Refused{"DecimalFen", Request(R"("total_fen": 1.5)"), v1::FIELD_MALFORMED,
                "bill.total_fen"},
        Refused{"DecimalZeroFen", Request(R"("total_fen": 1.0)"), v1::FIELD_MALFORMED,
                "bill.total_fen"},
        Refused{"ScientificFen", Request(R"("total_fen": 1e3)"), v1::FIELD_MALFORMED,
                "bill.total_fen"},
        Refused{"TextFen", Request(R"("total_fen": "CANARY")"), v1::FIELD_MALFORMED,
                "bill.total_fen"},
        Refused{"NullFen", Request(R"("total_fen": null)"), v1::FIELD_MALFORMED, "bill.total_fen"},
        Refused{"FenBeyondInt64", Request(R"("total_fen": 9223372036854775808)"),
                v1::FIELD_MALFORMED, "bill.total_fen"},
        Refused{"NumberYuan", Request(R"("total_yuan": 1.50)"), v1::FIELD_MALFORMED,
                "bill.total_yuan"},
        Refused{"ThreeDecimals", Request(R"("total_yuan": "1.005")"), v1::FIELD_MALFORMED,
                "bill.total_yuan"},
        Refused{"NegativeRevision", Request(R"("revision": -1)"), v1::FIELD_MALFORMED,
                "bill.revision"},
        Refused{"NumberAsText", Request(R"("visit_no": 7)"), v1::FIELD_MALFORMED, "bill.visit_no"},
        Refused{"UnknownEnum", Request(R"("care_kind": "CANARY")"), v1::FIELD_UNKNOWN_VALUE,
                "bill.care_kind"},
        Refused{"EnumByNumber", Request(R"("care_kind": 5)"), v1::FIELD_MALFORMED,
                "bill.care_kind"},
        Refused{"TextAsList", Request(R"("diagnoses": "I10")"), v1::FIELD_MALFORMED,
                "bill.diagnoses"},
        Refused{"NumberInList", Request(R"("diagnoses": ["I10", 7])"), v1::FIELD_MALFORMED,
                "bill.diagnoses[1]"},
        Refused{"TextAsMessage", Request(R"("fee_lines": ["CANARY"])"), v1::FIELD_MALFORMED,
                "bill.fee_lines[0]"},
        Refused{"NobodyNamed", Person("{}"), v1::FIELD_MALFORMED, "person"},
        Refused{"TwoWaysToName", Person(R"({"person_no": "1", "card": {}})"), v1::FIELD_MALFORMED,
                "person"},
        Refused{"UnknownWay", Person(R"({"name": "CANARY"})"), v1::UNKNOWN_FIELDS, "person.name"},
        Refused{"PersonNoNumber", Person(R"({"person_no": 42})"), v1::FIELD_MALFORMED,
                "person.person_no"},
        Refused{"PersonNoHex", Person(R"({"person_no": "CANARY"})"), v1::FIELD_MALFORMED,
                "person.person_no"},
        Refused{"PersonZero", Person(R"({"person_no": "0"})"), v1::FIELD_MALFORMED,
                "person.person_no"},
        Refused{"PersonTooLong", Person(R"({"person_no": "00000000000000001"})"),
                v1::FIELD_MALFORMED, "person.person_no"},
        Refused{"PersonMinus", Person(R"({"person_no": "-1"})"), v1::FIELD_MALFORMED,
                "person.person_no"},
        Refused{"CardWithoutNumber", Person(R"({"card": {"cert_type": "01"}})"), v1::FIELD_MISSING,
                "person.card.cert_no"},
        Refused{"CardWithoutType", Person(R"({"card": {"cert_no": "CANARY"}})"), v1::FIELD_MISSING,
                "person.card.cert_type"},
        Refused{"CardWithName", Person(R"({"card": {"cert_no": "CANARY", "name": "CANARY"}})"),
                v1::UNKNOWN_FIELDS, "person.card.name"},
        Refused{"CardNoObject", Person(R"({"card": "CANARY"})"), v1::FIELD_MALFORMED,
                "person.card"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan
