// The authority's folder: what is issued, renewed and revoked, and what survives accidents.

#include "engine/identity/authority.h"

#include <ostream>
#include <set>
#include <string>
#include <thread>

#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"
#include "engine/identity/issued_list.h"
#include "engine/identity/make_certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/identity/pilot_authority.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

class AuthorityTest : public testing::Test {
 protected:
  std::string Read(const std::string& name) const {
    return *ReadWhole(pilot_.folder() + "/" + name, kRevocationListBytesMax, Privacy::kPublic);
  }
  RevocationList Revoked() const { return *ParseRevocationList(Read("crl.pem"), pilot_.ca()); }
  std::int64_t ListNumber() const { return NumberOf(ReadRevocations(Read("crl.pem"))->get()); }

  PilotAuthority pilot_;
};

TEST_F(AuthorityTest, KeyAndFolderAreTheOwnersOnly) {
  EXPECT_EQ(ModeOf(pilot_.folder()), 0700U);
  EXPECT_EQ(ModeOf(pilot_.folder() + "/ca.key"), 0600U);
}

TEST_F(AuthorityTest, MadeTwiceStaysTheFirst) {
  const std::string before = Read("ca.crt");
  const absl::StatusOr<Authority> again = Authority::Create(pilot_.folder(), "again", kNowS);
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read("ca.crt"), before);
}

TEST_F(AuthorityTest, AKeyWithoutItsCertificateIsNotOverwritten) {
  const std::string key = *ReadSecret(pilot_.folder() + "/ca.key");
  std::filesystem::remove(pilot_.folder() + "/ca.crt");
  const absl::StatusOr<Authority> again = Authority::Create(pilot_.folder(), "again", kNowS);
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadSecret(pilot_.folder() + "/ca.key"), key);
}

TEST_F(AuthorityTest, OpenedAgainGoesOn) {
  const Certificate first = pilot_.Parsed(kDesk);
  absl::StatusOr<Authority> opened = Authority::Open(pilot_.folder());
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE(opened->Issue({.name = kTownOfficer}, kNowS).ok());
  const absl::StatusOr<std::vector<IssuedLine>> lines = opened->List();
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ((*lines)[0].serial, first.serial);
  EXPECT_EQ((*lines)[0].uri, "yizhan://terminal/JD1/desk-1");
  EXPECT_EQ((*lines)[0].issued_s, kNowS);
  EXPECT_EQ((*lines)[0].until_s, kNowS + 365 * kDayS);
  EXPECT_EQ((*lines)[0].revoked_s, 0);
  EXPECT_EQ((*lines)[1].uri, UriOf(kTownOfficer));
}

TEST_F(AuthorityTest, IsNotOpenedWhenOthersMayReadItsKey) {
  ASSERT_EQ(::chmod((pilot_.folder() + "/ca.key").c_str(), 0644), 0);
  EXPECT_THAT(Message(Authority::Open(pilot_.folder()).status()), HasSubstr("chmod 600"));
}

TEST_F(AuthorityTest, IsNotOpenedWithAnothersKey) {
  PilotAuthority other;
  const std::string key = *ReadSecret(other.folder() + "/ca.key");
  ASSERT_TRUE(WriteSecret(pilot_.folder() + "/ca.key", key).ok());
  EXPECT_THAT(Message(Authority::Open(pilot_.folder()).status()), HasSubstr("not that of"));
}

TEST_F(AuthorityTest, IsNotAPeersCertificate) {
  const IssuedPair desk = pilot_.Issued(kDesk);
  ASSERT_TRUE(WriteWhole(pilot_.folder() + "/ca.crt", desk.certificate_pem, Privacy::kPublic).ok());
  ASSERT_TRUE(WriteSecret(pilot_.folder() + "/ca.key", desk.key_pem).ok());
  EXPECT_THAT(Message(Authority::Open(pilot_.folder()).status()), HasSubstr("not an authority's"));
}

TEST_F(AuthorityTest, AFolderWithoutOneIsRefused) {
  TemporaryFolder empty;
  EXPECT_THAT(Message(Authority::Open(empty.path()).status()), HasSubstr("ca.crt"));
}

TEST_F(AuthorityTest, ADamagedBookStopsEverythingButSaysWhere) {
  const Certificate desk = pilot_.Parsed(kDesk);
  const std::string torn = Read("issued.tsv") + "AB\t1\t2\n";
  ASSERT_TRUE(WriteWhole(pilot_.folder() + "/issued.tsv", torn, Privacy::kPublic).ok());
  EXPECT_THAT(Message(pilot_->List().status()), HasSubstr("issued.tsv: line 2"));
  EXPECT_FALSE(pilot_->Issue({.name = kDesk}, kNowS).ok());
  EXPECT_FALSE(pilot_->Revoke(desk.serial, "superseded", kNowS).ok());
  EXPECT_FALSE(pilot_->RefreshRevocations(kNowS).ok());
}

struct RequestCase {
  const char* test;
  IssueRequest request;
  const char* says;
};
void PrintTo(const RequestCase& row, std::ostream* out) { *out << row.test; }

class BadRequestTest : public testing::TestWithParam<RequestCase> {};

TEST_P(BadRequestTest, IsRefusedAndNotInTheBook) {
  PilotAuthority pilot;
  const absl::StatusOr<IssuedPair> pair = pilot->Issue(GetParam().request, kNowS);
  ASSERT_FALSE(pair.ok());
  EXPECT_EQ(pair.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Message(pair.status()), HasSubstr(GetParam().says));
  EXPECT_TRUE(pilot->List()->empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadRequestTest, testing::Values(
    RequestCase{"NoName", {.name = {Role::kAdmin, "", ""}}, "a part is empty"},
    RequestCase{"TerminalWithoutInstitution", {.name = {Role::kTerminal, "", "desk-1"}}, "a part is empty"},
    RequestCase{"AdminWithInstitution", {.name = {Role::kAdmin, "JD1", "a"}}, "no institution or town"},
    RequestCase{"SlashInName", {.name = {Role::kAdmin, "", "a/b"}}, "\"/\" in it"},
    RequestCase{"TabInName", {.name = {Role::kAdmin, "", "a\tb"}}, "control characters"},
    RequestCase{"LongName", {.name = {Role::kAdmin, "", std::string(65, 'a')}}, "longer than 64"},
    RequestCase{"EngineWithoutHost", {.name = kEngineName}, "at least one host"},
    RequestCase{"DoorWithoutHost", {.name = kDoorName}, "at least one host"},
    RequestCase{"EdgeWithHost", {.name = {Role::kEdge, "JD1", "his"}, .hosts = {"localhost"}}, "only an engine or a door"},
    RequestCase{"DeskWithHost", {.name = kDesk, .hosts = {"localhost"}}, "only an engine"},
    RequestCase{"EmptyHost", {.name = kEngineName, .hosts = {""}}, "neither a DNS name"},
    RequestCase{"HostWithSpace", {.name = kEngineName, .hosts = {"a b"}}, "neither a DNS name"},
    RequestCase{"HostWithPort", {.name = kEngineName, .hosts = {"localhost:7443"}}, "neither a DNS name"},
    RequestCase{"Wildcard", {.name = kEngineName, .hosts = {"*.local"}}, "neither a DNS name"},
    RequestCase{"MistypedAddress", {.name = kEngineName, .hosts = {"10.0.0.256"}}, "neither a DNS name"},
    RequestCase{"HyphenAtTheEnd", {.name = kEngineName, .hosts = {"a-.b"}}, "neither a DNS name"},
    RequestCase{"TwoDots", {.name = kEngineName, .hosts = {"a..b"}}, "neither a DNS name"},
    RequestCase{"LongLabel", {.name = kEngineName, .hosts = {std::string(64, 'a')}}, "neither a DNS name"},
    RequestCase{"NoDays", {.name = kDesk, .hosts = {}, .valid_days = 0}, "1 to 3650 days"},
    RequestCase{"TooManyDays", {.name = kDesk, .hosts = {}, .valid_days = 3651}, "1 to 3650 days"}),
  [](const auto& row) { return row.param.test; });
// clang-format on

TEST_F(AuthorityTest, NothingOutlivesIt) {
  const std::int64_t late_s = kNowS + 3600 * kDayS;
  const absl::StatusOr<IssuedPair> pair = pilot_->Issue({.name = kDesk}, late_s);
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(ParseCertificate(pair->certificate_pem)->not_after_s, kNowS + 3650 * kDayS);
  const absl::Status after = pilot_->Issue({.name = kDesk}, kNowS + 3651 * kDayS).status();
  EXPECT_THAT(Message(after), HasSubstr("the authority's own certificate has expired"));
}

TEST_F(AuthorityTest, RenewKeepsNameAndHostsAndChangesSerialAndKey) {
  const IssuedPair old = pilot_.Issued(kEngineName);
  const absl::StatusOr<IssuedPair> renewed =
      pilot_->Renew(old.certificate_pem, kNowS + 300 * kDayS, 30);
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  const absl::StatusOr<Certificate> before = ParseCertificate(old.certificate_pem);
  const absl::StatusOr<Certificate> after = ParseCertificate(renewed->certificate_pem);
  EXPECT_EQ(after->name, before->name);
  EXPECT_EQ(after->hosts, before->hosts);
  EXPECT_NE(after->serial, before->serial);
  EXPECT_EQ(after->not_after_s, kNowS + 330 * kDayS);
  EXPECT_FALSE(CheckKeyMatches(old.certificate_pem, renewed->key_pem).ok());
  EXPECT_TRUE(CheckIssued(*before, pilot_.ca(), kNowS + 300 * kDayS).ok());
  EXPECT_TRUE(CheckIssued(*after, pilot_.ca(), kNowS + 300 * kDayS).ok());
}

TEST_F(AuthorityTest, RenewOfAnExpiredOneWorks) {
  const IssuedPair old = pilot_.Issued(kOfficerLi, 1);
  const absl::StatusOr<IssuedPair> renewed = pilot_->Renew(old.certificate_pem, kNowS + 10 * kDayS);
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(ParseCertificate(renewed->certificate_pem)->ed25519_public_key.size(), 32U);
}

TEST_F(AuthorityTest, RenewRefusesRevokedForeignAndUnlisted) {
  const IssuedPair old = pilot_.Issued(kDesk);
  PilotAuthority other;
  EXPECT_THAT(Message(other->Renew(old.certificate_pem, kNowS).status()),
              HasSubstr("not issued by this authority"));
  const std::string serial = ParseCertificate(old.certificate_pem)->serial;
  ASSERT_TRUE(pilot_->Revoke(serial, "superseded", kNowS).ok());
  EXPECT_THAT(Message(pilot_->Renew(old.certificate_pem, kNowS).status()),
              HasSubstr("revoked certificate is not renewed"));
  ASSERT_TRUE(WriteWhole(pilot_.folder() + "/issued.tsv", "", Privacy::kPublic).ok());
  EXPECT_EQ(pilot_->Renew(old.certificate_pem, kNowS).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(AuthorityTest, RevokedIsInTheListAndOthersAreNot) {
  const Certificate desk = pilot_.Parsed(kDesk);
  const Certificate town = pilot_.Parsed(kTownOfficer);
  const std::int64_t number = ListNumber();
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS + 5).ok());
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
  EXPECT_GT(ListNumber(), number);
  const std::vector<IssuedLine> lines = *pilot_->List();
  EXPECT_EQ(lines[0].revoked_s, kNowS + 5);
  EXPECT_EQ(lines[0].reason, "keyCompromise");
  EXPECT_EQ(lines[1].revoked_s, 0);
  EXPECT_EQ(lines[1].serial, town.serial);
}

TEST_F(AuthorityTest, RevokingTwiceKeepsTheFirstTimeAndReason) {
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  const std::string book = Read("issued.tsv");
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "superseded", kNowS + kDayS).ok());
  EXPECT_EQ(Read("issued.tsv"), book);
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
}

TEST_F(AuthorityTest, RevokingAgainMendsAListThatACrashLeftBehind) {
  const std::string empty_list = Read("crl.pem");
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  ASSERT_TRUE(WriteWhole(pilot_.folder() + "/crl.pem", empty_list, Privacy::kPublic).ok());
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
}

TEST_F(AuthorityTest, SerialsAreTakenWithColonsAndInLowerCase) {
  const Certificate desk = pilot_.Parsed(kDesk);
  std::string typed;
  for (std::size_t at = 0; at < desk.serial.size(); at += 2) {
    if (at > 0) typed += ':';
    for (const char c : desk.serial.substr(at, 2)) {
      typed += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  ASSERT_TRUE(pilot_->Revoke(typed, "superseded", kNowS).ok());
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
}

TEST_F(AuthorityTest, AnUnknownSerialIsNotFound) {
  const std::string list = Read("crl.pem");
  for (const char* serial : {"", "AB", "words", "00"}) {
    EXPECT_EQ(pilot_->Revoke(serial, "superseded", kNowS).code(), absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(Read("crl.pem"), list);
}

TEST_F(AuthorityTest, AReasonIsAFewWordsWithoutTabs) {
  const Certificate desk = pilot_.Parsed(kDesk);
  for (const std::string& reason : {std::string(), std::string("a\tb"), std::string(65, 'a')}) {
    EXPECT_EQ(pilot_->Revoke(desk.serial, reason, kNowS).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(pilot_->Revoke(desk.serial, "电脑失窃 stolen", kNowS).ok());
  EXPECT_EQ((*pilot_->List())[0].reason, "电脑失窃 stolen");
}

TEST_F(AuthorityTest, RefreshedListHoldsLongerAndKeepsWhatIsRevoked) {
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  const std::int64_t number = ListNumber();
  ASSERT_TRUE(pilot_->RefreshRevocations(kNowS + 20 * kDayS).ok());
  EXPECT_EQ(Revoked().next_update_s, kNowS + 50 * kDayS);
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
  EXPECT_GT(ListNumber(), number);
  ASSERT_TRUE(pilot_->RefreshRevocations(kNowS).ok()) << "even when the clock went back";
  EXPECT_GT(ListNumber(), number);
}

TEST_F(AuthorityTest, RefreshMakesALostListAgain) {
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  std::filesystem::remove(pilot_.folder() + "/crl.pem");
  ASSERT_TRUE(pilot_->RefreshRevocations(kNowS).ok());
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
}

// The worst that is left by a crash is the file beside.
TEST_F(AuthorityTest, AFileLeftBesideByACrashDoesNotMatter) {
  for (const char* name : {"/issued.tsv.new", "/crl.pem.new"}) {
    ASSERT_TRUE(WriteWhole(pilot_.folder() + name, "half", Privacy::kPublic).ok());
  }
  const Certificate desk = pilot_.Parsed(kDesk);
  ASSERT_TRUE(pilot_->Revoke(desk.serial, "keyCompromise", kNowS).ok());
  EXPECT_THAT(Revoked().serials, testing::ElementsAre(desk.serial));
}

TEST_F(AuthorityTest, FourAtATimeLoseNoLine) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      absl::StatusOr<Authority> own = Authority::Open(pilot_.folder());
      for (int i = 0; i < kEach; ++i) {
        const absl::StatusOr<IssuedPair> pair = own->Issue({.name = kDesk}, kNowS);
        EXPECT_TRUE(pair.ok()) << pair.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<IssuedLine> lines = *pilot_->List();
  std::set<std::string> serials;
  for (const IssuedLine& line : lines) serials.insert(line.serial);
  EXPECT_EQ(serials.size(), static_cast<std::size_t>(kThreads * kEach));
}

class BadBookTest : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadBookTest, IsRefused) { EXPECT_FALSE(ParseIssued(GetParam().second).ok()); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadBookTest, testing::Values(
    std::pair("NoLineEnd", "AB\t1\t2\t-\t-\tu"),
    std::pair("EmptyLine", "AB\t1\t2\t-\t-\tu\n\n"),
    std::pair("FiveFields", "AB\t1\t2\t-\t-\n"),
    std::pair("SevenFields", "AB\t1\t2\t-\t-\tu\tv\n"),
    std::pair("SerialNotHex", "AG\t1\t2\t-\t-\tu\n"),
    std::pair("SerialEmpty", "\t1\t2\t-\t-\tu\n"),
    std::pair("TimeNotANumber", "AB\t1x\t2\t-\t-\tu\n"),
    std::pair("RevokedNotANumber", "AB\t1\t2\tx\t-\tu\n")),
  [](const auto& row) { return row.param.first; });
// clang-format on

TEST(BookTest, IsReadBackAsWritten) {
  const std::string text =
      "AB\t1\t2\t-\t-\tyizhan://admin/a\nCD\t3\t4\t5\tlost it\tyizhan://admin/b\n";
  const absl::StatusOr<std::vector<IssuedLine>> lines = ParseIssued(text);
  ASSERT_TRUE(lines.ok());
  EXPECT_EQ(IssuedText(*lines), text);
  EXPECT_EQ((*lines)[1].revoked_s, 5);
  EXPECT_EQ((*lines)[1].reason, "lost it");
}

}  // namespace
}  // namespace yizhan::test
