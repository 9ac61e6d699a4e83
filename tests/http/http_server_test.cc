// The server under callers that are slow, rude, many, or there when it stops.

#include "adapters/http/http_server.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/http/echo_server.h"

namespace yizhan::edge {
namespace {

using testing::HasSubstr;

constexpr char kGet[] = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr char kLastGet[] = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
constexpr char kWait[] = "GET /wait HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

struct Slow {
  const char* name;
  std::string sent;  // And nothing more.
  std::string answered;
};

class SlowCallerTest : public testing::TestWithParam<Slow> {};

TEST_P(SlowCallerTest, IsCutOff) {
  HttpOptions options;
  options.idle_max_ms = 100;
  options.read_max_ms = 100;
  EchoServer echo(options);
  RawSocket socket(echo.port());
  ASSERT_TRUE(socket.Send(GetParam().sent));
  const std::string bytes = socket.ReadToTheEnd();
  EXPECT_THAT(bytes, HasSubstr(GetParam().answered));
  EXPECT_TRUE(socket.ClosedWithin(kPatience));
}

INSTANTIATE_TEST_SUITE_P(
    Table, SlowCallerTest,
    testing::Values(Slow{"SaysNothing", "", ""}, Slow{"HalfAHeader", "POST /a HTTP/1.1\r\nHo", ""},
                    Slow{"HalfABody", "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", ""},
                    Slow{"IdleAfterARequest", kGet, "root GET /a"}),
    [](const auto& row) { return row.param.name; });

// It reads nothing of a large answer.
TEST(HttpServerTest, SlowReaderIsCutOffAndNothingIsDelivered) {
  HttpOptions options;
  options.write_max_ms = 100;
  options.body_bytes_max = 16U << 20;
  EchoServer echo(options);
  RawSocket socket(echo.port());
  const std::string body(options.body_bytes_max, 'b');
  std::thread sender([&] {
    std::string rest =
        "POST /a HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::size_t at = 0; at < rest.size(); at += 1U << 20) {
      if (!socket.Send(rest.substr(at, 1U << 20))) break;
    }
  });
  sender.join();
  ASSERT_TRUE(Becomes([&] { return echo.handled == 1; }));
  echo.server->Stop();
  EXPECT_EQ(echo.delivered, 0);
}

TEST(HttpServerTest, FullPoolIsAnsweredAtOnce) {
  HttpOptions options;
  options.workers = 2;
  EchoServer echo(options);
  const RawSocket first(echo.port());
  const RawSocket second(echo.port());
  ASSERT_TRUE(first.Send(kWait));
  ASSERT_TRUE(second.Send(kWait));
  echo.barrier.AwaitArrivals(2);
  const RawSocket third(echo.port());
  ASSERT_TRUE(third.Send(kLastGet));
  EXPECT_THAT(third.ReadToTheEnd(), HasSubstr("503 Service Unavailable"));
  echo.barrier.Open();
  EXPECT_THAT(first.ReadToTheEnd(), HasSubstr("wait GET /wait"));
  EXPECT_THAT(second.ReadToTheEnd(), HasSubstr("wait GET /wait"));
  const RawSocket fourth(echo.port());
  ASSERT_TRUE(fourth.Send(kLastGet));
  EXPECT_THAT(fourth.ReadToTheEnd(), HasSubstr("root GET /a"));
}

TEST(HttpServerTest, OneConnectionTooManyIsClosed) {
  HttpOptions options;
  options.connections_max = 2;
  EchoServer echo(options);
  const RawSocket first(echo.port());
  const RawSocket second(echo.port());
  ASSERT_TRUE(first.Send(kWait));
  ASSERT_TRUE(second.Send(kWait));
  echo.barrier.AwaitArrivals(2);
  RawSocket third(echo.port());
  EXPECT_TRUE(third.ClosedWithin(kPatience));
  echo.barrier.Open();
  EXPECT_THAT(first.ReadToTheEnd(), HasSubstr("wait GET /wait"));
}

TEST(HttpServerTest, DeliveredOnceForEachWholeAnswer) {
  EchoServer echo;
  const RawSocket socket(echo.port());
  ASSERT_TRUE(socket.Send(std::string(kGet) + kGet + kLastGet));
  EXPECT_THAT(socket.ReadToTheEnd(), HasSubstr("root GET /a"));
  echo.server->Stop();
  EXPECT_EQ(echo.handled, 3);
  EXPECT_EQ(echo.delivered, 3);
}

TEST(HttpServerTest, NothingIsDeliveredToACallerThatIsGone) {
  EchoServer echo;
  RawSocket socket(echo.port());
  ASSERT_TRUE(socket.Send(kWait));
  echo.barrier.AwaitArrivals(1);
  socket.Reset();
  echo.barrier.Open();
  echo.server->Stop();
  EXPECT_EQ(echo.handled, 1);
  EXPECT_EQ(echo.delivered, 0);
}

struct Rude {
  const char* name;
  std::string sent;
  bool reset;
};

class RudeCallerTest : public testing::TestWithParam<Rude> {};

TEST_P(RudeCallerTest, TheNextOneIsAnswered) {
  EchoServer echo;
  for (int i = 0; i < 20; ++i) {
    RawSocket rude(echo.port());
    ASSERT_TRUE(rude.Send(GetParam().sent));
    GetParam().reset ? rude.Reset() : rude.Close();
  }
  // What the rude ones asked for may still keep both workers busy.
  std::string answer;
  for (int i = 0; i < 1000 && (i == 0 || answer.starts_with("HTTP/1.1 503")); ++i) {
    const RawSocket polite(echo.port());
    ASSERT_TRUE(polite.Send(kLastGet));
    answer = polite.ReadToTheEnd();
  }
  EXPECT_THAT(answer, HasSubstr("root GET /a"));
}

INSTANTIATE_TEST_SUITE_P(Table, RudeCallerTest,
                         testing::Values(Rude{"ClosesAtOnce", "", false},
                                         Rude{"ResetsAtOnce", "", true},
                                         Rude{"ClosesInTheHeader", "POST /a HT", false},
                                         Rude{"ResetsInTheBody",
                                              "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
                                              true},
                                         Rude{"ResetsBeforeTheAnswer", kGet, true},
                                         Rude{"ClosesBeforeTheAnswer", kGet, false},
                                         Rude{"ResetsAfterGarbage", "garbage\r\n\r\n", true}),
                         [](const auto& row) { return row.param.name; });

TEST(HttpServerTest, ManyCallersAtOnceGetTheirOwnAnswers) {
  constexpr int kCallers = 8;
  constexpr int kRequests = 25;
  EchoServer echo;
  std::vector<std::thread> callers;
  std::atomic<int> right{0};
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const RawSocket socket(echo.port());
      std::string sent;
      for (int n = 0; n < kRequests; ++n) {
        const std::string mark = std::to_string(i) + "-" + std::to_string(n);
        sent += "POST /" + mark + " HTTP/1.1\r\nContent-Length: 1\r\n" +
                (n + 1 == kRequests ? "Connection: close\r\n" : "") + "\r\n.";
      }
      socket.Send(sent);
      const std::string bytes = socket.ReadToTheEnd();
      for (int n = 0; n < kRequests; ++n) {
        const std::string mark = std::to_string(i) + "-" + std::to_string(n);
        if (bytes.find("root POST /" + mark + " .") != std::string::npos) ++right;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(right, kCallers * kRequests);
  EXPECT_EQ(echo.handled, kCallers * kRequests);
}

TEST(HttpServerTest, StopFinishesWhatIsUnderWayAndTakesNothingMore) {
  EchoServer echo;
  RawSocket idle(echo.port());
  const RawSocket under_way(echo.port());
  ASSERT_TRUE(under_way.Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n"));
  echo.barrier.AwaitArrivals(1);
  const int port = echo.port();
  std::thread stopping([&] { echo.server->Stop(); });
  EXPECT_TRUE(idle.ClosedWithin(kPatience));
  echo.barrier.Open();
  const std::string bytes = under_way.ReadToTheEnd();
  EXPECT_THAT(bytes, HasSubstr("Connection: close"));
  EXPECT_THAT(bytes, HasSubstr("wait GET /wait"));
  stopping.join();
  EXPECT_EQ(echo.delivered, 1);
  EXPECT_FALSE(RawSocket(port).connected());
}

struct BadStart {
  const char* name;
  absl::StatusCode code;
  void (*spoil)(HttpOptions&, std::vector<HttpRoute>&);
};

class BadStartTest : public testing::TestWithParam<BadStart> {};

TEST_P(BadStartTest, IsRefused) {
  HttpOptions options;
  std::vector<HttpRoute> routes = {{"/", [](const HttpRequest&) { return HttpResponse(); }}};
  GetParam().spoil(options, routes);
  const auto server = HttpServer::Start(options, routes);
  EXPECT_EQ(server.status().code(), GetParam().code) << server.status();
}

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
// clang-format off
const BadStart kBadStarts[] = {
    {"NoPort", kInvalid, [](HttpOptions& o, auto&) { o.listen = "127.0.0.1"; }},
    {"EmptyPort", kInvalid, [](HttpOptions& o, auto&) { o.listen = "127.0.0.1:"; }},
    {"NoHost", kInvalid, [](HttpOptions& o, auto&) { o.listen = ":80"; }},
    {"PortIsAWord", kInvalid, [](HttpOptions& o, auto&) { o.listen = "127.0.0.1:no-such-port"; }},
    {"NotOurAddress", absl::StatusCode::kUnavailable, [](HttpOptions& o, auto&) { o.listen = "192.0.2.1:0"; }},
    {"NoWorkers", kInvalid, [](HttpOptions& o, auto&) { o.workers = 0; }},
    {"NoConnections", kInvalid, [](HttpOptions& o, auto&) { o.connections_max = 0; }},
    {"NoBody", kInvalid, [](HttpOptions& o, auto&) { o.body_bytes_max = 0; }},
    {"NoHeader", kInvalid, [](HttpOptions& o, auto&) { o.header_bytes_max = 0; }},
    {"PathWithoutSlash", kInvalid, [](HttpOptions&, auto& r) { r[0].path = "fhir"; }},
    {"PathEndsWithSlash", kInvalid, [](HttpOptions&, auto& r) { r[0].path = "/fhir/"; }},
    {"EmptyPath", kInvalid, [](HttpOptions&, auto& r) { r[0].path = ""; }},
    {"NoHandler", kInvalid, [](HttpOptions&, auto& r) { r[0].handler = nullptr; }},
    {"NoCertificate", kInvalid, [](HttpOptions& o, auto&) { o.tls = HttpTls{"no certificate", "no key", ""}; }},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, BadStartTest, testing::ValuesIn(kBadStarts),
                         [](const auto& row) { return row.param.name; });

TEST(HttpServerTest, PortThatIsTakenIsSaid) {
  EchoServer echo;
  HttpOptions options;
  options.listen = "127.0.0.1:" + std::to_string(echo.port());
  const auto second = HttpServer::Start(options, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(second.status().message(), HasSubstr(options.listen));
}

}  // namespace
}  // namespace yizhan::edge
