#include "tests/simulation/server.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/books/pack_catalog.h"
#include "engine/settlement/result.h"

namespace yizhan::simulation {
namespace {

constexpr std::int64_t kStallMs = 2'000;
constexpr std::int64_t kSecondMs = 1'000;

}  // namespace

// From a start of the process to its end.
struct Server::Life {
  Life(Server& server)
      : personal(server.vault_, server.random_),
        queries(server.parts_.store, packs, server.clock_, server.parts_.index_key) {}

  PackCatalog packs;
  PersonalData personal;
  Queries queries;
  std::unique_ptr<Engine> engine;
  std::int64_t posted_ms = 0;
};

Server::Server(Parts parts)
    : parts_(std::move(parts)),
      clock_(parts_.timeline.now_ms()),
      random_(parts_.dice.Below(1U << 30U)),
      trouble_permille_(parts_.dice.Pick(std::vector<int>{0, 2, 5, 10, 20})) {
  options_.threaded = false;
  if (parts_.dice.Chance(25)) options_.desk_queue_max = 3;
  if (parts_.dice.Chance(25)) options_.desk_batch_max = 4;
  if (parts_.dice.Chance(25)) options_.bulk_batch_max = 2;
}

Server::~Server() = default;

Queries& Server::queries() { return life_->queries; }

void Server::SetClock() { clock_.Set(parts_.timeline.now_ms() + skew_ms_); }

std::unique_ptr<Server::Life> Server::Begin() {
  SetClock();
  auto life = std::make_unique<Life>(*this);
  auto engine = Engine::Start(parts_.store, life->packs, clock_, random_, parts_.index_key,
                              life->personal, options_);
  if (!engine.ok()) {
    parts_.judge.Fail({}, "the engine cannot start: " + engine.status().ToString());
    return nullptr;
  }
  life->engine = *std::move(engine);
  const std::shared_ptr<const View> view = parts_.store.OpenView();
  life->posted_ms = ReadEntry(*view, view->size() - 1).value().posted_ms();
  return life;
}

void Server::Start() {
  if (up()) return;
  const absl::Status opened = parts_.disk.Reopen();
  if (!opened.ok()) return parts_.judge.Fail({}, "the disk cannot be read: " + opened.ToString());
  parts_.store.Attach(parts_.disk.store());
  dying_ = false;
  life_ = Begin();
  if (life_ != nullptr) parts_.judge.Resolve();
}

void Server::CalmDown() {
  trouble_ = false;
  parts_.store.SetFull(false);
  skew_ms_ = 0;
  Start();
  SetClock();
}

void Server::PowerOff() {
  dying_ = true;
  if (!up()) return;
  deciding_ = life_.get();
  parts_.store.Kill();
  life_.reset();
}

bool Server::Deliver(const std::function<void(Engine&)>& message) {
  if (!up()) return false;
  SetClock();
  deciding_ = life_.get();
  message(*life_->engine);
  ScheduleStep();
  return true;
}

Moment Server::moment() const {
  const std::int64_t now_ms = clock_.NowMs();
  return {.now_ms = now_ms, .posted_ms = std::max(now_ms, deciding_->posted_ms)};
}

void Server::NoteDecided(v1::Reason reason) {
  if (IsNotDone(reason) && reason != v1::DISK_RESERVE) return;
  deciding_->posted_ms = moment().posted_ms;
}

void Server::ScheduleStep() {
  if (std::exchange(step_scheduled_, true)) return;
  const bool stalls = trouble_ && parts_.dice.Chance(2);
  parts_.timeline.In(stalls ? kStallMs : parts_.dice.Number(0, 8), [this] {
    step_scheduled_ = false;
    Step();
  });
}

void Server::Step() {
  if (!up()) return;
  SetClock();
  if (trouble_ && !Misfortune()) return;
  const std::size_t waiting = life_->engine->desk_waiting() + life_->engine->bulk_waiting();
  if (waiting > 1) parts_.sometimes.Met("batch of several");
  parts_.judge.BeginBatch();
  deciding_ = life_.get();
  life_->engine->Step();
  if (dying_ || !life_->engine->health().ok()) return End();
  parts_.judge.CompareSums();
  if (life_->engine->desk_waiting() + life_->engine->bulk_waiting() > 0) ScheduleStep();
}

bool Server::Misfortune() {
  const auto happens = [this] { return parts_.dice.Number(0, 999) < trouble_permille_; };
  if (happens()) parts_.store.Arm(Fault::kUnknownNotWritten);
  if (happens()) parts_.store.Arm(Fault::kUnknownWritten);
  if (happens()) Crash();
  if (happens()) FillDisk();
  if (happens()) MoveClock();
  if (happens()) {
    RestartInGoodOrder();
    return false;
  }
  if (happens()) TakeOver();
  return up();
}

// In the middle of the batch that is taken now: nobody hears what became of it.
void Server::Crash() {
  parts_.sometimes.Met("crash");
  dying_ = true;
  const int when = parts_.dice.Number(0, 2);
  if (when == 0) return;  // After it was durable, before its answers left.
  const bool written = when == 1;
  parts_.store.Arm(written ? Fault::kUnknownWritten : Fault::kUnknownNotWritten);
  parts_.sometimes.Met(written ? "crash after the write" : "crash before the write");
}

void Server::End() {
  parts_.judge.BeginBatch();
  deciding_ = life_.get();
  if (dying_) parts_.store.Kill();
  life_.reset();
  parts_.timeline.In(parts_.dice.Number(2, 20) * kSecondMs, [this] { Start(); });
}

void Server::RestartInGoodOrder() {
  parts_.sometimes.Met("restart in good order");
  parts_.judge.BeginBatch();
  deciding_ = life_.get();
  life_->engine->Drain();
  parts_.judge.CompareSums();
  End();
}

// Another process on the same ledger: the old one may answer, but post nothing.
void Server::TakeOver() {
  std::unique_ptr<Life> next = Begin();
  if (next == nullptr) return;
  const std::unique_ptr<Life> old = std::exchange(life_, std::move(next));
  parts_.judge.BeginBatch();
  parts_.judge.SetFenced(true);
  deciding_ = old.get();
  old->engine->Drain();
  parts_.judge.SetFenced(false);
  if (!old->engine->health().ok()) parts_.sometimes.Met("fenced by another engine");
  parts_.judge.CompareSums();
}

void Server::FillDisk() {
  parts_.sometimes.Met("disk full");
  parts_.store.SetFull(true);
  parts_.timeline.In(parts_.dice.Number(1, 60) * kSecondMs,
                     [this] { parts_.store.SetFull(false); });
}

void Server::MoveClock() {
  parts_.sometimes.Met("clock set back");
  skew_ms_ = -parts_.dice.Number(1, 150) * kSecondMs;
  parts_.timeline.In(parts_.dice.Number(5, 300) * kSecondMs, [this] { skew_ms_ = 0; });
  SetClock();
}

}  // namespace yizhan::simulation
