#include "adapters/client/client.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
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

// The name in the engine's certificate must be that of the address, and its use that of a server.
std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const ClientTls& tls) {
  if (tls.empty()) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({.pem_root_certs = tls.ca_pem,
                               .pem_private_key = tls.key_pem,
                               .pem_cert_chain = tls.certificate_pem});
}

std::shared_ptr<grpc::Channel> OpenChannel(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  return grpc::CreateCustomChannel(options.address, CredentialsOf(options.tls), arguments);
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

// A call that found no connection was never sent. gRPC says so in these words only; whatever they
// do not match counts as unknown. The first match holds.
constexpr char kAddressField[] = "engine";
constexpr char kTlsField[] = "engine.tls";
constexpr char kClosedField[] = "engine.closed";
struct Unsent {
  std::string_view begins;
  std::string_view contains;
  const char* field;
  const char* zh;
  const char* en;
};
constexpr Unsent kUnsent[] = {
    {"failed to connect to all addresses", "Ssl handshake failed", kTlsField,
     "未能与引擎建立安全连接，没有发出任何请求；请检查 ca 文件与引擎证书是否出自同一机构、"
     "引擎证书是否在有效期内、引擎是否使用 TLS",
     "no secure connection to the engine, nothing was sent; check that the ca file and the "
     "engine's "
     "certificate are of one authority, its dates, and that the engine speaks TLS"},
    {"failed to connect to all addresses", "is not in peer certificate", kTlsField,
     "引擎证书与所连地址不符，没有发出任何请求；请检查引擎地址，或换发含此地址的证书",
     "the engine's certificate is not for this address, nothing was sent; check the address, or "
     "issue a certificate for it"},
    {"failed to connect to all addresses", "Socket closed", kClosedField,
     "引擎未接受连接，没有发出任何请求；请检查本端证书是否过期、已吊销、出自其他机构，"
     "是否应使用 TLS，以及连接数是否已满",
     "the engine refused the connection, nothing was sent; check that this certificate is not "
     "expired, revoked or of another authority, whether TLS is needed, and how many connections "
     "are "
     "open"},
    {"failed to connect to all addresses", "Connection reset", kClosedField,
     "引擎断开了连接，没有发出任何请求；请检查本端证书以及连接数是否已满",
     "the engine closed the connection, nothing was sent; check this certificate, and how many "
     "connections are open"},
    {"failed to connect to all addresses", "", kAddressField,
     "连接不上引擎，没有发出任何请求；请检查地址、网络以及引擎是否已启动",
     "the engine cannot be reached, nothing was sent; check address, network and whether it runs"},
    {"DNS resolution failed", "", kAddressField, "引擎的主机名无法解析，没有发出任何请求",
     "the engine's host name is unknown, nothing was sent"},
    {"empty address list", "", kTlsField, "本端证书与私钥不能使用，没有发出任何请求",
     "this certificate and key cannot be used, nothing was sent"},
};

const Unsent* WhyUnsent(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return nullptr;
  const std::string text(status.message());
  for (const Unsent& unsent : kUnsent) {
    const bool contained = text.find(unsent.contains) != std::string::npos;
    if (text.starts_with(unsent.begins) && contained) return &unsent;
  }
  return nullptr;
}

v1::ErrorDetail BareDetail(const absl::Status& status) {
  const std::string text(status.message());
  v1::ErrorDetail detail;
  detail.set_error_class(ClassOfBare(status.code()));
  detail.set_message_en(text);
  detail.set_message_zh("通信未成功：" + text);
  const Unsent* unsent = WhyUnsent(status);
  if (unsent == nullptr) return detail;
  detail.set_error_class(v1::TRY_AGAIN);
  detail.set_field(unsent->field);
  detail.set_message_en(absl::StrCat(unsent->en, " (", text, ")"));
  detail.set_message_zh(absl::StrCat("通信未成功：", unsent->zh, "（", text, "）"));
  return detail;
}

// Whether the request may have been, or still be, carried out. "Try again" speaks of the last copy
// sent only, so it settles nothing once an earlier copy was lost.
bool MayHaveHappened(const absl::Status& status, bool lost_before) {
  if (status.ok()) return false;
  const v1::ErrorClass error_class = DetailOf(status).error_class();
  return error_class == v1::OUTCOME_UNKNOWN || (lost_before && error_class == v1::TRY_AGAIN);
}

bool IsUnsent(const absl::Status& status, std::string_view field) {
  return ReasonOf(status) == v1::REASON_UNSPECIFIED && DetailOf(status).field() == field;
}

// Sends; while the outcome is unknown asks, and when asking answers sends the same again. An engine
// that cannot be reached may be starting: it is waited for in the same way.
template <typename Reply, typename Send, typename Ask>
absl::StatusOr<Reply> UntilKnown(int tries, const Send& send, const Ask& ask) {
  absl::StatusOr<Reply> answer = send();
  bool lost = MayHaveHappened(answer.status(), /*lost_before=*/false);
  std::int64_t wait_ms = kAskAgainFirstMs;
  for (int i = 0; i < tries; ++i) {
    const bool closed = !lost && IsUnsent(answer.status(), kClosedField);
    if (!lost && !closed && !IsUnsent(answer.status(), kAddressField)) return answer;
    std::this_thread::sleep_for(milliseconds(wait_ms));
    wait_ms = std::min(2 * wait_ms, kAskAgainMaxMs);
    if (!closed && !ask().ok()) continue;
    answer = send();
    if (lost && !MayHaveHappened(answer.status(), lost)) return answer;
    lost = lost || MayHaveHappened(answer.status(), /*lost_before=*/false);
  }
  if (!lost) return answer;
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
    : options_(std::move(options)), channel_(OpenChannel(options_)) {}

void Client::Prepare(grpc::ClientContext& context) const {
  if (!options_.token.empty()) context.AddMetadata("authorization", "Bearer " + options_.token);
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

// The one who asks waits for an engine that is coming back, but not for a certificate to become
// right.
absl::StatusOr<v1::GetReply> Client::Get(const v1::GetRequest& request) {
  absl::Status refused;
  for (const bool wait : {false, true}) {
    grpc::ClientContext context;
    Prepare(context);
    context.set_wait_for_ready(wait);
    v1::GetReply reply;
    const grpc::Status status = v1::Settlement::NewStub(channel_)->Get(&context, request, &reply);
    if (status.ok()) return reply;
    refused = FromGrpc(status);
    if (!IsUnsent(refused, kAddressField)) break;
  }
  return refused;
}

}  // namespace yizhan
