// Scene: a HIS, the pass-through, an insurer that fails as it is told, and a real engine in memory;
// the edge's disk may fail after a number of operations, which is how it crashes.
//
// Units:    as Desk; the bill is FakeInsurer's: aid is 20.00.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/pass_through/pass_through.h"
#include "engine/base/check.h"
#include "gtest/gtest.h"
#include "tests/pass_through/fake_insurer.h"
#include "tests/support/memory_intake.h"

namespace yizhan::test {

inline constexpr char kMsgid[] = "H1";

// The disk of an edge: it fails for good after so many more writes; -1: never.
struct FragileDisk {
  int left = -1;
  bool Write() {
    if (left == 0) return false;
    if (left > 0) --left;
    return true;
  }
};

class FragileNotes : public MemoryNotes {
 public:
  explicit FragileNotes(FragileDisk& disk) : disk_(disk) {}
  absl::Status Write(const std::vector<edge::NoteChange>& changes) override {
    return disk_.Write() ? MemoryNotes::Write(changes) : absl::InternalError("crashed");
  }

 private:
  FragileDisk& disk_;
};

class FragileIntake : public MemoryIntake {
 public:
  using MemoryIntake::MemoryIntake;
  absl::StatusOr<edge::Ticket> Receive(const edge::Arrival& arrival) override {
    return disk.Write() ? MemoryIntake::Receive(arrival) : absl::InternalError("crashed");
  }
  absl::StatusOr<edge::Settled> Settle(edge::Ticket ticket,
                                       const v1::SettleRequest& request) override {
    if (!disk.Write()) return absl::InternalError("crashed");
    return MemoryIntake::Settle(ticket, request);
  }
  absl::StatusOr<std::optional<v1::ReverseReply>> ReverseForSure(
      edge::Ticket ticket, const v1::ReverseRequest& request) override {
    if (!disk.Write()) return absl::InternalError("crashed");
    return MemoryIntake::ReverseForSure(ticket, request);
  }
  FragileNotes& notes() override { return fragile_; }

  FragileDisk disk;

 private:
  FragileNotes fragile_{disk};
};

class Scene {
 public:
  explicit Scene(v1::PassThrough config = {}) : config_(std::move(config)), intake(*desk) {
    desk->Import("CARD0001", {"dibao"});
    Start();
  }

  void Start() {
    door = nullptr;
    auto made =
        edge::PassThrough::Make(config_, insurer.upstream(),
                                {.intake = intake, .clock = desk->clock(), .institution_id = "H1"});
    YIZHAN_CHECK(made.ok());
    door = *std::move(made);
  }
  // Its disk works again.
  void Restart() {
    intake.disk.left = -1;
    desk->clock().Advance(1'000);
    Start();
  }

  static std::string Message(const std::string& infno, const std::string& msgid,
                             const std::string& data) {
    return R"({"infno":")" + infno + R"(","msgid":")" + msgid +
           R"(","fixmedins_code":"H1","inf_time":"2012-06-29 09:30:00","input":{"data":{)" + data +
           "}}}";
  }
  static std::string Settle(const std::string& msgid = kMsgid) {
    return Message("2207", msgid, R"("psn_no":"P1","mdtrt_id":"V1","med_type":"21")");
  }
  static std::string Cancel(const std::string& msgid, const std::string& setl_id) {
    return Message("2208", msgid, R"("psn_no":"P1","mdtrt_id":"V1","setl_id":")" + setl_id + "\"");
  }
  static std::string TakeBack(const std::string& msgid, const std::string& omsgid,
                              const std::string& oinfno = "2207") {
    return Message("2601", msgid,
                   R"("psn_no":"P1","omsgid":")" + omsgid + R"(","oinfno":")" + oinfno + "\"");
  }

  edge::HttpResponse Send(const std::string& body) {
    return door->Handle(
        {.method = "POST", .target = "/his", .body = body, .peer = "10.0.0.9", .headers = {}});
  }
  Json Ask(const std::string& body) {
    absl::StatusOr<Json> answer = ParseJson(Send(body).body);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : Json{};
  }

  bool InsurerLive(const std::string& msgid = kMsgid) const { return insurer.live.contains(msgid); }
  bool AidLive(const std::string& msgid = kMsgid) {
    return desk->Get(msgid).state() == v1::SETTLED;
  }

 private:
  v1::PassThrough config_;

 public:
  std::unique_ptr<Desk> desk = Desk::Ready();
  FakeInsurer insurer;
  FragileIntake intake;
  std::unique_ptr<edge::PassThrough> door;
};

inline std::string Infcode(const Json& answer) { return MemberText(answer, "infcode"); }
inline std::string Setlinfo(const Json& answer, const std::string& name) {
  const Json* output = answer.Find("output");
  const Json* setlinfo = output == nullptr ? nullptr : output->Find("setlinfo");
  return setlinfo == nullptr ? "" : MemberText(*setlinfo, name);
}

}  // namespace yizhan::test
