// NationalDoor: the national interface as the HIS speaks it: a JSON message by POST, its answer.
//
//   9001 9002            signing in and out
//   1101 5206            who is this; what he was paid this year
//   2206 2303            a quote: nothing is stored, nothing moves
//   2207 2304            settles: stored, settled, answered
//   2208 2305            takes back by settlement number or msgid
//   2601                 takes back by msgid, for sure: promised when the centre is away
//   3201 3202 9101 9102  reconciliation, and its files
//
// A message that moves money is on disk before it is read. infcode 0 of 2207 carries what the
// ledger holds; late, or refused, it is -1 with what to do. Answers come in the charset of the
// request. Every answer of a training centre says so in warn_msg.
//
// Errors:   in err_msg: "[REASON] 说明（字段）；应为 …；实为 …". HTTP 401 of x-tif-*, 405 without
//           POST, else 200.
// Owner:    intake and clock outlive it.
// Threads:  any.
// Source:   domain.md section 2.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"
#include "adapters/intake/intake.h"
#include "adapters/national/envelope.h"
#include "adapters/national/gateway_check.h"
#include "adapters/national/national_options.h"
#include "engine/base/clock.h"

namespace yizhan::national {

class NationalDoor {
 public:
  NationalDoor(NationalOptions options, edge::Intake& intake, const Clock& clock);

  edge::HttpResponse Handle(const edge::HttpRequest& request);

  // A stored 2207 or 2304 once more.
  absl::StatusOr<v1::SettleRequest> Reread(const std::string& raw) const;

 private:
  struct Opened {
    std::string plain;
    Json root;
  };
  // One request on its way.
  struct Call {
    const edge::HttpRequest& request;
    AnswerHead head;
    Envelope envelope{};
    std::optional<edge::Ticket> ticket{};
    bool gb18030 = false;
  };

  absl::StatusOr<Opened> Open(const std::string& raw) const;
  absl::StatusOr<Output> Answer(Call& call);
  absl::StatusOr<Output> AnswerOpened(Call& call, const Opened& opened);
  absl::StatusOr<Output> AnswerMoney(const Call& call, const Opened& opened);
  absl::StatusOr<Output> AnswerQuestion(const Call& call, const Opened& opened);
  absl::StatusOr<Output> AnswerQuote(const Call& call, const Json& input);
  absl::Status CheckCaller(const Envelope& envelope) const;
  absl::Status Receive(Call& call);
  edge::HttpResponse Respond(Call& call, const absl::StatusOr<Output>& output, int status);

  const NationalOptions options_;
  edge::Intake& intake_;
  const Clock& clock_;
  GatewayCheck gateway_;
  Serial serial_;
};

}  // namespace yizhan::national
