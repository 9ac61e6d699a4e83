#include "engine/service/ledger_service.h"

#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"

namespace yizhan {
namespace {

constexpr std::size_t kReadRpc = RpcOf("Ledger.Read");

// Fills on a reader thread, then writes leaf by leaf on gRPC's; never both at once.
class ReadReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  ReadReactor(Serving& serving, const grpc::CallbackServerContext& context,
              const grpc::ByteBuffer& request)
      : serving_(serving), stream_(serving, kReadRpc, context) {
    const absl::Status begun = Begin(request);
    if (begun.ok()) {
      Fill();
    } else {
      End(begun);
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the caller is gone"));
    ready_.pop_front();
    Go();
  }

  void OnDone() override { delete this; }

 private:
  absl::Status Begin(const grpc::ByteBuffer& request) {
    const absl::Status opened = stream_.Open();
    if (!opened.ok()) return opened;
    const absl::StatusOr<v1::ReadRequest> asked =
        ReadMessage<v1::ReadRequest>(request, kRpcRules[kReadRpc].message_bytes_max);
    if (!asked.ok()) return asked.status();
    const std::uint64_t size = serving_.store.Durable().size;
    next_ = asked->from();
    until_ = asked->until() == 0 ? size : asked->until();
    if (next_ <= until_ && until_ <= size) return absl::OkStatus();
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "until",
                   .expected = "from <= until <= " + std::to_string(size),
                   .found = std::to_string(next_) + " .. " + std::to_string(until_)});
  }

  void Go() {
    if (!ready_.empty()) return StartWrite(&ready_.front());
    if (next_ >= until_) return End(absl::OkStatus());
    Fill();
  }

  void Fill() {
    if (next_ >= until_) return End(absl::OkStatus());
    const bool taken = serving_.readers.Run([this] {
      const absl::Status read = ReadAhead();
      if (!read.ok()) return End(read);
      if (ready_.empty()) return End(absl::DataLossError("the log ends before its size"));
      Go();
    });
    if (!taken) End(Refuse({.reason = v1::ENGINE_BUSY}));
  }

  absl::Status ReadAhead() {
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return allowed;
    std::size_t bytes = 0;
    return serving_.store.Read(next_, until_, [&](std::uint64_t number, std::string_view stored) {
      v1::Leaf leaf;
      leaf.set_number(number);
      leaf.set_stored(std::string(stored));
      ready_.push_back(WriteMessage(leaf));
      next_ = number + 1;
      bytes += stored.size();
      return ready_.size() < kReadAheadLeavesMax && bytes < kReadAheadBytesMax;
    });
  }

  void End(const absl::Status& status) {
    stream_.CountEnd(status);
    Finish(ToGrpc(status));
  }

  Serving& serving_;
  LongStream stream_;
  std::uint64_t next_ = 0;
  std::uint64_t until_ = 0;
  std::deque<grpc::ByteBuffer> ready_;
};

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
  return new ReadReactor(serving_, *context, *request);
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

}  // namespace yizhan
