// What comes on one connection, and what goes back on it. A row is a connection.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/http/echo_server.h"

namespace yizhan::edge {
namespace {

using testing::HasSubstr;

constexpr std::size_t kBodyMax = 1'000;
constexpr std::size_t kHeaderMax = 2'000;

// Pieces are sent one by one; the answers are their status lines, and `last` stands in the bytes.
struct Exchange {
  const char* name;
  std::vector<std::string> sent;
  std::vector<int> statuses;
  std::string last;
  bool byte_by_byte = false;
};

std::string Post(const std::string& target, const std::string& body, bool last = true) {
  return "POST " + target +
         " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
         (last ? "\r\nConnection: close" : "") + "\r\n\r\n" + body;
}

std::string Chunked(const std::string& chunks) {
  return "POST /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" +
         chunks;
}

std::vector<int> StatusesOf(const std::string& bytes) {
  std::vector<int> statuses;
  for (std::size_t at = 0; (at = bytes.find("HTTP/1.", at)) != std::string::npos; ++at) {
    statuses.push_back(std::atoi(bytes.substr(at + 9, 3).c_str()));
  }
  return statuses;
}

class ExchangeTest : public testing::TestWithParam<Exchange> {};

TEST_P(ExchangeTest, Answers) {
  HttpOptions options;
  options.body_bytes_max = kBodyMax;
  options.header_bytes_max = kHeaderMax;
  EchoServer echo(options);
  RawSocket socket(echo.port());
  for (const std::string& piece : GetParam().sent) {
    const std::size_t step = GetParam().byte_by_byte ? 1 : piece.size();
    for (std::size_t at = 0; at < piece.size(); at += step) {
      ASSERT_TRUE(socket.Send(piece.substr(at, step)));
    }
  }
  const std::string bytes = socket.ReadToTheEnd();
  EXPECT_EQ(StatusesOf(bytes), GetParam().statuses) << bytes;
  EXPECT_THAT(bytes, HasSubstr(GetParam().last));
}

// clang-format off
const Exchange kExchanges[] = {
    {"Post", {Post("/a", "body")}, {200}, "root POST /a body"},
    {"PieceByPiece", {"POST /a HT", "TP/1.1\r\nHo", "st: h\r\nContent-Length: 4\r\nConnection: close\r", "\n\r\nbo", "dy"}, {200}, "root POST /a body"},
    {"ByteByByte", {Post("/a", "body")}, {200}, "root POST /a body", true},
    {"ThreeInOneWrite", {Post("/1", "a", false) + Post("/2", "b", false) + Post("/3", "c")}, {200, 200, 200}, "root POST /3 c"},
    {"TwoSplitInTheSecond", {Post("/1", "a", false) + "POST /2 HTT", "P/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}, {200, 200}, "root POST /2 "},
    {"Chunked", {Chunked("3\r\nabc\r\n"), "2\r\nde\r\n0\r\n\r\n"}, {200}, "root POST /c abcde"},
    {"ChunkedByteByByte", {Chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")}, {200}, "root POST /c abcde", true},
    {"Expect", {"POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 1\r\n\r\n", "x"}, {100, 200}, "root POST /e x"},
    {"Get", {"GET /g?q=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}, {200}, "root GET /g?q=1 "},
    {"HeaderInLowerCase", {"GET /g HTTP/1.1\r\nHost: h\r\nX-MARK: m\r\nConnection: close\r\n\r\n"}, {200}, "root GET /g m"},
    {"Http10Closes", {"GET /g HTTP/1.0\r\n\r\n"}, {200}, "root GET /g "},
    {"Http10KeepsAlive", {"GET /g HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /h HTTP/1.0\r\n\r\n"}, {200, 200}, "root GET /h "},
    {"LongestPrefix", {Post("/wait/not/x", "b")}, {200}, "not POST /wait/not/x b"},
    {"PrefixIsWholeSegments", {Post("/waiter", "b")}, {200}, "root POST /waiter b"},
    {"PrefixBeforeQuery", {Post("/wait/not?x", "b")}, {200}, "not POST /wait/not?x b"},
    {"EmptyBody", {Post("/a", "")}, {200}, "root POST /a "},
    {"BodyOfTheLimit", {Post("/a", std::string(kBodyMax, 'b'))}, {200}, "bbb"},
    {"BodyTooLarge", {Post("/a", std::string(kBodyMax + 1, 'b'))}, {413}, "\"error\""},
    {"BodyTooLargeIsNotWaitedFor", {"POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"}, {413}, "\"error\""},
    {"ChunksTooLarge", {Chunked("3e9\r\n" + std::string(0x3e9, 'b') + "\r\n0\r\n\r\n")}, {413}, "\"error\""},
    {"ChunkSizeTooLarge", {Chunked("ffffffffffffffffff\r\nx")}, {400}, "\"error\""},
    {"ChunkWithoutEnd", {Chunked("1\r\nabc\r\n0\r\n\r\n")}, {400}, "\"error\""},
    {"HeaderTooLarge", {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(kHeaderMax, 'x') + "\r\n\r\n"}, {431}, "\"error\""},
    {"TargetTooLarge", {"GET /" + std::string(kHeaderMax, 'x') + " HTTP/1.1\r\n\r\n"}, {431}, "\"error\""},
    {"TwoLengths", {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"}, {400}, "\"error\""},
    {"LengthAndChunks", {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}, {400}, "\"error\""},
    {"NegativeLength", {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"}, {400}, "\"error\""},
    {"NoHttp", {"hello\r\n\r\n"}, {400}, "\"error\""},
    {"TlsHello", {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)}, {400}, "\"error\""},
    {"Http2", {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}, {400}, "\"error\""},
    {"GarbageBehindARequest", {Post("/1", "a", false) + "\x01\x02\x03\r\n\r\n"}, {200, 400}, "\"error\""},
    {"UnknownMethod", {"BREW / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}, {405}, "\"error\""},
    {"Trace", {"TRACE / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}, {405}, "\"error\""},
    {"HandlerFails", {Post("/odd", "x", false) + Post("/a", "b")}, {500, 200}, "root POST /a b"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, ExchangeTest, testing::ValuesIn(kExchanges),
                         [](const auto& row) { return row.param.name; });

TEST(HttpHeadTest, HasTheLengthAndNoBody) {
  EchoServer echo;
  const RawSocket socket(echo.port());
  ASSERT_TRUE(socket.Send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  const std::string bytes = socket.ReadToTheEnd();
  EXPECT_THAT(bytes, HasSubstr("Content-Length: 13\r\n"));
  EXPECT_TRUE(bytes.ends_with("\r\n\r\n")) << bytes;
}

TEST(HttpRouteTest, WithoutARouteThereIsNothingThere) {
  auto server =
      HttpServer::Start({}, {{"/fhir", [](const HttpRequest&) { return HttpResponse(); }}});
  ASSERT_TRUE(server.ok()) << server.status();
  const RawSocket socket((*server)->port());
  ASSERT_TRUE(socket.Send(Post("/fhirs", "x", false) + "GET / HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(StatusesOf(socket.ReadToTheEnd()), (std::vector<int>{404, 404}));
}

}  // namespace
}  // namespace yizhan::edge
