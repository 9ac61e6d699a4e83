#include "engine/service/alerts_service.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"
#include "engine/service/call.h"
#include "engine/service/log_follower.h"

namespace yizhan {
namespace {

constexpr std::size_t kWatch = RpcOf("Alerts.Watch");

class AlertWatch final : public LogFollower {
 public:
  AlertWatch(Serving& serving, const grpc::CallbackServerContext& context)
      : LogFollower(serving, kWatch, context) {}

 private:
  absl::StatusOr<FollowedRange> Begin(const grpc::ByteBuffer& request) override {
    const absl::StatusOr<v1::WatchAlertsRequest> asked =
        ReadMessage<v1::WatchAlertsRequest>(request, kRpcRules[kWatch].message_bytes_max);
    if (!asked.ok()) return asked.status();
    const std::uint64_t size = serving().store.Durable().size;
    if (asked->from() <= size) {
      return FollowedRange{.store = &serving().store,
                           .from = asked->from(),
                           .until = size,
                           .tail = &serving().followed.tail()};
    }
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "from",
                   .expected = "at most " + std::to_string(size),
                   .found = std::to_string(asked->from())});
  }

  absl::Status Take(std::uint64_t /*number*/, std::string_view stored,
                    std::deque<grpc::ByteBuffer>& ready) override {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    if (!entry.ok()) return entry.status();
    const auto events = serving().queries.AlertEvents(caller(), *entry);
    if (!events.ok()) return events.status();
    for (const v1::AlertEvent& event : *events) ready.push_back(WriteMessage(event));
    return absl::OkStatus();
  }
};

}  // namespace

grpc::ServerUnaryReactor* AlertsFace::List(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::ListAlertsRequest, v1::ListAlertsReply>(
      serving_, RpcOf("Alerts.List"), {context, request, reply},
      [this](const Caller& caller, const v1::ListAlertsRequest& asked) {
        return serving_.queries.ListAlerts(caller, asked);
      });
}

grpc::ServerUnaryReactor* AlertsFace::Handle(Context* context, const Bytes* request, Bytes* reply) {
  return AskEngine<v1::HandleAlertRequest, v1::HandleAlertReply>(
      serving_, RpcOf("Alerts.Handle"), {context, request, reply},
      [this](Opened opened, v1::HandleAlertRequest asked, Engine::Done<v1::HandleAlertReply> done) {
        serving_.engine.HandleAlert(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* AlertsFace::Watch(Context* context,
                                                              const Bytes* request) {
  const auto reactor = std::make_shared<AlertWatch>(serving_, *context);
  reactor->Start(*request);
  return reactor.get();
}

}  // namespace yizhan
