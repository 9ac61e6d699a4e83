// Client: what it does with each kind of answer, against a server that plays a script.

#include "adapters/client/client.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/refusal.h"
#include "engine/service/to_grpc.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {
namespace {

using grpc::Status;
using grpc::StatusCode;

// What is left of a division by each of the longest waits is one less.
class LongestWaits final : public Random {
 public:
  std::uint64_t Next() override { return 3999; }  // 50, 100, 200, 400, 800 and 1000 divide 4000.
};

// What the scripted server says to one call.
const Status kOk = Status::OK;
const Status kLost(StatusCode::UNAVAILABLE, "connection reset");
const Status kTimedOut(StatusCode::DEADLINE_EXCEEDED, "no answer");
const Status kUnknown = ToGrpc(Refuse({.reason = v1::OUTCOME_NOT_KNOWN}));
const Status kDown(StatusCode::UNAVAILABLE,
                   "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: "
                   "Failed to connect to remote host: Connection refused");
const Status kClosed(StatusCode::UNAVAILABLE,
                     "failed to connect to all addresses; last error: UNAVAILABLE: "
                     "ipv4:127.0.0.1:1: Socket closed");
const Status kNoTls(StatusCode::UNAVAILABLE,
                    "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: "
                    "Ssl handshake failed: SSL_ERROR_SSL");
const Status kBusy = ToGrpc(Refuse({.reason = v1::ENGINE_BUSY}));
const Status kQueueDeadline = ToGrpc(Refuse({.reason = v1::DEADLINE_IN_QUEUE}));
const Status kRevoked = ToGrpc(Refuse({.reason = v1::NOT_AUTHENTICATED}));
const Status kLate = ToGrpc(Refuse({.reason = v1::LATE}));
const Status kTooLarge(StatusCode::RESOURCE_EXHAUSTED, "Received message larger than max");

class ScriptedServer final : public v1::Settlement::Service {
 public:
  ScriptedServer(std::deque<Status> settles, std::deque<Status> gets)
      : settles_(std::move(settles)), gets_(std::move(gets)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~ScriptedServer() override { server_->Shutdown(); }

  Status Settle(grpc::ServerContext* context, const v1::SettleRequest* request,
                v1::SettleResult* reply) override {
    const std::lock_guard lock(mutex_);
    const auto token = context->client_metadata().find("authorization");
    if (token != context->client_metadata().end()) {
      token_ = std::string(token->second.data(), token->second.size());
    }
    requests_.push_back(*request);
    reply->set_number(requests_.size());
    return Next(settles_);
  }
  Status Reverse(grpc::ServerContext*, const v1::ReverseRequest*, v1::ReverseReply*) override {
    const std::lock_guard lock(mutex_);
    ++reversals_;
    return Next(settles_);
  }
  Status Replace(grpc::ServerContext*, const v1::ReplaceRequest* request,
                 v1::ReplaceReply*) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request->replacement());
    return Next(settles_);
  }
  Status Get(grpc::ServerContext*, const v1::GetRequest* request, v1::GetReply* reply) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request->message_id());
    reply->set_state(v1::NOT_POSTED);
    return Next(gets_);
  }

  // With `within_ms` its waits are the longest possible.
  Client NewClient(std::int64_t within_ms = 0, int unknown_tries = 3) const {
    return Client({.address = "127.0.0.1:" + std::to_string(port_),
                   .token = "secret",
                   .deadline_ms = 5'000,
                   .unknown_tries = unknown_tries,
                   .within_ms = within_ms,
                   .random = within_ms == 0 ? nullptr : std::make_shared<LongestWaits>()});
  }
  const std::vector<v1::SettleRequest>& requests() const { return requests_; }
  const std::vector<std::string>& asked() const { return asked_; }
  const std::string& token() const { return token_; }
  int reversals() const { return reversals_; }

 private:
  // The last line of the script is repeated.
  static Status Next(std::deque<Status>& script) {
    const Status status = script.front();
    if (script.size() > 1) script.pop_front();
    return status;
  }

  std::mutex mutex_;
  std::deque<Status> settles_;
  std::deque<Status> gets_;
  std::vector<v1::SettleRequest> requests_;
  std::vector<std::string> asked_;
  std::string token_;
  int reversals_ = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Answers nobody while it lives.
class HangingServer final : public v1::Settlement::Service {
 public:
  HangingServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~HangingServer() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      ends_.notify_all();
    }
    server_->Shutdown();
  }

  Status Settle(grpc::ServerContext*, const v1::SettleRequest*, v1::SettleResult*) override {
    return Hang();
  }
  Status Get(grpc::ServerContext*, const v1::GetRequest*, v1::GetReply*) override { return Hang(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  Status Hang() {
    std::unique_lock lock(mutex_);
    ++calls_;
    ends_.wait(lock, [this] { return ending_; });
    return kLost;
  }

  mutable std::mutex mutex_;
  std::condition_variable ends_;
  bool ending_ = false;
  int calls_ = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

struct Row {
  const char* name;
  std::deque<Status> settles;
  std::deque<Status> gets;
  std::size_t sent;   // Times the message was sent ...
  std::size_t asked;  // ... and asked about.
  v1::Reason reason;  // UNSPECIFIED and ok: settled.
  v1::ErrorClass error_class;
};

class AskingTest : public ::testing::TestWithParam<Row> {};

TEST_P(AskingTest, EndsWithADefiniteAnswerOrSaysSo) {
  const Row& row = GetParam();
  const ScriptedServer server(row.settles, row.gets);
  Client client = server.NewClient();
  v1::SettleRequest request;
  request.mutable_bill()->set_message_id("m1");
  const auto result = client.Settle(request);
  EXPECT_EQ(DetailOf(result.status()).error_class(), row.error_class) << result.status();
  EXPECT_EQ(ReasonOf(result.status()), row.reason) << result.status();
  EXPECT_EQ(server.requests().size(), row.sent);
  EXPECT_EQ(server.asked().size(), row.asked);
  for (const v1::SettleRequest& sent : server.requests()) {
    EXPECT_EQ(sent.SerializeAsString(), server.requests()[0].SerializeAsString());
    EXPECT_GT(sent.not_after_ms(), 0);
  }
  for (const std::string& id : server.asked()) EXPECT_EQ(id, "m1");
}

// clang-format off
constexpr v1::ErrorClass kNone = v1::ERROR_CLASS_UNSPECIFIED;
INSTANTIATE_TEST_SUITE_P(Table, AskingTest, ::testing::Values(
    Row{"Settled",           {kOk},                 {kOk}, 1, 0, v1::REASON_UNSPECIFIED, kNone},
    Row{"Refused",           {kLate},               {kOk}, 1, 0, v1::LATE, v1::REJECTED},
    Row{"BusyIsTheCallers",  {kBusy},               {kOk}, 1, 0, v1::ENGINE_BUSY, v1::TRY_AGAIN},
    Row{"QueueDeadline",     {kQueueDeadline},      {kOk}, 1, 0, v1::DEADLINE_IN_QUEUE,
        v1::TRY_AGAIN},
    Row{"LostThenSettled",   {kLost, kOk},          {kOk}, 2, 1, v1::REASON_UNSPECIFIED, kNone},
    Row{"TimedOutThenOk",    {kTimedOut, kOk},      {kOk}, 2, 1, v1::REASON_UNSPECIFIED, kNone},
    Row{"UnknownThenOk",     {kUnknown, kOk},       {kOk}, 2, 1, v1::REASON_UNSPECIFIED, kNone},
    Row{"LostThenLate",      {kLost, kLate},        {kOk}, 2, 1, v1::LATE, v1::REJECTED},
    Row{"LostThenBusyThenOk", {kLost, kBusy, kOk},  {kOk}, 3, 2, v1::REASON_UNSPECIFIED, kNone},
    Row{"NotSentAgainBeforeAnAnswer", {kLost, kOk}, {kLost, kOk}, 2, 2, v1::REASON_UNSPECIFIED,
        kNone},
    Row{"NeverAnswered",     {kLost},               {kLost}, 1, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"AlwaysLost",        {kLost},               {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"DownThenOk",        {kDown, kOk},          {kOk}, 2, 1, v1::REASON_UNSPECIFIED, kNone},
    Row{"AlwaysDown",        {kDown},               {kOk}, 4, 3, v1::REASON_UNSPECIFIED,
        v1::TRY_AGAIN},
    Row{"DownThenLost",      {kDown, kLost},        {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"LostThenDown",      {kLost, kDown},        {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"DownThenLostThenOk", {kDown, kLost, kOk},  {kOk}, 3, 2, v1::REASON_UNSPECIFIED, kNone},
    Row{"DownThenBusy",      {kDown, kBusy},        {kOk}, 2, 1, v1::ENGINE_BUSY, v1::TRY_AGAIN},
    Row{"ClosedThenOk",      {kClosed, kOk},        {kOk}, 2, 0, v1::REASON_UNSPECIFIED, kNone},
    Row{"AlwaysClosed",      {kClosed},             {kOk}, 4, 0, v1::REASON_UNSPECIFIED,
        v1::TRY_AGAIN},
    Row{"LostThenClosed",    {kLost, kClosed},      {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"NoTlsIsToldAtOnce", {kNoTls},              {kOk}, 1, 0, v1::REASON_UNSPECIFIED,
        v1::TRY_AGAIN},
    Row{"LostThenNoTls",     {kLost, kNoTls},       {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    // The refusal speaks of the second copy; the first may have been posted.
    Row{"LostThenRevoked",   {kLost, kRevoked},     {kOk}, 4, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    Row{"TooLargeIsFinal",   {kTooLarge},           {kOk}, 1, 0, v1::REASON_UNSPECIFIED,
        v1::REJECTED}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct BoundRow {
  const char* name;
  std::int64_t within_ms;
  int tries;
  std::deque<Status> settles;
  std::size_t sent;
  v1::Reason reason;
  v1::ErrorClass error_class;
};

class BoundTest : public ::testing::TestWithParam<BoundRow> {};

TEST_P(BoundTest, ABusyEngineIsTriedAgainAsLongAsThereIsTimeAndATryLeft) {
  const BoundRow& row = GetParam();
  const ScriptedServer server(row.settles, {kOk});
  v1::SettleRequest request;
  request.mutable_bill()->set_message_id("m1");
  const auto result = server.NewClient(row.within_ms, row.tries).Settle(request);
  EXPECT_EQ(DetailOf(result.status()).error_class(), row.error_class) << result.status();
  EXPECT_EQ(ReasonOf(result.status()), row.reason) << result.status();
  EXPECT_EQ(server.requests().size(), row.sent);
  for (const v1::SettleRequest& sent : server.requests()) {
    EXPECT_EQ(sent.SerializeAsString(), server.requests()[0].SerializeAsString());
  }
}

// The first wait takes 50 ms here, and nothing is sent when less than 50 ms are left.
// clang-format off
constexpr std::int64_t kLongMs = 60'000;
INSTANTIATE_TEST_SUITE_P(Table, BoundTest, ::testing::Values(
    BoundRow{"BusyThenOk",      kLongMs, 3, {kBusy, kOk},  2, v1::REASON_UNSPECIFIED, kNone},
    BoundRow{"QueueDeadlineThenOk", kLongMs, 3, {kQueueDeadline, kBusy, kOk}, 3,
        v1::REASON_UNSPECIFIED, kNone},
    BoundRow{"AlwaysBusy",      kLongMs, 3, {kBusy},       4, v1::ENGINE_BUSY, v1::TRY_AGAIN},
    BoundRow{"NoTimeToWait",    99,      3, {kBusy, kOk},  1, v1::ENGINE_BUSY, v1::TRY_AGAIN},
    BoundRow{"NoTimeToAsk",     99,      3, {kLost, kOk},  1, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    BoundRow{"NoTry",           kLongMs, 0, {kBusy, kOk},  1, v1::ENGINE_BUSY, v1::TRY_AGAIN},
    BoundRow{"BusyThenLate",    kLongMs, 3, {kBusy, kLate}, 2, v1::LATE, v1::REJECTED},
    BoundRow{"BusyThenLostThenBusy", kLongMs, 2, {kBusy, kLost, kBusy}, 3, v1::OUTCOME_NOT_KNOWN,
        v1::OUTCOME_UNKNOWN},
    BoundRow{"BusyThenLostThenOk", kLongMs, 3, {kBusy, kLost, kBusy, kOk}, 4,
        v1::REASON_UNSPECIFIED, kNone}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// A copy may take an hour; the call ends long before, and no copy is sent behind its end.
TEST(ClientTest, ACallEndsWithItsBoundWhateverOneCopyMayTake) {
  const HangingServer server;
  Client client({.address = server.address(),
                 .token = "t",
                 .deadline_ms = 3'600'000,
                 .unknown_tries = 1'000,
                 .within_ms = 300});
  v1::SettleRequest request;
  EXPECT_EQ(ReasonOf(client.Settle(request).status()), v1::OUTCOME_NOT_KNOWN);
  EXPECT_EQ(server.calls(), 1);
  EXPECT_EQ(DetailOf(client.Get({}).status()).error_class(), v1::OUTCOME_UNKNOWN);
  EXPECT_EQ(server.calls(), 2);
}

// Whoever was told "no answer" need not fear for two minutes that the bill is posted after all.
TEST(ClientTest, AMessageIsGoodForTheBoundOfItsCallAndALittle) {
  const ScriptedServer server({kOk}, {kOk});
  const std::int64_t before_ms = SystemClock().NowMs();
  ASSERT_TRUE(server.NewClient(20'000).Settle({}).ok());
  ASSERT_TRUE(server.NewClient(20'000).Replace({}).ok());
  const std::int64_t after_ms = SystemClock().NowMs();
  for (const v1::SettleRequest& sent : server.requests()) {
    EXPECT_GE(sent.not_after_ms(), before_ms + 21'000);
    EXPECT_LE(sent.not_after_ms(), after_ms + 25'000);
  }
}

TEST(ClientTest, SendsItsTokenAndKeepsAGivenNotAfter) {
  const ScriptedServer server({kOk}, {kOk});
  v1::SettleRequest request;
  request.set_not_after_ms(4711);
  ASSERT_TRUE(server.NewClient().Settle(request).ok());
  EXPECT_EQ(server.token(), "Bearer secret");
  EXPECT_EQ(server.requests()[0].not_after_ms(), 4711);
}

TEST(ClientTest, ReversalAndReplacementAreSentAgain) {
  const ScriptedServer reversing({kLost, kUnknown, kOk}, {kOk});
  EXPECT_TRUE(reversing.NewClient().Reverse(v1::ReverseRequest()).ok());
  EXPECT_EQ(reversing.reversals(), 3);
  const ScriptedServer replacing({kLost, kOk}, {kOk});
  v1::ReplaceRequest request;
  request.mutable_replacement()->mutable_bill()->set_message_id("m2");
  EXPECT_TRUE(replacing.NewClient().Replace(request).ok());
  EXPECT_EQ(replacing.requests().size(), 2U);
  EXPECT_EQ(replacing.asked(), std::vector<std::string>{"m2"});
  EXPECT_GT(replacing.requests()[0].not_after_ms(), 0);
}

// What gRPC itself says when there is nobody, and when the name leads nowhere.
TEST(ClientTest, KnowsThatNothingWasSentToNobody) {
  for (const char* address : {"127.0.0.1:1", "engine.invalid:1"}) {
    Client client({.address = address, .token = "t", .deadline_ms = 300, .unknown_tries = 1});
    v1::SettleRequest request;
    const absl::Status status = client.Settle(request).status();
    EXPECT_EQ(DetailOf(status).error_class(), v1::TRY_AGAIN) << status;
    EXPECT_EQ(DetailOf(status).field(), "engine") << status;
  }
}

TEST(ClientTest, KnowsItAlsoWhenTheBoundIsOver) {
  Client client({.address = "127.0.0.1:1", .token = "t", .deadline_ms = 60'000, .within_ms = 200});
  const absl::Status status = client.Settle({}).status();
  EXPECT_EQ(DetailOf(status).error_class(), v1::TRY_AGAIN) << status;
  EXPECT_EQ(DetailOf(status).field(), "engine") << status;
}

TEST(FromGrpcTest, OnlyKnownWordsOfUnavailableCountAsUnsent) {
  const std::string unsent = kDown.error_message();
  for (const Status& status :
       {Status(StatusCode::UNAVAILABLE, "Socket closed"), Status(StatusCode::UNAVAILABLE, ""),
        Status(StatusCode::UNAVAILABLE, "lost; " + unsent),
        Status(StatusCode::DEADLINE_EXCEEDED, unsent), Status(StatusCode::CANCELLED, unsent),
        Status(StatusCode::UNKNOWN, unsent), Status(StatusCode::INTERNAL, unsent)}) {
    EXPECT_EQ(DetailOf(FromGrpc(status)).error_class(), v1::OUTCOME_UNKNOWN)
        << status.error_message();
  }
}

TEST(FromGrpcTest, KeepsCodeMessageAndDetail) {
  const absl::Status sent = Refuse({.reason = v1::BILL_ALREADY_SETTLED,
                                    .field = "bill.bill_no",
                                    .expected = "a",
                                    .found = "b",
                                    .related = 17});
  const absl::Status received = FromGrpc(ToGrpc(sent));
  EXPECT_EQ(received.code(), sent.code());
  EXPECT_EQ(received.message(), sent.message());
  EXPECT_EQ(DetailOf(received).SerializeAsString(), DetailOf(sent).SerializeAsString());
  EXPECT_TRUE(FromGrpc(Status::OK).ok());
}

}  // namespace
}  // namespace yizhan
