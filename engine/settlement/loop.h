// Loop: the one thread that writes. Takes what waits, decides it in order, writes it once, answers.
//
// Owner:    the engine; store, packs, clock, random and personal outlive it.
// Errors:   see engine.h; health() is not OK once the loop has stopped for good.
// Threads:  Submit from any; the rest is the loop's own.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/settlement/engine.h"
#include "engine/settlement/task.h"

namespace yizhan {

class Engine::Loop {
 public:
  struct Parts {
    LedgerStore& store;
    PackCatalog& packs;
    Clock& clock;
    Random& random;
    IndexKey index_key;
    PersonalData& personal;
    EngineOptions options;
    EngineCounters& counters;
  };
  explicit Loop(Parts parts);
  ~Loop() { Drain(); }

  // Fences, writes the ledger's first entry if there is none, destroys keys nobody needs, starts
  // the thread (EngineOptions::threaded).
  absl::Status Start();
  // One batch: what the thread does until it is told to stop. False: nothing waited.
  bool Step();
  void SubmitDesk(std::unique_ptr<Task> task) { Submit(desk_, std::move(task)); }
  void SubmitBulk(std::unique_ptr<Task> task) { Submit(bulk_, std::move(task)); }
  void Drain();
  absl::Status health() const;
  std::size_t desk_waiting() const { return desk_.size(); }
  std::size_t bulk_waiting() const { return bulk_.size(); }

 private:
  using Tasks = std::vector<std::unique_ptr<Task>>;

  void Submit(BoundedQueue<std::unique_ptr<Task>>& queue, std::unique_ptr<Task> task);
  void Run();
  Tasks TakeBatch();
  void RunBatch(Tasks tasks);
  // Refuses what is late in the queue; the rest goes on.
  Tasks DropLate(Tasks tasks, std::int64_t now_ms);
  // Decides in order; refused tasks are answered with the batch, so that what they name is durable.
  // True when everything posted may be written below the disk reserve.
  bool DecideAll(const Tasks& tasks, const Situation& situation, Draft& batch);
  absl::Status OpenLedger();
  Situation SituationAt(std::int64_t now_ms);
  // Keys before rows: what a batch seals is durable before it, what it erases is destroyed after
  // it.
  AppendResult Write(const Draft& batch, bool may_use_reserve);
  AppendResult WriteRows(const Draft& batch, bool may_use_reserve);
  absl::Status DestroyKeys(const std::vector<std::uint64_t>& person_nos);
  absl::Status FinishErasures();
  // Those of `person_nos` who have no private row in the ledger.
  absl::StatusOr<std::vector<std::uint64_t>> WithoutRow(
      const std::vector<std::uint64_t>& person_nos) const;
  void Finish(Tasks tasks, AppendResult result, const Draft& batch);
  void RetryAlone(Tasks tasks);
  void Stop(absl::Status why);
  absl::Status ReadHead();

  Parts parts_;
  std::uint64_t epoch_ = 0;
  TreeHead head_;
  std::int64_t last_posted_ms_ = 0;

  BoundedQueue<std::unique_ptr<Task>> desk_;
  BoundedQueue<std::unique_ptr<Task>> bulk_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable wake_;
  bool stopping_ = false;
  absl::Status health_;
  std::thread thread_;
  std::once_flag joined_;
};

}  // namespace yizhan
