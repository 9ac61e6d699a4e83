// Abuse of HTTP/2 against the real program in training mode: what gRPC 1.51 is known to be weak in
// (engineering.md, section D). Whoever abuses is cut; the others are served.

#include <chrono>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "tests/service/h2_frames.h"
#include "tests/service/raw_socket.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::testing {
namespace {

using std::chrono::milliseconds;

// gRPC does not always notice that a connection it had stopped reading is gone; the engine's own
// keep-alive (ten seconds, and ten for the answer) finds out.
constexpr std::chrono::seconds kDeadConnectionMax{40};

class H2AbuseTest : public ::testing::Test {
 protected:
  H2AbuseTest() : engine_({.certificates = false, .limits = ""}) { engine_.Start(); }

  int port() const { return std::stoi(engine_.address().substr(engine_.address().rfind(':') + 1)); }
  std::int64_t Cut() const { return Metric(engine_, "yizhan_connections_cut_total"); }
  bool OthersAreServed() const {
    return Call<v1::Ledger>(engine_.NewClient("monitor"), &v1::Ledger::Stub::Checkpoint,
                            v1::CheckpointRequest())
        .ok();
  }
  // A connection that has begun as it should.
  RawSocket Begun() const {
    RawSocket socket(port());
    socket.GiveUpSendingAfter(milliseconds(1'000));
    EXPECT_TRUE(socket.Send(kPreface + BytesOf({.type = kSettings})));
    return socket;
  }

  EngineProcess engine_;
};

TEST_F(H2AbuseTest, TheEngineAnnouncesItsLimits) {
  RawSocket socket = Begun();
  for (const Frame& frame : FramesIn(socket.ReadToTheEnd(milliseconds(300)))) {
    if (frame.type != kSettings || frame.payload.empty()) continue;
    auto settings = SettingsOf(frame);
    EXPECT_EQ(settings[3], 256U) << "MAX_CONCURRENT_STREAMS";
    EXPECT_EQ(settings[6], 8192U) << "MAX_HEADER_LIST_SIZE";
    EXPECT_TRUE(!settings.contains(1) || settings[1] <= 4096U) << "HEADER_TABLE_SIZE";
    return;
  }
  FAIL() << "no SETTINGS";
}

struct ResetRow {
  const char* name;
  const char* path;
  bool with_token;
  bool with_message;
};

class RapidResetTest : public H2AbuseTest, public ::testing::WithParamInterface<ResetRow> {};

// CVE-2023-44487.
TEST_P(RapidResetTest, IsCut) {
  constexpr std::uint32_t kCalls = 20'000;
  const ResetRow& row = GetParam();
  const Fields fields = CallFields(row.path, row.with_token ? engine_.token("anting/desk-1") : "");
  const std::string block = Encoded(fields);
  RawSocket socket = Begun();
  bool open = true;
  for (std::uint32_t i = 0; i < kCalls && open; ++i) {
    const std::uint32_t stream = 2 * i + 1;
    std::string call =
        BytesOf({.type = kHeaders, .flags = kEndHeaders, .stream = stream, .payload = block});
    if (row.with_message) {
      call += BytesOf(
          {.type = kData, .flags = kEndStream, .stream = stream, .payload = std::string(5, '\0')});
    }
    open = socket.Send(
        call +
        BytesOf({.type = kReset, .stream = stream, .payload = std::string("\0\0\0\x08", 4)}));
    socket.Drop();
  }
  EXPECT_TRUE(!open || socket.ClosedWithin(milliseconds(3'000)));
  EXPECT_GE(Cut(), 1);
  EXPECT_TRUE(OthersAreServed());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RapidResetTest, ::testing::Values(
    ResetRow{"StreamOfAKnownCaller",   "/yizhan.v1.Settlement/SettleStream", true,  false},
    ResetRow{"StreamOfNobody",         "/yizhan.v1.Settlement/SettleStream", false, false},
    ResetRow{"CallWithAMessage",       "/yizhan.v1.Ledger/Checkpoint",       true,  true},
    ResetRow{"CallWithoutItsMessage",  "/yizhan.v1.Ledger/Checkpoint",       true,  false},
    ResetRow{"UnknownMethod",          "/yizhan.v1.Nothing/AtAll",           true,  true},
    ResetRow{"Health",                 "/grpc.health.v1.Health/Check",       false, true}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// CVE-2019-9512, and GRPC_ARG_HTTP2_MAX_PING_STRIKES.
TEST_F(H2AbuseTest, WhoPingsWithoutEndIsCut) {
  RawSocket socket = Begun();
  const std::string ping = BytesOf({.type = kPing, .payload = std::string(8, 'p')});
  for (int i = 0; i < 1'000 && socket.Send(ping); ++i) continue;
  EXPECT_TRUE(socket.ClosedWithin(kPatience));
  EXPECT_TRUE(OthersAreServed());
}

// Header blocks that never end are the one thing gRPC 1.51 keeps without a bound while the
// connection lives. The others are served all the while, and the place is free again.
TEST_F(H2AbuseTest, EndlessHeadersStopNobodyElse) {
  constexpr int kRounds = 8;
  constexpr int kFrames = 2'000;
  const std::string first =
      Encoded(CallFields("/yizhan.v1.Ledger/Checkpoint", engine_.token("monitor")));
  for (int round = 0; round < kRounds; ++round) {
    RawSocket socket = Begun();
    bool open = socket.Send(BytesOf({.type = kHeaders, .stream = 1, .payload = first}));
    for (int i = 0; i < kFrames && open; ++i) {
      const Fields more(16, {"x-" + std::to_string(i), std::string(1'000, 'v')});
      open = socket.Send(
          BytesOf({.type = kContinuation, .stream = 1, .payload = Encoded(more, true)}));
    }
    EXPECT_TRUE(OthersAreServed());
    socket.Close();
    EXPECT_TRUE(Becomes([&] { return Metric(engine_, "yizhan_connections_open") == 0; },
                        kDeadConnectionMax));
  }
}

TEST_F(H2AbuseTest, BytesThatAreNoFramesEndTheConnection) {
  RawSocket socket = Begun();
  socket.Send(std::string(1'000, '\xff'));
  EXPECT_TRUE(socket.ClosedWithin(kPatience));
  EXPECT_TRUE(OthersAreServed());
}

TEST(ConnectionAgeTest, AnOldConnectionIsToldToEnd) {
  EngineProcess engine({.certificates = false, .limits = "connection_age_max_s: 1"});
  engine.Start();
  const RawSocket socket(std::stoi(engine.address().substr(engine.address().rfind(':') + 1)));
  ASSERT_TRUE(socket.Send(kPreface + BytesOf({.type = kSettings})));
  std::this_thread::sleep_for(milliseconds(2'000));
  bool told = false;
  for (const Frame& frame : FramesIn(socket.ReadToTheEnd(milliseconds(200)))) {
    told = told || frame.type == kGoAway;
  }
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace yizhan::testing
