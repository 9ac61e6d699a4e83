// Limits: what one caller may take of the engine, through the real program. Whoever takes more is
// refused or cut; the others are served.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/raw_call.h"
#include "tests/service/raw_socket.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/ledger.grpc.pb.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

using std::chrono::milliseconds;

int PortOf(const EngineProcess& engine) {
  return std::stoi(engine.address().substr(engine.address().rfind(':') + 1));
}

absl::Status Checkpoint(const EngineProcess& engine, const std::string& sender) {
  return Call<v1::Ledger>(engine.NewClient(sender), &v1::Ledger::Stub::Checkpoint,
                          v1::CheckpointRequest())
      .status();
}

// A context with the caller's token and no deadline.
void NameCaller(const EngineProcess& engine, const std::string& sender,
                grpc::ClientContext& context) {
  context.AddMetadata("authorization", "Bearer " + engine.token(sender));
}

v1::SettleStreamRequest ItemOf(std::uint64_t tag) {
  v1::SettleStreamRequest item;
  item.set_tag(tag);
  *item.mutable_request() = World::Request("m" + std::to_string(tag));
  return item;
}

v1::Reason ReasonOfItem(const v1::SettleStreamReply& reply) {
  v1::ErrorDetail detail;
  EXPECT_TRUE(detail.ParseFromString(reply.error().detail()));
  return detail.reason();
}

// ---------------------------------------------------------------- deadlines

TEST(DeadlineTest, IsRequiredOnEveryCallButTheSettleStream) {
  EngineProcess engine;
  engine.Start();
  const Client client = engine.NewClient("relief");
  for (const char* method :
       {"Settlement.Settle", "Settlement.Get", "Register.Import", "Register.Lookup",
        "Register.Erase", "OfficerService.List", "Ledger.Read", "Ledger.Checkpoint"}) {
    const absl::Status status =
        RawCallWithoutDeadline(client, method, "Bearer " + engine.token("relief"), "");
    EXPECT_EQ(ReasonOf(status), v1::DEADLINE_REQUIRED) << method << ": " << status;
  }
  grpc::ClientContext context;
  NameCaller(engine, "anting/desk-1", context);
  const Client desk = engine.NewClient("anting/desk-1");
  const auto stub = v1::Settlement::NewStub(desk.channel());
  const auto stream = stub->SettleStream(&context);
  v1::SettleStreamReply reply;
  ASSERT_TRUE(stream->Write(ItemOf(1)) && stream->Read(&reply));
  EXPECT_EQ(ReasonOfItem(reply), v1::INSTITUTION_UNKNOWN);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// ---------------------------------------------------------------- rate

class RateTest : public ::testing::Test {
 protected:
  static constexpr int kPerSecond = 20;
  RateTest() : engine_({.certificates = false, .limits = "calls_per_second_max: 20"}) {
    engine_.Start();
  }
  EngineProcess engine_;
};

TEST_F(RateTest, OneTakesTooManyCallsAndOnlyHeIsRefused) {
  const Client client = engine_.NewClient("monitor");
  int served = 0;
  int refused = 0;
  for (int i = 0; i < 5 * kPerSecond; ++i) {
    const absl::Status status =
        Call<v1::Ledger>(client, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest()).status();
    served += status.ok() ? 1 : 0;
    refused += ReasonOf(status) == v1::RATE_LIMITED ? 1 : 0;
    EXPECT_TRUE(status.ok() || DetailOf(status).error_class() == v1::TRY_AGAIN) << status;
  }
  EXPECT_EQ(served + refused, 5 * kPerSecond);
  EXPECT_GE(served, kPerSecond);
  EXPECT_GE(refused, kPerSecond);
  EXPECT_TRUE(Checkpoint(engine_, "auditor").ok());
  EXPECT_EQ(Metric(engine_,
                   "yizhan_calls_total{method=\"Ledger.Checkpoint\",code=\"RESOURCE_EXHAUSTED\"}"),
            refused);
}

TEST_F(RateTest, AStreamsItemsCountAndTheRefusedAreAnsweredByTag) {
  constexpr std::uint64_t kItems = 5 * kPerSecond;
  const Client client = engine_.NewClient("anting/desk-1");
  grpc::ClientContext context;
  client.Prepare(context);
  const auto stub = v1::Settlement::NewStub(client.channel());
  const auto stream = stub->SettleStream(&context);
  for (std::uint64_t tag = 1; tag <= kItems; ++tag) ASSERT_TRUE(stream->Write(ItemOf(tag)));
  stream->WritesDone();
  std::map<std::uint64_t, v1::Reason> reasons;
  for (v1::SettleStreamReply reply; stream->Read(&reply);) {
    reasons[reply.tag()] = ReasonOfItem(reply);
  }
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(reasons.size(), kItems);
  int limited = 0;
  for (const auto& [tag, reason] : reasons) limited += reason == v1::RATE_LIMITED ? 1 : 0;
  EXPECT_GE(limited, kPerSecond);
  EXPECT_LE(limited, static_cast<int>(kItems) - kPerSecond / 2);
  EXPECT_EQ(reasons[1], v1::INSTITUTION_UNKNOWN) << "the first are within the rate";
}

TEST_F(RateTest, AnImportIsSlowedAndLosesNobody) {
  constexpr int kPersons = 3 * kPerSecond;
  const Client client = engine_.NewClient("relief");
  grpc::ClientContext context;
  client.Prepare(context);
  v1::ImportReply reply;
  const auto stub = v1::Register::NewStub(client.channel());
  const auto started = std::chrono::steady_clock::now();
  const auto writer = stub->Import(&context, &reply);
  for (int i = 0; i < kPersons; ++i) {
    ASSERT_TRUE(writer->Write(World::Person("00000019600101" + std::to_string(1000 + i), "甲")));
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(reply.created(), static_cast<std::uint32_t>(kPersons));
  EXPECT_EQ(reply.refused_size(), 0);
  EXPECT_GE(std::chrono::steady_clock::now() - started, milliseconds(1'500));
}

// ---------------------------------------------------------------- streams

TEST(StreamsTest, OnePeerHoldsOnlySoMany) {
  EngineProcess engine({.certificates = false, .limits = "streams_per_peer_max: 2"});
  engine.Start();
  const Client desk = engine.NewClient("anting/desk-1");
  const auto stub = v1::Settlement::NewStub(desk.channel());
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReaderWriter<v1::SettleStreamRequest, v1::SettleStreamReply>>
        stream;
  };
  const auto open = [&] {
    auto opened = std::make_unique<Open>();
    desk.Prepare(opened->context);
    opened->stream = stub->SettleStream(&opened->context);
    return opened;
  };
  const auto answers = [](Open& opened) {
    v1::SettleStreamReply reply;
    return opened.stream->Write(ItemOf(1)) && opened.stream->Read(&reply);
  };
  const auto first = open();
  const auto second = open();
  EXPECT_TRUE(answers(*first) && answers(*second));
  const auto third = open();
  EXPECT_FALSE(answers(*third));
  const absl::Status refused = FromGrpc(third->stream->Finish());
  EXPECT_EQ(ReasonOf(refused), v1::TOO_MANY_STREAMS) << refused;
  EXPECT_TRUE(Checkpoint(engine, "anting/desk-1").ok()) << "plain calls go on";

  first->stream->WritesDone();
  EXPECT_TRUE(first->stream->Finish().ok());
  EXPECT_TRUE(Becomes([&] {
    const auto again = open();
    const bool answered = answers(*again);
    again->context.TryCancel();
    again->stream->Finish();
    return answered;
  })) << "a place that was given back is not free";
  second->context.TryCancel();
  second->stream->Finish();
}

// ---------------------------------------------------------------- sizes

TEST(SizeTest, TooMuchMetadataIsRefusedAndOthersAreServed) {
  EngineProcess engine;
  engine.Start();
  const Client client = engine.NewClient("monitor");
  grpc::ClientContext context;
  client.Prepare(context);
  context.AddMetadata("x-note", std::string(20'000, 'x'));
  v1::LedgerCheckpoint reply;
  const grpc::Status status =
      v1::Ledger::NewStub(client.channel())->Checkpoint(&context, v1::CheckpointRequest(), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_TRUE(Checkpoint(engine, "monitor").ok());
}

TEST(SizeTest, TooLargeAMessageIsRefusedInWordsOrByTheTransport) {
  EngineProcess engine;
  engine.Start();
  const Client client = engine.NewClient("relief");
  const std::string token = "Bearer " + engine.token("relief");
  EXPECT_EQ(ReasonOf(RawCall(client, "Settlement.Settle", token, std::string(2 << 20, '\0'))),
            v1::FIELD_TOO_LONG);
  EXPECT_EQ(RawCall(client, "Settlement.Settle", token, std::string(6 << 20, '\0')).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Checkpoint(engine, "relief").ok());
}

// ---------------------------------------------------------------- connections

TEST(ConnectionsTest, AreCappedBeforeAByteIsRead) {
  constexpr std::size_t kMax = 6;
  EngineProcess engine(
      {.certificates = false, .limits = "connections_max: 6 connections_per_address_max: 6"});
  engine.Start();
  std::vector<RawSocket> open;
  for (std::size_t i = 0; i < kMax; ++i) open.emplace_back(PortOf(engine));
  EXPECT_TRUE(Becomes([&] { return Metric(engine, "yizhan_connections_open") == kMax; }));
  RawSocket one_more(PortOf(engine));
  EXPECT_TRUE(one_more.ClosedWithin(kPatience));
  EXPECT_TRUE(Becomes([&] { return Metric(engine, "yizhan_connections_refused_total") >= 1; }));
  open.pop_back();
  EXPECT_TRUE(Becomes([&] { return Checkpoint(engine, "monitor").ok(); }));
}

TEST(ConnectionsTest, OfOneAddressAreCapped) {
  EngineProcess engine(
      {.certificates = false, .limits = "connections_max: 100 connections_per_address_max: 3"});
  engine.Start();
  std::vector<RawSocket> open;
  for (int i = 0; i < 3; ++i) open.emplace_back(PortOf(engine), "127.0.0.9");
  RawSocket fourth(PortOf(engine), "127.0.0.9");
  EXPECT_TRUE(fourth.ClosedWithin(kPatience));
  EXPECT_TRUE(Checkpoint(engine, "monitor").ok()) << "another address has its own";
}

TEST(ConnectionsTest, WhoNeverFinishesTheHandshakeIsCut) {
  for (const bool certificates : {false, true}) {
    EngineProcess engine({.certificates = certificates, .limits = "handshake_max_ms: 400"});
    engine.Start();
    // Nothing at all; half a preface; the beginning of a TLS record that never ends.
    for (const std::string& said :
         {std::string(), std::string("PRI * HT"), std::string("\x16\x03\x01\x02\x00\x01", 6)}) {
      RawSocket slow(PortOf(engine));
      ASSERT_TRUE(slow.connected());
      if (!said.empty()) slow.Send(said);
      EXPECT_TRUE(slow.ClosedWithin(kPatience)) << said << " certificates " << certificates;
    }
    EXPECT_TRUE(Checkpoint(engine, "monitor").ok());
  }
}

}  // namespace
}  // namespace yizhan::testing
