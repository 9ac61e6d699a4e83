// DoorScene: a national door on an engine in memory, with one hospital and one person on relief.
//
// Owner:    everything.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/national/json_reader.h"
#include "adapters/national/national_door.h"
#include "gtest/gtest.h"
#include "tests/national/good_message.h"
#include "tests/support/memory_intake.h"

namespace yizhan::national {

inline constexpr char kHospital[] = "H31011400001";

class DoorScene {
 public:
  // The small pack, with more of its text.
  explicit DoorScene(const std::string& more_of_the_pack = "", NationalOptions options = {}) {
    desk = std::make_unique<test::Desk>();
    v1::PackFile pack = test::SmallPack();
    pack.mutable_content()->append(more_of_the_pack);
    desk->Activate({pack});
    desk->AddLive(kHospital);
    person_no = desk->Import("CANARYNO1", {"dibao"});
    intake = std::make_unique<test::MemoryIntake>(*desk, kHospital);
    options.institution_id = kHospital;
    door = std::make_unique<NationalDoor>(std::move(options), *intake, desk->clock());
  }

  edge::HttpResponse Post(const std::string& body, const std::string& content_type = "") {
    edge::HttpRequest request{.method = "POST", .target = "/", .body = body, .peer = "10.0.0.7"};
    if (!content_type.empty()) request.headers.emplace_back("content-type", content_type);
    edge::HttpResponse response = door->Handle(request);
    if (response.delivered) response.delivered();
    return response;
  }

  // A message of that input, and its answer.
  Json Ask(const std::string& infno, const std::string& msgid, const std::string& input) {
    return Answer(Enveloped(infno, msgid, input));
  }
  Json Answer(const std::string& body) {
    const auto answer = ParseJson(Post(body).body);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : Json{};
  }

  static std::string Enveloped(const std::string& infno, const std::string& msgid,
                               const std::string& input) {
    return R"({"infno":")" + infno + R"(","msgid":")" + msgid +
           R"(","mdtrtarea_admvs":"310114","opter":"001","inf_time":"2012-06-29 09:30:00",)"
           R"("fixmedins_code":")" +
           kHospital + R"(","input":)" + input + "}";
  }

  std::unique_ptr<test::Desk> desk;
  std::uint64_t person_no = 0;
  std::unique_ptr<test::MemoryIntake> intake;
  std::unique_ptr<NationalDoor> door;
};

// The good 2207 with what a door asks for beyond it.
inline std::string GoodForDoor(Changes changes = {}) {
  changes.insert(
      changes.begin(),
      {"\"opter_name\"", R"("opter": "001", "inf_time": "2012-06-29 09:30:00", "opter_name")"});
  return Changed(changes);
}

// "" when the path leads nowhere: TextAt(answer, {"output", "setlinfo", "maf_pay"})
inline std::string TextAt(const Json& json, const std::vector<std::string>& path) {
  const Json* at = &json;
  for (const std::string& key : path) {
    at = at->Find(key);
    if (at == nullptr) return "";
  }
  return at->text;
}

}  // namespace yizhan::national
