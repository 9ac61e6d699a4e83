// FaultyCentre: a centre behind a line that loses, repeats and holds back, as a test asks.
//
// Owner:    the centre behind it is the caller's.
// Threads:  one, but for Away.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapters/intake/centre.h"

namespace yizhan::test {

enum class Fault : std::uint8_t {
  kNone,
  kDropped,   // It does not arrive: nothing was sent.
  kLost,      // Carried out, and the answer is lost.
  kHeld,      // No answer now; a copy arrives when the test says so.
  kTwice,     // Two copies arrive; the answer is that of the second.
  kCutAfter,  // Carried out, and the edge's power is cut before it can write the answer down.
};
inline constexpr std::size_t kFaults = 6;

// Of one bill's way.
enum class Phase : std::uint8_t { kSettle, kReverseKey, kRecordLate, kHisReversal, kQuestion };
inline constexpr std::size_t kPhases = 5;

const char* NameOf(Fault fault);
const char* NameOf(Phase phase);

class FaultyCentre : public edge::Centre {
 public:
  explicit FaultyCentre(edge::Centre& behind) : behind_(behind) {}

  // Which fault the next call of a phase meets; asked each time.
  std::function<Fault(Phase)> choose = [](Phase) { return Fault::kNone; };
  std::function<void()> cut_power = [] {};
  std::function<void()> on_call = [] {};  // Before anything else.
  void Plan(Phase phase, const std::vector<Fault>& faults);
  // Every copy that was held back arrives, in order.
  void Deliver();
  std::uint64_t Happened(Fault fault, Phase phase) const {
    return happened_[static_cast<std::size_t>(fault)][static_cast<std::size_t>(phase)];
  }
  std::uint64_t calls(Phase phase) const { return calls_[static_cast<std::size_t>(phase)]; }

  absl::StatusOr<v1::SettleResult> Settle(const v1::SettleRequest& request) override;
  absl::StatusOr<v1::SettleResult> RecordAfterTheFact(const v1::SettleRequest& request) override;
  absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request) override;
  absl::StatusOr<v1::ReplaceReply> Replace(const v1::ReplaceRequest& request) override;
  absl::StatusOr<v1::GetReply> Get(const v1::GetRequest& request) override;
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) override;
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) override;
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) override;
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) override;
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) override;

 private:
  template <typename Reply>
  absl::StatusOr<Reply> Through(Phase phase, const std::function<absl::StatusOr<Reply>()>& call);
  Fault Next(Phase phase);

  edge::Centre& behind_;
  std::map<Phase, std::vector<Fault>> planned_;
  std::vector<std::function<void()>> held_;
  std::array<std::array<std::uint64_t, kPhases>, kFaults> happened_{};
  std::array<std::atomic<std::uint64_t>, kPhases> calls_{};
};

}  // namespace yizhan::test
