// Officers' signature files, made and read by the program without an engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/base/ed25519.h"
#include "engine/base/secret_file.h"
#include "tests/cli/support/run_program.h"
#include "tests/service/pilot.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::Ran;
using testing_support::RunYizhan;

using Words = std::vector<std::string>;

constexpr char kLedger[] = "00112233445566778899aabbccddeeff";
const Words kGrant = {"fund", "grant", "jd-charity", "5000.00", "--note", "首批"};

class SignTest : public ::testing::Test {
 protected:
  SignTest() {
    for (const char* officer : {"li", "wang"}) {
      const Ed25519Key key = Ed25519Key::Generate();
      YIZHAN_CHECK(WriteSecret(Path(std::string(officer) + ".key"), key.ToPem()).ok());
    }
  }

  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  Ran Sign(const std::string& officer, const Words& what, const Words& how) const {
    Words args = {"officer", "sign"};
    args.insert(args.end(), what.begin(), what.end());
    args.insert(args.end(), {"--officer", officer, "--key", Path(officer + ".key"), "--out",
                             Path(officer + ".sig")});
    args.insert(args.end(), how.begin(), how.end());
    return RunYizhan(args);
  }
  Ran SignFirst(const Words& what = kGrant) const {
    return Sign("li", what, {"--request-id", "g-1", "--ledger-id", kLedger});
  }

  ScratchFolder folder_;
};

TEST_F(SignTest, ShowSaysInWordsWhatIsSigned) {
  ASSERT_EQ(SignFirst().exit_code, 0);
  const Ran shown = RunYizhan({"officer", "show", Path("li.sig")});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  for (const char* words : {"向基金拨入", "jd-charity", "5000.00", "首批", "g-1", "li", kLedger}) {
    EXPECT_THAT(shown.out, HasSubstr(words));
  }
}

TEST_F(SignTest, WordsThatAreNotWhatWasSignedAreNotShown) {
  ASSERT_EQ(SignFirst().exit_code, 0);
  std::filesystem::permissions(Path("li.sig"), std::filesystem::perms(0600));
  std::string text = *ReadSecret(Path("li.sig"));
  text.replace(text.find("500000"), 6, "900000");
  Pilot::WriteText(Path("li.sig"), text);
  const Ran shown = RunYizhan({"officer", "show", Path("li.sig")});
  EXPECT_THAT(shown.out, Not(HasSubstr("9000.00")));
  EXPECT_THAT(shown.out, HasSubstr("勿据此签名"));
}

TEST_F(SignTest, TheSecondSignsTheSameRequestAndDate) {
  ASSERT_EQ(SignFirst().exit_code, 0);
  const Ran second = Sign("wang", kGrant, {"--same-as", Path("li.sig")});
  ASSERT_EQ(second.exit_code, 0) << second.err;
  const std::string a = RunYizhan({"officer", "show", Path("li.sig")}).out;
  const std::string b = RunYizhan({"officer", "show", Path("wang.sig")}).out;
  EXPECT_EQ(a.substr(0, a.find("签名人")), b.substr(0, b.find("签名人")));
}

TEST_F(SignTest, TheSecondSeesThatItIsNotTheSame) {
  ASSERT_EQ(SignFirst().exit_code, 0);
  Words more = kGrant;
  more[3] = "50000.00";
  const Ran second = Sign("wang", more, {"--same-as", Path("li.sig")});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_THAT(second.err, HasSubstr("nothing is signed"));
  EXPECT_FALSE(std::filesystem::exists(Path("wang.sig")));
}

const std::string kPack = YIZHAN_SOURCE_DIR "/engine/policy/packs/cn-sh/2012.textproto";

TEST_F(SignTest, BothSeeFromWhichDayAPackTakesEffect) {
  const Words april = {"activate", kPack, "--effective-from", "2012-04-01"};
  const Ran first = SignFirst(april);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("effective from 2012-04-01"));
  EXPECT_THAT(RunYizhan({"officer", "show", Path("li.sig")}).out,
              HasSubstr("effective from 2012-04-01"));
  const Words may = {"activate", kPack, "--effective-from", "2012-05-01"};
  const Ran second = Sign("wang", may, {"--same-as", Path("li.sig")});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_THAT(second.err, HasSubstr("nothing is signed"));
  EXPECT_EQ(Sign("wang", april, {"--same-as", Path("li.sig")}).exit_code, 0);
  const Ran sent = RunYizhan({"policy", "activate", kPack, "--effective-from", "2012-05-01",
                              "--signature", Path("li.sig"), "--signature", Path("wang.sig")});
  EXPECT_EQ(sent.exit_code, 2);
  EXPECT_THAT(sent.err, HasSubstr("was not signed for this"));
}

TEST_F(SignTest, APackIsNotSignedWithoutADay) {
  EXPECT_EQ(SignFirst({"activate", kPack}).exit_code, 2);
  EXPECT_THAT(SignFirst({"activate", kPack, "--effective-from", "soon"}).err,
              HasSubstr("YYYY-MM-DD"));
}

TEST_F(SignTest, FilesOfTwoRequestsDoNotGoTogether) {
  const Words erase = {"erase", "00c0ffee", "JD-7"};
  ASSERT_EQ(SignFirst(erase).exit_code, 0);
  ASSERT_EQ(Sign("wang", erase, {"--request-id", "g-2", "--ledger-id", kLedger}).exit_code, 0);
  const Ran ran = RunYizhan({"register", "erase", "--person", "00c0ffee", "--order", "JD-7",
                             "--signature", Path("li.sig"), "--signature", Path("wang.sig")});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("request_id"));
}

TEST_F(SignTest, TheRequestIdMustBeTheSignedOne) {
  ASSERT_EQ(SignFirst().exit_code, 0);
  Words grant = kGrant;
  grant.insert(grant.end(), {"--signature", Path("li.sig"), "--request-id", "g-2"});
  const Ran ran = RunYizhan(grant);
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--request-id"));
}

struct BadSignRow {
  const char* name;
  Words how;
  int exit_code;
  std::string says;
};

class BadSignTest : public SignTest, public ::testing::WithParamInterface<BadSignRow> {};

TEST_P(BadSignTest, SignsNothing) {
  const Ran ran = Sign("li", kGrant, GetParam().how);
  EXPECT_EQ(ran.exit_code, GetParam().exit_code) << ran.out;
  EXPECT_THAT(ran.err + ran.out, HasSubstr(GetParam().says));
  EXPECT_FALSE(std::filesystem::exists(Path("li.sig")));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadSignTest,
    ::testing::ValuesIn(std::vector<BadSignRow>{
        {"NoRequest", {"--ledger-id", kLedger}, 2, "--same-as"},
        {"LedgerIdShort", {"--request-id", "r", "--ledger-id", "00ff"}, 2, "--ledger-id"},
        {"ThirtyDays",
         {"--request-id", "r", "--ledger-id", kLedger, "--valid-days", "30"},
         2,
         "--valid-days"},
        {"NoEngineToAsk", {"--request-id", "r"}, 2, "YIZHAN_CONFIG"},
        {"SameAsAbsent", {"--same-as", "/nowhere.sig"}, 2, "无法读取文件"},
        {"SameAsAndRequest", {"--same-as", "/nowhere.sig", "--request-id", "r"}, 2, "--same-as"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(SignTest, AKeyOthersMayReadIsNotUsed) {
  std::filesystem::permissions(Path("li.key"), std::filesystem::perms(0644));
  const Ran ran = SignFirst();
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("chmod 600"));
}

TEST_F(SignTest, AnotherKindOfFileIsNoKey) {
  YIZHAN_CHECK(WriteSecret(Path("li.key"), "not a key").ok());
  const Ran ran = SignFirst();
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("Ed25519"));
}

}  // namespace
}  // namespace yizhan::cli
