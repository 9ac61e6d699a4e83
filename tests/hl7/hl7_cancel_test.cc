// Taking back: by the message named, by credits of the same lines, by an invoice's number.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hl7/door_scene.h"

namespace yizhan::hl7 {
namespace {

std::vector<Edit> Credit(const std::string& control_id, std::vector<Edit> more = {}) {
  std::vector<Edit> edits = {{"MSH-10", control_id}, {"FT1-6", "CD"}, {"FT1[2]-6", "CD"}};
  edits.insert(edits.end(), more.begin(), more.end());
  return edits;
}

class CancelTest : public ::testing::Test {
 protected:
  v1::PresentState State(const std::string& control_id = "M1") {
    return scene_.desk->Get("HL7:HIS:" + control_id).state();
  }
  DoorScene scene_;
};

TEST_F(CancelTest, ByTheMessageThatIsNamed) {
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  const std::string cancel = GoodDft({{"MSH-10", "C1"}, {"ZPR-9", "M1"}});
  const std::string answer = scene_.Ask(cancel);
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  EXPECT_EQ(DoorScene::At(answer, "ZYC-3"), "N");
  EXPECT_EQ(DoorScene::At(answer, "ZYC-4"), "240.00");
  EXPECT_EQ(State(), v1::REVERSED);
  const std::string again = scene_.Ask(cancel);
  EXPECT_EQ(DoorScene::At(again, "ZYC-1"), DoorScene::At(answer, "ZYC-1"));
  EXPECT_EQ(scene_.Said(GoodDft({{"MSH-10", "C2"}, {"ZPR-9", "M1"}})), "AE 207 ALREADY_REVERSED");
  EXPECT_EQ(scene_.Said(GoodDft()), "AE 207 ALREADY_REVERSED") << "no aid is told of any more";
}

TEST_F(CancelTest, BeforeItArrived) {
  const std::string answer = scene_.Ask(GoodDft({{"MSH-10", "C1"}, {"ZPR-9", "M1"}}));
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  EXPECT_EQ(DoorScene::At(answer, "ZYC-3"), "Y");
  EXPECT_EQ(scene_.Said(GoodDft()), "AE 207 MESSAGE_TOMBSTONED");
}

TEST_F(CancelTest, ByCreditsOfTheSameLines) {
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  const std::string answer = scene_.Ask(GoodDft(Credit("C1")));
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  EXPECT_EQ(State(), v1::REVERSED);
  const std::string again = scene_.Ask(GoodDft(Credit("C1")));
  EXPECT_EQ(DoorScene::At(again, "ZYC-1"), DoorScene::At(answer, "ZYC-1"));
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C2"))), "AE 204 SETTLEMENT_UNKNOWN");
}

TEST_F(CancelTest, ABillChargedAnewIsTheOneCredited) {
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  EXPECT_EQ(scene_.Said(GoodDft({{"MSH-10", "C1"}, {"ZPR-9", "M1"}})), "AA");
  EXPECT_EQ(scene_.Said(GoodDft({{"MSH-10", "M2"}})), "AA");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C2"))), "AA");
  EXPECT_EQ(State("M2"), v1::REVERSED);
}

struct UnmatchedRow {
  const char* name;
  std::vector<Edit> edits;
};
class UnmatchedTest : public ::testing::TestWithParam<UnmatchedRow> {};
TEST_P(UnmatchedTest, TakesNothingBack) {
  DoorScene scene;
  EXPECT_EQ(scene.Said(GoodDft()), "AA");
  const std::string answer = scene.Ask(GoodDft(Credit("C1", GetParam().edits)));
  EXPECT_EQ(DoorScene::Short(answer), "AE 204 SETTLEMENT_UNKNOWN");
  EXPECT_THAT(answer, ::testing::HasSubstr("未冲销的原单据"));
  EXPECT_EQ(scene.desk->Get("HL7:HIS:M1").state(), v1::SETTLED);
  EXPECT_TRUE(scene.intake.unreadable.contains(2));
}
INSTANTIATE_TEST_SUITE_P(Rows, UnmatchedTest,
                         ::testing::ValuesIn(std::vector<UnmatchedRow>{
                             {"other_visit", {{"PV1-19", "V2"}}},
                             {"other_bill", {{"ZPR-8", "B2"}}},
                             {"other_line", {{"FT1-2", "F9"}}},
                             {"other_amount", {{"FT1-11", "199.00"}}},
                             {"one_line_only", {{"FT1[2]-6", "PY"}}},
                             {"one_line_more",
                              {{"FT1[3]-2", "F3"}, {"FT1[3]-6", "CD"}, {"FT1[3]-11", "1.00"}}},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(CancelTest, TwoBillsOfTheSameLinesNeedAName) {
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  EXPECT_EQ(scene_.Said(GoodDft({{"MSH-10", "M2"}, {"ZPR-8", "B2"}})), "AA");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1", {{"ZPR-8", ""}}))), "AE 204 SETTLEMENT_UNKNOWN");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C2", {{"ZPR-8", "B2"}}))), "AA");
  EXPECT_EQ(State("M2"), v1::REVERSED);
  EXPECT_EQ(State("M1"), v1::SETTLED);
}

TEST_F(CancelTest, WhatWasRefusedIsNotCredited) {
  EXPECT_EQ(scene_.Said(GoodDft({{"MSH-10", "M0"}, {"PID-3", "CARD0009"}})),
            "AE 204 PERSON_UNKNOWN");
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AA");
  EXPECT_EQ(State(), v1::REVERSED);
}

TEST_F(CancelTest, ALateBillIsTakenBackToo) {
  scene_.intake.centre_away = true;
  EXPECT_EQ(scene_.Said(GoodDft()), "AE 207 PROCEED_WITHOUT_AID");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AR 207 ENGINE_BUSY") << "again, later";
  scene_.intake.centre_away = false;
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AA");
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AA");
  EXPECT_EQ(State(), v1::TOMBSTONED);
}

TEST_F(CancelTest, WithoutANoteOnDiskItIsAskedForAgain) {
  EXPECT_EQ(scene_.Said(GoodDft()), "AA");
  scene_.intake.notes().disk_full = true;
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AR 207 INTERNAL");
  scene_.intake.notes().disk_full = false;
  EXPECT_EQ(scene_.Said(GoodDft(Credit("C1"))), "AA");
}

v1::Hl7Mapping InvoiceMapping() {
  v1::Hl7Mapping mapping = GoodMapping();
  mapping.clear_bill_no();
  return mapping;
}
std::string Invoice(const std::string& event, const std::string& control_id,
                    const std::vector<Edit>& more = {}) {
  std::vector<Edit> edits = {{"MSH-9", "EHC^" + event}, {"MSH-12", "2.6"},
                             {"MSH-10", control_id},    {"IVC-1", "INV1"},
                             {"IVC-7", "20120629"},     {"IVC-8", "300.00&CNY"}};
  edits.insert(edits.end(), more.begin(), more.end());
  return GoodDft(edits);
}

TEST(InvoiceDoorTest, IsAdjudicatedAndCancelled) {
  DoorScene scene(InvoiceMapping());
  const std::string answer = scene.Ask(Invoice("E01", "E1"));
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  EXPECT_EQ(DoorScene::At(answer, "MSH-9.2"), "E10");
  const std::string number = DoorScene::At(answer, "ZYZ-1");
  EXPECT_EQ(DoorScene::At(answer, "IPR-2"), "INV1");
  EXPECT_EQ(DoorScene::At(answer, "IPR-3"), number);
  EXPECT_EQ(DoorScene::At(answer, "IPR-4"), "ADJ");
  EXPECT_EQ(DoorScene::At(answer, "IPR-6"), "40.00");
  EXPECT_EQ(DoorScene::At(answer, "IVC-2"), number);
  EXPECT_EQ(DoorScene::At(answer, "PSG-5"), "300.00");
  EXPECT_EQ(DoorScene::At(answer, "ADJ-4"), "EA");
  EXPECT_EQ(DoorScene::At(answer, "ADJ-5"), "40.00");
  EXPECT_EQ(DoorScene::At(answer, "ADJ-7"), "half");
  EXPECT_EQ(DoorScene::At(answer, "ADJ[2]-5"), "240.00");
  const std::string cancelled = scene.Ask(Invoice("E02", "E2"));
  EXPECT_EQ(DoorScene::Short(cancelled), "AA");
  EXPECT_EQ(DoorScene::At(cancelled, "IPR-3"), number);
  EXPECT_EQ(scene.desk->Get("HL7:HIS:E1").state(), v1::REVERSED);
}

TEST(InvoiceDoorTest, IsCancelledByTheNumberItWasTold) {
  DoorScene scene(InvoiceMapping());
  const std::string number = DoorScene::At(scene.Ask(Invoice("E01", "E1")), "IVC-2");
  EXPECT_EQ(scene.Said(Invoice("E02", "E2", {{"IVC-2", number}})), "AA");
  EXPECT_EQ(scene.Said(Invoice("E02", "E3", {{"IVC-2", "9999"}})), "AE 204 SETTLEMENT_UNKNOWN");
}

TEST(InvoiceDoorTest, OneThatIsUnknownIsNot) {
  DoorScene scene(InvoiceMapping());
  const std::string answer = scene.Ask(Invoice("E02", "E2"));
  EXPECT_EQ(DoorScene::Short(answer), "AE 204 SETTLEMENT_UNKNOWN");
  EXPECT_EQ(DoorScene::At(answer, "IPR-4"), "REJECT");
  EXPECT_EQ(DoorScene::At(answer, "ERR-2"), "IVC");
}

TEST(InvoiceDoorTest, WithoutAidItIsAdjudicatedToZero) {
  DoorScene scene(InvoiceMapping());
  scene.desk->Import("CARD0003", {"nobody"});
  const std::string answer = scene.Ask(Invoice("E01", "E1", {{"PID-3", "CARD0003"}}));
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  EXPECT_EQ(DoorScene::At(answer, "IPR-4"), "ADJZER");
}

}  // namespace
}  // namespace yizhan::hl7
