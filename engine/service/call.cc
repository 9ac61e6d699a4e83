#include "engine/service/call.h"

#include <memory>
#include <string_view>
#include <vector>

#include "engine/service/to_grpc.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"

namespace yizhan {
namespace {

using std::chrono::duration_cast;

std::string_view ViewOf(const grpc::string_ref& text) { return {text.data(), text.size()}; }

absl::StatusOr<std::int64_t> DeadlineMs(const Serving& serving, std::size_t rpc,
                                        const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) {
    if (rpc == RpcOf("Settlement.SettleStream")) return kNoDeadline;
    return Refuse({.reason = v1::DEADLINE_REQUIRED, .field = "grpc-timeout"});
  }
  // The caller counts down its own time; ours is the engine's clock.
  const auto left = deadline - std::chrono::system_clock::now();
  return serving.clock.NowMs() + duration_cast<std::chrono::milliseconds>(left).count();
}

}  // namespace

absl::StatusOr<Caller> CallerOfCall(const Serving& serving, std::size_t rpc,
                                    const grpc::CallbackServerContext& context) {
  // What the evidence points to lives as long as these two.
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  const auto certificates = auth->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  Evidence evidence;
  if (!certificates.empty()) evidence.certificate_pem = ViewOf(certificates.front());
  for (const auto& [key, value] : context.client_metadata()) {
    evidence.metadata.emplace_back(ViewOf(key), ViewOf(value));
  }
  absl::StatusOr<Caller> caller = serving.peers.Authenticate(evidence);
  if (!caller.ok()) return caller;
  return Allow(*std::move(caller), rpc);
}

absl::StatusOr<Opened> OpenCall(const Serving& serving, std::size_t rpc,
                                const grpc::CallbackServerContext& context) {
  absl::StatusOr<Caller> caller = CallerOfCall(serving, rpc, context);
  if (!caller.ok()) return caller.status();
  // Until the mirror agrees, nobody can say what this ledger's last entries are.
  if (!serving.followed.Settled() && caller->role != Role::kWitness) {
    return Refuse({.reason = v1::MIRROR_AWAY});
  }
  const absl::Status taken = serving.limits.TakeCall(caller->actor, serving.clock.NowMs());
  if (!taken.ok()) return taken;
  const absl::StatusOr<std::int64_t> deadline_ms = DeadlineMs(serving, rpc, context);
  if (!deadline_ms.ok()) return deadline_ms.status();
  return Opened{.caller = *std::move(caller), .deadline_ms = *deadline_ms};
}

void CountEnd(const Serving& serving, std::size_t rpc, const grpc::CallbackServerContext& context,
              const absl::Status& status) {
  serving.metrics.Count(rpc, static_cast<int>(status.code()));
  if (!context.IsCancelled()) return;
  Gate* const gate = serving.gate.load();
  if (gate != nullptr) gate->Cancelled(context.peer());
}

LongStream::~LongStream() {
  if (counted_) serving_.limits.CloseStream(opened_.caller.actor);
}

absl::Status LongStream::Open() {
  absl::StatusOr<Opened> opened = OpenCall(serving_, rpc_, context_);
  if (!opened.ok()) return opened.status();
  opened_ = *std::move(opened);
  checked_ms_ = serving_.clock.NowMs();
  const absl::Status counted = serving_.limits.OpenStream(opened_.caller.actor);
  counted_ = counted.ok();
  return counted;
}

absl::Status LongStream::StillAllowed() {
  const std::int64_t now_ms = serving_.clock.NowMs();
  if (now_ms < checked_ms_ + kRecheckMs) return absl::OkStatus();
  checked_ms_ = now_ms;
  return CallerOfCall(serving_, rpc_, context_).status();
}

absl::Status LongStream::TakeItem() const {
  return serving_.limits.TakeCall(opened_.caller.actor, serving_.clock.NowMs());
}

void LongStream::CountEnd(const absl::Status& status) const {
  yizhan::CountEnd(serving_, rpc_, context_, status);
}

UnaryEnd::UnaryEnd(Serving& serving, std::size_t rpc, const Wire& wire)
    : serving_(&serving),
      rpc_(rpc),
      context_(wire.context),
      reactor_(wire.context->DefaultReactor()),
      reply_(wire.reply),
      started_(std::chrono::steady_clock::now()) {}

void UnaryEnd::End(const absl::Status& status) const {
  CountEnd(*serving_, rpc_, *context_, status);
  if (rpc_ == RpcOf("Settlement.Settle")) {
    const auto taken = std::chrono::steady_clock::now() - started_;
    serving_->metrics.CountSettle(duration_cast<std::chrono::microseconds>(taken).count());
  }
  reactor_->Finish(ToGrpc(status));
}

}  // namespace yizhan
