#include "adapters/http/http_client.h"

#include "engine/base/refusal.h"  // Before netdb.h, whose macro TRY_AGAIN is a name of ours.

#include <boost/asio.hpp>
#include <chrono>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "adapters/http/http_server.h"
#include "engine/base/whole_file.h"
#include "engine/identity/authority.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

#undef TRY_AGAIN

#undef TRY_AGAIN  // Of netdb.h; a name of ours.

namespace yizhan::edge {
namespace {

namespace asio = boost::asio;
using testing::Contains;
using testing::Pair;

constexpr std::chrono::milliseconds kLong{20'000};
constexpr std::chrono::milliseconds kShort{300};

// Takes one connection, reads what comes first, and does as it is told.
class OneCall {
 public:
  using Act = std::function<void(asio::ip::tcp::socket&)>;
  explicit OneCall(Act act)
      : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
        thread_([this, act = std::move(act)] {
          asio::ip::tcp::socket socket(io_);
          acceptor_.accept(socket);
          act(socket);
        }) {}
  ~OneCall() { thread_.join(); }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

void ReadSome(asio::ip::tcp::socket& socket) {
  char bytes[4096];
  boost::system::error_code ignored;
  (void)socket.read_some(asio::buffer(bytes), ignored);
}
OneCall::Act Says(const std::string& text) {
  return [text](asio::ip::tcp::socket& socket) {
    ReadSome(socket);
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(text), ignored);
  };
}

absl::StatusOr<HttpResponse> Post(const std::string& url, std::chrono::milliseconds within = kLong,
                                  const std::string& ca_path = "") {
  const auto client = HttpClient::Make(url, ca_path);
  EXPECT_TRUE(client.ok()) << client.status();
  return (*client)->Post("/his?x=1", "{\"a\":1}", {{"x-tif-nonce", "n"}, {"host", "elsewhere"}},
                         within);
}

struct Reply {
  const char* name;
  std::string text;
  int status;
  std::string body;
};

class HttpAnswers : public testing::TestWithParam<Reply> {};
TEST_P(HttpAnswers, AreRead) {
  const OneCall server(Says(GetParam().text));
  const auto response = Post(server.url());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, GetParam().status);
  EXPECT_EQ(response->body, GetParam().body);
}
INSTANTIATE_TEST_SUITE_P(
    All, HttpAnswers,
    testing::Values(
        Reply{"Plain", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}"},
        Reply{"Chunked",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200,
              "{}"},
        Reply{"UntilClosed", "HTTP/1.0 200 OK\r\n\r\n{}", 200, "{}"},
        Reply{"ARedirectIsAnAnswer",
              "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
              302, ""},
        Reply{"AnError", "HTTP/1.1 502 Bad\r\nContent-Length: 1\r\n\r\nx", 502, "x"}),
    [](const auto& row) { return row.param.name; });

class HttpAnswersThatAreNone : public testing::TestWithParam<Reply> {};
TEST_P(HttpAnswersThatAreNone, LeaveTheOutcomeUnknown) {
  const OneCall server(Says(GetParam().text));
  const auto response = Post(server.url());
  EXPECT_EQ(DetailOf(response.status()).error_class(), v1::OUTCOME_UNKNOWN) << response.status();
}
INSTANTIATE_TEST_SUITE_P(
    All, HttpAnswersThatAreNone,
    testing::Values(
        Reply{"Nothing", "", 0, ""}, Reply{"NoHttp", "SSH-2.0-x\r\n\r\n", 0, ""},
        Reply{"Half", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", 0, ""},
        Reply{"TooLong", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{}", 0, ""},
        Reply{"EndlessHeader", "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 0, ""}),
    [](const auto& row) { return row.param.name; });

TEST(HttpClientTest, AServerThatSaysNothingIsUnknownAfterTheDeadline) {
  const OneCall server([](asio::ip::tcp::socket& socket) {
    ReadSome(socket);
    ReadSome(socket);  // Until the client goes.
  });
  const auto response = Post(server.url(), kShort);
  EXPECT_EQ(DetailOf(response.status()).error_class(), v1::OUTCOME_UNKNOWN);
}

// A port that was free a moment ago.
std::string NobodyThere() {
  asio::io_context io;
  const asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
}

TEST(HttpClientTest, WithoutAConnectionNothingWasSent) {
  for (const char* scheme : {"http://", "https://"}) {
    const auto response = Post(scheme + NobodyThere());
    EXPECT_EQ(DetailOf(response.status()).error_class(), v1::TRY_AGAIN) << response.status();
  }
}

TEST(HttpClientTest, WithoutTlsNothingWasSent) {
  const OneCall server(Says("HTTP/1.1 400 Bad\r\n\r\n"));
  const auto response = Post("https" + server.url().substr(4));
  EXPECT_EQ(DetailOf(response.status()).error_class(), v1::TRY_AGAIN) << response.status();
}

std::unique_ptr<HttpServer> Echo(HttpRequest& seen, std::optional<HttpTls> tls = {}) {
  auto server =
      HttpServer::Start({.tls = std::move(tls)}, {{"/", [&seen](const HttpRequest& asked) {
                                                     seen = asked;
                                                     return HttpResponse{.body = "{}"};
                                                   }}});
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

TEST(HttpClientTest, AsksAsItWasTold) {
  HttpRequest seen;
  const auto server = Echo(seen);
  const std::string address = "127.0.0.1:" + std::to_string(server->port());
  const auto response = Post("http://" + address + "/gate/");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/gate/his?x=1");
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_THAT(seen.headers, Contains(Pair("x-tif-nonce", "n")));
  EXPECT_EQ(seen.Header("host"), address);
  EXPECT_EQ(response->content_type, "application/json; charset=utf-8");
}

TEST(HttpClientTest, TrustsTheGivenAuthorityOnly) {
  ScratchFolder folder;
  const std::int64_t now_s = std::time(nullptr);
  auto authority = Authority::Create(folder / "ca", "pilot", now_s);
  auto other = Authority::Create(folder / "other", "other", now_s);
  ASSERT_TRUE(authority.ok() && other.ok());
  PeerName name;
  name.role = Role::kEngine;
  name.name = "insurer";
  const auto pair =
      authority->Issue({.name = name, .hosts = {"127.0.0.1"}, .valid_days = 30}, now_s);
  ASSERT_TRUE(pair.ok()) << pair.status();
  for (const auto& [path, pem] : {std::pair(folder / "ca.pem", authority->certificate_pem()),
                                  std::pair(folder / "other.pem", other->certificate_pem())}) {
    ASSERT_TRUE(WriteWhole(path, pem, Privacy::kPublic).ok());
  }
  HttpRequest seen;
  const auto server = Echo(seen, HttpTls{.certificate_pem = pair->certificate_pem,
                                         .key_pem = pair->key_pem,
                                         .client_ca_pem = ""});
  const std::string port = std::to_string(server->port());
  EXPECT_TRUE(Post("https://127.0.0.1:" + port, kLong, folder / "ca.pem").ok());
  EXPECT_EQ(seen.target, "/his?x=1");
  seen = {};
  const auto stranger = Post("https://127.0.0.1:" + port, kLong, folder / "other.pem");
  EXPECT_EQ(DetailOf(stranger.status()).error_class(), v1::TRY_AGAIN);
  const auto misnamed = Post("https://localhost:" + port, kLong, folder / "ca.pem");
  EXPECT_EQ(DetailOf(misnamed.status()).error_class(), v1::TRY_AGAIN);
  EXPECT_EQ(seen.target, "");
}

class HttpAddress : public testing::TestWithParam<const char*> {};
TEST_P(HttpAddress, ThatIsNoneIsRefused) { EXPECT_FALSE(HttpClient::Make(GetParam(), "").ok()); }
INSTANTIATE_TEST_SUITE_P(All, HttpAddress,
                         testing::Values("", "ftp://h/", "http://", "http://:80",
                                         "http://h:", "http://h:port", "http://h:123456",
                                         "http://h/a b", "http://u@h/", "http://h/?x", "h:80"));

TEST(HttpClientTest, AFileWithoutCertificatesIsRefused) {
  EXPECT_FALSE(HttpClient::Make("https://h", "/nowhere").ok());
}

}  // namespace
}  // namespace yizhan::edge
