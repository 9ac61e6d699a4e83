// Peers: who calls, by token and by certificate, and what is refused.

#include "engine/service/peers.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/service/pilot.h"

namespace yizhan {
namespace {

using Metadata = std::vector<std::pair<std::string_view, std::string_view>>;

std::string FieldOf(const absl::Status& status) { return DetailOf(status).field(); }

// Callers of every role.

struct CallerRow {
  const char* name;
  PeerName peer;
  const char* sender;
  const char* actor;
  const char* institution_id;
  const char* town;
};

class CallerTest : public ::testing::TestWithParam<CallerRow> {};

TEST_P(CallerTest, ComesFromTheNameAlone) {
  const CallerRow& row = GetParam();
  const Caller caller = CallerOf(row.peer);
  EXPECT_EQ(caller.sender, row.sender);
  EXPECT_EQ(caller.actor, row.actor);
  EXPECT_EQ(caller.role, row.peer.role);
  EXPECT_EQ(caller.institution_id, row.institution_id);
  EXPECT_EQ(caller.town, row.town);
  EXPECT_EQ(caller.scope, Scope::kNone);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CallerTest, ::testing::Values(
    CallerRow{"Terminal", {Role::kTerminal, "H1", "desk-1"}, "H1", "terminal/H1/desk-1", "H1", ""},
    CallerRow{"Edge",     {Role::kEdge, "H1", "his"},        "H1", "edge/H1/his", "H1", ""},
    CallerRow{"Town",     {Role::kTown, "安亭镇", "li"}, "town/安亭镇/li", "town/安亭镇/li", "",
              "安亭镇"},
    CallerRow{"District", {Role::kDistrict, "", "li"}, "district/li", "district/li", "", ""},
    CallerRow{"Auditor",  {Role::kAuditor, "", "wu"},  "auditor/wu",  "auditor/wu",  "", ""},
    CallerRow{"Witness",  {Role::kWitness, "", "w1"},  "witness/w1",  "witness/w1",  "", ""},
    CallerRow{"Monitor",  {Role::kMonitor, "", "m1"},  "monitor/m1",  "monitor/m1",  "", ""},
    CallerRow{"Admin",    {Role::kAdmin, "", "zhao"},  "admin/zhao",  "admin/zhao",  "", ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// Training: by token.

std::unique_ptr<Peers> TwoTokens() {
  return PeersByToken(
      {{.caller = CallerOf({Role::kTerminal, "H1", "desk"}), .token_hash = Sha256("first")},
       {.caller = CallerOf({Role::kAdmin, "", "zhao"}), .token_hash = Sha256("second")}});
}

struct TokenRow {
  const char* name;
  Metadata metadata;
  const char* actor;  // Empty: refused ...
  const char* field;  // ... for this.
};

class TokenTest : public ::testing::TestWithParam<TokenRow> {};

TEST_P(TokenTest, OneKnownTokenAndNoOtherClaim) {
  const auto caller =
      TwoTokens()->Authenticate({.certificate_pem = {}, .metadata = GetParam().metadata});
  if (caller.ok()) {
    EXPECT_EQ(caller->actor, GetParam().actor);
    return;
  }
  EXPECT_EQ(std::string(GetParam().actor), "") << caller.status();
  EXPECT_EQ(ReasonOf(caller.status()), v1::NOT_AUTHENTICATED);
  EXPECT_EQ(FieldOf(caller.status()), GetParam().field);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TokenTest, ::testing::Values(
    TokenRow{"First",  {{"authorization", "Bearer first"}},  "terminal/H1/desk", ""},
    TokenRow{"Second", {{"user-agent", "grpc"}, {"authorization", "Bearer second"}}, "admin/zhao",
             ""},
    TokenRow{"None",         {},                                    "", "authorization"},
    TokenRow{"Unknown",      {{"authorization", "Bearer third"}},   "", "authorization"},
    TokenRow{"Empty",        {{"authorization", "Bearer "}},        "", "authorization"},
    TokenRow{"OtherScheme",  {{"authorization", "Basic first"}},    "", "authorization"},
    TokenRow{"LowerScheme",  {{"authorization", "bearer first"}},   "", "authorization"},
    TokenRow{"WithBlank",    {{"authorization", "Bearer first "}},  "", "authorization"},
    TokenRow{"Twice", {{"authorization", "Bearer first"}, {"authorization", "Bearer first"}}, "",
             "authorization"},
    TokenRow{"TwoPeers", {{"authorization", "Bearer first"}, {"authorization", "Bearer second"}},
             "", "authorization"},
    TokenRow{"WithAClaim", {{"authorization", "Bearer first"}, {"x-yizhan-actor", "admin/zhao"}},
             "", "x-yizhan-"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// By certificate.

class CertificateTest : public ::testing::Test {
 protected:
  CertificateTest() : desk_(pilot_.Issue(kDeskName)), clock_(NowS() * 1000) {
    auto peers = PeersByCertificate(pilot_.ca_path(), pilot_.crl_path(), clock_);
    EXPECT_TRUE(peers.ok()) << peers.status();
    peers_ = *std::move(peers);
  }

  absl::StatusOr<Caller> Ask(std::string_view pem, Metadata metadata = {}) const {
    return peers_->Authenticate({.certificate_pem = pem, .metadata = std::move(metadata)});
  }
  absl::StatusOr<Caller> AskDesk() const { return Ask(desk_.certificate_pem); }
  // "" when taken, else what was found.
  std::string WhyNot(const std::string& pem) const {
    const absl::StatusOr<Caller> caller = Ask(pem);
    if (caller.ok()) return "";
    EXPECT_EQ(ReasonOf(caller.status()), v1::NOT_AUTHENTICATED);
    return FieldOf(caller.status()) + ": " + DetailOf(caller.status()).found();
  }
  void NextSecond() { clock_.Advance(1000); }

  Pilot pilot_;
  IssuedPair desk_;
  ManualClock clock_;
  std::unique_ptr<Peers> peers_;
};

TEST_F(CertificateTest, NamesTheCaller) {
  const auto caller = AskDesk();
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(*caller, CallerOf(kDeskName));
  EXPECT_EQ(*AskDesk(), *caller);  // Now from memory.
}

TEST_F(CertificateTest, WithoutOrWithABadCertificateNobodyIsNamed) {
  EXPECT_EQ(WhyNot(""), "certificate: none");
  EXPECT_NE(WhyNot("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "");
  EXPECT_NE(WhyNot("yizhan://admin/zhao"), "");
}

TEST_F(CertificateTest, AnotherAuthoritysIsRefused) {
  Pilot other;
  EXPECT_NE(WhyNot(other.Issue(kDeskName).certificate_pem).find("not issued by this authority"),
            std::string::npos);
}

TEST_F(CertificateTest, OutOfItsDatesIsRefusedAlsoWhenKnown) {
  EXPECT_NE(WhyNot(pilot_.Issue(kDeskName, NowS() - 20 * kDayS, 10).certificate_pem), "");
  EXPECT_NE(WhyNot(pilot_.Issue(kDeskName, NowS() + 5 * kDayS).certificate_pem), "");
  EXPECT_EQ(WhyNot(desk_.certificate_pem), "");
  clock_.Advance(366 * kDayS * 1000);
  EXPECT_EQ(WhyNot(desk_.certificate_pem), "certificate: expired");
  clock_.Set((NowS() - 30 * kDayS) * 1000);
  EXPECT_EQ(WhyNot(desk_.certificate_pem), "certificate: not yet valid");
}

TEST_F(CertificateTest, RolesThatDoNotCallAreRefused) {
  const auto engine = pilot_.Issue({Role::kEngine, "", "yizhand"});
  EXPECT_EQ(WhyNot(engine.certificate_pem), "certificate.role: engine");
  const auto door = pilot_.Issue({Role::kDoor, "H1", "his"});
  EXPECT_EQ(WhyNot(door.certificate_pem), "certificate.role: door");
  const auto officer = pilot_.Issue({Role::kOfficer, "", "li"});
  EXPECT_EQ(WhyNot(officer.certificate_pem), "certificate.role: officer");
}

TEST_F(CertificateTest, ClaimsOfIdentityAreRefusedByName) {
  for (const char* key :
       {"authorization", "from", "forwarded", "x-forwarded-client-cert", "x-forwarded-user",
        "x-forwarded-for", "x-real-ip", "x-remote-user", "x-ssl-client-dn", "x-client-cert",
        "x-yizhan-actor", "x-yizhan-", "who", "actor", "role", "sender", "cookie"}) {
    const auto caller = Ask(desk_.certificate_pem, {{"user-agent", "grpc"}, {key, "admin/zhao"}});
    EXPECT_EQ(ReasonOf(caller.status()), v1::NOT_AUTHENTICATED) << key;
    EXPECT_EQ(std::string(key).substr(0, FieldOf(caller.status()).size()),
              FieldOf(caller.status()));
  }
}

TEST_F(CertificateTest, OrdinaryHeadersPass) {
  EXPECT_TRUE(Ask(desk_.certificate_pem, {{"user-agent", "grpc-c++/1.51.1"},
                                          {"grpc-accept-encoding", "identity"},
                                          {"traceparent", "00-1-2-01"},
                                          {"x-request-id", "1"},
                                          {"from-here", "1"}})
                  .ok());
}

TEST_F(CertificateTest, ARevokedOneIsRefusedWithinASecond) {
  EXPECT_EQ(WhyNot(desk_.certificate_pem), "");
  pilot_.Revoke(desk_);
  NextSecond();
  EXPECT_EQ(WhyNot(desk_.certificate_pem), "certificate: revoked");
  EXPECT_EQ(WhyNot(pilot_.Issue(kDeskName).certificate_pem), "");  // Another one of the same desk.
}

TEST_F(CertificateTest, TheListIsLookedAtOnceASecond) {
  EXPECT_TRUE(AskDesk().ok());
  pilot_.Revoke(desk_);
  clock_.Advance(999);
  EXPECT_TRUE(AskDesk().ok());
  clock_.Advance(1);
  EXPECT_FALSE(AskDesk().ok());
}

TEST_F(CertificateTest, AClockSetBackDoesNotStopTheLooking) {
  EXPECT_TRUE(AskDesk().ok());
  pilot_.Revoke(desk_);
  clock_.Advance(-60'000);
  EXPECT_FALSE(AskDesk().ok());
}

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

TEST_F(CertificateTest, ABadListLeavesTheLastGoodOne) {
  Pilot other;
  const std::string before = Slurp(pilot_.crl_path());
  const auto second = pilot_.Issue(kDeskName);
  pilot_.Revoke(desk_);
  NextSecond();
  EXPECT_FALSE(AskDesk().ok());
  const std::string good = Slurp(pilot_.crl_path());
  for (const std::string& bad :
       {std::string("no list"), std::string(), Slurp(other.crl_path()), good.substr(0, 100)}) {
    Pilot::WriteText(pilot_.crl_path(), bad);
    NextSecond();
    EXPECT_FALSE(AskDesk().ok());
    EXPECT_TRUE(Ask(second.certificate_pem).ok());
  }
  std::filesystem::remove(pilot_.crl_path());
  NextSecond();
  EXPECT_FALSE(AskDesk().ok());
  Pilot::WriteText(pilot_.crl_path(), good);
  pilot_.Revoke(second);
  NextSecond();
  EXPECT_FALSE(Ask(second.certificate_pem).ok());
}

TEST_F(CertificateTest, AnOlderListDoesNotTakeBackARevocation) {
  const std::string before = Slurp(pilot_.crl_path());
  const auto serial = ParseCertificate(desk_.certificate_pem)->serial;
  ASSERT_TRUE(pilot_.authority().Revoke(serial, "lost", NowS() + 60).ok());
  NextSecond();
  EXPECT_FALSE(AskDesk().ok());
  Pilot::WriteText(pilot_.crl_path(), before);
  NextSecond();
  EXPECT_FALSE(AskDesk().ok());
}

TEST_F(CertificateTest, FilesThatCannotBeUsedAreNamedAtTheStart) {
  const std::string missing = pilot_.path("missing");
  const auto no_list = PeersByCertificate(pilot_.ca_path(), missing, clock_);
  EXPECT_NE(std::string(no_list.status().message()).find(missing), std::string::npos);
  const auto no_ca = PeersByCertificate(missing, pilot_.crl_path(), clock_);
  EXPECT_NE(std::string(no_ca.status().message()).find(missing), std::string::npos);
  Pilot other;
  const auto other_list = PeersByCertificate(pilot_.ca_path(), other.crl_path(), clock_);
  EXPECT_NE(std::string(other_list.status().message()).find(other.crl_path()), std::string::npos);
  for (const auto* peers : {&no_list, &no_ca, &other_list}) {
    EXPECT_EQ(peers->status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace yizhan
