// DeskCentre: an engine in memory as the edge's centre: hospital H1 at a Desk.
//
// Owner:    the desk is the caller's and outlives it.
// Threads:  any.
#pragma once

#include "adapters/intake/centre.h"
#include "tests/support/desk.h"

namespace yizhan::test {

class DeskCentre : public edge::Centre {
 public:
  explicit DeskCentre(Desk& desk) : desk_(desk) {}

  absl::StatusOr<v1::SettleResult> Settle(const v1::SettleRequest& request) override {
    v1::SettleRequest sent = request;
    if (sent.not_after_ms() == 0) sent.set_not_after_ms(desk_.clock().NowMs() + kNotAfterMs);
    return desk_.Settle(caller_, sent);
  }
  absl::StatusOr<v1::SettleResult> RecordAfterTheFact(const v1::SettleRequest& request) override {
    return desk_.Record(caller_, request);
  }
  absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request) override {
    return desk_.Reverse(caller_, request);
  }
  absl::StatusOr<v1::ReplaceReply> Replace(const v1::ReplaceRequest& request) override {
    v1::ReplaceRequest sent = request;
    sent.mutable_replacement()->set_not_after_ms(desk_.clock().NowMs() + kNotAfterMs);
    return desk_.Replace(caller_, sent);
  }
  absl::StatusOr<v1::GetReply> Get(const v1::GetRequest& request) override {
    return desk_.queries().Get(caller_, request);
  }
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) override {
    return desk_.queries().Quote(caller_, request);
  }
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) override {
    return desk_.queries().Verify(caller_, request);
  }
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) override {
    return desk_.queries().Explain(caller_, request);
  }
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) override {
    return desk_.queries().ListAccounts(caller_, request);
  }
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) override {
    return desk_.queries().ListPosted(caller_, request);
  }

 private:
  static constexpr std::int64_t kNotAfterMs = 60'000;

  Desk& desk_;
  const Caller caller_ = HospitalCaller("H1", "edge");
};

}  // namespace yizhan::test
