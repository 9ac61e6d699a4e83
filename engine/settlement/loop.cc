#include "engine/settlement/loop.h"

#include <algorithm>
#include <future>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/draft.h"
#include "engine/books/keys.h"
#include "engine/books/opening.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/settlement/first_entries.h"
#include "engine/settlement/prefetched.h"

namespace yizhan {
namespace {

constexpr auto kIdle = std::chrono::milliseconds(500);

bool Posted(const Draft& draft) { return !draft.leaves().empty(); }

// Persons whose private row the batch puts (or deletes).
std::vector<std::uint64_t> PrivateRows(const Draft& batch, bool put) {
  std::vector<std::uint64_t> person_nos;
  auto row = batch.staged().lower_bound(TableKey{Table::kPrivate, ""});
  for (; row != batch.staged().end() && row->first.table == Table::kPrivate; ++row) {
    const std::optional<std::uint64_t> person_no = NumberOfKey(row->first.key);
    YIZHAN_CHECK(person_no.has_value());
    if (row->second.has_value() == put) person_nos.push_back(*person_no);
  }
  return person_nos;
}

}  // namespace

Engine::Loop::Loop(Parts parts)
    : parts_(std::move(parts)),
      desk_(parts_.options.desk_queue_max),
      bulk_(parts_.options.bulk_queue_max) {}

absl::Status Engine::Loop::ReadHead() {
  head_ = parts_.store.Durable();
  if (head_.size == 0) return absl::OkStatus();
  const absl::StatusOr<std::string> leaf = parts_.store.OpenView()->Leaf(head_.size - 1);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  last_posted_ms_ = entry->posted_ms();
  return absl::OkStatus();
}

absl::Status Engine::Loop::Start() {
  const absl::Status fits = CheckLedgerMode(*parts_.store.OpenView(), parts_.options.training);
  if (!fits.ok()) return fits;
  const absl::StatusOr<std::uint64_t> epoch = parts_.store.Fence(parts_.options.node);
  if (!epoch.ok()) return epoch.status();
  epoch_ = *epoch;
  const absl::Status read = ReadHead();
  if (!read.ok()) return read;
  const absl::Status keys = FinishErasures();
  if (!keys.ok()) return keys;
  if (head_.size == 0) {
    const absl::Status opened = OpenLedger();
    if (!opened.ok()) return opened;
  }
  if (parts_.options.threaded) thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

absl::Status Engine::Loop::OpenLedger() {
  const Prefetched base(parts_.store.OpenView());
  Draft batch(&base);
  last_posted_ms_ = parts_.clock.NowMs();
  const LedgerOpening opening{.district = parts_.options.district,
                              .training = parts_.options.training};
  const absl::Status posted =
      PostLedgerOpened(parts_.options.node, opening, SituationAt(last_posted_ms_), batch);
  if (!posted.ok()) return posted;
  if (Write(batch, /*may_use_reserve=*/false) == AppendResult::kDurable) return absl::OkStatus();
  return absl::UnavailableError("the ledger's first entry could not be written");
}

absl::StatusOr<std::vector<std::uint64_t>> Engine::Loop::WithoutRow(
    const std::vector<std::uint64_t>& person_nos) const {
  const std::shared_ptr<const View> view = parts_.store.OpenView();
  std::vector<std::uint64_t> without;
  for (const std::uint64_t person_no : person_nos) {
    const auto row = view->Get(Table::kPrivate, NumberKey(person_no));
    if (!row.ok()) return row.status();
    if (!row->has_value()) without.push_back(person_no);
  }
  return without;
}

absl::Status Engine::Loop::DestroyKeys(const std::vector<std::uint64_t>& person_nos) {
  for (const std::uint64_t person_no : person_nos) {
    const absl::Status destroyed = parts_.personal.Destroy(person_no);
    if (!destroyed.ok()) return destroyed;
  }
  return absl::OkStatus();
}

// Erasures that a crash interrupted after they were durable. Keys of people whom this ledger does
// not know stay: an import that was never written leaves one that opens nothing, and a ledger put
// back from an old copy must not cost anybody's data.
absl::Status Engine::Loop::FinishErasures() {
  std::vector<std::uint64_t> all;
  parts_.personal.vault().ForEach([&all](std::uint64_t person_no) { all.push_back(person_no); });
  if (head_.size == 0 && !all.empty()) {
    return absl::FailedPreconditionError("the ledger is empty, but the vault holds keys of " +
                                         std::to_string(all.size()) +
                                         " persons: it belongs to another ledger");
  }
  const std::shared_ptr<const View> view = parts_.store.OpenView();
  std::vector<std::uint64_t> erased;
  for (const std::uint64_t person_no : all) {
    const auto row = GetRow<v1::PersonRow>(*view, Table::kPerson, NumberKey(person_no));
    if (!row.ok()) return row.status();
    if (row->has_value() && (*row)->erased() != 0) erased.push_back(person_no);
  }
  return DestroyKeys(erased);
}

void Engine::Loop::Submit(BoundedQueue<std::unique_ptr<Task>>& queue, std::unique_ptr<Task> task) {
  task->queued_ms = parts_.clock.NowMs();
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && health_.ok() && queue.Push(std::move(task))) {
      wake_.notify_one();
      return;
    }
  }
  const bool stopped = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_ || !health_.ok();
  }();
  // Push moves only what it queued.  NOLINTNEXTLINE(bugprone-use-after-move)
  task->Fail(Refuse({.reason = stopped ? v1::SHUTTING_DOWN : v1::ENGINE_BUSY}));
}

bool Engine::Loop::Step() {
  Tasks tasks = TakeBatch();
  if (tasks.empty()) return false;
  RunBatch(std::move(tasks));
  return true;
}

void Engine::Loop::Run() {
  for (;;) {
    if (Step()) continue;
    std::unique_lock lock(mutex_);
    if (desk_.size() + bulk_.size() != 0) continue;
    if (stopping_) return;
    wake_.wait_for(lock, kIdle);
  }
}

// The desk first; bulk work only beside an empty desk, or one that has not waited long.
Engine::Loop::Tasks Engine::Loop::TakeBatch() {
  Tasks tasks = desk_.Take(parts_.options.desk_batch_max);
  const bool desk_waited = !tasks.empty() && parts_.clock.NowMs() - tasks.front()->queued_ms >=
                                                 parts_.options.bulk_wait_ms;
  if (desk_waited) return tasks;
  Tasks bulk = bulk_.Take(parts_.options.bulk_batch_max);
  std::move(bulk.begin(), bulk.end(), std::back_inserter(tasks));
  return tasks;
}

Engine::Loop::Tasks Engine::Loop::DropLate(Tasks tasks, std::int64_t now_ms) {
  Tasks in_time;
  for (std::unique_ptr<Task>& task : tasks) {
    if (now_ms > task->deadline_ms) {
      task->Fail(Refuse({.reason = v1::DEADLINE_IN_QUEUE}));
    } else {
      in_time.push_back(std::move(task));
    }
  }
  return in_time;
}

Situation Engine::Loop::SituationAt(std::int64_t now_ms) {
  return {.packs = parts_.packs,
          .index_key = parts_.index_key,
          .random = &parts_.random,
          .personal = &parts_.personal,
          .now_ms = now_ms,
          .posted_ms = std::max(now_ms, last_posted_ms_),
          .not_after_ahead_max_ms = parts_.options.not_after_ahead_max_ms};
}

bool Engine::Loop::DecideAll(const Tasks& tasks, const Situation& situation, Draft& batch) {
  bool may_use_reserve = true;
  for (const std::unique_ptr<Task>& task : tasks) {
    Draft draft(&batch);
    const absl::Status decided = task->Decide(situation, draft);
    if (!decided.ok() || !Posted(draft)) continue;
    may_use_reserve = may_use_reserve && task->may_use_reserve;
    draft.MergeInto(batch);
  }
  return may_use_reserve;
}

void Engine::Loop::RunBatch(Tasks tasks) {
  const std::int64_t now_ms = parts_.clock.NowMs();
  tasks = DropLate(std::move(tasks), now_ms);
  if (tasks.empty()) return;
  if (!health().ok()) {
    for (auto& task : tasks) task->Fail(Refuse({.reason = v1::SHUTTING_DOWN}));
    return;
  }
  if (now_ms + parts_.options.clock_behind_max_ms < last_posted_ms_) {
    for (auto& task : tasks) task->Fail(Refuse({.reason = v1::CLOCK_BEHIND}));
    return;
  }
  Prefetched base(parts_.store.OpenView());
  std::vector<TableKey> keys;
  for (const auto& task : tasks) {
    for (TableKey& key : task->Prefetch()) keys.push_back(std::move(key));
  }
  const absl::Status loaded = base.Load(parts_.store, keys);
  if (!loaded.ok()) {
    for (auto& task : tasks) task->Fail(loaded);
    return Stop(loaded);
  }
  const Situation situation = SituationAt(now_ms);
  Draft batch(&base);
  const absl::Status day = PostDayOpened(parts_.options.node, situation, batch);
  if (!day.ok()) {
    for (auto& task : tasks) task->Fail(day);
    return Stop(day);
  }
  const std::size_t opened = batch.leaves().size();
  const bool reserve = DecideAll(tasks, situation, batch);
  last_posted_ms_ = situation.posted_ms;
  // A day opens with its first posting: refusals and replays leave nothing behind.
  const bool posted = batch.leaves().size() > opened;
  const AppendResult result = posted ? Write(batch, reserve) : AppendResult::kDurable;
  Finish(std::move(tasks), result, batch);
}

AppendResult Engine::Loop::Write(const Draft& batch, bool may_use_reserve) {
  const std::vector<std::uint64_t> sealed = PrivateRows(batch, /*put=*/true);
  absl::Status keys = sealed.empty() ? absl::OkStatus() : parts_.personal.Sync();
  if (!keys.ok()) {
    Stop(keys);
    return AppendResult::kUnknown;
  }
  const AppendResult result = WriteRows(batch, may_use_reserve);
  if (result == AppendResult::kDurable) keys = DestroyKeys(PrivateRows(batch, /*put=*/false));
  const bool refused = result == AppendResult::kNoSpace || result == AppendResult::kNoMirror;
  if (refused && !sealed.empty()) {
    const auto unused = WithoutRow(sealed);
    keys = unused.ok() ? DestroyKeys(*unused) : unused.status();
  }
  if (keys.ok()) return result;
  Stop(keys);
  return AppendResult::kUnknown;
}

AppendResult Engine::Loop::WriteRows(const Draft& batch, bool may_use_reserve) {
  Append append{.epoch = epoch_,
                .expected = head_,
                .leaves = batch.leaves(),
                .effects = batch.Effects(),
                .may_use_reserve = may_use_reserve};
  const std::size_t puts = append.leaves.size() + append.effects.size();
  std::promise<std::pair<AppendResult, TreeHead>> done;
  parts_.store.AppendBatch(std::move(append), [&done](AppendResult result, TreeHead head) {
    done.set_value({result, head});
  });
  const auto [result, head] = done.get_future().get();
  if (result != AppendResult::kDurable) return result;
  head_ = head;
  parts_.counters.batches += 1;
  parts_.counters.entries += batch.leaves().size();
  parts_.counters.puts += puts;
  return result;
}

void Engine::Loop::Finish(Tasks tasks, AppendResult result, const Draft& batch) {
  switch (result) {
    case AppendResult::kDurable:
      for (auto& task : tasks) task->Answer();
      return;
    case AppendResult::kNoSpace:
      return RetryAlone(std::move(tasks));
    case AppendResult::kNoMirror:
      for (auto& task : tasks) task->Fail(Refuse({.reason = v1::MIRROR_AWAY}));
      return;
    case AppendResult::kMoved:
    case AppendResult::kFenced:
      Stop(absl::FailedPreconditionError("another engine has taken over this ledger"));
      for (auto& task : tasks) task->Fail(Refuse({.reason = v1::SHUTTING_DOWN}));
      return;
    case AppendResult::kUnknown:
      break;
  }
  YIZHAN_CHECK(Posted(batch));
  Stop(absl::UnknownError("a write's outcome is unknown; reopen the ledger and compare"));
  for (auto& task : tasks) task->Fail(Refuse({.reason = v1::OUTCOME_NOT_KNOWN}));
}

// Below the disk reserve: reversals and what posts nothing go on, one by one.
void Engine::Loop::RetryAlone(Tasks tasks) {
  if (tasks.size() == 1) return tasks.front()->Fail(Refuse({.reason = v1::DISK_RESERVE}));
  for (auto& task : tasks) {
    Tasks alone;
    alone.push_back(std::move(task));
    RunBatch(std::move(alone));
  }
}

void Engine::Loop::Stop(absl::Status why) {
  const std::lock_guard lock(mutex_);
  if (health_.ok()) health_ = std::move(why);
}

absl::Status Engine::Loop::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

void Engine::Loop::Drain() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  // Whoever else drains meanwhile waits here too.
  std::call_once(joined_, [this] {
    if (thread_.joinable()) return thread_.join();
    while (Step()) {
    }
  });
}

}  // namespace yizhan
