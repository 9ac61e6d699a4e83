// Tls: real handshakes with the engine's credentials: who gets in, who does not, and what happens
// when files change under a running server.

#include "engine/service/tls.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "adapters/client/client.h"
#include "engine/base/clock.h"
#include "engine/base/refusal.h"
#include "engine/service/to_grpc.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "openssl/pem.h"
#include "openssl/ssl.h"
#include "tests/service/pilot.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Answers whom its peers know, as the engine does.
class SecuredServer final : public v1::Settlement::Service {
 public:
  SecuredServer(const Pilot& pilot, const v1::Tls& tls) {
    peers_ = *PeersByCertificate(pilot.ca_path(), pilot.crl_path(), clock_);
    const auto credentials = TlsCredentials(tls, *peers_);
    EXPECT_TRUE(credentials.ok()) << credentials.status();
    Start(*credentials);
  }
  explicit SecuredServer(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    Start(credentials);
  }
  ~SecuredServer() override {
    server_->Shutdown(std::chrono::system_clock::now() + milliseconds(200));
  }

  grpc::Status Get(grpc::ServerContext* context, const v1::GetRequest*, v1::GetReply*) override {
    ++calls_;
    if (peers_ == nullptr) return grpc::Status::OK;
    Evidence evidence;
    const auto pem = context->auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    if (pem.size() == 1) evidence.certificate_pem = {pem[0].data(), pem[0].size()};
    const absl::StatusOr<Caller> caller = peers_->Authenticate(evidence);
    if (caller.ok()) actor_ = caller->actor;
    return ToGrpc(caller.status());
  }

  std::string address(const std::string& host = "127.0.0.1") const {
    return host + ":" + std::to_string(port_);
  }
  int calls() const { return calls_; }
  const std::string& actor() const { return actor_; }

 private:
  void Start(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    EXPECT_NE(server_, nullptr);
  }

  SystemClock clock_;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::atomic<int> calls_ = 0;
  std::string actor_;
};

class TlsTest : public ::testing::Test {
 protected:
  ClientOptions With(const IssuedPair& pair, const std::string& address) const {
    ClientOptions options;
    options.address = address;
    options.tls = {.certificate_pem = pair.certificate_pem,
                   .key_pem = pair.key_pem,
                   .ca_pem = pilot_.authority().certificate_pem()};
    options.deadline_ms = 3000;
    return options;
  }
  static absl::Status Ask(const ClientOptions& options) {
    return Client(options).Get(v1::GetRequest()).status();
  }
  // Over and over, because files are looked at every two seconds.
  static bool Becomes(const ClientOptions& options, bool taken) {
    const auto end = steady_clock::now() + milliseconds(10'000);
    while (Ask(options).ok() != taken) {
      if (steady_clock::now() > end) return false;
      std::this_thread::sleep_for(milliseconds(100));
    }
    return true;
  }
  static void ExpectNothingSent(const absl::Status& status, const std::string& field) {
    const v1::ErrorDetail detail = DetailOf(status);
    EXPECT_EQ(detail.error_class(), v1::TRY_AGAIN) << status;
    EXPECT_EQ(detail.field(), field) << status;
    EXPECT_NE(detail.message_zh().find("没有发出任何请求"), std::string::npos);
    EXPECT_NE(detail.message_en().find("nothing was sent"), std::string::npos);
  }

  Pilot pilot_;
};

TEST_F(TlsTest, TheRightCertificateIsNamed) {
  SecuredServer server(pilot_, pilot_.tls());
  const auto status = Ask(With(pilot_.Issue(kDeskName), server.address()));
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(server.actor(), "terminal/H0000000001/desk");
}

// Each is refused before a call reaches the service, and the client knows that none was made.

struct RefusedRow {
  const char* name;
  std::function<IssuedPair(Pilot&, Pilot&)> pair;  // From the engine's authority, and another.
  bool trusts_other = false;
  const char* field = "engine.closed";
};

class RefusedTest : public TlsTest, public ::testing::WithParamInterface<RefusedRow> {};

TEST_P(RefusedTest, NoCallReachesTheService) {
  const RefusedRow& row = GetParam();
  SecuredServer server(pilot_, pilot_.tls());
  Pilot other;
  ClientOptions options = With(row.pair(pilot_, other), server.address());
  if (row.trusts_other) options.tls.ca_pem = other.authority().certificate_pem();
  ExpectNothingSent(Client(options).Get(v1::GetRequest()).status(), row.field);
  options.unknown_tries = 1;
  ExpectNothingSent(Client(options).Settle(v1::SettleRequest()).status(), row.field);
  EXPECT_EQ(server.calls(), 0);
}

IssuedPair Mixed(const IssuedPair& certificate, const IssuedPair& key) {
  return {.certificate_pem = certificate.certificate_pem, .key_pem = key.key_pem};
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefusedTest, ::testing::Values(
    RefusedRow{"WrongAuthority", [](Pilot&, Pilot& other) { return other.Issue(kDeskName); }},
    RefusedRow{"Expired", [](Pilot& pilot, Pilot&) {
                 return pilot.Issue(kDeskName, NowS() - 20 * kDayS, 10); }},
    RefusedRow{"NotYetValid", [](Pilot& pilot, Pilot&) {
                 return pilot.Issue(kDeskName, NowS() + 5 * kDayS); }},
    RefusedRow{"Revoked", [](Pilot& pilot, Pilot&) {
                 const IssuedPair pair = pilot.Issue(kDeskName);
                 pilot.Revoke(pair);
                 std::this_thread::sleep_for(milliseconds(1100));
                 return pair; }},
    RefusedRow{"Officer", [](Pilot& pilot, Pilot&) {
                 return pilot.Issue({Role::kOfficer, "", "li"}); }},
    RefusedRow{"Door", [](Pilot& pilot, Pilot&) {
                 return pilot.Issue({Role::kDoor, "H1", "his"}); }},
    RefusedRow{"Engine", [](Pilot& pilot, Pilot&) {
                 return pilot.Issue({Role::kEngine, "", "yizhand"}); }},
    RefusedRow{"ServerOfAnotherAuthority", [](Pilot&, Pilot& other) {
                 return other.Issue(kDeskName); }, true, "engine.tls"},
    RefusedRow{"KeyOfAnother", [](Pilot& pilot, Pilot&) {
                 return Mixed(pilot.Issue(kDeskName), pilot.Issue(kDeskName)); }, false,
               "engine.tls"},
    RefusedRow{"NoKey", [](Pilot& pilot, Pilot&) {
                 return Mixed(pilot.Issue(kDeskName), {}); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(TlsTest, WithoutACertificateOrWithoutTlsNobodyEnters) {
  SecuredServer server(pilot_, pilot_.tls());
  ExpectNothingSent(Ask(With({}, server.address())), "engine.closed");
  ClientOptions plain;
  plain.address = server.address();
  plain.token = "token";
  ExpectNothingSent(Ask(plain), "engine.closed");
  EXPECT_EQ(server.calls(), 0);
}

TEST_F(TlsTest, ATlsClientTellsNothingToAPlainServer) {
  SecuredServer server(grpc::InsecureServerCredentials());
  ExpectNothingSent(Ask(With(pilot_.Issue(kDeskName), server.address())), "engine.tls");
  EXPECT_EQ(server.calls(), 0);
}

TEST_F(TlsTest, AnEngineOfAnotherHostIsNotBelieved) {
  pilot_.WriteEngine("10.0.0.1");
  SecuredServer server(pilot_, pilot_.tls());
  const auto desk = pilot_.Issue(kDeskName);
  ExpectNothingSent(Ask(With(desk, server.address())), "engine.tls");
  EXPECT_EQ(server.calls(), 0);
}

// Whoever stole a desk's key and moved into the engine's place.
TEST_F(TlsTest, ATerminalCannotStandInForTheEngine) {
  const auto desk = pilot_.Issue(kDeskName);
  pilot_.Write("desk", desk);
  SecuredServer server(grpc::SslServerCredentials([&] {
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({desk.key_pem, desk.certificate_pem});
    return options;
  }()));
  ClientOptions options = With(pilot_.Issue(kDeskName), server.address());
  ExpectNothingSent(Ask(options), "engine.tls");
  EXPECT_EQ(server.calls(), 0);
  // Nor does the engine start with it.
  SystemClock clock;
  const auto peers = PeersByCertificate(pilot_.ca_path(), pilot_.crl_path(), clock);
  const auto credentials = TlsCredentials(pilot_.tls("desk"), **peers);
  EXPECT_NE(std::string(credentials.status().message()).find("role engine"), std::string::npos);
}

TEST_F(TlsTest, ARevokedOneLosesItsOpenConnectionsCallsWithinTwoSeconds) {
  SecuredServer server(pilot_, pilot_.tls());
  const auto desk = pilot_.Issue(kDeskName);
  Client client(With(desk, server.address()));
  ASSERT_TRUE(client.Get(v1::GetRequest()).ok());
  pilot_.Revoke(desk);
  const auto revoked = steady_clock::now();
  absl::Status status;
  while ((status = client.Get(v1::GetRequest()).status()).ok()) {
    ASSERT_LT(steady_clock::now() - revoked, milliseconds(2000));
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(ReasonOf(status), v1::NOT_AUTHENTICATED) << status;
  EXPECT_EQ(DetailOf(status).found(), "revoked");
}

// Files that change under a running server.

TEST_F(TlsTest, ARenewedCertificateIsTakenUpAndOpenConnectionsGoOn) {
  SecuredServer server(pilot_, pilot_.tls());
  const ClientOptions desk = With(pilot_.Issue(kDeskName), server.address());
  Client open(desk);
  ASSERT_TRUE(open.Get(v1::GetRequest()).ok());
  // Only a certificate that does not fit the address shows that it is the new one.
  pilot_.WriteEngine("10.0.0.1");
  EXPECT_TRUE(Becomes(desk, false));
  EXPECT_TRUE(open.Get(v1::GetRequest()).ok());
  pilot_.WriteEngine("127.0.0.1");
  EXPECT_TRUE(Becomes(desk, true));
  EXPECT_TRUE(open.Get(v1::GetRequest()).ok());
}

TEST_F(TlsTest, WithABrokenPairNobodyEntersNotEvenInPlainTextUntilItIsRepaired) {
  SecuredServer server(pilot_, pilot_.tls());
  const ClientOptions desk = With(pilot_.Issue(kDeskName), server.address());
  ASSERT_TRUE(Ask(desk).ok());
  const IssuedPair next = pilot_.IssueEngine("127.0.0.1");
  pilot_.Write("engine", Mixed(next, pilot_.IssueEngine("127.0.0.1")));
  EXPECT_TRUE(Becomes(desk, false));
  ClientOptions plain;
  plain.address = server.address();
  const int calls = server.calls();
  EXPECT_FALSE(Ask(plain).ok());
  EXPECT_EQ(server.calls(), calls);
  pilot_.Write("engine", next);
  EXPECT_TRUE(Becomes(desk, true));
}

struct FileRow {
  const char* name;
  std::function<void(Pilot&, v1::Tls&)> change;
  const char* says;
};

class FilesTest : public TlsTest, public ::testing::WithParamInterface<FileRow> {};

TEST_P(FilesTest, AreRefusedInWords) {
  SystemClock clock;
  const auto peers = PeersByCertificate(pilot_.ca_path(), pilot_.crl_path(), clock);
  v1::Tls tls = pilot_.tls();
  GetParam().change(pilot_, tls);
  const auto credentials = TlsCredentials(tls, **peers);
  EXPECT_EQ(credentials.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(credentials.status().message()).find(GetParam().says), std::string::npos)
      << credentials.status();
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, FilesTest, ::testing::Values(
    FileRow{"CertificateAbsent", [](Pilot&, v1::Tls& tls) {
              tls.set_certificate_path("/nowhere.crt"); }, "/nowhere.crt"},
    FileRow{"KeyAbsent", [](Pilot&, v1::Tls& tls) { tls.set_key_path("/nowhere.key"); },
            "/nowhere.key"},
    FileRow{"AuthorityAbsent", [](Pilot&, v1::Tls& tls) { tls.set_ca_path("/nowhere/ca"); },
            "/nowhere/ca"},
    FileRow{"KeyForAll", [](Pilot&, v1::Tls& tls) {
              std::filesystem::permissions(tls.key_path(), std::filesystem::perms(0644)); },
            "chmod 600"},
    FileRow{"KeyOfAnother", [](Pilot& pilot, v1::Tls&) {
              pilot.Write("engine", Mixed(pilot.IssueEngine("h"), pilot.IssueEngine("h"))); },
            "tls.key_path"},
    FileRow{"Expired", [](Pilot& pilot, v1::Tls&) {
              pilot.Write("engine", pilot.Issue({Role::kEngine, "", "e"}, NowS() - 20 * kDayS, 10));
            }, "has expired"},
    FileRow{"OtherAuthority", [](Pilot& pilot, v1::Tls&) {
              pilot.Write("engine", Pilot().IssueEngine("127.0.0.1")); }, "not issued by"},
    FileRow{"NotAnEngine", [](Pilot& pilot, v1::Tls&) {
              pilot.Write("engine", pilot.Issue(kDeskName)); }, "terminal"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// Versions, with OpenSSL's own client.

bool Handshake(const std::string& address, const IssuedPair& pair, int version) {
  using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  const Bio certificate(BIO_new_mem_buf(pair.certificate_pem.data(), -1), BIO_free_all);
  const Bio key(BIO_new_mem_buf(pair.key_pem.data(), -1), BIO_free_all);
  X509* x509 = PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr);
  EVP_PKEY* pkey = PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context.get(), x509);
  SSL_CTX_use_PrivateKey(context.get(), pkey);
  X509_free(x509);
  EVP_PKEY_free(pkey);
  const Bio connection(BIO_new_ssl_connect(context.get()), BIO_free_all);
  BIO_set_conn_hostname(connection.get(), address.c_str());
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl, kHttp2, sizeof kHttp2);
  return BIO_do_handshake(connection.get()) == 1;
}

TEST_F(TlsTest, OnlyVersions12And13AreSpoken) {
  SecuredServer server(pilot_, pilot_.tls());
  const auto desk = pilot_.Issue(kDeskName);
  EXPECT_TRUE(Handshake(server.address(), desk, TLS1_3_VERSION));
  EXPECT_TRUE(Handshake(server.address(), desk, TLS1_2_VERSION));
  EXPECT_FALSE(Handshake(server.address(), desk, TLS1_1_VERSION));
  EXPECT_FALSE(Handshake(server.address(), desk, TLS1_VERSION));
}

}  // namespace
}  // namespace yizhan
