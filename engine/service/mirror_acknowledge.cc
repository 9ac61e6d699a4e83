#include "engine/service/mirror_acknowledge.h"

#include <algorithm>
#include <string>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "yizhan/v1/ledger.pb.h"

namespace yizhan {
namespace {

using Reactor = grpc::ServerReadReactor<grpc::ByteBuffer>;

constexpr std::size_t kRpc = RpcOf("Ledger.Acknowledge");

class AcknowledgeReactor final : public Reactor {
 public:
  AcknowledgeReactor(Serving& serving, const grpc::CallbackServerContext& context,
                     grpc::ByteBuffer* reply)
      : serving_(serving), stream_(serving, kRpc, context), reply_(reply) {
    const absl::Status opened = stream_.Open();
    opened.ok() ? StartRead(&incoming_) : End(opened);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(absl::OkStatus());
    const absl::Status taken = Take();
    taken.ok() ? StartRead(&incoming_) : End(taken);
  }

  void OnDone() override {
    if (ticket_ != 0) serving_.followed.mirror().Disconnect(ticket_);
    stream_.CountEnd(end_);
    delete this;
  }

 private:
  absl::Status Take() {
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return allowed;
    const absl::StatusOr<v1::MirrorHead> held =
        ReadMessage<v1::MirrorHead>(incoming_, kRpcRules[kRpc].message_bytes_max);
    if (!held.ok()) return held.status();
    const absl::Status ours = CheckOurs(*held);
    if (!ours.ok()) return ours;
    TreeHead head{.size = held->size()};
    std::copy(held->root().begin(), held->root().end(), head.root.begin());
    if (ticket_ == 0) ticket_ = serving_.followed.mirror().Connect();
    return serving_.followed.mirror().Acknowledge(ticket_, head);
  }

  absl::Status CheckOurs(const v1::MirrorHead& held) const {
    if (held.ledger_id() != serving_.ledger_id) {
      return Refuse({.reason = v1::OTHER_LEDGER, .field = "ledger_id"});
    }
    if (held.epoch() != serving_.succession.epoch()) {
      return Refuse({.reason = v1::EPOCH_NOT_NEWER,
                     .field = "epoch",
                     .expected = std::to_string(serving_.succession.epoch()),
                     .found = std::to_string(held.epoch()),
                     .related = serving_.succession.epoch()});
    }
    if (held.root().size() == sizeof(Hash32)) return absl::OkStatus();
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = "root"});
  }

  void End(const absl::Status& status) {
    end_ = status;
    if (status.ok()) *reply_ = WriteMessage(v1::AcknowledgeReply());
    Finish(ToGrpc(status));
  }

  Serving& serving_;
  LongStream stream_;
  grpc::ByteBuffer* reply_;
  grpc::ByteBuffer incoming_;
  std::uint64_t ticket_ = 0;  // Of MirrorGate, from the first head on.
  absl::Status end_;
};

}  // namespace

Reactor* OpenMirrorAcknowledge(Serving& serving, const grpc::CallbackServerContext& context,
                               grpc::ByteBuffer* reply) {
  return new AcknowledgeReactor(serving, context, reply);
}

}  // namespace yizhan
