// The parts of the service that need no server: bounded trailers, raw bytes, the reader pool.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>

#include "engine/base/refusal.h"
#include "engine/service/reader_pool.h"
#include "engine/service/to_grpc.h"
#include "engine/service/wire.h"
#include "grpcpp/support/slice.h"
#include "gtest/gtest.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {
namespace {

grpc::ByteBuffer BytesOf(const std::string& text) {
  const grpc::Slice slice(text);
  return {&slice, 1};
}

v1::ErrorDetail SentDetail(const grpc::Status& status) {
  v1::RpcStatus rpc_status;
  v1::ErrorDetail detail;
  EXPECT_TRUE(rpc_status.ParseFromString(status.error_details()));
  EXPECT_EQ(rpc_status.code(), static_cast<int>(status.error_code()));
  EXPECT_EQ(rpc_status.details_size(), 1);
  EXPECT_TRUE(rpc_status.details(0).UnpackTo(&detail));
  return detail;
}

TEST(ToGrpcTest, CarriesCodeMessageAndDetail) {
  const grpc::Status status = ToGrpc(Refuse({.reason = v1::PARTS_NOT_TOTAL,
                                             .field = "bill.total_fen",
                                             .expected = "1.00",
                                             .found = "2.00"}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const v1::ErrorDetail detail = SentDetail(status);
  EXPECT_EQ(detail.reason(), v1::PARTS_NOT_TOTAL);
  EXPECT_EQ(detail.expected(), "1.00");
  EXPECT_EQ(detail.found(), "2.00");
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

TEST(ToGrpcTest, LongValuesAreCutBetweenCharacters) {
  std::string found;
  for (int i = 0; i < 5000; ++i) found += "嘉";
  const grpc::Status status = ToGrpc(Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .found = found}));
  EXPECT_LE(status.error_details().size(), kDetailBytesMax + kStatusMessageBytesMax + 128);
  EXPECT_LE(status.error_message().size(), kStatusMessageBytesMax);
  EXPECT_EQ(SentDetail(status).found().size() % 3, 0U);
}

TEST(ToGrpcTest, ALargeNewOutcomeIsSentAsItsSums) {
  v1::SettleResult result;
  for (int i = 0; i < 2000; ++i) result.mutable_bill()->add_fee_lines()->set_line_no("line");
  result.mutable_outcome()->set_cash_due_fen(42);
  result.set_quote_digest(std::string(32, 'q'));
  const v1::ErrorDetail detail = SentDetail(
      ToGrpc(Refuse({.reason = v1::QUOTE_STALE, .related_result = result.SerializeAsString()})));
  v1::SettleResult sent;
  ASSERT_TRUE(sent.ParseFromString(detail.related_result()));
  EXPECT_EQ(sent.outcome().cash_due_fen(), 42);
  EXPECT_EQ(sent.quote_digest(), result.quote_digest());
  EXPECT_EQ(sent.bill().fee_lines_size(), 0);
}

struct WireRow {
  const char* name;
  std::string bytes;
  v1::Reason reason;
  const char* field;
};

class WireTest : public ::testing::TestWithParam<WireRow> {};

TEST_P(WireTest, IsReadOrRefused) {
  const auto message = ReadMessage<v1::SettleRequest>(BytesOf(GetParam().bytes), 64);
  EXPECT_EQ(ReasonOf(message.status()), GetParam().reason) << message.status();
  EXPECT_EQ(DetailOf(message.status()).field(), GetParam().field);
}

// Field 1 is the bill, and its field 3 the visit; field 2 is the person, 2.2 the card, 2.2.2 its
// number; field 3 is not_after_ms.
INSTANTIATE_TEST_SUITE_P(
    Table, WireTest,
    ::testing::Values(
        WireRow{"Empty", "", v1::REASON_UNSPECIFIED, ""},
        WireRow{"Good", std::string("\x0a\x03\x1a\x01v", 5), v1::REASON_UNSPECIFIED, ""},
        WireRow{"Chinese", "\x0a\x05\x1a\x03嘉", v1::REASON_UNSPECIFIED, ""},
        WireRow{"NotUtf8", "\x0a\x03\x1a\x01\xff", v1::FIELD_NOT_UTF8, "bill.visit_no"},
        WireRow{"HalfACharacter", "\x0a\x04\x1a\x02\xe5\x98", v1::FIELD_NOT_UTF8, "bill.visit_no"},
        WireRow{"Surrogate", "\x0a\x05\x1a\x03\xed\xa0\x80", v1::FIELD_NOT_UTF8, "bill.visit_no"},
        WireRow{"CardNotUtf8", "\x12\x05\x12\x03\x12\x01\xff", v1::FIELD_NOT_UTF8,
                "person.card.cert_no"},
        WireRow{"CutOff", "\x0a\x09\x1a", v1::FIELD_MALFORMED, "message"},
        WireRow{"Garbage", "\xff\xff\xff", v1::FIELD_MALFORMED, "message"},
        WireRow{"TooLong", std::string(65, 'x'), v1::FIELD_TOO_LONG, "message"}),
    [](const auto& row) { return row.param.name; });

TEST(KnownFieldsTest, LooksInsideButLeavesTheBillToItsOwnCheck) {
  v1::ReplaceRequest request;
  EXPECT_TRUE(CheckKnownFields(request).ok());
  v1::SettleRequest& inside = *request.mutable_replacement();
  inside.mutable_bill()
      ->GetReflection()
      ->MutableUnknownFields(inside.mutable_bill())
      ->AddVarint(900, 1);
  EXPECT_TRUE(CheckKnownFields(request).ok());
  inside.GetReflection()->MutableUnknownFields(&inside)->AddVarint(900, 1);
  const absl::Status status = CheckKnownFields(request);
  EXPECT_EQ(ReasonOf(status), v1::UNKNOWN_FIELDS);
  EXPECT_EQ(DetailOf(status).field(), "replacement");
}

TEST(NumberFieldTest, FindsTheLineOfAPersonThatDoesNotParse) {
  EXPECT_EQ(NumberFieldOf(BytesOf("\x08\x2a\x1a\x01\xff"), 1), 42U);
  EXPECT_EQ(NumberFieldOf(BytesOf("\xff"), 1), 0U);
}

TEST(ReaderPoolTest, FullRefusesAtOnceAndStopRunsWhatWaits) {
  std::mutex gate;
  gate.lock();
  std::atomic<int> ran = 0;
  ReaderPool pool(/*threads=*/1, /*waiting_max=*/2);
  const auto job = [&] {
    const std::lock_guard wait(gate);
    ++ran;
  };
  ASSERT_TRUE(pool.Run(job));
  while (pool.waiting() != 0) std::this_thread::yield();  // It is with the thread now.
  EXPECT_TRUE(pool.Run(job));
  EXPECT_TRUE(pool.Run(job));
  EXPECT_FALSE(pool.Run(job));
  EXPECT_EQ(pool.waiting(), 2U);
  gate.unlock();
  pool.Stop();
  EXPECT_EQ(ran, 3);
  EXPECT_FALSE(pool.Run(job));
}

}  // namespace
}  // namespace yizhan
