// The form of answers: version, separators, character set, MSA-2, ERR, and what goes on a slip.

#include "adapters/hl7/hl7_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/refusal.h"
#include "tests/hl7/door_scene.h"

namespace yizhan::hl7 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Answer(const std::vector<Edit>& edits) {
  DoorScene scene;
  return scene.Ask(GoodDft(edits));
}
// The first segment of that name, as it was written.
std::string Line(const std::string& answer, const std::string& name) {
  std::size_t from = 0;
  while (from < answer.size()) {
    const std::size_t end = answer.find('\r', from);
    if (answer.compare(from, name.size(), name) == 0) return answer.substr(from, end - from);
    from = end + 1;
  }
  return "none";
}

struct VersionRow {
  const char* version;
  const char* msh;
  const char* msa;
  const char* err;
};
class ReplyVersionTest : public ::testing::TestWithParam<VersionRow> {};
TEST_P(ReplyVersionTest, IsThatOfTheRequest) {
  const VersionRow& row = GetParam();
  const std::string answer = Answer({{"MSH-12", row.version}, {"FT1[2]-6", "CH"}});
  EXPECT_EQ(Line(answer, "MSH"), row.msh);
  EXPECT_EQ(Line(answer, "MSA"), row.msa);
  EXPECT_EQ(Line(answer, "ERR"), row.err);
}
constexpr char kOldMsa[] = "MSA|AE|M1|代码值不在代码表内（FT1[2]-6）；应为 CG, CD, PY, AJ, CO";
constexpr char kOldErr[] = "ERR|FT1^2^6^103&Table value not found&HL70357";
constexpr char kNewErr[] =
    "ERR||FT1^2^6^1|103^Table value not found^HL70357|E|FIELD_UNKNOWN_VALUE^a code is not in its "
    "table (FT1[2]-6); expected CG, CD, PY, AJ, CO^YIZHAN|||代码值不在代码表内（FT1[2]-6）；应为 "
    "CG, CD, PY, AJ, CO";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ReplyVersionTest, ::testing::ValuesIn(std::vector<VersionRow>{
    {"2.1", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK|YZ1A|P|2.1", kOldMsa, kOldErr},
    {"2.2", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK|YZ1A|P|2.2", kOldMsa, kOldErr},
    {"2.3", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03|YZ1A|P|2.3", kOldMsa, kOldErr},
    {"2.3.1", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.3.1", kOldMsa, kOldErr},
    {"2.4", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.4", kOldMsa, kOldErr},
    {"2.5", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.5", kOldMsa, kNewErr},
    {"2.6", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.6", kOldMsa, kNewErr},
    {"2.7", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.7", "MSA|AE|M1", kNewErr},
    {"2.8", "MSH|^~\\&|YIZHAN|EDGE|HIS|H1|20120629093000||ACK^P03^ACK|YZ1A|P|2.8", "MSA|AE|M1", kNewErr},
}));

struct EchoRow {
  const char* name;
  std::string bytes;
};
class EchoTest : public ::testing::TestWithParam<EchoRow> {};
TEST_P(EchoTest, MsaTwoIsByteForByte) {
  EXPECT_THAT(Line(Answer({{"MSH-10", GetParam().bytes}}), "MSA"),
              StartsWith("MSA|AA|" + GetParam().bytes + "|"));
}
INSTANTIATE_TEST_SUITE_P(Rows, EchoTest, ::testing::ValuesIn(std::vector<EchoRow>{
    {"blanks_inside", "M 1"}, {"blanks_around", " M1 "}, {"escape", "M\\T\\1"},
    {"components", "M1^x"}, {"chinese", "\xe5\x8f\xb7" "1"}, {"longest", std::string(199, 'x')},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ReplyTest, SettledInAnyVersion) {
  const std::string answer = Answer({{"MSH-12", "2.1"},
                                     {"FT1-10", "200.00"},
                                     {"FT1-11", "2"},
                                     {"FT1[2]-10", "100.00"},
                                     {"FT1[2]-11", "1"}});
  EXPECT_THAT(Line(answer, "MSA"), HasSubstr("，救助 40.00 元"));
  EXPECT_THAT(Line(answer, "ZYZ"), HasSubstr("|40.00|240.00|0.00|240.00|0.00|Y|N|HL7:HIS:M1"));
  EXPECT_EQ(Line(answer, "ZYP"), "ZYP|1|half|half|test|40.00|ILLUSTRATIVE|960.00");
}

TEST(ReplyTest, InTheSendersSeparators) {
  std::string raw = GoodDft();
  for (char& c : raw) {
    if (c == '|') c = '$';
    if (c == '^') c = '%';
    if (c == '&') c = '*';
    if (c == '~') c = '!';
    if (c == '\\') c = '/';
  }
  DoorScene scene;
  const std::string answer = scene.Ask(raw);
  EXPECT_EQ(Line(answer, "MSH"),
            "MSH$%!/*$YIZHAN$EDGE$HIS$H1$20120629093000$$ACK%P03%ACK$YZ1A$P$2.5");
  EXPECT_THAT(Line(answer, "MSA"), StartsWith("MSA$AA$M1$"));
}

TEST(ReplyTest, WithoutComponentsOnlyTheFirstIsSaid) {
  std::string raw = "MSH|^|HIS|H1|YIZHAN|EDGE|20120629||DFT^P03|M1|P|2.3\rPID|1\r";
  DoorScene scene;
  const std::string answer = scene.Ask(raw);
  EXPECT_EQ(Line(answer, "MSA").substr(0, 9), "MSA|AE|M1");
  EXPECT_THAT(Line(answer, "ERR"), StartsWith("ERR|PV1^1^19^101"));
  EXPECT_THAT(Line(answer, "ERR"), Not(HasSubstr("HL70357")));
}

TEST(ReplyTest, InGb18030) {
  DoorScene scene;
  std::string raw =
      GoodDft({{"MSH-18", "GB18030"}, {"PID-5", "\x81\x7c^\xd6\xd0"}, {"MSH-3", "HIS\x81\x7c"}});
  const std::string answer = scene.Ask(raw);
  EXPECT_THAT(Line(answer, "MSH"), HasSubstr("|HIS\x81\x7c|"));
  EXPECT_THAT(Line(answer, "MSH"), HasSubstr("||||||GB18030"));
  EXPECT_THAT(Line(answer, "MSA"), HasSubstr(FromUtf8("救助 40.00 元", Charset::kGb18030).value()));
  EXPECT_EQ(DoorScene::Short(answer), "AA");
}

TEST(ReplyTest, InEnglishWhereChineseCannotBeSaid) {
  for (const char* charset : {"8859/1", "ASCII"}) {
    const std::string answer = Answer({{"MSH-18", charset}});
    EXPECT_THAT(Line(answer, "MSA"), HasSubstr(", aid 40.00")) << charset;
    EXPECT_TRUE(std::all_of(answer.begin(), answer.end(), [](char c) { return c > 0; })) << charset;
  }
  EXPECT_THAT(Answer({{"MSH-18", "BIG-5"}}), HasSubstr("a code is not in its table"));
}

TEST(ReplyTest, CountryAndSetAreEchoed) {
  EXPECT_THAT(Line(Answer({{"MSH-17", "CHN"}, {"MSH-18", "UNICODE UTF-8"}}), "MSH"),
              HasSubstr("|P|2.5|||||CHN|UNICODE UTF-8"));
}

TEST(ReplyTest, WarningsForTheCashierAreTold) {
  DoorScene scene;
  v1::SettleResult result;
  result.set_number(7);
  v1::Warning& warning = *result.add_warnings();
  warning.set_threshold_id("t");
  warning.set_severity(v1::WARNING);
  warning.set_route(v1::CASHIER);
  warning.set_message("到了");
  warning.set_next_step("去办");
  *result.add_warnings() = warning;
  result.mutable_warnings(1)->set_route(v1::TOWN_OFFICE);
  const auto header = ReadHeader(GoodDft(), Charset::kUtf8);
  const Mapping mapping = CheckMapping(GoodMapping()).value();
  const std::string answer = SettledReply(
      {.request = *header, .mapping = mapping, .control_id = "C", .now_ms = 0}, result);
  EXPECT_EQ(Line(answer, "ZYW"), "ZYW|1|t|WARNING|到了|去办");
  EXPECT_EQ(answer.find("ZYW|2"), std::string::npos);
}

TEST(ReplyTest, TheTightestCapIsTheRoom) {
  v1::SettleResult result;
  for (const std::int64_t room : {9'000, 5'000}) {
    auto& figures =
        *(result.outcome().steps_size() == 0 ? result.mutable_outcome()->add_steps()
                                             : result.mutable_outcome()->mutable_steps(0))
             ->mutable_figures();
    figures.set_pay_fen(4'000);
    figures.add_caps()->set_room_fen(room);
    result.mutable_outcome()->mutable_steps(0)->set_status(v1::CHOSEN);
  }
  v1::Step& without = *result.mutable_outcome()->add_steps();
  without.set_status(v1::CHOSEN);
  without.mutable_figures()->set_pay_fen(1);
  result.add_lines()->set_program_id("capped");
  result.add_lines()->set_program_id("free");
  const auto header = ReadHeader(GoodDft(), Charset::kUtf8);
  const Mapping mapping = CheckMapping(GoodMapping()).value();
  const std::string answer =
      SettledReply({.request = *header, .mapping = mapping, .control_id = "C"}, result);
  EXPECT_EQ(DoorScene::At(answer, "ZYP-7"), "10.00");
  EXPECT_EQ(DoorScene::At(answer, "ZYP[2]-7"), "");
}

}  // namespace
}  // namespace yizhan::hl7
