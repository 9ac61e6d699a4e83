#include "engine/service/ledger_service.h"

#include <utility>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"
#include "engine/service/call.h"
#include "engine/service/ledger_backup.h"
#include "engine/service/ledger_read.h"
#include "engine/service/mirror_acknowledge.h"

namespace yizhan {
namespace {

v1::LedgerCheckpoint CheckpointNow(const Serving& serving) {
  const TreeHead head = serving.store.Durable();
  const NoteSigner& signer = serving.ledger_signer;
  v1::LedgerCheckpoint checkpoint;
  checkpoint.set_size(head.size);
  checkpoint.set_root(Bytes(head.root));
  checkpoint.set_ledger_id(serving.ledger_id);
  checkpoint.set_note(SignCheckpoint({.origin = signer.name, .head = head}, signer).Text());
  checkpoint.set_cosigned(serving.cosigned.Newest());
  checkpoint.set_verifier_key(signer.verifier().Text());
  checkpoint.set_epoch(serving.succession.epoch());
  return checkpoint;
}

// 0 <= number < size <= durable; size 0 stands for the durable one.
absl::StatusOr<v1::InclusionProofReply> ProveInclusion(const v1::InclusionProofRequest& asked,
                                                       const View& view) {
  const std::uint64_t size = asked.size() == 0 ? view.size() : asked.size();
  if (size > view.size() || asked.number() >= size) {
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "number",
                   .expected = "number < size <= " + std::to_string(view.size()),
                   .found = std::to_string(asked.number()) + " of " + std::to_string(size)});
  }
  const absl::StatusOr<std::string> leaf = view.Leaf(asked.number());
  if (!leaf.ok()) return leaf.status();
  const auto path = InclusionProof(asked.number(), size, TilesOf(view));
  if (!path.ok()) return path.status();
  v1::InclusionProofReply reply;
  reply.set_number(asked.number());
  reply.set_size(size);
  reply.set_leaf_hash(Bytes(LeafHash(*leaf)));
  for (const Hash32& hash : *path) reply.add_path(Bytes(hash));
  return reply;
}

// 0 < from <= until <= durable; until 0 stands for the durable one.
absl::StatusOr<v1::ConsistencyProofReply> ProveConsistency(const v1::ConsistencyProofRequest& asked,
                                                           const View& view) {
  const std::uint64_t until = asked.until() == 0 ? view.size() : asked.until();
  if (asked.from() == 0 || asked.from() > until || until > view.size()) {
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "from",
                   .expected = "0 < from <= until <= " + std::to_string(view.size()),
                   .found = std::to_string(asked.from()) + " .. " + std::to_string(until)});
  }
  const auto path = ConsistencyProof(asked.from(), until, TilesOf(view));
  if (!path.ok()) return path.status();
  v1::ConsistencyProofReply reply;
  reply.set_from(asked.from());
  reply.set_until(until);
  for (const Hash32& hash : *path) reply.add_path(Bytes(hash));
  return reply;
}

absl::StatusOr<v1::CosignReply> KeepCosigned(const v1::CosignRequest& asked, Serving& serving) {
  const absl::StatusOr<std::uint64_t> size =
      serving.cosigned.Take(asked.note(), *serving.store.OpenView());
  if (absl::IsUnavailable(size.status())) return size.status();
  if (!size.ok()) {
    return Refuse({.reason = v1::CHECKPOINT_REFUSED,
                   .field = "note",
                   .found = std::string(size.status().message())});
  }
  v1::CosignReply reply;
  reply.set_size(*size);
  return reply;
}

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerFace::Read(Context* context,
                                                             const Bytes* request) {
  return OpenLedgerRead(serving_, *context, *request);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerFace::Backup(Context* context,
                                                               const Bytes* request) {
  return ServeBackup(serving_, *context, *request);
}

grpc::ServerUnaryReactor* LedgerFace::Checkpoint(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskReaders<v1::CheckpointRequest, v1::LedgerCheckpoint>(
      serving_, RpcOf("Ledger.Checkpoint"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::CheckpointRequest& /*asked*/) {
        return absl::StatusOr<v1::LedgerCheckpoint>(CheckpointNow(serving_));
      });
}

grpc::ServerUnaryReactor* LedgerFace::InclusionProof(Context* context, const Bytes* request,
                                                     Bytes* reply) {
  return AskReaders<v1::InclusionProofRequest, v1::InclusionProofReply>(
      serving_, RpcOf("Ledger.InclusionProof"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::InclusionProofRequest& asked) {
        return ProveInclusion(asked, *serving_.store.OpenView());
      });
}

grpc::ServerUnaryReactor* LedgerFace::ConsistencyProof(Context* context, const Bytes* request,
                                                       Bytes* reply) {
  return AskReaders<v1::ConsistencyProofRequest, v1::ConsistencyProofReply>(
      serving_, RpcOf("Ledger.ConsistencyProof"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::ConsistencyProofRequest& asked) {
        return ProveConsistency(asked, *serving_.store.OpenView());
      });
}

grpc::ServerUnaryReactor* LedgerFace::Cosign(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::CosignRequest, v1::CosignReply>(
      serving_, RpcOf("Ledger.Cosign"), {context, request, reply},
      [this](const Caller& /*caller*/, const v1::CosignRequest& asked) {
        return KeepCosigned(asked, serving_);
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
