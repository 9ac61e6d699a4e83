#include "engine/service/ledger_service.h"

#include <utility>

#include "engine/service/call.h"
#include "engine/service/ledger_read.h"
#include "engine/service/mirror_acknowledge.h"

namespace yizhan {
grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerFace::Read(Context* context,
                                                             const Bytes* request) {
  return OpenLedgerRead(serving_, *context, *request);
}

grpc::ServerUnaryReactor* LedgerFace::Checkpoint(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskReaders<v1::CheckpointRequest, v1::LedgerCheckpoint>(
      serving_, RpcOf("Ledger.Checkpoint"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::CheckpointRequest& /*asked*/) {
        const TreeHead head = serving_.store.Durable();
        v1::LedgerCheckpoint checkpoint;
        checkpoint.set_size(head.size);
        checkpoint.set_root(yizhan::Bytes(head.root));
        checkpoint.set_ledger_id(serving_.ledger_id);
        checkpoint.set_epoch(serving_.succession.epoch());
        return absl::StatusOr<v1::LedgerCheckpoint>(std::move(checkpoint));
      });
}

grpc::ServerReadReactor<grpc::ByteBuffer>* LedgerFace::Acknowledge(Context* context, Bytes* reply) {
  return OpenMirrorAcknowledge(serving_, *context, reply);
}

grpc::ServerUnaryReactor* LedgerFace::Fence(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::FenceRequest, v1::FenceReply>(
      serving_, RpcOf("Ledger.Fence"), {context, request, reply},
      [this](const Caller& caller, const v1::FenceRequest& asked) {
        return serving_.succession.Fence(asked, caller.actor);
      });
}

}  // namespace yizhan
