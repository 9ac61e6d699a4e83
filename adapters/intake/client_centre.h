// ClientCentre: the engine over the network, as the intake sees it.
//
// Owner:    owns its connections.
// Errors:   as Client.
// Threads:  any.
#pragma once

#include <cstdint>

#include "adapters/client/client.h"
#include "adapters/intake/centre.h"

namespace yizhan::edge {

class ClientCentre : public Centre {
 public:
  // Every call, with all that is sent again, ends within `answer_within_ms`.
  ClientCentre(ClientOptions options, std::int64_t answer_within_ms);

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
  Client client_;
};

}  // namespace yizhan::edge
