#include "tests/witness/drill.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/verify.h"
#include "engine/ledger/rocks_store.h"
#include "tests/service/world.h"
#include "tests/witness/witness_process.h"

namespace yizhan::testing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::int64_t kDeskDeadlineMs = 2000;
constexpr milliseconds kAfterLoad{500};
constexpr milliseconds kAskAgain{20};
constexpr milliseconds kLastAnswers{50};  // On their way when the engine was killed.
constexpr char kSynchronous[] = "\nmirror: SYNCHRONOUS mirror_wait_ms: 3000";

// One desk's bills, one after another, each until it is settled somewhere.
class Desks {
 public:
  Desks(const EngineProcess& engine, int count) : engine_(&engine) {
    for (int desk = 0; desk < count; ++desk) {
      threads_.emplace_back([this, desk] { Run(desk); });
    }
  }
  ~Desks() { Stop(); }
  Desks(const Desks&) = delete;
  Desks& operator=(const Desks&) = delete;

  void MoveTo(const EngineProcess& engine) { engine_ = &engine; }
  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  struct Answer {
    std::uint64_t number = 0;
    std::int64_t aid_fen = 0;
    Clock::time_point at;
    bool asked_again = false;
  };
  std::map<std::string, Answer> answers() const {
    const std::lock_guard lock(mutex_);
    return answers_;
  }

 private:
  void Run(int desk) {
    const EngineProcess* at = nullptr;
    std::optional<Client> client;
    for (int bill = 0; !stop_; ++bill) {
      const std::string id = "d" + std::to_string(desk) + "-" + std::to_string(bill);
      const v1::SettleRequest request = World::Request(id);
      bool again = false;
      while (true) {
        if (at != engine_) {
          at = engine_;
          client.emplace(at->NewClient("anting/desk-1", kDeskDeadlineMs));
        }
        const absl::StatusOr<v1::SettleResult> settled = client->Settle(request);
        if (settled.ok()) {
          Note(id, *settled, again);
          break;
        }
        if (stop_) return;
        again = true;
        std::this_thread::sleep_for(kAskAgain);
      }
    }
  }
  void Note(const std::string& id, const v1::SettleResult& settled, bool again) {
    const std::lock_guard lock(mutex_);
    answers_[id] = {settled.number(), settled.outcome().aid_fen(), Clock::now(), again};
  }

  std::atomic<const EngineProcess*> engine_;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, Answer> answers_;  // By message id.
  std::vector<std::thread> threads_;
};

using Answers = std::map<std::string, Desks::Answer>;

std::int64_t MsBetween(Clock::time_point from, Clock::time_point until) {
  return duration_cast<milliseconds>(until - from).count();
}

// The engine, its witness, and the engine that will be promoted, whose folder has the mirror in it.
class Scene {
 public:
  explicit Scene(const DrillOptions& options)
      : options_(options), witness_(world_.process(), world_.process().folder(), next_.folder()) {
    EngineProcess& engine = world_.process();
    YIZHAN_CHECK(engine.Stop() == 0);
    // The keys come from a copy that is kept elsewhere.
    std::filesystem::copy(engine.keys_dir(), next_.keys_dir(),
                          std::filesystem::copy_options::recursive);
    engine.set_more("witness_keys: \"" + witness_.Key() + "\"" +
                    (options.synchronous ? kSynchronous : ""));
    engine.Start();
    witness_.Start();
    witness_.WaitForCosigned(kFirstEntries);
  }

  DrillResult Run() {
    DrillResult result;
    Desks desks(world_.process(), options_.desks);
    std::this_thread::sleep_for(milliseconds(options_.load_ms));
    while (desks.answers().empty()) std::this_thread::sleep_for(kAskAgain);  // A loaded machine.
    if (options_.lag_ms > 0) witness_.Pause();
    std::this_thread::sleep_for(milliseconds(options_.lag_ms));
    const Clock::time_point ended = EndTheOld();
    std::this_thread::sleep_for(kLastAnswers);
    Answers before = desks.answers();
    Promote();
    result.promotion_ms = MsBetween(ended, Clock::now());
    // One that lived has gone on answering; at a killed one's address stands the new one.
    if (options_.end != EngineEnd::kKilled) before = desks.answers();
    desks.MoveTo(next_);
    while (desks.answers().size() <= before.size()) std::this_thread::sleep_for(kAskAgain);
    std::this_thread::sleep_for(kAfterLoad);
    desks.Stop();
    const Answers all = desks.answers();
    FillGap(before, all, result);
    FillLost(before, result);
    result.unknown_resolved = static_cast<std::uint64_t>(
        std::count_if(all.begin(), all.end(), [&before](const auto& answer) {
          return answer.second.asked_again && !before.contains(answer.first);
        }));
    FillOld(result);
    result.verified = Verified();
    return result;
  }

 private:
  static constexpr std::uint64_t kFirstEntries = 10;

  // The witness hears nothing more from here on.
  Clock::time_point EndTheOld() {
    witness_.Kill();
    const Clock::time_point ended = Clock::now();
    if (options_.end != EngineEnd::kKilled) return ended;
    world_.process().Kill();
    next_.set_address(world_.process().address());
    return ended;
  }

  void Promote() {
    std::vector<std::string> arguments = {"--promote"};
    if (options_.end != EngineEnd::kTold) arguments.push_back("--old-engine-is-off");
    if (options_.end == EngineEnd::kTold) {
      arguments.insert(arguments.end(), {"--old-engine", witness_.client_path()});
    }
    next_.Start(arguments);
  }

  static void FillGap(const Answers& before, const Answers& all, DrillResult& result) {
    Clock::time_point last = Clock::time_point::min();
    Clock::time_point first = Clock::time_point::max();
    for (const auto& [id, answer] : all) {
      if (before.contains(id)) {
        last = std::max(last, answer.at);
      } else {
        first = std::min(first, answer.at);
      }
    }
    YIZHAN_CHECK(!before.empty() && all.size() > before.size());
    result.service_gap_ms = MsBetween(last, first);
  }

  void FillLost(const Answers& before, DrillResult& result) const {
    Client client = next_.NewClient("anting/desk-1");
    std::uint64_t newest_kept = 0;
    std::uint64_t oldest_lost = UINT64_MAX;
    for (const auto& [id, answer] : before) {
      v1::GetRequest request;
      request.set_message_id(id);
      const absl::StatusOr<v1::GetReply> reply = client.Get(request);
      YIZHAN_CHECK(reply.ok());
      const bool kept = reply->state() == v1::SETTLED &&
                        reply->result().number() == answer.number &&
                        reply->result().outcome().aid_fen() == answer.aid_fen;
      if (kept) {
        newest_kept = std::max(newest_kept, answer.number);
      } else {
        oldest_lost = std::min(oldest_lost, answer.number);
        ++result.lost;
      }
    }
    result.acknowledged = before.size();
    result.lost_are_the_tail = oldest_lost > newest_kept;
  }

  // An old engine that lives: what it still answers, and how it ends.
  void FillOld(DrillResult& result) {
    EngineProcess& old = world_.process();
    if (options_.end == EngineEnd::kKilled) return;
    if (options_.end == EngineEnd::kTold) {
      result.old_engine_exit = old.Wait();
      result.old_engine_log = ReadWholeFile(old.log_path());
      return;
    }
    const auto settled =
        old.NewClient("anting/desk-1", kDeskDeadlineMs).Settle(World::Request("x"));
    if (settled.ok()) ++result.acknowledged_after_promotion;
    old.Kill();
  }

  bool Verified() {
    YIZHAN_CHECK(next_.Stop() == 0);
    const auto store = RocksStore::OpenReadOnly(next_.data_dir());
    YIZHAN_CHECK(store.ok());
    const auto report = VerifyLedger(**store, [](std::uint64_t, std::uint64_t) {});
    YIZHAN_CHECK(report.ok());
    for (const std::string& difference : report->differences) {
      std::fprintf(stderr, "differs: %s\n", difference.c_str());
    }
    return report->ok();
  }

  const DrillOptions options_;
  World world_;
  EngineProcess next_;
  WitnessProcess witness_;
};

}  // namespace

DrillResult RunDrill(const DrillOptions& options) { return Scene(options).Run(); }

}  // namespace yizhan::testing
