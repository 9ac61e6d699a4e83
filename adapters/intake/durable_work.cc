// What the intake's own thread does, and what is counted.

#include <algorithm>
#include <mutex>
#include <utility>

#include "adapters/intake/durable_intake.h"

namespace yizhan::edge {
namespace {

constexpr std::int64_t kIdleMs = 10'000;
constexpr std::int64_t kPruneEveryMs = 3'600'000;
// So many without an answer one after the other: the centre is away, and the rest need not try.
constexpr int kNoAnswersMax = 4;

}  // namespace

void DurableIntake::Stop() {
  background_.Stop();
  NoteDelivered();
}

std::int64_t DurableIntake::Work() {
  NoteDelivered();
  const std::int64_t wait_ms = CarryAll(kIdleMs);
  PruneNowAndThen();
  return wait_ms;
}

// From where the last pass gave up, so that bills on which nothing helps do not hold up others.
std::int64_t DurableIntake::CarryAll(std::int64_t wait_ms) {
  std::vector<std::uint64_t> numbers = inbox_.Unfinished();
  std::rotate(numbers.begin(), std::upper_bound(numbers.begin(), numbers.end(), resume_after_),
              numbers.end());
  int no_answers = 0;
  int in_a_row = 0;
  for (const std::uint64_t number : numbers) {
    if (background_.stopping()) break;
    const LateBills::Step step = late_bills_.Carry(number);
    if (step.did == LateBills::Did::kDiskFailed) return wait_ms;
    if (step.did == LateBills::Did::kNotDue) {
      wait_ms = std::min(wait_ms, std::max<std::int64_t>(1, step.due_ms - clock_.NowMs()));
    }
    if (step.did == LateBills::Did::kFinished) {
      backoff_.Reset();
      in_a_row = 0;
    }
    if (step.did != LateBills::Did::kNoAnswer) continue;
    ++no_answers;
    resume_after_ = number;
    if (++in_a_row == kNoAnswersMax) break;
  }
  backing_off_ = no_answers > 0;
  if (no_answers > 0) return std::min(wait_ms, backoff_.NextMs());
  backoff_.Reset();
  return wait_ms;
}

void DurableIntake::NoteDelivered() {
  std::vector<Ticket> delivered;
  {
    const std::lock_guard lock(delivered_mutex_);
    delivered = std::exchange(delivered_, {});
  }
  for (const Ticket ticket : delivered) {
    const auto kept =
        inbox_.Update(ticket, [](v1::InboxRecord& record) { record.set_delivered(true); });
    kept.status().IgnoreError();  // Nothing rests on it.
  }
}

void DurableIntake::PruneNowAndThen() {
  const std::int64_t now_ms = clock_.NowMs();
  if (now_ms < prune_at_ms_) return;
  prune_at_ms_ = now_ms + kPruneEveryMs;
  inbox_.Prune(now_ms - options_.keep_ms).status().IgnoreError();  // Again in an hour.
}

IntakeCounts DurableIntake::Counts() const {
  IntakeCounts counts;
  const std::map<std::uint32_t, StateCounts> stored = inbox_.Counts();
  for (std::uint32_t number = 1; number < kProtocols; ++number) {
    ProtocolCounts& protocol = counts[static_cast<Protocol>(number)];
    const Tally& tally = tallies_[number];
    protocol.received = tally.received;
    protocol.answered = tally.answered;
    protocol.told_late = tally.told_late;
    protocol.refused = tally.refused;
    protocol.last_message_ms = tally.last_message_ms;
    const auto states = stored.find(number);
    if (states == stored.end()) continue;
    protocol.unanswered = states->second[v1::ARRIVED];
    protocol.waiting_for_reversal = states->second[v1::TOLD_LATE];
    protocol.waiting_for_recording = states->second[v1::LATE_REVERSED];
    protocol.reversals_owed = states->second[v1::REVERSAL_OWED];
    protocol.dead_letters = states->second[v1::DEAD_LETTER];
  }
  return counts;
}

}  // namespace yizhan::edge
