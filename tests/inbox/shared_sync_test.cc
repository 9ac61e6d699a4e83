// Many write to the inbox at once: they share syncs, nothing is lost or shown too early, and what
// was acknowledged outlives a power cut at any sync.

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/inbox/inbox.h"
#include "gtest/gtest.h"
#include "tests/inbox/held_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::edge {
namespace {

constexpr std::int64_t kNowMs = 1'340'933'400'000;
constexpr char kKind[] = "kind";

using Write = std::function<absl::Status()>;

v1::InboxRecord Arrived(const std::string& message_id, std::size_t raw_bytes = 10) {
  v1::InboxRecord record;
  record.set_protocol(4);
  record.set_state(v1::ARRIVED);
  record.set_message_id(message_id);
  record.set_raw(std::string(raw_bytes, 'x'));
  return record;
}

void Tried(v1::InboxRecord& record) { record.set_tries(record.tries() + 1); }
void Answered(v1::InboxRecord& record) { record.set_state(v1::ANSWERED); }

// An inbox on a disk that can be held.
class Scene {
 public:
  explicit Scene(std::uint64_t seed = 1) : disk_(seed) { Open(); }

  void Open() {
    inbox_.reset();
    auto opened = Inbox::Open({.data_dir = folder_ / "inbox",
                               .key_path = folder_ / "inbox.key",
                               .institution_id = "H1",
                               .env = &disk_.env()},
                              clock_, random_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    inbox_ = *std::move(opened);
  }
  void CutPower(Loss loss) {
    disk_.faults().Crash();
    inbox_.reset();
    disk_.faults().Restart(loss);
    disk_.faults().Heal();
    Open();
  }

  Inbox& inbox() { return *inbox_; }
  HeldDisk& disk() { return disk_; }

  Write Adding(const std::string& message_id, std::size_t raw_bytes = 10) {
    return [this, message_id, raw_bytes] {
      return inbox().Add(Arrived(message_id, raw_bytes)).status();
    };
  }
  Write Trying(std::uint64_t number) {
    return [this, number] { return inbox().Update(number, Tried).status(); };
  }
  Write Noting(const std::string& key) {
    return [this, key] { return inbox().Put(kKind, key, "value"); };
  }

  // All of them stand in line behind a first write, whose outcome comes first. What is set to fail
  // counts from that one's sync on.
  std::vector<absl::Status> Together(const std::vector<Write>& writes) {
    std::vector<std::future<absl::Status>> running;
    disk_.Hold();
    running.push_back(std::async(std::launch::async, Noting("first")));
    disk_.AwaitHeld();
    for (const Write& write : writes) running.push_back(std::async(std::launch::async, write));
    while (inbox().queued() < writes.size()) std::this_thread::yield();
    disk_.LetGo();
    std::vector<absl::Status> outcomes;
    outcomes.reserve(running.size());
    for (std::future<absl::Status>& outcome : running) outcomes.push_back(outcome.get());
    return outcomes;
  }

  // What the inbox holds in memory is what the next start reads.
  void ExpectMemoryIsDisk() {
    const auto states = [this] {
      std::vector<std::pair<std::uint64_t, v1::InboxState>> all;
      for (const InboxSummary& summary : inbox().Summaries()) {
        all.emplace_back(summary.number, summary.state);
      }
      return all;
    };
    const auto summaries = states();
    const auto unfinished = inbox().Unfinished();
    auto counts = inbox().Counts();
    Open();
    EXPECT_EQ(states(), summaries);
    EXPECT_EQ(inbox().Unfinished(), unfinished);
    EXPECT_EQ(inbox().Counts()[4], counts[4]);
  }

 private:
  ScratchFolder folder_;
  HeldDisk disk_;
  ManualClock clock_{kNowMs};
  SeededRandom random_{7};
  std::unique_ptr<Inbox> inbox_;
};

// Each on a thread of its own.
void InParallel(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  running.reserve(static_cast<std::size_t>(threads));
  for (int thread = 0; thread < threads; ++thread) running.emplace_back(work, thread);
  for (std::thread& thread : running) thread.join();
}

TEST(SharedSyncTest, WritesThatComeTogetherShareOneSync) {
  Scene scene;
  std::vector<Write> writes;
  for (int i = 1; i <= 5; ++i) {
    const auto number = scene.inbox().Add(Arrived(absl::StrCat("old", i)));
    ASSERT_TRUE(number.ok());
    writes.push_back(scene.Trying(*number));
    writes.push_back(scene.Adding(absl::StrCat("new", i)));
    writes.push_back(scene.Noting(absl::StrCat("note", i)));
  }
  const std::uint64_t before = scene.disk().syncs();
  for (const absl::Status& outcome : scene.Together(writes)) EXPECT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(scene.disk().syncs() - before, 2U) << "the first write's, and one for fifteen";
  scene.ExpectMemoryIsDisk();
  for (std::uint64_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(scene.inbox().Get(i)->tries(), 1U);
    EXPECT_EQ(scene.inbox().FindByMessage(absl::StrCat("new", i))->size(), 1U);
    EXPECT_EQ(*scene.inbox().Find(kKind, absl::StrCat("note", i)), "value");
  }
}

TEST(SharedSyncTest, AGroupIsNotLargerThanItsLimit) {
  Scene scene;
  const std::size_t raw_bytes = std::size_t{5} << 19;  // Two of them pass 4 MiB.
  const std::uint64_t before = scene.disk().syncs();
  for (const absl::Status& outcome :
       scene.Together({scene.Adding("A", raw_bytes), scene.Adding("B", raw_bytes),
                       scene.Adding("C", raw_bytes)})) {
    EXPECT_TRUE(outcome.ok()) << outcome;
  }
  EXPECT_EQ(scene.disk().syncs() - before, 3U);
  scene.ExpectMemoryIsDisk();
}

// Looks at the inbox while the sync of `write` is under way.
void WhileSyncing(Scene& scene, const Write& write, const std::function<void(Inbox&)>& look) {
  scene.disk().Hold();
  std::future<absl::Status> running = std::async(std::launch::async, write);
  scene.disk().AwaitHeld();
  look(scene.inbox());
  scene.disk().LetGo();
  EXPECT_TRUE(running.get().ok());
}

TEST(SharedSyncTest, ARecordDoesNotShowBeforeItsSync) {
  Scene scene;
  WhileSyncing(scene, scene.Adding("new"), [](Inbox& inbox) {
    EXPECT_TRUE(absl::IsNotFound(inbox.Get(1).status()));
    EXPECT_TRUE(inbox.FindByMessage("new")->empty());
    EXPECT_TRUE(inbox.Unfinished().empty());
    EXPECT_TRUE(inbox.Summaries().empty());
    EXPECT_TRUE(inbox.Counts().empty());
  });
  EXPECT_TRUE(scene.inbox().Get(1).ok());
  EXPECT_EQ(*scene.inbox().FindByMessage("new"), std::vector<std::uint64_t>{1});
  EXPECT_EQ(scene.inbox().Unfinished(), std::vector<std::uint64_t>{1});
}

TEST(SharedSyncTest, AChangeDoesNotShowBeforeItsSync) {
  Scene scene;
  const std::uint64_t number = *scene.inbox().Add(Arrived("M"));
  const Write answer = [&] { return scene.inbox().Update(number, Answered).status(); };
  WhileSyncing(scene, answer, [&](Inbox& inbox) {
    EXPECT_EQ(inbox.Get(number)->state(), v1::ARRIVED);
    EXPECT_EQ(inbox.Unfinished(), std::vector<std::uint64_t>{number});
    EXPECT_EQ(inbox.Counts().at(4)[v1::ARRIVED], 1U);
  });
  EXPECT_EQ(scene.inbox().Get(number)->state(), v1::ANSWERED);
  EXPECT_TRUE(scene.inbox().Unfinished().empty());
  EXPECT_EQ(scene.inbox().Counts().at(4)[v1::ARRIVED], 0U);
}

TEST(SharedSyncTest, ANoteDoesNotShowBeforeItsSync) {
  Scene scene;
  WhileSyncing(scene, scene.Noting("key"),
               [](Inbox& inbox) { EXPECT_FALSE(inbox.Find(kKind, "key")->has_value()); });
  const Write erase = [&] { return scene.inbox().Erase(kKind, "key"); };
  WhileSyncing(scene, erase,
               [](Inbox& inbox) { EXPECT_TRUE(inbox.Find(kKind, "key")->has_value()); });
  EXPECT_FALSE(scene.inbox().Find(kKind, "key")->has_value());
}

TEST(SharedSyncTest, WhenTheDiskFailsAllOfTheGroupAndAllBehindItAreRefused) {
  Scene scene;
  const std::uint64_t old = *scene.inbox().Add(Arrived("old"));
  const std::uint64_t before = scene.disk().syncs();
  std::vector<Write> writes = {scene.Trying(old), scene.Noting("key")};
  const std::size_t raw_bytes = std::size_t{5} << 19;
  for (const char* id : {"A", "B", "C"}) writes.push_back(scene.Adding(id, raw_bytes));
  scene.disk().faults().FailNth(DiskOp::kSync, 2, /*from_then_on=*/false);
  const std::vector<absl::Status> outcomes = scene.Together(writes);
  EXPECT_TRUE(outcomes.front().ok()) << "its own sync was well";
  for (std::size_t i = 1; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].code(), absl::StatusCode::kInternal) << i;
  }
  EXPECT_TRUE(scene.inbox().failed());
  writes.push_back(scene.Adding("later"));
  for (const Write& write : writes) EXPECT_EQ(write().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(scene.disk().syncs() - before, 2U) << "nothing is written behind what failed";
  EXPECT_EQ(scene.inbox().Unfinished(), std::vector<std::uint64_t>{old});
  EXPECT_EQ(scene.inbox().Get(old)->tries(), 0U);
  scene.CutPower(Loss::kAll);
  EXPECT_EQ(scene.inbox().Summaries().size(), 1U);
  EXPECT_EQ(*scene.inbox().Find(kKind, "first"), "value");
  EXPECT_FALSE(scene.inbox().Find(kKind, "key")->has_value());
}

TEST(SharedSyncTest, NoChangeOfARecordIsLost) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 25;
  Scene scene;
  const std::uint64_t shared = *scene.inbox().Add(Arrived("shared"));
  InParallel(kThreads, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      EXPECT_TRUE(scene.Trying(shared)().ok());
      const auto own = scene.inbox().Add(Arrived(absl::StrCat(thread, "/", round)));
      ASSERT_TRUE(own.ok());
      EXPECT_TRUE(scene.Trying(*own)().ok());
      EXPECT_TRUE(scene.inbox().Update(*own, Answered).ok());
    }
  });
  scene.ExpectMemoryIsDisk();
  EXPECT_EQ(scene.inbox().Get(shared)->tries(), kThreads * kRounds);
  EXPECT_EQ(scene.inbox().Unfinished(), std::vector<std::uint64_t>{shared});
  EXPECT_EQ(scene.inbox().Counts().at(4)[v1::ANSWERED], kThreads * kRounds);
  for (std::uint64_t own = shared + 1; own <= kThreads * kRounds + 1; ++own) {
    EXPECT_EQ(scene.inbox().Get(own)->tries(), 1U);
    EXPECT_EQ(*scene.inbox().FindByMessage(scene.inbox().Get(own)->message_id()),
              std::vector<std::uint64_t>{own});
  }
}

void Owed(v1::InboxRecord& record) { record.set_state(v1::REVERSAL_OWED); }

// `changed` of two finished records is changed so that it must stay, and the sync of that is under
// way while a pass over both begins.
void PruneMeanwhile(std::uint64_t changed) {
  Scene scene;
  Inbox& inbox = scene.inbox();
  for (const char* id : {"A", "B"}) {
    const std::uint64_t number = *inbox.Add(Arrived(id));
    ASSERT_TRUE(inbox.Update(number, Answered).ok());
  }
  std::future<absl::StatusOr<std::uint64_t>> pruned;
  WhileSyncing(
      scene, [&] { return inbox.Update(changed, Owed).status(); },
      [&](Inbox&) {
        pruned = std::async(std::launch::async, [&] { return inbox.Prune(kNowMs + 1); });
        // Where it cannot go on, nothing tells so: some time is given to it.
        for (int ms = 0; ms < 50 && inbox.queued() == 0; ++ms) {
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      });
  EXPECT_EQ(*pruned.get(), 1U);
  EXPECT_EQ(inbox.Unfinished(), std::vector<std::uint64_t>{changed});
  scene.ExpectMemoryIsDisk();
}

TEST(SharedSyncTest, WhatIsChangedBeforeItsTurnIsNotPruned) { PruneMeanwhile(2); }
TEST(SharedSyncTest, WhatIsBeingChangedIsNotPruned) { PruneMeanwhile(1); }

// What one thread was told before the power went.
struct Told {
  std::vector<std::uint64_t> added;
  std::uint64_t tried = 0;  // Of the record all of them change.
  int noted = -1;           // The newest value of its own note.
};

// Until a write fails; then none is taken any more.
void WriteOn(Inbox& inbox, std::uint64_t shared, int thread, Told& told) {
  for (int round = 0;; ++round) {
    const auto added = inbox.Add(Arrived(absl::StrCat(thread, "/", round)));
    if (!added.ok()) break;
    told.added.push_back(*added);
    if (!inbox.Update(shared, Tried).ok()) break;
    ++told.tried;
    if (!inbox.Put(kKind, absl::StrCat(thread), absl::StrCat(round)).ok()) break;
    told.noted = round;
  }
  EXPECT_TRUE(inbox.failed());
  EXPECT_FALSE(inbox.Add(Arrived("later")).ok());
}

void ExpectKept(Inbox& inbox, std::uint64_t shared, const std::vector<Told>& all) {
  std::uint64_t tried = 0;
  for (std::size_t thread = 0; thread < all.size(); ++thread) {
    const Told& told = all[thread];
    tried += told.tried;
    for (const std::uint64_t number : told.added) EXPECT_TRUE(inbox.Get(number).ok()) << number;
    const auto note = inbox.Find(kKind, absl::StrCat(thread));
    ASSERT_TRUE(note.ok());
    const int noted = note->has_value() ? std::stoi(**note) : -1;
    EXPECT_TRUE(noted == told.noted || noted == told.noted + 1) << noted << " " << told.noted;
  }
  EXPECT_GE(inbox.Get(shared)->tries(), tried);
  EXPECT_LE(inbox.Get(shared)->tries(), tried + all.size()) << "one may be unknown to each";
  std::uint64_t expected = 0;
  for (const InboxSummary& summary : inbox.Summaries()) EXPECT_EQ(summary.number, ++expected);
  EXPECT_EQ(*inbox.Add(Arrived("next")), expected + 1) << "none is given twice, none is left out";
}

TEST(SharedSyncTest, WhatWasAcknowledgedOutlivesAPowerCutAtAnySync) {
  constexpr int kThreads = 6;
  for (std::uint64_t nth = 1; nth <= 12; ++nth) {
    for (const Loss loss : {Loss::kAll, Loss::kTorn, Loss::kNothing}) {
      SCOPED_TRACE(absl::StrCat("sync ", nth, ", loss ", static_cast<int>(loss)));
      Scene scene(nth);
      const std::uint64_t shared = *scene.inbox().Add(Arrived("shared"));
      scene.disk().faults().CrashAtNth(DiskOp::kSync, nth);
      std::vector<Told> told(kThreads);
      InParallel(kThreads, [&](int thread) {
        WriteOn(scene.inbox(), shared, thread, told[static_cast<std::size_t>(thread)]);
      });
      scene.CutPower(loss);
      ExpectKept(scene.inbox(), shared, told);
    }
  }
}

}  // namespace
}  // namespace yizhan::edge
