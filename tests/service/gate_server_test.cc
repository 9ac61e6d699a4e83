// Gate with a gRPC server behind it that listens on nothing of its own: what the engine relies on
// in gRPC 1.51, in plain text and with TLS.

#include "engine/service/gate.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/client/client.h"
#include "engine/base/clock.h"
#include "engine/service/tls.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "tests/service/pilot.h"
#include "tests/service/raw_socket.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {
namespace {

using std::chrono::milliseconds;
using External = grpc::ServerBuilder::experimental_type::ExternalConnectionType;

// A gRPC server that listens on nothing of its own. Get answers, and remembers who asked.
class Behind final : public v1::Settlement::Service {
 public:
  struct Options {
    const char* address = "127.0.0.1:0";
    GateLimits limits = {};
    int handshake_max_ms = 5000;
    int age_max_ms = 0;
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  };
  explicit Behind(const Options& options) {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, options.handshake_max_ms);
    if (options.age_max_ms != 0) {
      builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, options.age_max_ms);
      builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 100);
    }
    acceptor_ = builder.experimental().AddExternalConnectionAcceptor(External::FROM_FD,
                                                                     options.credentials);
    server_ = builder.BuildAndStart();
    EXPECT_NE(server_, nullptr);
    auto gate = Gate::Open(options.address, options.limits, [this](int fd) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
      connection.fd = fd;
      acceptor_->HandleNewConnection(&connection);
    });
    EXPECT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
  }
  ~Behind() override {
    gate_.reset();
    server_->Shutdown(std::chrono::system_clock::now() + milliseconds(500));
  }

  grpc::Status Get(grpc::ServerContext* context, const v1::GetRequest*, v1::GetReply*) override {
    const std::lock_guard lock(mutex_);
    peer_ = context->peer();
    return grpc::Status::OK;
  }

  Gate& gate() { return *gate_; }
  int port() const { return gate_->port(); }
  std::string peer() {
    const std::lock_guard lock(mutex_);
    return peer_;
  }
  bool Opens(std::uint64_t count) {
    return Becomes([&] { return gate_->counts().open == count; });
  }

 private:
  std::mutex mutex_;
  std::string peer_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Gate> gate_;
};

ClientOptions To(const std::string& host, int port) {
  return {.address = host + ":" + std::to_string(port), .token = "t", .deadline_ms = 5000};
}

// Mutual TLS, with all that belongs to it.
struct Secured {
  Secured() : desk(pilot.Issue(kDeskName)) {
    pilot.Write("engine", pilot.Issue({.role = Role::kEngine, .scope = {}, .name = "yizhand"}));
    auto by_certificate = PeersByCertificate(pilot.ca_path(), pilot.crl_path(), clock);
    EXPECT_TRUE(by_certificate.ok()) << by_certificate.status();
    peers = *std::move(by_certificate);
    auto made = TlsCredentials(pilot.tls(), *peers);
    EXPECT_TRUE(made.ok()) << made.status();
    credentials = *made;
  }
  ClientOptions To(const std::string& host, int port) const {
    ClientOptions options{.address = host + ":" + std::to_string(port), .token = ""};
    options.tls = {.certificate_pem = desk.certificate_pem,
                   .key_pem = desk.key_pem,
                   .ca_pem = pilot.authority().certificate_pem()};
    return options;
  }
  Pilot pilot;
  IssuedPair desk;
  SystemClock clock;
  std::unique_ptr<Peers> peers;
  std::shared_ptr<grpc::ServerCredentials> credentials;
};

struct ServedRow {
  const char* name;
  const char* listen;
  const char* host;
  bool tls;
  const char* peer_begins;
};

class ServedTest : public ::testing::TestWithParam<ServedRow> {};

TEST_P(ServedTest, CallsPassAndThePeersNameLeadsToItsConnection) {
  const ServedRow& row = GetParam();
  const Secured secured;
  Behind::Options options{.address = row.listen};
  if (row.tls) options.credentials = secured.credentials;
  Behind server(options);
  Client client(row.tls ? secured.To(row.host, server.port()) : To(row.host, server.port()));
  const auto reply = client.Get(v1::GetRequest());
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(server.peer().substr(0, std::string(row.peer_begins).size()), row.peer_begins);
  EXPECT_EQ(server.gate().counts().open, 1U);
  // The name that gRPC gives is the gate's.
  for (std::uint32_t i = 0; i <= kCancelledPerSecondMax; ++i)
    server.gate().Cancelled(server.peer());
  EXPECT_EQ(server.gate().counts().cut, 1U) << server.peer();
  EXPECT_TRUE(server.Opens(0));
  // Over a new connection. A call that set out before the client saw the cut fails with it.
  bool passed = false;
  for (int attempt = 0; attempt < 100 && !passed; ++attempt) {
    passed = client.Get(v1::GetRequest()).ok();
  }
  EXPECT_TRUE(passed);
  EXPECT_EQ(server.gate().counts().accepted, 2U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ServedTest, ::testing::Values(
    ServedRow{"PlainV4",     "127.0.0.1:0", "127.0.0.1", false, "ipv4:127.0.0.1:"},
    ServedRow{"TlsV4",       "127.0.0.1:0", "127.0.0.1", true,  "ipv4:127.0.0.1:"},
    ServedRow{"PlainV6",     "[::1]:0",     "[::1]",     false, "ipv6:%5B::1%5D:"},
    ServedRow{"TlsV6",       "[::1]:0",     "[::1]",     true,  "ipv6:%5B::1%5D:"},
    ServedRow{"V4OnAnyV6",   "[::]:0",      "127.0.0.1", false, "ipv4:127.0.0.1:"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ServerTest, CapsHoldWith200ConnectionsAndClosingFreesPlaces) {
  Behind server({.limits = {.connections_max = 150, .connections_per_address_max = 150}});
  for (unsigned round = 0; round < 2; ++round) {
    std::vector<RawSocket> open;
    for (int i = 0; i < 200; ++i) open.emplace_back(server.port());
    EXPECT_TRUE(server.Opens(150));
    EXPECT_TRUE(Becomes([&] { return server.gate().counts().refused == 50U * (round + 1); }));
    if (round == 1) {
      for (RawSocket& raw : open) raw.Reset();
    }
    open.clear();
    EXPECT_TRUE(server.Opens(0)) << round;
  }
  EXPECT_TRUE(Client(To("127.0.0.1", server.port())).Get(v1::GetRequest()).ok());
}

TEST(ServerTest, AFullHouseRefusesTheNextUntilOneLeaves) {
  Behind server({.limits = {.connections_max = 1, .connections_per_address_max = 1}});
  ClientOptions options = To("127.0.0.1", server.port());
  options.deadline_ms = 1000;
  {
    Client first(options);
    ASSERT_TRUE(first.Get(v1::GetRequest()).ok());
    EXPECT_FALSE(Client(options).Get(v1::GetRequest()).ok());
  }
  EXPECT_TRUE(server.Opens(0));
  EXPECT_TRUE(Client(options).Get(v1::GetRequest()).ok());
}

TEST(ServerTest, AConnectionThatSaysNothingIsCut) {
  const Secured secured;
  for (const bool tls : {false, true}) {
    Behind::Options options{.handshake_max_ms = 300};
    if (tls) options.credentials = secured.credentials;
    Behind server(options);
    RawSocket silent(server.port());
    EXPECT_TRUE(silent.ClosedWithin(kPatience)) << tls;
    EXPECT_TRUE(server.Opens(0)) << tls;
  }
}

TEST(ServerTest, AnOldConnectionIsRenewed) {
  const Secured secured;
  for (const bool tls : {false, true}) {
    Behind::Options options{.age_max_ms = 300};
    if (tls) options.credentials = secured.credentials;
    Behind server(options);
    Client client(tls ? secured.To("127.0.0.1", server.port()) : To("127.0.0.1", server.port()));
    ASSERT_TRUE(client.Get(v1::GetRequest()).ok());
    EXPECT_TRUE(server.Opens(0)) << tls;
    EXPECT_TRUE(client.Get(v1::GetRequest()).ok());
    EXPECT_EQ(server.gate().counts().accepted, 2U) << tls;
  }
}

}  // namespace
}  // namespace yizhan
