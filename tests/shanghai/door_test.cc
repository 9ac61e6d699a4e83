// Trial, confirmation, question and refund at the door, on a real engine in memory.

#include "adapters/shanghai/shanghai_door.h"

#include "adapters/shanghai/answers.h"
#include "adapters/shanghai/body_text.h"
#include "engine/base/refusal.h"
#include "tests/shanghai/shanghai_scene.h"
#include "tests/support/small_pack.h"

namespace yizhan::shanghai {
namespace {

constexpr std::int64_t kSecondMs = 1'000;

class DoorTest : public ShanghaiScene {};

TEST_F(DoorTest, ATrialSaysAidAndDueAndPostsNothing) {
  const std::uint64_t before = Size();
  const Json answer = Say("SI11", kCharge);
  EXPECT_EQ(Text(answer, "xxfhm"), "P001");
  EXPECT_EQ(Body(answer, "jzzje"), "20.00");
  EXPECT_EQ(Body(answer, "grfdze"), "62.00");
  EXPECT_EQ(Body(answer, "zhzf"), "15.00");
  EXPECT_EQ(Body(answer, "xjzf"), "47.00");
  EXPECT_EQ(Body(answer, "yxqz"), "2012-06-29 10:00:00");
  const Json* lines = answer.Find("xxnr")->Find("jzmx");
  ASSERT_EQ(lines->items.size(), 1U);
  EXPECT_EQ(Text(lines->items[0], "xmbm"), "half");
  EXPECT_EQ(Text(lines->items[0], "cj"), "市级");
  EXPECT_EQ(Text(lines->items[0], "jzje"), "20.00");
  EXPECT_FALSE(answer.Find("xxnr")->Find("jzsm")->items.empty());
  EXPECT_EQ(Size(), before);
  EXPECT_TRUE(intake_.arrivals.empty());
}

TEST_F(DoorTest, AnAnswerRepeatsItsEnvelope) {
  const Json answer = Say("SI11", kCharge);
  EXPECT_EQ(Text(answer, "xxlxm"), "SI11");
  EXPECT_EQ(Text(answer, "msgid"), "H1201206290001");
  EXPECT_EQ(Text(answer, "jgdm"), "H1");
  EXPECT_EQ(Text(answer, "czyxm"), "收费员");
  EXPECT_EQ(Text(answer, "zdjbhs"), "T1");
  EXPECT_EQ(Text(answer, "jysj"), "2012-06-29 09:30:00");
}

TEST_F(DoorTest, AConfirmationSettlesWhatWasQuoted) {
  const std::string jssqxh = Try();
  const Json answer = Say("SI12", WithTrial(jssqxh));
  EXPECT_EQ(Text(answer, "xxfhm"), "P001") << Text(answer, "fhxx");
  EXPECT_EQ(Body(answer, "jyzt"), "1");
  EXPECT_EQ(Body(answer, "jzzje"), "20.00");
  EXPECT_EQ(Body(answer, "xjzf"), "47.00");
  EXPECT_EQ(Body(answer, "cfbz"), "0");
  const v1::GetReply posted = desk_->Get(MessageIdOf(jssqxh));
  EXPECT_EQ(posted.state(), v1::SETTLED);
  EXPECT_EQ(Body(answer, "translsh"), std::to_string(posted.result().number()));
  ASSERT_EQ(intake_.arrivals.size(), 1U);
  EXPECT_EQ(intake_.arrivals[0].raw, Message("SI12", WithTrial(jssqxh)));
  EXPECT_TRUE(intake_.delivered.contains(1));
}

TEST_F(DoorTest, AnInpatientIsTriedAndConfirmedByHisOwnTypes) {
  const std::string stay = Changed(
      kCharge,
      {{"\"jsrq\"", R"("startdate": "20120620", "enddate": "20120628", "jsrq")"}, {"S11", "S21"}});
  const std::string jssqxh = Body(Say("SI51", stay), "jssqxh");
  EXPECT_EQ(CodeOfSaying("SI12", WithTrial(jssqxh, stay)), "E020");
  EXPECT_EQ(CodeOfSaying("SI52", WithTrial(jssqxh, stay)), "P001");
}

TEST_F(DoorTest, ConfirmedTwiceIsSettledOnce) {
  const std::string jssqxh = Try();
  const Json first = Say("SI12", WithTrial(jssqxh));
  const std::uint64_t size = Size();
  desk_->clock().Advance(1801 * kSecondMs);  // Also after the trial has ended.
  const Json second = Say("SI12", WithTrial(jssqxh));
  EXPECT_EQ(Text(second, "xxfhm"), "P001");
  EXPECT_EQ(Body(second, "translsh"), Body(first, "translsh"));
  EXPECT_EQ(Body(second, "jzzje"), "20.00");
  EXPECT_EQ(Body(second, "cfbz"), "1");
  EXPECT_EQ(Size(), size);
}

struct NotConfirmed {
  const char* name;
  Changes changes;  // Of the confirmation.
  std::int64_t after_s;
  const char* xxfhm;
};

// clang-format off
const NotConfirmed kNotConfirmed[] = {
    {"WithoutATrial", {{"\"jssqxh\"", "\"x\""}}, 0, "E020"},
    {"OfNoTrial", {{"20120629", "20120628"}}, 0, "E020"},
    {"Expired", {}, 1801, "E021"},
    {"OtherAmounts", {{"112.00", "113.00"}}, 0, "E022"},
    {"OtherSplitOfTheSameSum", {{"\"zfdxjzfs\": 20.0, \"zfdlnzhzfs\": \"5.00\"", "\"zfdxjzfs\": 20.0, \"curaccountpay\": \"15.00\""}, {"\"curaccountpay\": \"10.00\", ", ""}}, 0, "E022"},
    {"OtherPerson", {{"CANARYNO1", "CANARYNO2"}}, 0, "E022"},
    {"OtherVisit", {{"JZ1", "JZ2"}}, 0, "E022"},
    {"OtherNumberOfTheInsurer", {{"YB1", "YB2"}}, 0, "E022"},
    {"DoesNotAddUp", {{"\"tczfs\": \"50.00\"", "\"tczfs\": \"51.00\""}}, 0, "E011"},
    {"NoDate", {{"\"jsrq\": \"20120629\", ", ""}}, 0, "E001"},
};
// clang-format on

class NotConfirmedTest : public DoorTest, public ::testing::WithParamInterface<NotConfirmed> {};

TEST_P(NotConfirmedTest, PostsNothing) {
  const std::string jssqxh = Try();
  const std::uint64_t size = Size();
  desk_->clock().Advance(GetParam().after_s * kSecondMs);
  const std::string changed = Changed(WithTrial(jssqxh), GetParam().changes);
  EXPECT_EQ(CodeOfSaying("SI12", changed), GetParam().xxfhm);
  EXPECT_EQ(Size(), size);
  ASSERT_EQ(intake_.arrivals.size(), 1U);
  EXPECT_TRUE(intake_.done.contains(1) || intake_.unreadable.contains(1));
}

INSTANTIATE_TEST_SUITE_P(Door, NotConfirmedTest, ::testing::ValuesIn(kNotConfirmed),
                         [](const auto& row) { return row.param.name; });

TEST_F(DoorTest, ATrialOfTheLastSecondIsGood) {
  const std::string jssqxh = Try();
  desk_->clock().Advance(1800 * kSecondMs);
  EXPECT_EQ(CodeOfSaying("SI12", WithTrial(jssqxh)), "P001");
}

TEST_F(DoorTest, R41AChangedOutcomeIsRefusedWithTheAmountsOfNow) {
  const std::string jssqxh = Try();
  desk_->Activate({test::SmallPackSixty()});
  const std::uint64_t size = Size();
  const Json answer = Say("SI12", WithTrial(jssqxh));
  EXPECT_EQ(Text(answer, "xxfhm"), "E023");
  EXPECT_EQ(Body(answer, "jzzje"), "24.00");
  EXPECT_EQ(Body(answer, "xjzf"), "43.00");
  EXPECT_EQ(Size(), size);
  const std::string again = Try();
  EXPECT_EQ(Body(Say("SI12", WithTrial(again)), "jzzje"), "24.00");
}

TEST_F(DoorTest, ABillThatAnotherChannelSettledIsShown) {
  const std::string jssqxh = Try();
  v1::Bill bill = test::MakeBill("elsewhere");
  bill.set_bill_no("YB1");
  const v1::SettleResult elsewhere = desk_->Post(bill, person_no_);
  for (const Json& answer : {Say("SI12", WithTrial(jssqxh)), Say("SI11", kCharge)}) {
    EXPECT_EQ(Text(answer, "xxfhm"), "E030") << Text(answer, "fhxx");
    EXPECT_EQ(Body(answer, "ytranslsh"), std::to_string(elsewhere.number()));
  }
}

TEST_F(DoorTest, LateMeansWithoutAid) {
  const std::string jssqxh = Try();
  intake_.centre_away = true;
  const Json late = Say("SI12", WithTrial(jssqxh));
  EXPECT_EQ(Text(late, "xxfhm"), "E090");
  EXPECT_EQ(Body(late, "jyzt"), "9");
  EXPECT_EQ(Body(late, "jzzje"), "");
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "9");
  intake_.centre_away = false;
  EXPECT_EQ(CodeOfSaying("SI12", WithTrial(jssqxh)), "E090");
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "9");
}

TEST_F(DoorTest, ALateBillCanBeGivenUp) {
  const std::string jssqxh = Try();
  intake_.centre_away = true;
  Say("SI12", WithTrial(jssqxh));
  intake_.centre_away = false;
  const std::string refund = R"({"jssqxh": ")" + jssqxh + R"(", "totalexpense": 100})";
  EXPECT_EQ(CodeOfSaying("SK01", refund), "P001");
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "2");
  EXPECT_EQ(CodeOfSaying("SI12", WithTrial(jssqxh)), "E042");
}

TEST_F(DoorTest, WhatIsNoMessageIsStoredAndLaidAside) {
  const edge::HttpResponse response = Post("<xml/>");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find("E001"), std::string::npos);
  ASSERT_EQ(intake_.arrivals.size(), 1U);
  EXPECT_EQ(intake_.arrivals[0].raw, "<xml/>");
  EXPECT_TRUE(intake_.unreadable.contains(1));
}

struct DoorRefusal {
  const char* name;
  const char* xxlxm;
  Changes changes;  // Of the whole message.
  const char* content_type;
  const char* xxfhm;
};

// clang-format off
const DoorRefusal kDoorRefusals[] = {
    {"TypeOfNoTable", "S000", {}, "application/json", "E002"},
    {"OtherHospital", "SI11", {{"\"jgdm\": \"H1\"", "\"jgdm\": \"H2\""}}, "application/json", "E003"},
    {"CharsetOfNoTable", "SI11", {}, "application/json; charset=Big5", "E001"},
    {"NotTheCharsetItSays", "SI11", {{"T1", "\xff"}}, "application/json; charset=utf-8", "E001"},
    {"NotGb18030", "SI11", {{"T1", "\xff\xff"}}, "application/json;charset=\"GBK\"", "E001"},
    {"TrialDoesNotAddUp", "SI11", {{"\"tczfs\": \"50.00\"", "\"tczfs\": 51"}}, "application/json", "E011"},
    {"DatesReversed", "SI11", {{"\"jsrq\"", "\"startdate\": \"20120630\", \"jsrq\""}}, "application/json", "E012"},
    {"AccountPaysMoreThanIsLeft", "SI11", {{"\"zfdxjzfs\": 20.0", "\"zfdxjzfs\": 20.0, \"x\": 0"}, {"\"jsrq\": \"20120629\"", "\"jsrq\": \"20120630\""}}, "application/json", "E012"},
};
// clang-format on

class DoorRefusalTest : public DoorTest, public ::testing::WithParamInterface<DoorRefusal> {};

TEST_P(DoorRefusalTest, HasItsCode) {
  const std::string message = Changed(Message(GetParam().xxlxm, kCharge), GetParam().changes);
  const edge::HttpResponse response = Post(message, GetParam().content_type);
  EXPECT_NE(response.body.find(std::string("\"xxfhm\":\"") + GetParam().xxfhm), std::string::npos)
      << response.body;
  EXPECT_EQ(response.body.find("CANARY"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Door, DoorRefusalTest, ::testing::ValuesIn(kDoorRefusals),
                         [](const auto& row) { return row.param.name; });

TEST_F(DoorTest, OnlyPostIsAMessage) {
  const edge::HttpResponse response =
      door_.Handle({.method = "GET", .target = "/shanghai", .body = "", .peer = "10.0.0.1"});
  EXPECT_EQ(response.status, 405);
  EXPECT_TRUE(intake_.arrivals.empty());
}

TEST_F(DoorTest, WithoutADiskNothingIsAcknowledged) {
  const std::string jssqxh = Try();
  const std::string number = Settle(Changed(kCharge, {{"YB1", "YB9"}}));
  const std::uint64_t size = Size();
  intake_.disk_full = true;
  for (const std::string& message :
       {Message("SI12", WithTrial(jssqxh)), Message("SK01", RefundOf(number)), std::string("{")}) {
    const edge::HttpResponse response = Post(message);
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_NE(response.body.find("E091"), std::string::npos);
    EXPECT_FALSE(response.delivered);
  }
  intake_.disk_full = false;
  intake_.notes().disk_full = true;
  EXPECT_EQ(Post(Message("SI11", kCharge)).status, 503);
  EXPECT_EQ(CodeOfSaying("SI12", WithTrial(jssqxh)), "E091");
  EXPECT_EQ(Size(), size);
}

TEST_F(DoorTest, Gb18030IsAnsweredInGb18030) {
  const std::string gbk = FromUtf8(Message("SI11", kCharge), Charset::kGb18030);
  ASSERT_NE(gbk, Message("SI11", kCharge));
  const edge::HttpResponse response = Post(gbk, "application/json; charset=GBK");
  EXPECT_EQ(response.content_type, "application/json; charset=GB18030");
  const auto text = ToUtf8(response.body, Charset::kGb18030);
  ASSERT_TRUE(text.ok());
  EXPECT_NE(text->find("收费员"), std::string::npos);
  EXPECT_NE(text->find("P001"), std::string::npos);
  const Json answer = ParseJson(*text).value_or(Json());
  const std::string confirm = Message("SI12", WithTrial(Body(answer, "jssqxh")));
  const std::string raw = FromUtf8(confirm, Charset::kGb18030);
  EXPECT_NE(Post(raw, "application/json; charset=gb18030").body.find("P001"), std::string::npos);
  // It is stored as it came, and can be read again without its header.
  EXPECT_EQ(intake_.arrivals.at(0).raw, raw);
  EXPECT_TRUE(RereadConfirmation(raw).ok());
}

// GB 18030 has no place for the first two characters; the third has one.
TEST(BodyTextTest, WhatGb18030LacksIsEscaped) {
  const std::string json = "\"\xee\x9e\x8d\xee\xa1\xa4\xee\x80\x80张\"";
  const std::string bytes = FromUtf8(json, Charset::kGb18030);
  EXPECT_EQ(bytes, "\"\\ue78d\\ue864\\ue000\xd5\xc5\"");
  const auto text = ToUtf8(bytes, Charset::kGb18030);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(ParseJson(*text).value_or(Json()).text, ParseJson(json).value_or(Json()).text);
}

TEST_F(DoorTest, OldTrialsGo) {
  const std::string old = Try();
  desk_->clock().Advance(25 * 3600 * kSecondMs);
  const std::string fresh = Try();
  EXPECT_FALSE(intake_.notes().Find(kTrialNotes, old)->has_value());
  EXPECT_TRUE(intake_.notes().Find(kTrialNotes, fresh)->has_value());
}

TEST(NoteTest, ComesBackAsItWasWritten) {
  const Note note{.state = NoteState::kLate,
                  .until_ms = 1'340'933'400'000,
                  .quote_digest = std::string(32, '\n'),
                  .message = "{\n}"};
  const absl::StatusOr<Note> read = ReadNote(NoteBytes(note));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->state, note.state);
  EXPECT_EQ(read->until_ms, note.until_ms);
  EXPECT_EQ(read->quote_digest, note.quote_digest);
  EXPECT_EQ(read->message, note.message);
  EXPECT_FALSE(ChargeOf(note).ok());
}

TEST(NoteTest, ADamagedOneIsNone) {
  const std::string digest(32, 'd');
  for (const std::string& bytes : {std::string(), std::string("S"), std::string("\n"),
                                   "X1\n" + digest, "S1x\n" + digest, std::string("S1\nshort")}) {
    EXPECT_FALSE(ReadNote(bytes).ok()) << bytes;
  }
}

}  // namespace
}  // namespace yizhan::shanghai
