#include "engine/simulate/simulation.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

namespace yizhan {
namespace {

constexpr std::size_t kBatchItems = 256;
constexpr std::size_t kBatchesMax = 16;  // Between the one who reads and the slower side.
constexpr std::size_t kToday = 0;
constexpr std::size_t kDraft = 1;

struct Decided {
  std::optional<Outcome> outcome;  // Empty for a bill that was refused, and for what is no bill.
  bool as_stored = false;
};

bool IsAsStored(const Item& item, const Outcome& outcome) {
  const std::string& stored = std::get<BillItem>(item.body).stored_outcome;
  return !stored.empty() && ToMessage(outcome).SerializeAsString() == stored;
}

}  // namespace

// Some items, and what each side made of them.
struct Simulation::Batch {
  std::vector<std::shared_ptr<const Item>> items = {};
  std::array<std::vector<Decided>, 2> decided = {};

  void Run(Side& side, std::size_t place) {
    decided.at(place).reserve(items.size());
    for (const auto& item : items) {
      absl::StatusOr<std::optional<Outcome>> outcome = side.Take(*item);
      Decided& made = decided.at(place).emplace_back();
      if (!outcome.ok()) continue;
      made.outcome = *std::move(outcome);
      // What is stored was decided by rules of the past: only today's side can equal it.
      if (place == kToday && made.outcome.has_value()) {
        made.as_stored = IsAsStored(*item, *made.outcome);
      }
    }
  }
};

// The thread of one side.
class Simulation::Worker {
 public:
  Worker(Side& side, std::size_t place) : side_(side), place_(place), thread_([this] { Work(); }) {}
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void Give(std::shared_ptr<Batch> batch) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(batch));
    }
    changed_.notify_all();
  }

  // Until the oldest batch that was given and not yet waited for is done.
  void WaitForOldest() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_ > 0; });
    --done_;
  }

 private:
  void Work() {
    for (;;) {
      std::shared_ptr<Batch> batch;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (closed_) return;
        batch = std::move(waiting_.front());
        waiting_.pop_front();
      }
      batch->Run(side_, place_);
      {
        const std::lock_guard lock(mutex_);
        ++done_;
      }
      changed_.notify_all();
    }
  }

  Side& side_;
  const std::size_t place_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Batch>> waiting_;  // Bounded by kBatchesMax.
  std::size_t done_ = 0;
  bool closed_ = false;
  std::thread thread_;  // Last: it starts when all else is there.
};

Simulation::Simulation(Pack today, Pack draft, SimulationOptions options)
    : sides_{Side(std::move(today)), Side(std::move(draft))},
      filling_(std::make_shared<Batch>()),
      cases_(options.cases_max) {
  if (!options.thread_a_side) return;
  for (const std::size_t place : {kToday, kDraft}) {
    workers_.push_back(std::make_unique<Worker>(sides_.at(place), place));
  }
}

Simulation::~Simulation() = default;

void Simulation::Add(Item item) {
  filling_->items.push_back(std::make_shared<const Item>(std::move(item)));
  if (filling_->items.size() == kBatchItems) Dispatch();
}

void Simulation::Dispatch() {
  std::shared_ptr<Batch> batch = std::exchange(filling_, std::make_shared<Batch>());
  if (workers_.empty()) {
    batch->Run(sides_[kToday], kToday);
    batch->Run(sides_[kDraft], kDraft);
  } else {
    for (const auto& worker : workers_) worker->Give(batch);
  }
  running_.push_back(std::move(batch));
  if (running_.size() == kBatchesMax) CompareOldest();
}

void Simulation::CompareOldest() {
  for (const auto& worker : workers_) worker->WaitForOldest();
  const std::shared_ptr<Batch> batch = std::move(running_.front());
  running_.pop_front();
  Compare(*batch);
}

void Simulation::Finish() {
  Dispatch();
  while (!running_.empty()) CompareOldest();
}

void Simulation::Compare(const Batch& batch) {
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    const std::shared_ptr<const Item>& item = batch.items[i];
    if (const auto* fund = std::get_if<FundItem>(&item->body)) {
      granted_[fund->fund_id] += fund->delta;
    } else if (const auto* reversal = std::get_if<ReversalItem>(&item->body)) {
      TakeBack(reversal->original);
    } else if (std::holds_alternative<PastItem>(item->body)) {
      ++counts_.past;
    } else {
      const Decided& today = batch.decided[kToday][i];
      const Decided& draft = batch.decided[kDraft][i];
      if (!today.outcome.has_value()) ++counts_.refused_today;
      if (!draft.outcome.has_value()) ++counts_.refused_draft;
      if (!today.outcome.has_value() || !draft.outcome.has_value()) continue;
      CompareBill(item, *today.outcome, *draft.outcome);
      if (today.as_stored) ++counts_.as_stored;
    }
  }
}

void Simulation::CompareBill(const std::shared_ptr<const Item>& item, const Outcome& today,
                             const Outcome& draft) {
  const auto& bill = std::get<BillItem>(item->body);
  ++counts_.bills;
  if (!bill.stored_outcome.empty()) ++counts_.stored;
  Live& live = live_[item->number];
  live.person_no = bill.person.person_no;
  live.share = totals_.ShareOf(bill, this->today(), today, this->draft(), draft);
  totals_.Add(live.share);
  changes_.Add(live.person_no, today.aid, draft.aid);
  cases_.Offer(item, today, draft);
}

void Simulation::TakeBack(std::uint64_t original) {
  const auto found = live_.find(original);
  if (found == live_.end()) return;  // Of before the period: the accounts know it.
  ++counts_.reversals;
  const Live& live = found->second;
  totals_.Remove(live.share);
  changes_.Remove(live.person_no, live.share.today, live.share.draft);
  cases_.Remove(original, live.share.draft - live.share.today);
  live_.erase(found);
}

std::map<std::string, FundCourse> Simulation::Funds() const {
  std::set<std::string> ids;
  for (const auto& [id, granted] : granted_) ids.insert(id);
  for (const Side& side : sides_) {
    for (const CompiledFund& fund : side.pack().funds) ids.insert(fund.id);
  }
  std::map<std::string, FundCourse> funds;
  for (const std::string& id : ids) {
    const auto granted = granted_.find(id);
    funds[id] = {.granted = granted == granted_.end() ? Money() : granted->second,
                 .left_today = sides_[kToday].book().Fund(id),
                 .left_draft = sides_[kDraft].book().Fund(id)};
  }
  return funds;
}

}  // namespace yizhan
