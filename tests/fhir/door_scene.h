// DoorScene: the FHIR door of hospital H1 on an engine in memory, and how a test looks into JSON.
#pragma once

#include <cctype>
#include <memory>
#include <string>

#include "adapters/fhir/fhir_door.h"
#include "adapters/national/json_reader.h"
#include "gtest/gtest.h"
#include "tests/support/memory_intake.h"

namespace yizhan::fhir {

struct DoorScene {
  std::unique_ptr<test::Desk> desk = test::Desk::Ready();
  test::MemoryIntake intake{*desk};
  edge::FhirDoor door{
      intake, desk->clock(), {.institution_id = "H1", .institution_name = "示例医院"}};

  explicit DoorScene(const std::string& card = "CANARYNO1") {
    desk->OpenFund("fund");
    desk->Grant("fund", 100'000'000);
    desk->Import(card, {"dibao"});
  }

  edge::HttpResponse Post(const std::string& target, const std::string& body) {
    return door.Handle({.method = "POST",
                        .target = target,
                        .body = body,
                        .peer = "10.0.0.7",
                        .headers = {{"content-type", "application/fhir+json"}}});
  }
  edge::HttpResponse Submit(const std::string& claim) { return Post("/fhir/Claim/$submit", claim); }
  edge::HttpResponse Get(const std::string& target) {
    return door.Handle({.method = "GET", .target = target, .body = "", .peer = "10.0.0.7"});
  }
};

// The text of a value: At(json, "total[3].amount.value"); "" when it is not there.
inline std::string At(const std::string& text, const std::string& path) {
  const absl::StatusOr<Json> root = ParseJson(text);
  EXPECT_TRUE(root.ok()) << text;
  const Json* json = root.ok() ? &*root : nullptr;
  std::size_t at = 0;
  while (json != nullptr && at < path.size()) {
    if (path[at] == '.') ++at;
    if (path[at] == '[') {
      const std::size_t place = std::stoul(path.substr(at + 1));
      at = path.find(']', at) + 1;
      json = place < json->items.size() ? &json->items[place] : nullptr;
      continue;
    }
    const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
    json = json->Find(path.substr(at, end - at));
    at = end;
  }
  return json == nullptr ? "" : json->text;
}

}  // namespace yizhan::fhir
