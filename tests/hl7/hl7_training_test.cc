// Of a training centre every kind of answer says so, in the segments that its version has; of any
// other centre none does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hl7/door_scene.h"

namespace yizhan::hl7 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kMark[] = "培训";

v1::Hl7Mapping InvoicesToo() {
  v1::Hl7Mapping mapping = GoodMapping();
  mapping.clear_bill_no();
  return mapping;
}
std::string Invoice(const std::string& event, const std::vector<Edit>& more = {}) {
  std::vector<Edit> edits = {{"MSH-9", "EHC^" + event}, {"MSH-12", "2.6"},
                             {"MSH-10", event},         {"IVC-1", "INV1"},
                             {"IVC-7", "20120629"},     {"IVC-8", "300.00&CNY"}};
  edits.insert(edits.end(), more.begin(), more.end());
  return GoodDft(edits);
}

struct KindRow {
  const char* name;
  std::vector<std::string> sent;  // The last one's answers are looked at.
  const char* first;              // MSA-1 of its first answer.
  bool away = false;              // The centre.
  bool disk_full = false;
};
class TrainingTest : public ::testing::TestWithParam<KindRow> {
 protected:
  static std::vector<std::string> Answers(bool training) {
    DoorScene scene(InvoicesToo());
    scene.intake.training_centre = training;
    scene.intake.centre_away = GetParam().away;
    scene.intake.disk_full = GetParam().disk_full;
    std::vector<std::string> answers;
    for (const std::string& raw : GetParam().sent) answers = scene.Send(raw);
    return answers;
  }
};

TEST_P(TrainingTest, IsSaidInEveryAnswer) {
  const std::vector<std::string> answers = Answers(true);
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(DoorScene::At(answers[0], "MSA-1"), GetParam().first);
  for (const std::string& answer : answers) EXPECT_THAT(answer, HasSubstr(kMark));
}

TEST_P(TrainingTest, IsNotSaidOtherwise) {
  const std::vector<std::string> answers = Answers(false);
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(DoorScene::At(answers[0], "MSA-1"), GetParam().first);
  for (const std::string& answer : answers) EXPECT_THAT(answer, Not(HasSubstr(kMark)));
}

const std::string kCancel = GoodDft({{"MSH-10", "C1"}, {"ZPR-9", "M1"}});
const std::vector<Edit> kEnhanced = {{"MSH-15", "AL"}, {"MSH-16", "AL"}};
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, TrainingTest, ::testing::ValuesIn(std::vector<KindRow>{
    {"settled", {GoodDft()}, "AA"},
    {"settled_in_2_1", {GoodDft({{"MSH-12", "2.1"}, {"FT1-10", "200.00"}, {"FT1-11", "2"}, {"FT1[2]-10", "100.00"}, {"FT1[2]-11", "1"}})}, "AA"},
    {"settled_in_2_7", {GoodDft({{"MSH-12", "2.7"}})}, "AA"},
    {"settled_before", {GoodDft(), GoodDft()}, "AA"},
    {"late", {GoodDft()}, "AE", true},
    {"late_in_2_8", {GoodDft({{"MSH-12", "2.8"}})}, "AE", true},
    {"told_of_a_visit", {GoodDft({{"MSH-9", "ADT^A01"}})}, "AA"},
    {"told_of_a_visit_in_2_7", {GoodDft({{"MSH-9", "ADT^A01"}, {"MSH-12", "2.7"}})}, "AA"},
    {"refused", {GoodDft({{"PID-3", "CARD0009"}})}, "AE"},
    {"refused_in_2_3", {GoodDft({{"MSH-12", "2.3"}, {"ZPR-3", "x"}})}, "AE"},
    {"refused_in_2_7", {GoodDft({{"MSH-12", "2.7"}, {"ZPR-3", "x"}})}, "AE"},
    {"other_content", {GoodDft(), GoodDft({{"ZPR-7", "1.00"}})}, "AE"},
    {"settled_and_taken_back", {GoodDft(), kCancel, GoodDft()}, "AE"},
    {"taken_back", {GoodDft(), kCancel}, "AA"},
    {"taken_back_in_2_7", {GoodDft(), Edited(kCancel, {{"MSH-12", "2.7"}})}, "AA"},
    {"taken_back_before_it_came", {kCancel}, "AA"},
    {"taken_back_later", {kCancel}, "AR", true},
    {"not_for_this_door", {GoodDft({{"MSH-9", "ORU^R01"}})}, "AR"},
    {"no_such_version", {GoodDft({{"MSH-12", "9"}})}, "AR"},
    {"no_message", {"GET / HTTP/1.1\r\n\r\n"}, "AR"},
    {"not_stored", {GoodDft()}, "AR", false, true},
    {"no_message_not_stored", {"x"}, "AR", false, true},
    {"enhanced", {GoodDft(kEnhanced)}, "CA"},
    {"enhanced_late", {GoodDft(kEnhanced)}, "CA", true},
    {"enhanced_in_2_7", {Edited(GoodDft(kEnhanced), {{"MSH-12", "2.7"}})}, "CA"},
    {"enhanced_not_for_this_door", {Edited(GoodDft(kEnhanced), {{"MSH-9", "ORU^R01"}})}, "CR"},
    {"enhanced_unheard", {GoodDft({{"MSH-15", "AL"}, {"MSH-16", "NE"}})}, "CE"},
    {"enhanced_not_stored", {GoodDft(kEnhanced)}, "CR", false, true},
    {"invoice", {Invoice("E01")}, "AA"},
    {"invoice_in_2_8", {Invoice("E01", {{"MSH-12", "2.8"}})}, "AA"},
    {"invoice_late", {Invoice("E01")}, "AE", true},
    {"invoice_refused", {Invoice("E01", {{"PID-3", "CARD0009"}})}, "AE"},
    {"invoice_taken_back", {Invoice("E01"), Invoice("E02")}, "AA"},
    {"invoice_unknown", {Invoice("E02")}, "AE"},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(TrainingMarkTest, StandsWhereItMovesNothing) {
  DoorScene scene;
  scene.intake.training_centre = true;
  const std::string settled = scene.Ask(GoodDft());
  EXPECT_THAT(DoorScene::At(settled, "MSA-3"), StartsWith("【培训】结算号 "));
  EXPECT_EQ(DoorScene::At(settled, "MSH-11"), "P");
  EXPECT_EQ(DoorScene::At(settled, "ZYZ-6"), "240.00");
  EXPECT_EQ(DoorScene::At(settled, "ZYT-1"), "");
  const std::string refused = scene.Ask(GoodDft({{"MSH-10", "M2"}, {"ZPR-3", "x"}}));
  EXPECT_EQ(DoorScene::Short(refused), "AE 102 FIELD_MALFORMED");
  EXPECT_THAT(DoorScene::At(refused, "ERR-8"), StartsWith("【培训】"));
  const std::string taken =
      scene.Ask(GoodDft({{"MSH-10", "C1"}, {"MSH-12", "2.7"}, {"ZPR-9", "M1"}}));
  EXPECT_EQ(DoorScene::Short(taken), "AA") << "no ERR in a success";
  EXPECT_EQ(DoorScene::At(taken, "MSA-3"), "");
  EXPECT_EQ(DoorScene::At(taken, "ZYT-1"), "Y");
  EXPECT_EQ(DoorScene::At(taken, "ZYT-2"), "培训：不发生真实支付");
}

TEST(TrainingMarkTest, IsInEnglishWhereChineseCannotBeSaid) {
  DoorScene scene;
  scene.intake.training_centre = true;
  EXPECT_THAT(scene.Ask(GoodDft({{"MSH-18", "ASCII"}})), HasSubstr("|[TRAINING] settlement "));
  EXPECT_THAT(scene.Ask(GoodDft({{"MSH-18", "ASCII"}, {"MSH-10", "M2"}, {"MSH-12", "2.7"}})),
              HasSubstr("\rZYT|Y|TRAINING: no money moves\r"));
}

TEST(TrainingMarkTest, IsInTheSendersSet) {
  DoorScene scene;
  scene.intake.training_centre = true;
  EXPECT_THAT(scene.Ask(GoodDft({{"MSH-18", "GB18030"}})),
              HasSubstr(FromUtf8("【培训】", Charset::kGb18030).value()));
}

}  // namespace
}  // namespace yizhan::hl7
