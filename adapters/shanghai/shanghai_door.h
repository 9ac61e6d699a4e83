// ShanghaiDoor: the two-phase interface of Shanghai's insurance, spoken towards a HIS: trial and
// confirmation, refund, question, the day's totals.
//
//   SI11 SI51  trial         a quote; nothing is posted. Answers with jssqxh.
//   SI12 SI52  confirmation  the same content with that jssqxh; settles what was quoted, or is
//                            refused with the amounts of now (E023)
//   SI91       what became of a jssqxh
//   SK01       refund, by translsh (our settlement number) or by jssqxh
//   SL01       the day's totals
//   SM01 SJ51  accounts of a year; identities of a person
//
// Units:    *_s are seconds.
// Owner:    intake, clock and random outlive the door.
// Errors:   in the answer: xxfhm other than P001 (GUIDE.md). P001 of SI12 and SI52 is a settled
//           result, never a hope; E090 tells the HIS to proceed without aid. fhxx of every answer
//           of a training centre says so first.
// Threads:  any.
// Law:      R41 (quote then settle), section 8.
// Source:   domain.md section 2.6.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"
#include "adapters/intake/intake.h"
#include "adapters/shanghai/answers.h"
#include "adapters/shanghai/charge.h"
#include "adapters/shanghai/day_totals.h"
#include "adapters/shanghai/envelope.h"
#include "adapters/shanghai/trials.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"

namespace yizhan::shanghai {

inline constexpr std::uint32_t kTrialValidDefault_s = 1800;

struct ShanghaiOptions {
  std::string institution_id{};     // jgdm of the hospital that is served.
  std::uint32_t trial_valid_s = 0;  // 0: kTrialValidDefault_s
};

class ShanghaiDoor {
 public:
  ShanghaiDoor(edge::Intake& intake, const Clock& clock, Random& random, ShanghaiOptions options);

  edge::HttpResponse Handle(const edge::HttpRequest& request);

  // accountattr said aided, and the register holds no identity; and the other way round.
  std::uint64_t hints_without_identity() const { return hints_without_identity_.load(); }
  std::uint64_t identities_without_hint() const { return identities_without_hint_.load(); }

 private:
  struct Reply {
    Answer answer{};
    std::optional<edge::Ticket> ticket{};
    int http_status = 200;
  };
  using Step = Reply (ShanghaiDoor::*)(const Envelope&, const edge::Arrival&);
  struct Type {
    const char* xxlxm;
    Step step;
  };
  static const Type kTypes[];

  Reply Answered(const edge::HttpRequest& request, Envelope* envelope);
  Reply Dispatch(const Envelope& envelope, const edge::Arrival& arrival);
  // What is no message: stored, and laid aside.
  Reply Unreadable(const edge::Arrival& arrival, const absl::Status& why);
  // The disk refuses: nothing is acknowledged.
  static Reply NotStored();

  Reply Trial(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Confirm(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Refund(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Ask(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Totals(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Accounts(const Envelope& envelope, const edge::Arrival& arrival);
  Reply Identities(const Envelope& envelope, const edge::Arrival& arrival);

  std::string NewTrial(bool inpatient);
  std::uint32_t ValidSeconds() const;
  std::optional<std::string> HintRemark(const Charge& charge, bool person_known);

  // Empty when it may be settled: `note` is what stands for it then.
  std::optional<Answer> CheckConfirmation(const Envelope& envelope, const Charge& charge,
                                          Note* note, bool* first);
  Reply Settled(edge::Ticket ticket, const Charge& charge, const Note& note, bool first);
  Answer ToldLate(const std::string& jssqxh, Note note);

  Reply RefundByNumber(edge::Ticket ticket, std::uint64_t number, Money totalexpense);
  Reply RefundByTrial(edge::Ticket ticket, const std::string& jssqxh, Money totalexpense);
  Reply Reversed(edge::Ticket ticket, const v1::ReverseRequest& request);

  Reply AskLedger(const std::string& jssqxh, const std::optional<Note>& note,
                  const edge::Arrival& arrival);
  Reply AskAgain(const std::string& jssqxh, const Note& note, const edge::Arrival& arrival);

  absl::Status AddLines(const v1::ListPostedReply& posted, DayTotals* ours,
                        std::vector<std::uint64_t>* without_parts) const;

  edge::Intake& intake_;
  const Clock& clock_;
  Random& random_;
  const ShanghaiOptions options_;
  Trials trials_;
  std::mutex confirming_;  // Of one jssqxh only one content is taken.
  std::atomic<std::uint64_t> hints_without_identity_{0};
  std::atomic<std::uint64_t> identities_without_hint_{0};
};

}  // namespace yizhan::shanghai
