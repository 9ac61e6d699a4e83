// The door: stored before anything is said, AA only with a settled result, late, repeats, the two
// modes, and what is not for it.

#include "adapters/hl7/hl7_door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tests/hl7/door_scene.h"

namespace yizhan::hl7 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Shorts(const std::vector<std::string>& answers) {
  std::vector<std::string> shorts;
  for (const std::string& answer : answers) shorts.push_back(DoorScene::Short(answer));
  return shorts;
}

TEST(DoorTest, ASettledBillIsAnsweredWithItsSums) {
  DoorScene scene;
  const std::string answer = scene.Ask(GoodDft());
  EXPECT_EQ(DoorScene::Short(answer), "AA");
  const auto result = scene.desk->Get("HL7:HIS:M1").result();
  EXPECT_EQ(result.outcome().aid_fen(), 4'000);
  EXPECT_EQ(DoorScene::At(answer, "ZYZ-1"), std::to_string(result.number()));
  EXPECT_EQ(DoorScene::At(answer, "ZYZ-3"), "40.00");
  EXPECT_EQ(DoorScene::At(answer, "ZYZ-4"), "240.00");
  EXPECT_EQ(DoorScene::At(answer, "ZYZ-6"), "240.00");
  EXPECT_EQ(DoorScene::At(answer, "ZYP-2"), "half");
  EXPECT_EQ(DoorScene::At(answer, "ZYP-5"), "40.00");
  EXPECT_EQ(DoorScene::At(answer, "ZYP-7"), "960.00");
  ASSERT_EQ(scene.intake.arrivals.size(), 1U);
  EXPECT_EQ(scene.intake.arrivals[0].raw, GoodDft());
  EXPECT_EQ(scene.intake.arrivals[0].protocol, edge::Protocol::kHl7);
  EXPECT_TRUE(scene.intake.delivered.contains(1));
}

TEST(DoorTest, ARepeatIsTheFirstResultAgain) {
  DoorScene scene;
  const std::string first = scene.Ask(GoodDft());
  const std::string second = scene.Ask(GoodDft());
  EXPECT_EQ(DoorScene::Short(second), "AA");
  EXPECT_EQ(DoorScene::At(second, "ZYZ-1"), DoorScene::At(first, "ZYZ-1"));
  EXPECT_NE(DoorScene::At(second, "MSH-10"), DoorScene::At(first, "MSH-10"));
  EXPECT_EQ(scene.desk->PersonValue(scene.person_no, "half-paid", 2012), 4'000);
}

TEST(DoorTest, ARepeatIsTheSameBillWhateverAdtToldSince) {
  DoorScene scene;
  const auto adt = [](const std::string& end) {
    return GoodDft({{"MSH-9", "ADT^A08"}, {"MSH-10", "A" + end}, {"PV1-45", end}});
  };
  const std::string dft = GoodDft({{"PV1-45", ""}});
  EXPECT_EQ(scene.Said(adt("20120627")), "AA");
  const std::string first = scene.Ask(dft);
  EXPECT_EQ(DoorScene::Short(first), "AA");
  EXPECT_EQ(scene.Said(adt("20120628")), "AA");
  const std::string second = scene.Ask(dft);
  EXPECT_EQ(DoorScene::At(second, "ZYZ-1"), DoorScene::At(first, "ZYZ-1"));
  EXPECT_EQ(scene.desk->Get("HL7:HIS:M1").result().bill().service_end(), "2012-06-27");
}

TEST(DoorTest, LateIsNeverASuccess) {
  DoorScene scene;
  scene.intake.centre_away = true;
  for (int round = 0; round < 2; ++round) {
    const std::string answer = scene.Ask(GoodDft());
    EXPECT_EQ(DoorScene::Short(answer), "AE 207 PROCEED_WITHOUT_AID");
    EXPECT_EQ(DoorScene::At(answer, "ERR-4"), "W");
    EXPECT_THAT(answer, HasSubstr("按无救助"));
    EXPECT_EQ(DoorScene::At(answer, "ZYZ-1"), "");
    scene.intake.centre_away = false;
  }
}

TEST(DoorTest, OfABillSettledElsewhereTheNumberIsShown) {
  DoorScene scene;
  v1::Bill bill = test::MakeBill("other-channel");
  bill.set_bill_no("B1");
  const std::uint64_t number = scene.desk->Post(bill, scene.person_no).number();
  const std::string answer = scene.Ask(GoodDft());
  EXPECT_EQ(DoorScene::Short(answer), "AE 205 BILL_ALREADY_SETTLED");
  EXPECT_EQ(DoorScene::At(answer, "ERR-6"), std::to_string(number));
}

TEST(DoorTest, OtherContentUnderTheSameNumberIsAnError) {
  DoorScene scene;
  EXPECT_EQ(scene.Said(GoodDft()), "AA");
  EXPECT_EQ(scene.Said(GoodDft({{"FT1-11", "201.00"}, {"ZPR-1", "301.00"}, {"ZPR-2", "101.00"}})),
            "AE 205 MESSAGE_ID_OTHER_CONTENT");
  EXPECT_EQ(scene.Said(GoodDft()), "AA") << "the first still stands";
}

TEST(DoorTest, AStrangerIsNoErrorOfTheSender) {
  DoorScene scene;
  const std::string answer = scene.Ask(GoodDft({{"PID-3", "CARD0009"}}));
  EXPECT_EQ(DoorScene::Short(answer), "AE 204 PERSON_UNKNOWN");
  EXPECT_EQ(DoorScene::At(answer, "ERR-4"), "I");
  EXPECT_EQ(answer.find("CARD0009"), std::string::npos);
}

TEST(DoorTest, WhatWasRefusedCanBeCorrectedUnderTheSameNumber) {
  DoorScene scene;
  EXPECT_EQ(scene.Said(GoodDft({{"PV1-45", "20120701"}})), "AE 207 ACCOUNTING_BEFORE_SERVICE");
  EXPECT_EQ(scene.Said(GoodDft()), "AA");
}

struct SaidRow {
  const char* name;
  std::vector<Edit> edits;
  const char* said;
  const char* place;  // ERR-2.
};
class SaidTest : public ::testing::TestWithParam<SaidRow> {};
TEST_P(SaidTest, WithItsPlace) {
  DoorScene scene;
  const std::string raw = GoodDft(GetParam().edits);
  const std::string answer = scene.Ask(raw);
  EXPECT_EQ(DoorScene::Short(answer), GetParam().said);
  const auto message = ReadMessage(DoorScene::Readable(answer), Charset::kUtf8);
  ASSERT_TRUE(message.ok());
  ASSERT_NE(message->Find("ERR"), nullptr);
  EXPECT_EQ(message->Find("ERR")->Field(2), GetParam().place);
  EXPECT_EQ(message->Find("MSA")->Field(2), ReadHeader(raw, Charset::kUtf8)->Raw(10));
  EXPECT_TRUE(scene.intake.unreadable.contains(1));
  EXPECT_TRUE(scene.intake.delivered.contains(1));
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, SaidTest, ::testing::ValuesIn(std::vector<SaidRow>{
    {"type", {{"MSH-9", "ORU^R01"}}, "AR 200 FIELD_UNKNOWN_VALUE", "MSH^1^9^1"},
    {"event", {{"MSH-9", "DFT^P05"}}, "AR 201 FIELD_UNKNOWN_VALUE", "MSH^1^9^1^2"},
    {"end_account", {{"MSH-9", "BAR^P06"}}, "AR 201 FIELD_UNKNOWN_VALUE", "MSH^1^9^1^2"},
    {"processing_id", {{"MSH-11", "T"}}, "AR 202 FIELD_UNKNOWN_VALUE", "MSH^1^11^1"},
    {"charset", {{"MSH-18", "BIG-5"}}, "AE 103 FIELD_UNKNOWN_VALUE", "MSH^1^18^1"},
    {"no_control_id", {{"MSH-10", ""}}, "AE 101 FIELD_MISSING", "MSH^1^10^1"},
    {"no_visit", {{"PV1-19", ""}}, "AE 101 FIELD_MISSING", "PV1^1^19^1^1"},
    {"second_charge", {{"FT1[2]-6", "CH"}}, "AE 103 FIELD_UNKNOWN_VALUE", "FT1^2^6^1"},
    {"currency", {{"FT1[2]-11", "1.00&USD"}}, "AE 103 FIELD_UNKNOWN_VALUE", "FT1^2^11^1^1^2"},
    {"amount", {{"ZPR-3", "x"}}, "AE 102 FIELD_MALFORMED", "ZPR^1^3^1"},
    {"sum", {{"ZPR-3", "1.00"}}, "AE 207 PARTS_NOT_TOTAL", "ZPR^1^1^1"},
    {"adt_without_visit", {{"MSH-9", "ADT^A01"}, {"PV1-19", ""}}, "AE 101 FIELD_MISSING", "PV1^1^19^1^1"},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(DoorTest, AFaultOfTheBillItselfNamesItsPlace) {
  DoorScene scene;
  const std::string answer = scene.Ask(GoodDft({{"PV1-44", "20120629"}}));
  EXPECT_EQ(DoorScene::Short(answer), "AE 207 SERVICE_DATES_REVERSED");
  EXPECT_EQ(ReadMessage(answer, Charset::kUtf8)->Find("ERR")->Field(2), "PV1^1^45^1");
}

TEST(DoorTest, NothingIsSaidToBeStoredThatIsNot) {
  DoorScene scene;
  scene.intake.disk_full = true;
  EXPECT_EQ(scene.Said(GoodDft()), "AR 207 INTERNAL");
  EXPECT_THAT(Shorts(scene.Send(GoodDft({{"MSH-15", "AL"}, {"MSH-16", "AL"}}))),
              ElementsAre("CR 207 INTERNAL"));
  EXPECT_THAT(scene.Send(GoodDft({{"MSH-15", "NE"}, {"MSH-16", "AL"}})), IsEmpty());
  EXPECT_EQ(scene.Said("no message"), "AR");
  EXPECT_FALSE(scene.door->Accept("peer", GoodDft()).stored);
}

TEST(DoorTest, WhatCannotBeRememberedIsNotSettled) {
  DoorScene scene;
  scene.intake.notes().disk_full = true;
  EXPECT_EQ(scene.Said(GoodDft()), "AR 207 INTERNAL");
  EXPECT_EQ(scene.Said(GoodDft({{"MSH-9", "ADT^A01"}})), "AR 207 INTERNAL");
  scene.intake.notes().disk_full = false;
  EXPECT_EQ(scene.Said(GoodDft()), "AA");
}

TEST(DoorTest, WhatIsNoMessageIsRejectedAndKept) {
  DoorScene scene;
  const std::string answer = scene.Ask("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(DoorScene::At(answer, "MSA-1"), "AR");
  EXPECT_EQ(DoorScene::At(answer, "MSA-2"), "");
  EXPECT_TRUE(scene.intake.unreadable.contains(1));
}

struct NoHeaderRow {
  const char* name;
  std::string raw;
  const char* control_id;  // MSA-2.
};
class NoHeaderTest : public ::testing::TestWithParam<NoHeaderRow> {};
TEST_P(NoHeaderTest, AnMsh10ThatCanBeFoundIsEchoed) {
  DoorScene scene;
  for (const bool disk_full : {false, true}) {
    scene.intake.disk_full = disk_full;
    const std::string answer = scene.Ask(GetParam().raw);
    EXPECT_EQ(DoorScene::At(answer, "MSA-1"), "AR");
    EXPECT_EQ(ReadMessage(answer, Charset::kUtf8)->Find("MSA")->Field(2), GetParam().control_id);
  }
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, NoHeaderTest, ::testing::ValuesIn(std::vector<NoHeaderRow>{
    {"same_separators", "MSH|^^\\&|HIS|H1|||2012||DFT^P03|M 1|P|2.5\rPID|1\r", "M 1"},
    {"six_separators", "MSH|^~\\&#!|HIS|H1|||2012||DFT^P03|M1", "M1"},
    {"other_separator", "MSH$^^$HIS$H1$$$2012$$DFT^P03$M&1$P", "M&1"},
    {"chinese", "MSH|^^|HIS|H1|||2012||DFT|号1|P", "号1"},
    {"bar_in_it", "MSH$^^$HIS$H1$$$2012$$DFT^P03$M|1$P", ""},
    {"not_utf8", "MSH|^^|HIS|H1|||2012||DFT|\xc4\xe3|P", ""},
    {"control_character", "MSH|^^|HIS|H1|||2012||DFT|M\x1c|P", ""},
    {"too_long", "MSH|^^|HIS|H1|||2012||DFT|" + std::string(200, 'x') + "|P", ""},
    {"too_few_fields", "MSH|^^|HIS|H1|||2012||DFT", ""},
    {"in_another_segment", "MSH|^^|HIS\rPID|2|3|4|5|6|7|8|9|M1|P", ""},
    {"no_separator", "MSHx^~", ""},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(DoorTest, AnAcknowledgementIsNeverAcknowledged) {
  DoorScene scene;
  EXPECT_THAT(scene.Send("MSH|^~\\&|HIS|H1|YIZHAN|EDGE|2012||ACK^P03|M9|P|2.5\rMSA|CA|YZ1A\r"),
              IsEmpty());
  EXPECT_TRUE(scene.intake.arrivals.empty());
}

struct ModeRow {
  const char* name;
  const char* accept;       // MSH-15
  const char* application;  // MSH-16
  bool away;                // The centre.
  std::vector<std::string> answers;
};
class ModeTest : public ::testing::TestWithParam<ModeRow> {};
TEST_P(ModeTest, AnswersWhatIsAskedFor) {
  DoorScene scene;
  scene.intake.centre_away = GetParam().away;
  const std::string raw =
      GoodDft({{"MSH-15", GetParam().accept}, {"MSH-16", GetParam().application}});
  EXPECT_EQ(Shorts(scene.Send(raw)), GetParam().answers);
}
constexpr char kLate[] = "AE 207 PROCEED_WITHOUT_AID";
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ModeTest, ::testing::ValuesIn(std::vector<ModeRow>{
    {"original", "", "", false, {"AA"}},
    {"original_late", "", "", true, {kLate}},
    {"always_always", "AL", "AL", false, {"CA", "AA"}},
    {"always_always_late", "AL", "AL", true, {"CA", kLate}},
    {"never_always", "NE", "AL", false, {"AA"}},
    {"error_always", "ER", "AL", false, {"AA"}},
    {"success_always", "SU", "AL", false, {"CA", "AA"}},
    {"empty_always", "", "AL", false, {"AA"}},
    {"always_success", "AL", "SU", false, {"CA", "AA"}},
    {"always_success_late", "AL", "SU", true, {"CA"}},
    {"unknown_code_counts_as_always", "XX", "XX", false, {"CA", "AA"}},
    // A success that nobody would hear of is not made.
    {"always_never", "AL", "NE", false, {"CE 103 FIELD_UNKNOWN_VALUE"}},
    {"always_empty", "AL", "", false, {"CE 103 FIELD_UNKNOWN_VALUE"}},
    {"always_error", "AL", "ER", false, {"CE 103 FIELD_UNKNOWN_VALUE"}},
    {"never_error", "NE", "ER", false, {"AE 103 FIELD_UNKNOWN_VALUE"}},
    {"never_never", "NE", "NE", false, {}},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(DoorTest, ASuccessNobodyHearsOfIsNotSettled) {
  DoorScene scene;
  scene.Send(GoodDft({{"MSH-15", "AL"}, {"MSH-16", "NE"}}));
  EXPECT_EQ(scene.desk->Get("HL7:HIS:M1").state(), v1::NOT_POSTED);
  EXPECT_TRUE(scene.intake.unreadable.contains(1));
}

TEST(DoorTest, AdtMayAskForNoAnswer) {
  DoorScene scene;
  const auto adt = [](const char* accept, const char* application, const char* visit) {
    return GoodDft(
        {{"MSH-9", "ADT^A01"}, {"MSH-15", accept}, {"MSH-16", application}, {"PV1-19", visit}});
  };
  EXPECT_THAT(Shorts(scene.Send(adt("AL", "NE", "V1"))), ElementsAre("CA"));
  EXPECT_THAT(scene.Send(adt("NE", "NE", "V1")), IsEmpty());
  EXPECT_THAT(Shorts(scene.Send(adt("NE", "ER", ""))), ElementsAre("AE 101 FIELD_MISSING"));
  EXPECT_TRUE(scene.intake.done.contains(1));
  EXPECT_TRUE(scene.intake.done.contains(2));
  EXPECT_TRUE(scene.intake.delivered.contains(2));
}

TEST(DoorTest, WhatIsNotForThisDoorIsRejectedInEitherMode) {
  DoorScene scene;
  const auto oru = [](const char* accept, const char* application) {
    return GoodDft({{"MSH-9", "ORU^R01"}, {"MSH-15", accept}, {"MSH-16", application}});
  };
  EXPECT_THAT(Shorts(scene.Send(oru("AL", "AL"))), ElementsAre("CR 200 FIELD_UNKNOWN_VALUE"));
  EXPECT_THAT(Shorts(scene.Send(oru("NE", "AL"))), ElementsAre("AR 200 FIELD_UNKNOWN_VALUE"));
  EXPECT_THAT(scene.Send(oru("NE", "NE")), IsEmpty());
}

TEST(RereadTest, IsTheSameRequest) {
  DoorScene scene;
  const auto request = scene.door->Reread(GoodDft());
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->bill().message_id(), "HL7:HIS:M1");
  EXPECT_EQ(request->person().card().cert_no(), kCard);
  const auto field = [&](const std::vector<Edit>& edits) {
    return DetailOf(scene.door->Reread(GoodDft(edits)).status()).field();
  };
  EXPECT_EQ(field({{"MSH-9", "ADT^A01"}}), "MSH-9");
  EXPECT_EQ(field({{"MSH-9", "ORU^R01"}}), "MSH-9");
  EXPECT_EQ(field({{"ZPR-9", "M0"}}), "FT1");
  EXPECT_EQ(field({{"PV1-19", ""}}), "PV1-19.1");
  EXPECT_EQ(DetailOf(scene.door->Reread("x").status()).field(), "MSH");
}

TEST(DoorTest, AMappingWithFaultsMakesNoDoor) {
  DoorScene scene;
  EXPECT_FALSE(Hl7Door::Create("H1", v1::Hl7Mapping(), scene.intake, scene.desk->clock()).ok());
}

TEST(DoorTest, OldNotesGoWithTheFirstAdtOfADay) {
  DoorScene scene;
  EXPECT_EQ(scene.Said(GoodDft({{"MSH-9", "ADT^A01"}})), "AA");
  scene.desk->clock().Advance((kNotesKeptDays + 1) * test::kDayMs);
  EXPECT_EQ(scene.Said(GoodDft({{"MSH-9", "ADT^A01"}, {"PV1-19", "V2"}})), "AA");
  EXPECT_FALSE(scene.intake.notes().Find("hl7.visit", "V1")->has_value());
  EXPECT_TRUE(scene.intake.notes().Find("hl7.visit", "V2")->has_value());
}

}  // namespace
}  // namespace yizhan::hl7
