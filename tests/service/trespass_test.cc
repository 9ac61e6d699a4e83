// Trespass: whoever does not belong, against the real program with certificates: strangers at the
// door, and claims in the metadata.

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "engine/base/refusal.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/service/trespass_rows.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {

TrespassWorld& SharedTrespassWorld() {
  static TrespassWorld world;
  return world;
}

constexpr std::chrono::milliseconds kLogPause{1'100};

TEST_P(TrespassTest, IsRefusedAndLeavesNothing) {
  const Trespass& row = GetParam();
  TrespassWorld& world = SharedTrespassWorld();
  // The log takes only so many words of gRPC a second, and the row before has used some.
  if (row.reason == v1::REASON_UNSPECIFIED) std::this_thread::sleep_for(kLogPause);
  const v1::LedgerCheckpoint before = world.world().Checkpoint();
  const std::size_t logged = ReadWholeFile(world.world().process().log_path()).size();

  const absl::Status status = row.act(world);

  EXPECT_FALSE(status.ok());
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(row.reason)) << status;
  std::string said = detail.field() + " " + detail.found();
  if (row.reason == v1::REASON_UNSPECIFIED) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    said = world.LogSince(logged, row.says);
  }
  EXPECT_NE(said.find(row.says), std::string::npos) << said << "; " << status;
  const v1::LedgerCheckpoint after = world.world().Checkpoint();
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(after.root(), before.root());
}

namespace {

// A settlement that would stand, over this client.
absl::Status SettleOver(Client client) {
  return Call<v1::Settlement>(client, &v1::Settlement::Stub::Settle, World::Request("trespass"))
      .status();
}

std::function<absl::Status(TrespassWorld&)> SettleWith(
    const std::function<IssuedPair(Pilot&)>& issue) {
  return [issue](TrespassWorld& world) {
    EngineProcess& process = world.world().process();
    return SettleOver(process.NewClientWith(issue(process.pilot()), /*deadline_ms=*/3'000));
  };
}

absl::Status SettleOverChannel(const TrespassWorld& world,
                               const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  const auto stub =
      v1::Settlement::NewStub(grpc::CreateChannel(world.world().process().address(), credentials));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(3));
  v1::SettleResult reply;
  return FromGrpc(stub->Settle(&context, World::Request("trespass"), &reply));
}

absl::Status RevokedOnAnOpenConnection(TrespassWorld& world) {
  EngineProcess& process = world.world().process();
  const IssuedPair pair = process.pilot().Issue(kAntingDesk);
  const Client client = process.NewClientWith(pair);
  v1::GetRequest request;
  request.set_number(world.number());
  const auto before = Call<v1::Settlement>(client, &v1::Settlement::Stub::Get, request);
  EXPECT_TRUE(before.ok()) << before.status();
  process.pilot().Revoke(pair);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));  // It looks once a second.
  return Call<v1::Settlement>(client, &v1::Settlement::Stub::Get, request).status();
}

absl::Status RevokedInTheMiddleOfAStream(TrespassWorld& world) {
  EngineProcess& process = world.world().process();
  const IssuedPair pair = process.pilot().Issue(kAntingDesk);
  const Client client = process.NewClientWith(pair);
  grpc::ClientContext context;
  const auto stub = v1::Settlement::NewStub(client.channel());
  const auto stream = stub->SettleStream(&context);
  v1::SettleStreamRequest item;  // Refused as an item: the stream itself goes on.
  v1::SettleStreamReply reply;
  EXPECT_TRUE(stream->Write(item) && stream->Read(&reply));
  process.pilot().Revoke(pair);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  *item.mutable_request() = World::Request("trespass");
  stream->Write(item);
  EXPECT_FALSE(stream->Read(&reply));
  return FromGrpc(stream->Finish());
}

const Trespass kCertificateRows[] = {
    {"WrongAuthority", v1::REASON_UNSPECIFIED, "certificate verify failed",
     SettleWith([](Pilot&) { return Pilot().Issue(kAntingDesk); })},
    {"NoCertificate", v1::REASON_UNSPECIFIED, "did not return a certificate",
     [](TrespassWorld& world) {
       return SettleOverChannel(
           world, grpc::SslCredentials(
                      {world.world().process().pilot().authority().certificate_pem(), "", ""}));
     }},
    {"PlainText", v1::REASON_UNSPECIFIED, "wrong version number",
     [](TrespassWorld& world) {
       return SettleOverChannel(world, grpc::InsecureChannelCredentials());
     }},
    {"Expired", v1::REASON_UNSPECIFIED, "certificate verify failed", SettleWith([](Pilot& pilot) {
       return pilot.Issue(kAntingDesk, NowS() - 10 * kDayS, /*days=*/5);
     })},
    {"NotYetValid", v1::REASON_UNSPECIFIED, "certificate verify failed",
     SettleWith([](Pilot& pilot) { return pilot.Issue(kAntingDesk, NowS() + 2 * kDayS); })},
    {"Revoked", v1::REASON_UNSPECIFIED, "revoked", SettleWith([](Pilot& pilot) {
       const IssuedPair pair = pilot.Issue(kAntingDesk);
       pilot.Revoke(pair);
       std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
       return pair;
     })},
    {"RevokedOnAnOpenConnection", v1::NOT_AUTHENTICATED, "revoked", RevokedOnAnOpenConnection},
    {"RevokedInTheMiddleOfAStream", v1::NOT_AUTHENTICATED, "revoked", RevokedInTheMiddleOfAStream},
    {"OfficersSigningCertificate", v1::REASON_UNSPECIFIED, "found officer",
     [](TrespassWorld& world) {
       const EngineProcess& process = world.world().process();
       return SettleOver(process.NewClientWith(process.officer("li"), /*deadline_ms=*/3'000));
     }},
    {"EnginesCertificate", v1::REASON_UNSPECIFIED, "certificate verify failed",
     SettleWith([](Pilot& pilot) { return pilot.IssueEngine("127.0.0.1"); })},
};

// A terminal of another institution that says it is somebody else.
std::function<absl::Status(TrespassWorld&)> Claiming(const char* key, const char* value) {
  return [key, value](TrespassWorld& world) {
    const Client client = world.As("nanxiang/desk-1");
    grpc::ClientContext context;
    client.Prepare(context);
    context.AddMetadata(key, value);
    v1::GetRequest request;
    request.set_number(world.number());
    v1::GetReply reply;
    return FromGrpc(v1::Settlement::NewStub(client.channel())->Get(&context, request, &reply));
  };
}

const Trespass kClaimRows[] = {
    {"TokenUnderTls", v1::NOT_AUTHENTICATED, "authorization",
     Claiming("authorization", "Bearer token-of-anting/desk-1-0123456789abcdef")},
    {"ClaimWho", v1::NOT_AUTHENTICATED, "who", Claiming("who", "terminal/anting/desk-1")},
    {"ClaimSender", v1::NOT_AUTHENTICATED, "sender", Claiming("sender", "anting")},
    {"ClaimActor", v1::NOT_AUTHENTICATED, "actor", Claiming("actor", "terminal/anting/desk-1")},
    {"ClaimRole", v1::NOT_AUTHENTICATED, "role", Claiming("role", "admin")},
    {"ClaimUser", v1::NOT_AUTHENTICATED, "user", Claiming("user", "relief")},
    {"ClaimFrom", v1::NOT_AUTHENTICATED, "from", Claiming("from", "relief")},
    {"ClaimCookie", v1::NOT_AUTHENTICATED, "cookie", Claiming("cookie", "session=1")},
    {"ClaimForwarded", v1::NOT_AUTHENTICATED, "forwarded", Claiming("forwarded", "for=10.0.0.1")},
    {"ClaimForwardedUser", v1::NOT_AUTHENTICATED, "x-forwarded-",
     Claiming("x-forwarded-user", "relief")},
    {"ClaimForwardedCertificate", v1::NOT_AUTHENTICATED, "x-forwarded-",
     Claiming("x-forwarded-client-cert", "URI=yizhan://district/li")},
    {"ClaimRealIp", v1::NOT_AUTHENTICATED, "x-real-ip", Claiming("x-real-ip", "127.0.0.1")},
    {"ClaimRemoteUser", v1::NOT_AUTHENTICATED, "x-remote-", Claiming("x-remote-user", "relief")},
    {"ClaimClientName", v1::NOT_AUTHENTICATED, "ssl-client-",
     Claiming("ssl-client-s-dn", "CN=relief")},
    {"ClaimYizhanInstitution", v1::NOT_AUTHENTICATED, "x-yizhan-",
     Claiming("x-yizhan-institution", "anting")},
    {"ClaimYizhanScopeInBytes", v1::NOT_AUTHENTICATED, "x-yizhan-",
     Claiming("x-yizhan-scope-bin", "all")},
};

INSTANTIATE_TEST_SUITE_P(Certificates, TrespassTest, ::testing::ValuesIn(kCertificateRows),
                         NameOfTrespass);
INSTANTIATE_TEST_SUITE_P(Claims, TrespassTest, ::testing::ValuesIn(kClaimRows), NameOfTrespass);

using S = v1::Settlement;
using R = v1::Register;

// The rows mean something only where the rightful one is let in.
TEST(RightfulTest, AreLetIn) {
  TrespassWorld& world = SharedTrespassWorld();
  v1::GetRequest get;
  get.set_number(world.number());
  for (const char* sender :
       {"anting/desk-1", "anting/desk-2", "anting/edge", "town-officer", "relief", "auditor"}) {
    const auto reply = Call<S>(world.As(sender), &S::Stub::Get, get);
    EXPECT_TRUE(reply.ok()) << sender << ": " << reply.status();
  }
  v1::LookupRequest lookup;
  lookup.mutable_person()->set_person_no(world.person_no());
  EXPECT_TRUE(Call<R>(world.As("town-officer"), &R::Stub::Lookup, lookup).ok());
  // Another's message ids are simply not there.
  v1::GetRequest by_message;
  by_message.set_message_id("mine");
  const auto other = Call<S>(world.As("nanxiang/desk-1"), &S::Stub::Get, by_message);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->state(), v1::NOT_POSTED);
  const auto listed = Call<S>(world.As("other-town-officer"), &S::Stub::List, v1::ListRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->results_size(), 0);
}

}  // namespace
}  // namespace yizhan::testing
