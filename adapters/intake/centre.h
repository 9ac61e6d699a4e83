// Centre: what the intake asks of the engine.
//
// Errors:   every status carries an ErrorDetail; TRY_AGAIN and OUTCOME_UNKNOWN: no answer. A call
//           that gave none may still be carried out: each of these is safe to send again.
// Threads:  any; a call takes at most the edge's answer_within_ms.
// Law:      adjudication.md section 8, R40-R47.
#pragma once

#include "absl/status/statusor.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

class Centre {
 public:
  virtual ~Centre() = default;

  // Without not_after_ms: the centre's client sets it.
  virtual absl::StatusOr<v1::SettleResult> Settle(const v1::SettleRequest& request) = 0;
  virtual absl::StatusOr<v1::SettleResult> RecordAfterTheFact(const v1::SettleRequest& request) = 0;
  virtual absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReplaceReply> Replace(const v1::ReplaceRequest& request) = 0;

  virtual absl::StatusOr<v1::GetReply> Get(const v1::GetRequest& request) = 0;
  virtual absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) = 0;
  virtual absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) = 0;
  virtual absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) = 0;
  virtual absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) = 0;
};

}  // namespace yizhan::edge
