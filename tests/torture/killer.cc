#include "tests/torture/killer.h"

#include <atomic>
#include <cstdio>
#include <thread>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/officer_statement.h"
#include "tests/torture/file_watch.h"

namespace yizhan::torture {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int kFlushPercent = 15;
constexpr int kStartKillPercent = 35;
constexpr int kStartFlushPercent = 50;
constexpr milliseconds kFlushWait{5'000};
constexpr int kEraseTries = 50;
constexpr milliseconds kErasePause{100};

void Must(const absl::Status& status, const std::string& what) {
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", what.c_str(), status.ToString().c_str());
  YIZHAN_CHECK(status.ok());
}

}  // namespace

Killer::Killer(testing::World& world, Scene& scene, std::uint64_t seed)
    : world_(world), scene_(scene), dice_(seed) {}

void Killer::Ended(Met how) {
  scene_.tally.Add(how);
  ++scene_.engines;
}

void Killer::Kill() {
  std::this_thread::sleep_for(milliseconds(dice_.Between(10, 400)));
  if (dice_.Chance(kFlushPercent)) return KillInFlush();
  std::this_thread::sleep_for(microseconds(dice_.Between(0, 3'000)));
  world_.process().Kill();
  Ended(Met::kKillUnderLoad);
}

Killer::Erasure Killer::NewErasure() {
  Erasure erasure;
  const std::string name = std::to_string(erasures_.size());
  erasure.card = "ERASED" + std::to_string(100'000 + erasures_.size());
  Must(world_.Import({testing::World::Person(erasure.card, "无名")}).status(), "import");
  const auto found = world_.Lookup(erasure.card);
  Must(found.status(), "lookup");
  erasure.request.set_person_no(found->person_no());
  erasure.request.set_order_reference("order-" + name);
  erasure.request.set_request_id("erase-" + name);
  *erasure.request.mutable_authorization() =
      world_.Sign({"li", "wang"}, v1::ERASE_PERSON,
                  Bytes(ErasureDigest(found->person_no(), erasure.request.order_reference())),
                  erasure.request.request_id());
  return erasure;
}

// An erasure flushes all families and rewrites the private one.
void Killer::KillInFlush() {
  Erasure erasure = NewErasure();
  FileWatch watch(world_.process().data_dir() + "/rocks");
  std::atomic<bool> answered = false;
  std::thread office([&] {
    erasure.done = world_.Erase(erasure.request).ok();
    answered = true;
  });
  const bool flushing = watch.Wait(".sst", kFlushWait);
  std::this_thread::sleep_for(microseconds(dice_.Between(0, 20'000)));
  const bool in_flush = flushing && !answered;
  world_.process().Kill();
  office.join();
  Ended(in_flush ? Met::kKillInFlush : Met::kKillUnderLoad);
  if (erasure.done) scene_.tally.Add(Met::kErased);
  erasures_.push_back(std::move(erasure));
}

bool Killer::KillWhileStarting() {
  bool flushing = false;
  const auto moment = [&] {
    if (dice_.Chance(kStartFlushPercent)) {
      FileWatch watch(world_.process().data_dir() + "/rocks");
      flushing = watch.Wait(".sst", std::chrono::duration_cast<milliseconds>(start_took_));
      std::this_thread::sleep_for(microseconds(dice_.Between(0, 5'000)));
      return;
    }
    std::this_thread::sleep_for(microseconds(dice_.Between(0, start_took_.count())));
  };
  const bool listened = world_.process().KillWhileStarting(moment);
  if (listened) {
    Ended(Met::kKillUnderLoad);
  } else {
    Ended(flushing ? Met::kKillInStartFlush : Met::kKillAtStart);
  }
  return !listened;
}

void Killer::StartAgain(std::uint64_t kills_max) {
  for (std::uint64_t i = 0; i < kills_max && dice_.Chance(kStartKillPercent); ++i) {
    KillWhileStarting();
  }
  const auto began = std::chrono::steady_clock::now();
  world_.process().Start();
  start_took_ = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - began);
}

void Killer::FinishErasures() {
  for (Erasure& erasure : erasures_) {
    if (erasure.done) continue;
    scene_.tally.Add(Met::kEraseUnknown);
    absl::Status status;
    for (int i = 0; i < kEraseTries && !erasure.done; ++i) {
      status = world_.Erase(erasure.request).status();
      erasure.done = status.ok();
      if (!erasure.done) std::this_thread::sleep_for(kErasePause);
    }
    if (!erasure.done) scene_.tally.Fail("erasure: " + status.ToString());
    scene_.tally.Add(Met::kErased);
  }
  for (const Erasure& erasure : erasures_) {
    if (world_.Lookup(erasure.card).ok()) scene_.tally.Fail(erasure.card + " is found, not erased");
  }
}

}  // namespace yizhan::torture
