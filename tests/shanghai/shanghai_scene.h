// ShanghaiScene: a door on the memory intake, one person of dibao, and good messages that a row of
// a table changes.
//
// Units:    the clock stands at kMorningMs.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/national/json_reader.h"
#include "adapters/shanghai/shanghai_door.h"
#include "engine/base/random.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"
#include "tests/support/memory_intake.h"

namespace yizhan::shanghai {

// Each row replaces the first occurrence of a text.
using Changes = std::vector<std::pair<std::string, std::string>>;

inline std::string Changed(std::string text, const Changes& changes) {
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "nothing to change: " << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

// 100.00 in scope = 15.00 of accounts + 25.00 in cash + 50.00 + 8.00 + 2.00; 12.00 分类自负; 30.00
// out of scope. The pack's half of the 40.00 that is left in scope is 20.00.
inline constexpr char kCharge[] = R"({
  "zjlx": "01", "zjhm": "CANARYNO1", "jzdyh": "JZ1", "ybtranslsh": "YB1", "yllb": "S11",
  "jsrq": "20120629", "zdnos": [{"zdno": "I10"}, {"zdno": "E11.9"}],
  "accountattr": "10000000000A0000",
  "totalexpense": "100.00", "ybjsfwfyze": 112.00, "fybjsfwfyze": "30",
  "curaccountpay": "10.00", "hisaccountpay": 0, "zfdxjzfs": 20.0, "zfdlnzhzfs": "5.00",
  "tcdxjzfs": "5.00", "tcdzhzfs": "0.00", "tczfs": "50.00", "fjdxjzfs": "0.00", "fjdzhzfs": "0.00",
  "fjzfs": "8.00", "jfje": "2.00"
})";

inline std::string Message(const std::string& xxlxm, const std::string& xxnr) {
  return R"({"xxlxm": ")" + xxlxm + R"(", "xxfhm": "", "fhxx": "", "bbh": "0001",)" +
         R"( "msgid": "H1201206290001", "xzqhdm": "310114", "jgdm": "H1", "czybm": "8001",)" +
         R"( "czyxm": "收费员", "jysj": "2012-06-29 09:30:00", "xxnr": )" + xxnr +
         R"(, "jyqd": "10", "jyyzm": "", "zdjbhs": "T1"})";
}

class ShanghaiScene : public ::testing::Test {
 protected:
  ShanghaiScene()
      : desk_(test::Desk::Ready()),
        intake_(*desk_),
        random_(2012),
        door_(intake_, desk_->clock(), random_, {.institution_id = "H1"}) {
    person_no_ = desk_->Import("CANARYNO1", {"dibao"});
  }

  edge::HttpResponse Post(const std::string& body, const std::string& type = "application/json") {
    edge::HttpRequest request{
        .method = "POST", .target = "/shanghai", .body = body, .peer = "10.0.0.1"};
    request.headers.emplace_back("content-type", type);
    return door_.Handle(request);
  }

  // The answer as a tree; the reply counts as delivered.
  Json Say(const std::string& xxlxm, const std::string& xxnr) {
    const edge::HttpResponse response = Post(Message(xxlxm, xxnr));
    if (response.delivered) response.delivered();
    const absl::StatusOr<Json> json = ParseJson(response.body);
    EXPECT_TRUE(json.ok()) << response.body;
    return json.value_or(Json());
  }

  static std::string Text(const Json& answer, const std::string& key) {
    const Json* found = answer.Find(key);
    return found == nullptr ? "" : found->text;
  }
  // Of the body.
  static std::string Body(const Json& answer, const std::string& key) {
    const Json* xxnr = answer.Find("xxnr");
    return xxnr == nullptr ? "" : Text(*xxnr, key);
  }
  // What is said of the insurer's sign.
  static std::vector<std::string> Remarks(const Json& answer) {
    std::vector<std::string> remarks;
    const Json* list = answer.Find("xxnr") == nullptr ? nullptr : answer.Find("xxnr")->Find("tsxx");
    if (list == nullptr) return remarks;
    for (const Json& item : list->items) {
      if (item.text.find("医保账户标志") != std::string::npos) remarks.push_back(item.text);
    }
    return remarks;
  }

  static std::string WithTrial(const std::string& jssqxh, const std::string& charge = kCharge) {
    return Changed(charge, {{"{", R"({"jssqxh": ")" + jssqxh + R"(",)"}});
  }
  static std::string Question(const std::string& jssqxh) {
    return R"({"jssqxh": ")" + jssqxh + R"("})";
  }
  static std::string RefundOf(const std::string& translsh, const std::string& total = "100.00") {
    return R"({"translsh": ")" + translsh + R"(", "totalexpense": ")" + total + R"("})";
  }

  // Trial and confirmation; the settlement number.
  std::string Settle(const std::string& charge = kCharge) {
    const std::string jssqxh = Body(Say("SI11", charge), "jssqxh");
    const Json answer = Say("SI12", WithTrial(jssqxh, charge));
    EXPECT_EQ(Text(answer, "xxfhm"), "P001") << Text(answer, "fhxx");
    return Body(answer, "translsh");
  }

  // The jssqxh of a trial that must be good.
  std::string Try(const std::string& charge = kCharge) {
    const Json answer = Say("SI11", charge);
    EXPECT_EQ(Text(answer, "xxfhm"), "P001") << Text(answer, "fhxx");
    return Body(answer, "jssqxh");
  }
  std::string CodeOfSaying(const std::string& xxlxm, const std::string& xxnr) {
    return Text(Say(xxlxm, xxnr), "xxfhm");
  }
  std::uint64_t Size() const { return desk_->Head().size; }

  std::unique_ptr<test::Desk> desk_;
  test::MemoryIntake intake_;
  SeededRandom random_;
  ShanghaiDoor door_;
  std::uint64_t person_no_ = 0;
};

}  // namespace yizhan::shanghai
