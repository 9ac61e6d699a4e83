// Goal: what the README tells an officer to do in April works as it stands there.
// Method: its own edit is made to the pack, its own commands are run by the shell against a real
// engine; both languages give the same edit and the same commands.
#include <filesystem>

#include "tests/cli/support/end_to_end.h"
#include "tests/cli/support/readme.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::BlocksOf;
using testing_support::Changed;
using testing_support::SectionOf;
using Blocks = std::vector<std::string>;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// A stay long enough to use up every cap, that ended and was settled by insurance on these days.
std::string LongStay(const std::string& id, const std::string& ended, const std::string& settled) {
  std::string text = Message2207(id, id, "", "CARD0001", 200'000);
  text = Replaced(text, "2012-06-20", "2012-03-02");
  text = Replaced(text, "2012-06-28", ended);
  return Replaced(text, "2012-06-29", settled);
}

std::string April(const char* readme, const char* heading) {
  return SectionOf(ReadFile(std::string(YIZHAN_SOURCE_DIR) + "/" + readme), heading);
}

// A folder as the README supposes it, beside an engine in which 2012's rules are in force.
class WalkthroughTest : public ::testing::Test {
 protected:
  WalkthroughTest() : desk_(engine_.path("walk")) {
    engine_.Start();
    std::filesystem::create_directory(desk_);
    std::filesystem::copy(std::string(kPacks) + "cn-sh/2012.textproto", desk_);
    std::filesystem::copy(std::string(kPacks) + "cn-sh-jd/2012-pilot.textproto", desk_);
    for (const char* officer : {"li", "wang"}) {
      const std::string name(officer);
      std::filesystem::copy(engine_.path(name + ".key"), desk_ + "/" + name + "-sign.key");
      Must({"--config", "admin.textproto", "officer", "enrol", engine_.path(name + ".crt")});
    }
    Must({"--config", "admin.textproto", "institution", "add", "anting", "安亭医院", "--level",
          "2"});
    Must({"--config", "admin.textproto", "institution", "live", "anting", "--from", "2012-01-01"});
    Pilot::WriteText(desk_ + "/people.csv", kRegister);
    Shell("yizhan --config relief.textproto register import people.csv");
    Pilot::WriteText(desk_ + "/march.json", LongStay("M", "2012-03-31", "2012-04-02"));
    Pilot::WriteText(desk_ + "/april.json", LongStay("A", "2012-04-10", "2012-04-12"));
    ActivateOldRules();
  }

  // In the folder, with the callers' configurations under the names that the README gives them.
  Ran Shell(const std::string& commands) const {
    std::string prelude =
        "set -e; cd '" + desk_ + "'; export PATH='" YIZHAN_BINARY_DIR "/bin':$PATH;";
    for (const char* caller : {"admin", "relief", "auditor"}) {
      prelude += "cp '" + engine_.ClientConfig(caller) + "' . ;";
    }
    prelude += "cp '" + engine_.ClientConfig("anting") + "' desk-1.textproto\n";
    return testing_support::RunProgram("/bin/sh", {"-c", prelude + commands});
  }

  void Must(const std::vector<std::string>& args) const {
    std::string command = "yizhan";
    for (const std::string& arg : args) command += " '" + arg + "'";
    const Ran ran = Shell(command);
    ASSERT_EQ(ran.exit_code, 0) << command << "\n" << ran.out << ran.err;
  }

  void ActivateOldRules() const {
    const Ran ran = Shell(R"(
      what="2012.textproto 2012-pilot.textproto --effective-from 2012-01-01"
      as="--config admin.textproto"
      yizhan $as officer sign activate $what --key li-sign.key --officer li --request-id old --out 1
      yizhan $as officer sign activate $what --key wang-sign.key --officer wang --same-as 1 --out 2
      yizhan $as policy activate $what --signature 1 --signature 2)");
    ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  }

  testing_support::PilotEngine engine_;
  std::string desk_;
};

TEST_F(WalkthroughTest, AprilTheCapRises) {
  const std::string section = April("README.md", "### April: the cap rises");
  const Blocks edits = BlocksOf(section, "diff");
  const Blocks steps = BlocksOf(section, "sh");
  ASSERT_EQ(edits.size(), 1U);
  ASSERT_EQ(steps.size(), 3U);
  const std::string april = Changed(ReadFile(desk_ + "/2012-pilot.textproto"), edits[0]);
  ASSERT_NE(april, "");
  Pilot::WriteText(desk_ + "/april.textproto", april);

  const Ran before = Shell("yizhan --config desk-1.textproto quote april.json");
  EXPECT_THAT(before.out, HasSubstr("20000.00")) << before.err;
  EXPECT_THAT(before.out, Not(HasSubstr("30000.00")));

  const Ran looked = Shell(steps[0]);
  ASSERT_EQ(looked.exit_code, 0) << looked.out << looked.err;
  EXPECT_THAT(looked.out, HasSubstr("0 处错误 errors, 0 处警告 warnings"));
  const std::string page = ReadFile(desk_ + "/april.html");
  EXPECT_THAT(page, HasSubstr("自2012年4月1日起,区级补充救助每人每年以30000元为限"));
  EXPECT_THAT(page, HasSubstr("区级补充医疗救助 (jd-topup):2012-01-01 至 2012-03-31"));
  EXPECT_THAT(ReadFile(desk_ + "/april/report.html"), HasSubstr("<html"));

  const Ran signed_and_active = Shell(steps[1]);
  ASSERT_EQ(signed_and_active.exit_code, 0) << signed_and_active.out << signed_and_active.err;
  EXPECT_THAT(signed_and_active.out, HasSubstr("生效日期 effective from 2012-04-01"));
  EXPECT_THAT(signed_and_active.out, HasSubstr("april.textproto"));

  const Ran settled = Shell(steps[2]);
  ASSERT_EQ(settled.exit_code, 0) << settled.out << settled.err;
  const std::size_t second = settled.out.find("30000.00");
  ASSERT_NE(second, std::string::npos) << settled.out;
  EXPECT_LT(settled.out.find("20000.00"), second) << settled.out;
}

// The draft edited in place instead: March would be decided otherwise.
TEST_F(WalkthroughTest, AnEditInPlaceIsRefused) {
  const std::string old = ReadFile(desk_ + "/2012-pilot.textproto");
  Pilot::WriteText(desk_ + "/april.textproto",
                   Replaced(old, "limit_fen: 2000000 ", "limit_fen: 3000000 "));
  const Blocks steps = BlocksOf(April("README.md", "### April: the cap rises"), "sh");
  const Ran looked = Shell(steps.at(0));
  EXPECT_EQ(looked.exit_code, 1);
  EXPECT_THAT(looked.out, HasSubstr("programs[jd-topup].caps"));
  EXPECT_THAT(looked.out, HasSubstr("现行为"));
  const Ran activated = Shell(steps.at(1));
  EXPECT_EQ(activated.exit_code, 1);
  EXPECT_THAT(activated.err, HasSubstr("RULES_CHANGED_EARLIER"));
  EXPECT_THAT(activated.err, HasSubstr("programs[jd-topup].caps"));
}

TEST(WalkthroughText, BothLanguagesDoTheSame) {
  const std::string en = April("README.md", "### April: the cap rises");
  const std::string zh = April("README.zh-CN.md", "### 四月：封顶线提高");
  EXPECT_FALSE(BlocksOf(en, "sh").empty());
  EXPECT_EQ(BlocksOf(en, "diff"), BlocksOf(zh, "diff"));
  EXPECT_EQ(BlocksOf(en, "sh"), BlocksOf(zh, "sh"));
}

}  // namespace
}  // namespace yizhan::cli
