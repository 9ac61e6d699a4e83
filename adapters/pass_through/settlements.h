// Settlements: a settlement that passes through, and its taking back, so that insurer and medical
// aid end alike whatever breaks in between.
//
//   2207, 2304        intent on disk -> insurer -> its answer on disk -> aid -> HIS
//   2208, 2305, 2601  intent on disk -> insurer -> on disk that it has -> aid reversed -> HIS
//
// What the insurer refused is not ours to touch. What nobody knows of the insurer is told to the
// HIS as unknown; it sends the same message again or takes it back by 2601, and what it leaves
// open, Resume takes back.
//
// Errors:   of what was told to the HIS: a national answer with infcode -1.
// Owner:    the intake, the insurer, the replies and the clock are the caller's and outlive it.
// Threads:  any; one message id is in one hand at a time.
// Law:      R42, R45.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"
#include "adapters/intake/exclusions.h"
#include "adapters/intake/intake.h"
#include "adapters/pass_through/envelope.h"
#include "adapters/pass_through/insurer.h"
#include "adapters/pass_through/intents.h"
#include "adapters/pass_through/replies.h"

namespace yizhan::edge {

enum class InsurerSays : char { kHasIt, kHasNot };

class Settlements {
 public:
  Settlements(Intake& intake, const Insurer& insurer, const Replies& replies, const Clock& clock)
      : intake_(intake),
        insurer_(insurer),
        replies_(replies),
        clock_(clock),
        intents_(intake.notes(), clock) {}

  HttpResponse Settle(const HttpRequest& request, const Asked& asked);
  HttpResponse TakeBack(const HttpRequest& request, const Asked& asked);

  // What a person was told by the insurer of a settlement that it would not take back; `note` says
  // by whom and when. Closed, it is at rest on both sides; the HIS's next message is answered so:
  //   has not   whatever became of the settlement: the aid is reversed, now or by the background
  //   has it    as before it was to be taken back; when its answer never came, it stands without
  //             aid, which the aid office records afterwards
  // FailedPrecondition: it waits for no person. NotFound: no such message.
  absl::Status Close(const std::string& msgid, InsurerSays says, const std::string& note);

  // One open intent. True: there is nothing more to do about it for now.
  bool Resume(const std::string& msgid);

  absl::StatusOr<bool> Tidy() { return intents_.Tidy(turns_); }
  Intents& intents() { return intents_; }
  const Intents& intents() const { return intents_; }

 private:
  using Found = std::optional<v1::PassIntent>;

  HttpResponse Forward(const HttpRequest& request) const;
  HttpResponse Told(Ticket ticket, HttpResponse response);
  HttpResponse Refuse(Ticket ticket, const std::string& why);

  // Settling: settlements.cc.
  HttpResponse AskInsurer(Ticket ticket, const HttpRequest& request, const Asked& asked,
                          const Found& earlier);
  HttpResponse SettleAid(Ticket ticket, v1::PassIntent& intent, const Answer& answer);
  absl::Status AskAid(Ticket ticket, v1::PassIntent& intent, const Answer& answer);
  absl::Status KeepAid(v1::PassIntent& intent, absl::StatusOr<Settled> settled);
  HttpResponse Again(Ticket ticket, v1::PassIntent& intent);

  // Taking back: take_backs.cc.
  absl::StatusOr<std::string> MsgidToTakeBack(const Asked& asked) const;
  HttpResponse AskToTakeBack(Ticket ticket, const v1::PassCall& call, v1::PassIntent intent,
                             const Found& earlier);
  HttpResponse AskAfterClosing(Ticket ticket, const HttpRequest& request, v1::PassIntent& intent);
  absl::Status Cancelled(v1::PassIntent& intent, const Answer& answer);
  static std::vector<NoteChange> OutOfBooks(const v1::PassIntent& intent, const std::string& day);
  absl::Status ReverseAid(Ticket ticket, v1::PassIntent& intent);
  HttpResponse FinishTakingBack(Ticket ticket, v1::PassIntent& intent);

  // By a person: closing.cc.
  absl::Status CloseAsSettled(v1::PassIntent& intent);
  absl::Status CloseAsTakenBack(v1::PassIntent& intent);

  // After a crash: resume.cc.
  absl::StatusOr<v1::PassCall> OwnTakeBack(const v1::PassIntent& intent) const;
  bool ResumeTakingBack(v1::PassIntent& intent);
  bool ResumeAid(v1::PassIntent& intent);

  Intake& intake_;
  const Insurer& insurer_;
  const Replies& replies_;
  const Clock& clock_;
  Intents intents_;
  Exclusions turns_;
};

}  // namespace yizhan::edge
