#include "adapters/intake/client_centre.h"

#include <algorithm>
#include <utility>

namespace yizhan::edge {
namespace {

// One try leaves time for asking after it.
constexpr std::int64_t kTriesWithin = 2;

ClientOptions Bounded(ClientOptions options, std::int64_t answer_within_ms) {
  options.within_ms = answer_within_ms;
  options.deadline_ms = std::min(options.deadline_ms, answer_within_ms / kTriesWithin);
  return options;
}

}  // namespace

ClientCentre::ClientCentre(ClientOptions options, std::int64_t answer_within_ms)
    : client_(Bounded(std::move(options), answer_within_ms)) {}

absl::StatusOr<v1::SettleResult> ClientCentre::Settle(const v1::SettleRequest& request) {
  return client_.Settle(request);
}
absl::StatusOr<v1::SettleResult> ClientCentre::RecordAfterTheFact(
    const v1::SettleRequest& request) {
  return client_.RecordAfterTheFact(request);
}
absl::StatusOr<v1::ReverseReply> ClientCentre::Reverse(const v1::ReverseRequest& request) {
  return client_.Reverse(request);
}
absl::StatusOr<v1::ReplaceReply> ClientCentre::Replace(const v1::ReplaceRequest& request) {
  return client_.Replace(request);
}
absl::StatusOr<v1::GetReply> ClientCentre::Get(const v1::GetRequest& request) {
  return client_.Get(request);
}
absl::StatusOr<v1::SettleResult> ClientCentre::Quote(const v1::QuoteRequest& request) {
  return client_.Quote(request);
}
absl::StatusOr<v1::VerifyReply> ClientCentre::Verify(const v1::VerifyRequest& request) {
  return client_.Verify(request);
}
absl::StatusOr<v1::ExplainReply> ClientCentre::Explain(const v1::ExplainRequest& request) {
  return client_.Explain(request);
}
absl::StatusOr<v1::ListAccountsReply> ClientCentre::ListAccounts(
    const v1::ListAccountsRequest& request) {
  return client_.ListAccounts(request);
}
absl::StatusOr<v1::ListPostedReply> ClientCentre::ListPosted(const v1::ListPostedRequest& request) {
  return client_.ListPosted(request);
}

}  // namespace yizhan::edge
