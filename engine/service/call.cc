#include "engine/service/call.h"

#include <string_view>
#include <vector>

#include "engine/service/to_grpc.h"

namespace yizhan {
namespace {

using std::chrono::duration_cast;

std::int64_t DeadlineMs(const Serving& serving, const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return serving.clock.NowMs() + kDefaultDeadlineMs;
  }
  // The caller counts down its own time; ours is the engine's clock.
  const auto left = deadline - std::chrono::system_clock::now();
  return serving.clock.NowMs() + duration_cast<std::chrono::milliseconds>(left).count();
}

}  // namespace

absl::StatusOr<Opened> OpenCall(const Serving& serving, std::size_t rpc,
                                const grpc::CallbackServerContext& context) {
  std::vector<std::string_view> authorization;
  const auto values = context.client_metadata().equal_range("authorization");
  for (auto value = values.first; value != values.second; ++value) {
    authorization.emplace_back(value->second.data(), value->second.size());
  }
  absl::StatusOr<Caller> caller = serving.peers.Authenticate(authorization);
  if (!caller.ok()) return caller.status();
  const absl::Status allowed = CheckAllowed(*caller, rpc);
  if (!allowed.ok()) return allowed;
  return Opened{.caller = *std::move(caller), .deadline_ms = DeadlineMs(serving, context)};
}

UnaryEnd::UnaryEnd(Serving& serving, std::size_t rpc, const Wire& wire)
    : serving_(&serving),
      rpc_(rpc),
      reactor_(wire.context->DefaultReactor()),
      reply_(wire.reply),
      started_(std::chrono::steady_clock::now()) {}

void UnaryEnd::End(const absl::Status& status) const {
  serving_->metrics.Count(rpc_, static_cast<int>(status.code()));
  if (rpc_ == RpcOf("Settlement.Settle")) {
    const auto taken = std::chrono::steady_clock::now() - started_;
    serving_->metrics.CountSettle(duration_cast<std::chrono::microseconds>(taken).count());
  }
  reactor_->Finish(ToGrpc(status));
}

}  // namespace yizhan
