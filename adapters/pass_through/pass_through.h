// PassThrough: stands between HIS and insurer, so that a HIS gets medical aid by a changed address
// and nothing else.
//
// A transaction it does not know is forwarded untouched, byte for byte, and so is its answer.
//   2206 2303            the insurer's trial, with aid quoted on top
//   2207 2304            the insurer's settlement, with aid settled on top
//   2208 2305 2601       taken back on both sides
//   2203 2401 2402 2403  forwarded; dates and diagnoses of the visit are remembered
//   3201 3202 3203 9101  the sums of the HIS in the insurer's books, and back
// Aid's natural key is fixmedins_code and the insurer's setl_id.
//
// Errors:   Make: InvalidArgument names the field or file. Handle always answers.
// Owner:    the intake and the clock are the caller's and outlive it.
// Threads:  Handle from any; one thread of its own from Resume until the end.
// Law:      design.md "The edge"; R6, R9, R42, R45.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"
#include "adapters/intake/intake.h"
#include "adapters/pass_through/insurer.h"
#include "adapters/pass_through/replies.h"
#include "adapters/pass_through/settlements.h"
#include "adapters/pass_through/statements.h"
#include "engine/base/clock.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

// For an operator's page; no personal data.
struct OpenIntent {
  std::string msgid;
  std::string infno;
  std::string setl_id;  // The insurer's; "" when its answer never came.
  v1::PassState state = v1::PASS_STATE_UNSPECIFIED;
  std::int64_t changed_ms = 0;
  std::string why;
};

// The configured insurer, over the network.
absl::StatusOr<Upstream> NetworkUpstream(const v1::PassThrough& config);

class PassThrough {
 public:
  struct World {
    Intake& intake;
    const Clock& clock;
    std::string institution_id;
  };
  static absl::StatusOr<std::unique_ptr<PassThrough>> Make(const v1::PassThrough& config,
                                                           Upstream upstream, const World& world);
  ~PassThrough();
  PassThrough(const PassThrough&) = delete;
  PassThrough& operator=(const PassThrough&) = delete;

  HttpResponse Handle(const HttpRequest& request);

  // Starts to finish what a crash, or a HIS that did not ask again, left open.
  void Resume();
  // One round of it; true: nothing is left to do. For tests, and for an operator who will not wait.
  bool ResumeOnce();

  // In the order of message ids.
  std::vector<OpenIntent> OpenIntents() const;
  // With personal data; empty: unknown.
  absl::StatusOr<std::optional<v1::PassIntent>> FindIntent(const std::string& msgid) const;
  absl::Status CloseIntent(const std::string& msgid, InsurerSays says, const std::string& note);

  // A dead letter of this door once more.
  absl::StatusOr<v1::SettleRequest> Reread(const std::string& raw) const;

 private:
  PassThrough(const World& world, Insurer insurer, Replies replies);

  HttpResponse Forward(const HttpRequest& request) const;
  HttpResponse Visit(const HttpRequest& request, const Asked& asked) const;
  absl::StatusOr<v1::SettleResult> Quote(const Asked& asked, const Answer& answer) const;
  HttpResponse Trial(const HttpRequest& request, const Asked& asked) const;
  HttpResponse Statement(const HttpRequest& request, Asked asked) const;
  std::string LedgerDifference(const Asked& asked, const PeriodAid& aid) const;
  bool IsDue(const v1::PassIntent& intent) const;
  void Run();
  void Tidy();

  Intake& intake_;
  const Clock& clock_;
  const std::string institution_id_;
  const std::int64_t started_ms_;
  const Insurer insurer_;
  const Replies replies_;
  Settlements settlements_;
  Statements statements_;

  std::mutex round_;  // One round at a time.
  std::set<std::string> taken_on_;
  std::int64_t tidied_ms_ = 0;

  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace yizhan::edge
