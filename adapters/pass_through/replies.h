// Replies: what the HIS gets: the insurer's answer untouched, or with aid, or an answer of the
// edge's own; signed for the HIS when it checks signatures.
//
// Of a training centre, warn_msg of every answer that the edge writes or changes says so first
// (with aid apart, the warn_msg of what stands apart). What is forwarded untouched does not.
//
// Threads:  any.
#pragma once

#include <memory>
#include <string>

#include "adapters/http/http_message.h"
#include "adapters/national/sm_envelope.h"
#include "adapters/pass_through/aid_answer.h"
#include "adapters/pass_through/envelope.h"
#include "engine/base/clock.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

// What is said about aid beside the insurer's answer.
struct AidTold {
  const v1::SettleResult* result = nullptr;  // Null: no aid.
  bool with_note = true;                     // And what the cashier must read of it.
  std::string warning{};                     // Without a result; empty: nothing to say.
};

class Replies {
 public:
  // `sm` may be null.
  Replies(const v1::PassThrough& config, std::unique_ptr<national::SmEnvelope> sm,
          const Clock& clock, bool training)
      : apart_(config.aid_apart()), training_(training), sm_(std::move(sm)), clock_(clock) {
    for (const v1::ProgramFund& fund : config.funds()) {
      funds_[fund.program_id()] = fund.fund_pay_type();
    }
  }

  HttpResponse Untouched(const Answer& answer) const;
  HttpResponse WithAid(const Answer& answer, const AidTold& told) const;
  // `root`: the insurer's answer, changed.
  HttpResponse Changed(const Answer& answer, const Json& root) const;
  // infcode -1.
  HttpResponse Refusal(const std::string& why) const;

  // The HIS's message, its signature checked, plain.
  absl::StatusOr<std::string> Open(const std::string& body) const;
  bool apart() const { return apart_; }

 private:
  HttpResponse Apart(const Answer& answer, const AidTold& told) const;
  HttpResponse Sealed(HttpResponse response, const std::string& json) const;
  // As JSON text, with the mark of a training centre.
  std::string Marked(Json answer) const;

  const bool apart_;
  const bool training_;
  ProgramFunds funds_;
  std::unique_ptr<national::SmEnvelope> sm_;
  const Clock& clock_;
};

}  // namespace yizhan::edge
