#include "tests/torture/killer.h"

#include <atomic>
#include <cstdio>
#include <thread>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/ed25519.h"
#include "engine/base/refusal.h"
#include "engine/books/officer_statement.h"
#include "tests/torture/file_watch.h"
#include "tests/torture/insist.h"

namespace yizhan::torture {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int kFlushPercent = 15;
constexpr int kStartKillPercent = 35;
constexpr int kStartFlushPercent = 50;
constexpr milliseconds kFlushWait{5'000};
constexpr std::int64_t kSignedForMs = 24 * 3'600'000;

template <typename Reply>
Reply Must(absl::StatusOr<Reply> reply, const char* what) {
  if (!reply.ok()) std::fprintf(stderr, "%s: %s\n", what, reply.status().ToString().c_str());
  YIZHAN_CHECK(reply.ok());
  return *std::move(reply);
}

// World::Sign asks the engine for the ledger's id each time; here it may be dead.
v1::Authorization SignErasure(const testing::EngineProcess& process, const std::string& ledger_id,
                              const v1::EraseRequest& request) {
  const OfficerStatement statement{
      .ledger_id = ledger_id,
      .operation = v1::ERASE_PERSON,
      .content = Bytes(ErasureDigest(request.person_no(), request.order_reference())),
      .request_id = request.request_id(),
      .valid_until_ms = SystemClock().NowMs() + kSignedForMs};
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  for (const char* id : {"li", "wang"}) {
    const Ed25519Key key = Must(Ed25519Key::FromPem(process.officer(id).key_pem), id);
    v1::OfficerSignature& signature = *authorization.add_signatures();
    signature.set_officer(id);
    signature.set_signature(key.Sign(Bytes(StatementDigest(statement))));
  }
  return authorization;
}

}  // namespace

Killer::Killer(testing::World& world, Scene& scene, std::uint64_t seed)
    : world_(world), scene_(scene), ledger_id_(world.Checkpoint().ledger_id()), dice_(seed) {}

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
  const v1::ImportPerson person = testing::World::Person(erasure.card, "无名");
  Must(Insist([&] { return world_.Import({person}); }), "import");
  const auto found = Must(Insist([&] { return world_.Lookup(erasure.card); }), "lookup");
  erasure.request.set_person_no(found.person_no());
  erasure.request.set_order_reference("order-" + name);
  erasure.request.set_request_id("erase-" + name);
  *erasure.request.mutable_authorization() =
      SignErasure(world_.process(), ledger_id_, erasure.request);
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
    const auto reply = Insist([&] { return world_.Erase(erasure.request); });
    erasure.done = reply.ok();
    if (!erasure.done) scene_.tally.Fail("erasure: " + reply.status().ToString());
    scene_.tally.Add(Met::kErased);
  }
  for (const Erasure& erasure : erasures_) {
    const auto found = Insist([&] { return world_.Lookup(erasure.card); });
    if (ReasonOf(found.status()) != v1::PERSON_UNKNOWN) {
      scene_.tally.Fail(erasure.card + " was erased: " + found.status().ToString());
    }
  }
}

}  // namespace yizhan::torture
