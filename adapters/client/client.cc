#include "adapters/client/client.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/cord.h"
#include "engine/base/refusal.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {
namespace {

using std::chrono::milliseconds;

constexpr int kReceiveBytesMax = 64 << 20;  // A List of 10 000 is long.
constexpr int kReconnectFirstMs = 50;
constexpr int kReconnectMaxMs = 1000;
constexpr std::int64_t kAskAgainFirstMs = 50;
constexpr std::int64_t kAskAgainMaxMs = 1000;
constexpr std::int64_t kNotAfterAheadMs = 60'000;  // Of the 2 minutes the engine allows.
constexpr char kDetailUrl[] = "type.googleapis.com/yizhan.v1.ErrorDetail";

std::int64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// What a status without our detail says: either the transport lost the call, and then nobody here
// knows what happened, or gRPC itself refused it before the engine saw it.
v1::ErrorClass ClassOfBare(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return v1::REJECTED;
    default:
      return v1::OUTCOME_UNKNOWN;
  }
}

v1::ErrorDetail BareDetail(const absl::Status& status) {
  v1::ErrorDetail detail;
  detail.set_error_class(ClassOfBare(status.code()));
  detail.set_message_en(std::string(status.message()));
  detail.set_message_zh("通信未成功：" + std::string(status.message()));
  return detail;
}

// Whether the request may have been, or still be, carried out. "Try again" speaks of the last copy
// sent only, so it settles nothing once an earlier copy was lost.
bool MayHaveHappened(const absl::Status& status, bool lost_before) {
  if (status.ok()) return false;
  const v1::ErrorClass error_class = DetailOf(status).error_class();
  return error_class == v1::OUTCOME_UNKNOWN || (lost_before && error_class == v1::TRY_AGAIN);
}

// Sends; while the outcome is unknown asks, and when asking answers sends the same again.
template <typename Reply, typename Send, typename Ask>
absl::StatusOr<Reply> UntilKnown(int tries, const Send& send, const Ask& ask) {
  absl::StatusOr<Reply> answer = send();
  if (!MayHaveHappened(answer.status(), /*lost_before=*/false)) return answer;
  std::int64_t wait_ms = kAskAgainFirstMs;
  for (int i = 0; i < tries; ++i) {
    std::this_thread::sleep_for(milliseconds(wait_ms));
    wait_ms = std::min(2 * wait_ms, kAskAgainMaxMs);
    if (!ask().ok()) continue;
    answer = send();
    if (!MayHaveHappened(answer.status(), /*lost_before=*/true)) return answer;
  }
  return Refuse({.reason = v1::OUTCOME_NOT_KNOWN, .found = std::string(answer.status().message())});
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

Client::Client(ClientOptions options)
    : options_(std::move(options)), channel_(OpenChannel(options_.address)) {}

void Client::Prepare(grpc::ClientContext& context) const {
  context.AddMetadata("authorization", "Bearer " + options_.token);
  context.set_deadline(std::chrono::system_clock::now() + milliseconds(options_.deadline_ms));
}

absl::StatusOr<v1::SettleResult> Client::Quote(const v1::QuoteRequest& request) {
  grpc::ClientContext context;
  Prepare(context);
  v1::SettleResult result;
  const grpc::Status status = v1::Settlement::NewStub(channel_)->Quote(&context, request, &result);
  if (!status.ok()) return FromGrpc(status);
  return result;
}

absl::StatusOr<v1::SettleResult> Client::Settle(v1::SettleRequest request) {
  if (request.not_after_ms() == 0) request.set_not_after_ms(NowMs() + kNotAfterAheadMs);
  v1::GetRequest question;
  question.set_message_id(request.bill().message_id());
  const auto send = [&]() -> absl::StatusOr<v1::SettleResult> {
    grpc::ClientContext context;
    Prepare(context);
    v1::SettleResult result;
    const grpc::Status status =
        v1::Settlement::NewStub(channel_)->Settle(&context, request, &result);
    if (!status.ok()) return FromGrpc(status);
    return result;
  };
  // Settled: the same message replays the first result. Not posted: it is posted now, or refused
  // as late. Both are definite.
  const auto ask = [&] { return Get(question).status(); };
  return UntilKnown<v1::SettleResult>(options_.unknown_tries, send, ask);
}

absl::StatusOr<v1::ReverseReply> Client::Reverse(const v1::ReverseRequest& request) {
  const auto send = [&]() -> absl::StatusOr<v1::ReverseReply> {
    grpc::ClientContext context;
    Prepare(context);
    v1::ReverseReply reply;
    const grpc::Status status =
        v1::Settlement::NewStub(channel_)->Reverse(&context, request, &reply);
    if (!status.ok()) return FromGrpc(status);
    return reply;
  };
  // The same request id replays, so sending again is asking.
  const auto ask = [] { return absl::OkStatus(); };
  return UntilKnown<v1::ReverseReply>(options_.unknown_tries, send, ask);
}

absl::StatusOr<v1::ReplaceReply> Client::Replace(v1::ReplaceRequest request) {
  v1::SettleRequest& replacement = *request.mutable_replacement();
  if (replacement.not_after_ms() == 0) replacement.set_not_after_ms(NowMs() + kNotAfterAheadMs);
  v1::GetRequest question;
  question.set_message_id(replacement.bill().message_id());
  const auto send = [&]() -> absl::StatusOr<v1::ReplaceReply> {
    grpc::ClientContext context;
    Prepare(context);
    v1::ReplaceReply reply;
    const grpc::Status status =
        v1::Settlement::NewStub(channel_)->Replace(&context, request, &reply);
    if (!status.ok()) return FromGrpc(status);
    return reply;
  };
  const auto ask = [&] { return Get(question).status(); };
  return UntilKnown<v1::ReplaceReply>(options_.unknown_tries, send, ask);
}

absl::StatusOr<v1::GetReply> Client::Get(const v1::GetRequest& request) {
  grpc::ClientContext context;
  Prepare(context);
  context.set_wait_for_ready(true);  // The one who asks waits for an engine that is coming back.
  v1::GetReply reply;
  const grpc::Status status = v1::Settlement::NewStub(channel_)->Get(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

}  // namespace yizhan
