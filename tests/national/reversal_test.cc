// 2208, 2305 and 2601 as reversals.

#include "adapters/national/settlement_message.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::national {
namespace {

struct Reversal {
  const char* name;
  const char* infno;
  const char* data;
  const char* request;  // "number/message id"; null: refused.
  v1::Reason reason;
  const char* field;
};

class ReversalTest : public testing::TestWithParam<Reversal> {};

TEST_P(ReversalTest, Reads) {
  const Reversal& row = GetParam();
  const auto message = ParseMessage(std::string("{\"infno\": \"") + row.infno +
                                    "\", \"msgid\": \"M2\", \"fixmedins_code\": \"H1\", "
                                    "\"input\": {" +
                                    row.data + "}}");
  if (row.request == nullptr) {
    ASSERT_FALSE(message.ok());
    EXPECT_EQ(v1::Reason_Name(ReasonOf(message.status())), v1::Reason_Name(row.reason));
    EXPECT_EQ(DetailOf(message.status()).field(), row.field);
    return;
  }
  ASSERT_TRUE(message.ok()) << message.status();
  const v1::ReverseRequest& request = std::get<ReverseMessage>(message->body).request;
  EXPECT_EQ(std::to_string(request.number()) + "/" + request.message_id(), row.request);
  EXPECT_EQ(request.request_id(), "M2");
}

INSTANTIATE_TEST_SUITE_P(
    Table, ReversalTest,
    testing::Values(
        Reversal{"ByNumber",
                 "2208",
                 "\"data\": {\"setl_id\": \"17\", \"psn_no\": \"x\"}",
                 "17/",
                 {},
                 ""},
        Reversal{"ByJsonNumber", "2208", "\"data\": {\"setl_id\": 17}", "17/", {}, ""},
        Reversal{"Inpatient", "2305", "\"data\": {\"setl_id\": 17}", "17/", {}, ""},
        Reversal{"ByItsMessage", "2208", "\"data\": {\"msgid\": \"M1\"}", "0/M1", {}, ""},
        Reversal{"NumberBeforeMessage",
                 "2208",
                 "\"data\": {\"setl_id\": 17, \"msgid\": \"M1\"}",
                 "17/",
                 {},
                 ""},
        Reversal{"ByMessage",
                 "2601",
                 "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2207\"}",
                 "0/M1",
                 {},
                 ""},
        Reversal{"ByMessageOf2304",
                 "2601",
                 "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2304\"}",
                 "0/M1",
                 {},
                 ""},
        Reversal{"NoData", "2208", "", nullptr, v1::FIELD_MISSING, "input.data"},
        Reversal{"DataNoObject", "2601", "\"data\": []", nullptr, v1::FIELD_MALFORMED,
                 "input.data"},
        Reversal{"NoNumber", "2208", "\"data\": {}", nullptr, v1::FIELD_MISSING,
                 "input.data.setl_id"},
        Reversal{"NumberZero", "2208", "\"data\": {\"setl_id\": \"0\"}", nullptr,
                 v1::FIELD_MALFORMED, "input.data.setl_id"},
        Reversal{"NumberNegative", "2208", "\"data\": {\"setl_id\": -17}", nullptr,
                 v1::FIELD_MALFORMED, "input.data.setl_id"},
        Reversal{"TheirNumber", "2208", "\"data\": {\"setl_id\": \"S17\"}", nullptr,
                 v1::FIELD_MALFORMED, "input.data.setl_id"},
        Reversal{"NumberTooLarge", "2208", "\"data\": {\"setl_id\": \"18446744073709551616\"}",
                 nullptr, v1::FIELD_MALFORMED, "input.data.setl_id"},
        Reversal{"NoOldMessage", "2601", "\"data\": {\"oinfno\": \"2207\"}", nullptr,
                 v1::FIELD_MISSING, "input.data.omsgid"},
        Reversal{"NoOldTransaction", "2601", "\"data\": {\"omsgid\": \"M1\"}", nullptr,
                 v1::FIELD_MISSING, "input.data.oinfno"},
        Reversal{"OldTransactionNoSettlement", "2601",
                 "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2208\"}", nullptr,
                 v1::FIELD_UNKNOWN_VALUE, "input.data.oinfno"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::national
