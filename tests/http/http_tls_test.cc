// TLS, and callers' certificates.

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <ctime>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/http/echo_server.h"
#include "tests/identity/pilot_authority.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::edge {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

Bio MemoryOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void Present(SSL_CTX* context, const IssuedPair& pair) {
  const Bio certificate_bio = MemoryOf(pair.certificate_pem);
  const X509Ptr certificate(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
  const Bio key_bio = MemoryOf(pair.key_pem);
  const KeyPtr key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  ASSERT_EQ(SSL_CTX_use_certificate(context, certificate.get()), 1);
  ASSERT_EQ(SSL_CTX_use_PrivateKey(context, key.get()), 1);
}

// What comes back for one request; "" when the other side hangs up.
std::string AskOverTls(SSL_CTX* context, int port) {
  const Bio bio(BIO_new_ssl_connect(context));
  BIO_set_conn_hostname(bio.get(), "127.0.0.1");
  BIO_set_conn_port(bio.get(), std::to_string(port).c_str());
  constexpr char kGet[] = "GET /t HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  if (BIO_do_connect(bio.get()) <= 0) return "";
  if (BIO_write(bio.get(), kGet, sizeof kGet - 1) <= 0) return "";
  std::string all;
  char bytes[4096];
  for (int got = 0; (got = BIO_read(bio.get(), bytes, sizeof bytes)) > 0;) {
    all.append(bytes, static_cast<std::size_t>(got));
  }
  return all;
}

// OpenSSL looks at the clock on the wall.
class TodaysAuthority {
 public:
  TodaysAuthority() : authority_(Authority::Create(folder_ / "ca", "pilot", now_s_).value()) {}
  const std::string& ca() const { return authority_.certificate_pem(); }
  IssuedPair Issue(const PeerName& name) {
    IssueRequest request{.name = name};
    if (name.role == Role::kEngine) request.hosts = {"127.0.0.1"};
    return authority_.Issue(request, now_s_).value();
  }

 private:
  const std::int64_t now_s_ = std::time(nullptr);
  ScratchFolder folder_;
  Authority authority_;
};

struct TlsCase {
  const char* name;
  bool server_asks;
  bool caller_has_one;
  bool of_another_authority;
  bool answered;
};

class HttpTlsTest : public testing::TestWithParam<TlsCase> {};

TEST_P(HttpTlsTest, AnswersWhomItShould) {
  const TlsCase& row = GetParam();
  TodaysAuthority authority;
  TodaysAuthority other;
  const IssuedPair own = authority.Issue(test::kEngineName);
  HttpOptions options;
  options.tls = HttpTls{own.certificate_pem, own.key_pem, row.server_asks ? authority.ca() : ""};
  EchoServer echo(options);

  const Context context(SSL_CTX_new(TLS_client_method()));
  if (row.caller_has_one) {
    Present(context.get(), (row.of_another_authority ? other : authority).Issue(test::kDesk));
  }
  const std::string bytes = AskOverTls(context.get(), echo.port());
  EXPECT_EQ(bytes.find("root GET /t") != std::string::npos, row.answered) << bytes;
  EXPECT_EQ(echo.handled, row.answered ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Table, HttpTlsTest,
                         testing::Values(TlsCase{"NoneAskedFor", false, false, false, true},
                                         TlsCase{"AskedForAndShown", true, true, false, true},
                                         TlsCase{"AskedForAndMissing", true, false, false, false},
                                         TlsCase{"OfAnotherAuthority", true, true, true, false}),
                         [](const auto& row) { return row.param.name; });

TEST(HttpTlsTest, PlainTextIsNotAnswered) {
  test::PilotAuthority authority;
  const IssuedPair own = authority.Issued(test::kEngineName);
  HttpOptions options;
  options.tls = HttpTls{own.certificate_pem, own.key_pem, ""};
  EchoServer echo(options);
  RawSocket socket(echo.port());
  ASSERT_TRUE(socket.Send("GET /t HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(socket.ClosedWithin(kPatience));
  EXPECT_EQ(echo.handled, 0);
}

}  // namespace
}  // namespace yizhan::edge
