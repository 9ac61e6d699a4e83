#include "tests/simulation/simulation.h"

#include <map>
#include <set>

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/books/verify.h"
#include "engine/settlement/result.h"
#include "tests/property/dice.h"
#include "tests/property/world.h"
#include "tests/simulation/clients.h"
#include "tests/simulation/judge.h"
#include "tests/simulation/server.h"
#include "tests/simulation/timeline.h"
#include "tests/support/officers.h"

namespace yizhan::simulation {
namespace {

constexpr int kBills = 40;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMorningMs = 3'600'000;  // 09:00 in Shanghai.
constexpr std::uint64_t kDiceSalt = 0x5eed;     // Chance is not the world's.

std::int64_t MorningOf(const Operation& operation) {
  return std::int64_t{ParseDay(operation.day()).value().days} * kDayMs + kMorningMs;
}

bool IsBill(const Operation& operation) {
  return operation.has_settle() || operation.has_replace();
}

class Simulation {
 public:
  Simulation(std::uint64_t seed, Disk& disk, Sometimes& sometimes, Planted planted)
      : world_(property::MakeWorld(seed, kBills)),
        dice_(seed ^ kDiceSalt),
        timeline_(MorningOf(world_.operations(0))),
        sometimes_(sometimes),
        store_(planted, sometimes_),
        judge_(world_, store_, key_, sometimes_),
        server_({timeline_, dice_, disk, store_, judge_, sometimes_, key_}),
        clients_({timeline_, dice_, server_, judge_, sometimes_}) {}

  Played Play() {
    server_.Start();
    if (server_.up()) Enrol();
    timeline_.In(0, [this] { Feed(); });
    while (judge_.difference().empty() && timeline_.RunNext()) {
    }
    if (judge_.difference().empty()) CalmDown();
    if (judge_.difference().empty()) CheckAll();
    const TreeHead head = server_.up() ? store_.Durable() : TreeHead{};
    server_.PowerOff();
    return {judge_.difference(), head};
  }

 private:
  // By people who stand beside the machine.
  void Enrol() {
    for (const std::string& id : test::kOfficerIds) {
      const bool heard = server_.Deliver([&id](Engine& engine) {
        engine.EnrolOfficer(property::CallerOf("relief"), test::OfficerRecord(id),
                            [](const auto& reply) { YIZHAN_CHECK(reply.ok()); });
      });
      YIZHAN_CHECK(heard);
    }
  }

  // What is done together is done on the day of the last of it. Rules, hospitals and people come
  // one by one until the first bill.
  void Feed() {
    if (next_ == world_.operations_size()) return;
    if (!bills_began_ && clients_.busy()) return timeline_.In(500, [this] { Feed(); });
    int until = next_ + 1;
    bills_began_ = bills_began_ || IsBill(world_.operations(next_));
    if (bills_began_) {
      server_.SetTrouble(true);
      until = std::min(next_ + dice_.Number(1, 12), world_.operations_size());
    }
    const std::int64_t begins_ms =
        std::max(MorningOf(world_.operations(until - 1)), timeline_.now_ms());
    if (YearOf(BusinessDay(begins_ms)) > YearOf(BusinessDay(timeline_.now_ms()))) {
      sometimes_.Met("year change");
    }
    std::int64_t at_ms = begins_ms;
    for (; next_ < until; ++next_) {
      timeline_.At(at_ms, [this, place = next_] { clients_.Begin(world_.operations(place)); });
      at_ms += dice_.Chance(80) ? dice_.Number(0, 15) : dice_.Number(0, 4'000);
    }
    timeline_.At(at_ms + dice_.Number(0, 10'000), [this] { Feed(); });
  }

  // Everybody gets an answer in the end.
  void CalmDown() {
    clients_.CalmDown();
    server_.CalmDown();
    while (judge_.difference().empty() && timeline_.RunNext()) {
    }
    if (judge_.difference().empty() && (clients_.busy() || !server_.up())) {
      judge_.Fail({}, "somebody still waits for an answer");
    }
  }

  void CheckAll() {
    judge_.CompareSums();
    clients_.CompareAcknowledged();
    CheckStates();
    CheckEntries();
    const auto report = VerifyLedger(store_, [](std::uint64_t, std::uint64_t) {});
    if (!report.ok()) return judge_.Fail({}, "verify: " + report.status().ToString());
    for (const std::string& line : report->differences) judge_.Fail({}, "verify: " + line);
  }

  // Did it happen? Of every message anybody ever spoke of.
  void CheckStates() {
    std::set<Message> messages;
    for (const Operation& operation : world_.operations()) {
      if (IsBill(operation)) messages.insert(MessageOf(operation));
    }
    for (const auto& [message, state] : judge_.model().states()) messages.insert(message);
    for (const Message& message : messages) {
      v1::GetRequest request;
      request.set_message_id(message.second);
      const auto reply = server_.queries().Get(property::CallerOf(message.first), request);
      const v1::PresentState expected = judge_.model().StateOf(message);
      const v1::PresentState state = reply.ok() ? reply->state() : v1::NOT_POSTED;
      if (state == expected) continue;
      judge_.Fail({}, "message " + message.first + " " + message.second + " is " +
                          v1::PresentState_Name(state) + ", expected " +
                          v1::PresentState_Name(expected));
    }
  }

  // In order, and each message settled once.
  void CheckEntries() {
    const std::shared_ptr<const View> view = store_.OpenView();
    std::set<Message> settled;
    std::int64_t last_ms = 0;
    std::string last_day;
    for (std::uint64_t number = 0; number < view->size(); ++number) {
      const v1::Entry entry = ReadEntry(*view, number).value();
      if (entry.number() != number || entry.posted_ms() < last_ms) {
        judge_.Fail({}, "entry " + std::to_string(number) + " is out of order");
      }
      last_ms = entry.posted_ms();
      if (entry.has_day_opened()) {
        if (entry.day_opened().day() <= last_day) judge_.Fail({}, "a day opens twice");
        last_day = entry.day_opened().day();
      }
      if (!entry.has_settled()) continue;
      const std::string& id = entry.settled().bill().message_id();
      if (!settled.emplace(entry.sender(), id).second) judge_.Fail({}, "settled twice: " + id);
    }
    if (settled.size() != judge_.model().settlements()) {
      judge_.Fail({}, std::to_string(settled.size()) + " settlements, expected " +
                          std::to_string(judge_.model().settlements()));
    }
  }

  const property::World world_;
  property::Dice dice_;
  Timeline timeline_;
  Sometimes& sometimes_;
  const IndexKey key_{.bytes = std::string(32, 'k')};
  FaultyStore store_;
  Judge judge_;
  Server server_;
  Clients clients_;
  int next_ = 0;
  bool bills_began_ = false;
};

}  // namespace

Played Play(std::uint64_t seed, Disk& disk, Sometimes& sometimes, Planted planted) {
  Simulation simulation(seed, disk, sometimes, planted);
  return simulation.Play();
}

}  // namespace yizhan::simulation
