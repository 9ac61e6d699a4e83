#include "adapters/client/client.h"

#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "adapters/client/bare_status.h"
#include "adapters/client/connections.h"
#include "adapters/client/retry_policy.h"
#include "adapters/client/whole_call.h"
#include "engine/base/random.h"
#include "grpcpp/client_context.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan {
namespace {

using std::chrono::milliseconds;
using Settlement = v1::Settlement::Stub;

constexpr char kDetailUrl[] = "type.googleapis.com/yizhan.v1.ErrorDetail";

std::int64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

v1::GetRequest DidItHappen(const std::string& message_id) {
  v1::GetRequest question;
  question.set_message_id(message_id);
  return question;
}

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status made(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  v1::RpcStatus rpc_status;
  v1::ErrorDetail detail;
  const bool detailed = rpc_status.ParseFromString(status.error_details()) &&
                        rpc_status.details_size() == 1 && rpc_status.details(0).UnpackTo(&detail);
  if (!detailed) detail = BareDetail(made);
  made.SetPayload(kDetailUrl, absl::Cord(detail.SerializeAsString()));
  return made;
}

struct Client::Parts {
  explicit Parts(ClientOptions given) : options(std::move(given)), connections(options) {
    if (options.random == nullptr) options.random = std::make_shared<SystemRandom>();
  }

  WholeCall NewCall() const { return WholeCall(options, connections); }

  ClientOptions options;
  Connections connections;
};

Client::Client(ClientOptions options) : parts_(std::make_shared<Parts>(std::move(options))) {}

std::shared_ptr<grpc::Channel> Client::channel() const {
  return parts_->connections.Next().channel();
}

void Client::Prepare(grpc::ClientContext& context) const {
  PrepareContext(parts_->options, parts_->options.deadline_ms, context);
}

absl::StatusOr<v1::SettleResult> Client::Settle(v1::SettleRequest request) {
  if (request.not_after_ms() == 0) {
    request.set_not_after_ms(NotAfterMs(NowMs(), parts_->options.within_ms));
  }
  const v1::GetRequest question = DidItHappen(request.bill().message_id());
  return parts_->NewCall().UntilKnown(&Settlement::Settle, request, &question);
}

absl::StatusOr<v1::ReplaceReply> Client::Replace(v1::ReplaceRequest request) {
  v1::SettleRequest& replacement = *request.mutable_replacement();
  if (replacement.not_after_ms() == 0) {
    replacement.set_not_after_ms(NotAfterMs(NowMs(), parts_->options.within_ms));
  }
  const v1::GetRequest question = DidItHappen(replacement.bill().message_id());
  return parts_->NewCall().UntilKnown(&Settlement::Replace, request, &question);
}

absl::StatusOr<v1::ReverseReply> Client::Reverse(const v1::ReverseRequest& request) {
  return parts_->NewCall().UntilKnown(&Settlement::Reverse, request, nullptr);
}

absl::StatusOr<v1::SettleResult> Client::RecordAfterTheFact(const v1::SettleRequest& request) {
  const v1::GetRequest question = DidItHappen(request.bill().message_id());
  return parts_->NewCall().UntilKnown(&v1::Relief::Stub::RecordAfterTheFact, request, &question);
}

absl::StatusOr<v1::SettleResult> Client::Quote(const v1::QuoteRequest& request) {
  return parts_->NewCall().Question(&Settlement::Quote, request);
}

absl::StatusOr<v1::GetReply> Client::Get(const v1::GetRequest& request) {
  return parts_->NewCall().Question(&Settlement::Get, request);
}

absl::StatusOr<v1::VerifyReply> Client::Verify(const v1::VerifyRequest& request) {
  return parts_->NewCall().Question(&v1::Register::Stub::Verify, request);
}

absl::StatusOr<v1::ExplainReply> Client::Explain(const v1::ExplainRequest& request) {
  return parts_->NewCall().Question(&Settlement::Explain, request);
}

absl::StatusOr<v1::ListPostedReply> Client::ListPosted(const v1::ListPostedRequest& request) {
  return parts_->NewCall().Question(&Settlement::ListPosted, request);
}

absl::StatusOr<v1::ListAccountsReply> Client::ListAccounts(const v1::ListAccountsRequest& request) {
  return parts_->NewCall().Question(&Settlement::ListAccounts, request);
}

}  // namespace yizhan
