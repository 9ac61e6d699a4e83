// Certificates: who they speak of, and that nobody but the authority's own get through.

#include "engine/identity/certificate.h"

#include <ostream>
#include <string>

#include "engine/base/ed25519.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"
#include "engine/identity/make_certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/identity/pilot_authority.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

std::string Message(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  return std::string(status.message());
}

// Signs what the authority itself never would, with the authority's key.
std::string Forged(PilotAuthority& pilot, const LeafPlan& plan, EVP_PKEY* key) {
  const absl::StatusOr<std::string> key_pem = ReadSecret(pilot.folder() + "/ca.key");
  const absl::StatusOr<Handle<X509>> ca = ReadCertificate(pilot.ca());
  const absl::StatusOr<Handle<EVP_PKEY>> ca_key = ReadKey(*key_pem);
  const absl::StatusOr<Handle<X509>> leaf =
      MakeLeaf(plan, key, {.certificate = ca->get(), .key = ca_key->get()});
  YIZHAN_CHECK(leaf.ok());
  return PemOf(leaf->get());
}

LeafPlan PlanOf(const std::vector<std::string>& uris, const std::string& purpose) {
  return {.subject = "forged",
          .uris = uris,
          .hosts = {},
          .purpose = purpose,
          .validity = {.from_s = kNowS, .until_s = kNowS + kDayS}};
}

class IssuedTest : public testing::TestWithParam<PeerName> {};

TEST_P(IssuedTest, SaysWhoAndIsGoodToday) {
  PilotAuthority pilot;
  const IssuedPair pair = pilot.Issued(GetParam());
  const absl::StatusOr<Certificate> parsed = ParseCertificate(pair.certificate_pem);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->name, GetParam());
  EXPECT_EQ(parsed->serial.size(), 32U);
  EXPECT_EQ(parsed->not_after_s, kNowS + 365 * kDayS);
  EXPECT_EQ(parsed->issuer, "CN=嘉定试点 pilot");
  EXPECT_EQ(parsed->ed25519_public_key.size(), GetParam().role == Role::kOfficer ? 32U : 0U);
  EXPECT_TRUE(CheckIssued(*parsed, pilot.ca(), kNowS).ok());
  EXPECT_TRUE(CheckKeyMatches(pair.certificate_pem, pair.key_pem).ok());
  const absl::StatusOr<Certificate> from_der = ParseCertificate(parsed->der);
  ASSERT_TRUE(from_der.ok());
  EXPECT_EQ(from_der->serial, parsed->serial);
}

INSTANTIATE_TEST_SUITE_P(
    Table, IssuedTest,
    testing::Values(kDesk, PeerName{Role::kEdge, "JD1", "his"}, kTownOfficer,
                    PeerName{Role::kDistrict, "", "wang"}, PeerName{Role::kAuditor, "", "a"},
                    PeerName{Role::kWitness, "", "w"}, PeerName{Role::kMonitor, "", "m"},
                    PeerName{Role::kAdmin, "", "a"}, kEngineName, kDoorName, kOfficerLi),
    [](const auto& row) { return std::string(RoleName(row.param.role)); });

TEST(CertificateTest, TheFirstOfAChainCounts) {
  PilotAuthority pilot;
  const std::string chain = pilot.Issued(kDesk).certificate_pem + pilot.ca();
  EXPECT_EQ(ParseCertificate(chain)->name, kDesk);
}

TEST(CertificateTest, OfficersKeyIsTheOneThatSigns) {
  PilotAuthority pilot;
  const IssuedPair pair = pilot.Issued(kOfficerLi);
  const absl::StatusOr<Ed25519Key> key = Ed25519Key::FromPem(pair.key_pem);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(ParseCertificate(pair.certificate_pem)->ed25519_public_key, key->public_key());
}

TEST(CertificateTest, EnginesHostsAreReadBack) {
  PilotAuthority pilot;
  EXPECT_THAT(pilot.Parsed(kEngineName).hosts,
              testing::ElementsAre("localhost", "127.0.0.1", "::1"));
}

TEST(CertificateTest, ALongSubjectIsCutInWholeCharacters) {
  PilotAuthority pilot;
  std::string town;
  for (int i = 0; i < 21; ++i) town += "镇";
  const PeerName name = {Role::kTown, town, std::string(64, 'a')};
  EXPECT_EQ(pilot.Parsed(name).name, name);
}

struct DateCase {
  const char* test;
  std::int64_t now_s;
  const char* says;  // Empty: good.
};
void PrintTo(const DateCase& row, std::ostream* out) { *out << row.test; }

class DateTest : public testing::TestWithParam<DateCase> {};

TEST_P(DateTest, IsLookedAt) {
  PilotAuthority pilot;
  const Certificate certificate = pilot.Parsed(kDesk, 10);
  const absl::Status status = CheckIssued(certificate, pilot.ca(), GetParam().now_s);
  if (GetParam().says[0] == '\0') {
    EXPECT_TRUE(status.ok()) << status;
  } else {
    EXPECT_THAT(Message(status), HasSubstr(GetParam().says));
    EXPECT_THAT(Message(status), HasSubstr("terminal/JD1/desk-1"));
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, DateTest, testing::Values(
    DateCase{"Today", kNowS, ""},
    DateCase{"OnAClockALittleBehind", kNowS - 299, ""},
    DateCase{"NotYetValid", kNowS - 301, "not yet valid"},
    DateCase{"LastSecond", kNowS + 10 * kDayS - 1, ""},
    DateCase{"Expired", kNowS + 10 * kDayS + 1, "it has expired"},
    DateCase{"AuthorityExpired", kNowS + 4000 * kDayS, "expired"}),
  [](const auto& row) { return row.param.test; });
// clang-format on

TEST(CertificateTest, AnotherAuthoritysIsRefused) {
  PilotAuthority pilot;
  PilotAuthority other;  // Of the same name: the signature decides.
  const absl::Status status = CheckIssued(other.Parsed(kDesk), pilot.ca(), kNowS);
  EXPECT_THAT(Message(status), HasSubstr("not issued by this authority"));
}

TEST(CertificateTest, ATamperedOneIsRefused) {
  PilotAuthority pilot;
  Certificate certificate = pilot.Parsed(kDesk);
  const std::size_t at = certificate.der.find("desk-1");
  certificate.der[at] = 'D';
  const std::size_t in_uri = certificate.der.rfind("desk-1");
  certificate.der[in_uri + 5] = '2';
  const absl::StatusOr<Certificate> changed = ParseCertificate(certificate.der);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->name.name, "desk-2");
  EXPECT_THAT(Message(CheckIssued(*changed, pilot.ca(), kNowS)), HasSubstr("not issued by"));
}

struct ForgedCase {
  const char* test;
  std::vector<std::string> uris;
  const char* purpose;
  bool ed25519;
  const char* says;
};
void PrintTo(const ForgedCase& row, std::ostream* out) { *out << row.test; }

class ForgedTest : public testing::TestWithParam<ForgedCase> {};

TEST_P(ForgedTest, IsRefusedThoughTheAuthoritySignedIt) {
  PilotAuthority pilot;
  const Handle<EVP_PKEY> peer_key = MakePeerKey();
  const Ed25519Key officer_key = Ed25519Key::Generate();
  EVP_PKEY* key = GetParam().ed25519 ? static_cast<EVP_PKEY*>(officer_key.evp()) : peer_key.get();
  const std::string pem = Forged(pilot, PlanOf(GetParam().uris, GetParam().purpose), key);
  const absl::StatusOr<Certificate> parsed = ParseCertificate(pem);
  const absl::Status status =
      parsed.ok() ? CheckIssued(*parsed, pilot.ca(), kNowS) : parsed.status();
  EXPECT_THAT(Message(status), HasSubstr(GetParam().says));
}

const std::string kDeskUri = "yizhan://terminal/JD1/desk-1";
const std::string kEngineUri = "yizhan://engine/e1";
const std::string kDoorUri = "yizhan://door/JD1/his";
const std::string kOfficerUri = "yizhan://officer/li";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ForgedTest, testing::Values(
    ForgedCase{"NoUri", {}, "clientAuth", false, "names nobody"},
    ForgedCase{"TwoUris", {kDeskUri, "yizhan://admin/a"}, "clientAuth", false, "more than one URI"},
    ForgedCase{"TheSameUriTwice", {kDeskUri, kDeskUri}, "clientAuth", false, "more than one URI"},
    ForgedCase{"AForeignUriBeside", {kDeskUri, "https://example.org"}, "clientAuth", false, "more than one URI"},
    ForgedCase{"AForeignUri", {"https://example.org"}, "clientAuth", false, "must begin with yizhan://"},
    ForgedCase{"EngineUsedAsCaller", {kDeskUri}, "serverAuth", false, "for clients only"},
    ForgedCase{"CallerUsedAsEngine", {kEngineUri}, "clientAuth", false, "for servers only"},
    ForgedCase{"CallerForBoth", {kDeskUri}, "clientAuth,serverAuth", false, "for clients only"},
    ForgedCase{"EngineForBoth", {kEngineUri}, "clientAuth,serverAuth", false, "for servers only"},
    ForgedCase{"DoorUsedAsCaller", {kDoorUri}, "clientAuth", false, "for servers only"},
    ForgedCase{"DoorForBoth", {kDoorUri}, "clientAuth,serverAuth", false, "for servers only"},
    ForgedCase{"CallerForAnything", {kDeskUri}, "anyExtendedKeyUsage", false, "for clients only"},
    ForgedCase{"CallerWithoutPurpose", {kDeskUri}, "", false, "for clients only"},
    ForgedCase{"EngineWithoutPurpose", {kEngineUri}, "", false, "for servers only"},
    ForgedCase{"OfficerWithP256Key", {kOfficerUri}, "", false, "must be an Ed25519 key"},
    ForgedCase{"OfficerAsCaller", {kOfficerUri}, "clientAuth", true, "for signing only"},
    ForgedCase{"OfficerAsEngine", {kOfficerUri}, "serverAuth", true, "for signing only"}),
  [](const auto& row) { return row.param.test; });
// clang-format on

struct BytesCase {
  const char* test;
  std::string bytes;
};
void PrintTo(const BytesCase& row, std::ostream* out) { *out << row.test; }

class BadBytesTest : public testing::TestWithParam<BytesCase> {};

TEST_P(BadBytesTest, AreNoCertificateAndNoList) {
  PilotAuthority pilot;
  EXPECT_NE(Message(ParseCertificate(GetParam().bytes).status()), "");
  EXPECT_NE(Message(ParseRevocationList(GetParam().bytes, pilot.ca()).status()), "");
  EXPECT_NE(Message(CheckKeyMatches(pilot.ca(), GetParam().bytes)), "");
  EXPECT_NE(Message(CheckIssued(pilot.Parsed(kDesk), GetParam().bytes, kNowS)), "");
  EXPECT_EQ(ERR_peek_error(), 0U) << "a TLS connection of this thread would read it";
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadBytesTest, testing::Values(
    BytesCase{"Empty", ""},
    BytesCase{"Words", "not a certificate"},
    BytesCase{"EmptyPem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"},
    BytesCase{"BrokenPem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"},
    BytesCase{"DerHead", std::string("\x30\x82\xff\xff", 4)},
    BytesCase{"TooLong", std::string(kRevocationListBytesMax + 1, 'a')}),
  [](const auto& row) { return row.param.test; });
// clang-format on

TEST(CertificateTest, BytesAfterDerAreRefused) {
  PilotAuthority pilot;
  EXPECT_NE(Message(ParseCertificate(pilot.Parsed(kDesk).der + "x").status()), "");
}

TEST(CertificateTest, TheAuthoritysOwnNamesNobody) {
  PilotAuthority pilot;
  EXPECT_THAT(Message(ParseCertificate(pilot.ca()).status()), HasSubstr("names nobody"));
}

TEST(CertificateTest, AnothersKeyDoesNotMatch) {
  PilotAuthority pilot;
  const IssuedPair one = pilot.Issued(kDesk);
  const IssuedPair two = pilot.Issued(kDesk);
  EXPECT_THAT(Message(CheckKeyMatches(one.certificate_pem, two.key_pem)),
              HasSubstr("not that of the certificate"));
}

class RevocationListTest : public testing::Test {
 protected:
  std::string List() const {
    return *ReadWhole(pilot_.folder() + "/crl.pem", kRevocationListBytesMax, Privacy::kPublic);
  }
  PilotAuthority pilot_;
};

TEST_F(RevocationListTest, ANewAuthoritysIsEmptyAndHoldsThirtyDays) {
  const absl::StatusOr<RevocationList> list = ParseRevocationList(List(), pilot_.ca());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->serials.empty());
  EXPECT_EQ(list->next_update_s, kNowS + 30 * kDayS);
}

TEST_F(RevocationListTest, AnotherAuthoritysIsRefused) {
  PilotAuthority same_name;
  EXPECT_THAT(Message(ParseRevocationList(List(), same_name.ca()).status()),
              HasSubstr("signature is not the authority's"));
  TemporaryFolder folder;
  const absl::StatusOr<Authority> other = Authority::Create(folder.path(), "other", kNowS);
  EXPECT_THAT(Message(ParseRevocationList(List(), other->certificate_pem()).status()),
              HasSubstr("another authority's"));
}

TEST_F(RevocationListTest, ATamperedOneIsRefused) {
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  absl::StatusOr<Handle<X509_CRL>> list = ReadRevocations(List());
  const Handle<ASN1_TIME> later(ASN1_TIME_set(nullptr, kNowS + 900 * kDayS));
  X509_CRL_set1_nextUpdate(list->get(), later.get());
  YIZHAN_CHECK(i2d_re_X509_CRL_tbs(list->get(), nullptr) >
               0);  // Forgets the bytes it was read from.
  EXPECT_THAT(Message(ParseRevocationList(PemOf(list->get()), pilot_.ca()).status()),
              HasSubstr("signature is not the authority's"));
}

TEST_F(RevocationListTest, APeerCannotSignOne) {
  const IssuedPair desk = pilot_.Issued(kDesk);
  EXPECT_NE(Message(ParseRevocationList(List(), desk.certificate_pem).status()), "");
}

TEST_F(RevocationListTest, TwoInOneFileAreRefused) {
  EXPECT_THAT(Message(ParseRevocationList(List() + List(), pilot_.ca()).status()),
              HasSubstr("more than one"));
}

}  // namespace
}  // namespace yizhan::test
