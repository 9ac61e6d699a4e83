#include "tools/witness/engine_link.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/base/refusal.h"
#include "grpcpp/channel.h"

namespace yizhan {
namespace {

constexpr std::chrono::hours kStreamDeadline{1};  // Then it is opened again.

template <typename Reply, typename Request>
absl::StatusOr<Reply> Call(const Client& client, v1::Ledger::Stub& stub,
                           grpc::Status (v1::Ledger::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Reply*),
                           const Request& request) {
  grpc::ClientContext context;
  client.Prepare(context);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

void Prepare(const Client& client, grpc::ClientContext& context) {
  client.Prepare(context);
  context.set_deadline(std::chrono::system_clock::now() + kStreamDeadline);
}

v1::MirrorHead HeadOf(const Followed& followed, const TreeHead& held) {
  v1::MirrorHead head;
  head.set_ledger_id(followed.ledger_id);
  head.set_epoch(followed.epoch);
  head.set_size(held.size);
  head.set_root(Bytes(held.root));
  return head;
}

}  // namespace

EngineLink::EngineLink(const ClientOptions& options)
    : client_(options), stub_(v1::Ledger::NewStub(client_.channel())) {}

absl::StatusOr<v1::LedgerCheckpoint> EngineLink::Checkpoint() const {
  return Call(client_, *stub_, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
}

absl::StatusOr<std::vector<Hash32>> EngineLink::Consistency(std::uint64_t from,
                                                            std::uint64_t until) const {
  v1::ConsistencyProofRequest request;
  request.set_from(from);
  request.set_until(until);
  const auto reply = Call(client_, *stub_, &v1::Ledger::Stub::ConsistencyProof, request);
  if (!reply.ok()) return reply.status();
  std::vector<Hash32> path(static_cast<std::size_t>(reply->path_size()));
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::string& hash = reply->path(static_cast<int>(i));
    if (hash.size() != path[i].size()) return absl::DataLossError("a proof with no hash");
    std::copy(hash.begin(), hash.end(), path[i].begin());
  }
  return path;
}

absl::Status EngineLink::Cosign(const std::string& note) const {
  v1::CosignRequest request;
  request.set_note(note);
  return Call(client_, *stub_, &v1::Ledger::Stub::Cosign, request).status();
}

absl::StatusOr<v1::FenceReply> EngineLink::Fence(const v1::FenceRequest& request) const {
  return Call(client_, *stub_, &v1::Ledger::Stub::Fence, request);
}

absl::Status EngineLink::Read(std::uint64_t from, std::uint64_t until,
                              const std::function<bool(const v1::Leaf&)>& take) const {
  grpc::ClientContext context;
  Prepare(client_, context);
  v1::ReadRequest request;
  request.set_from(from);
  request.set_until(until);
  const auto reader = stub_->Read(&context, request);
  bool more = true;
  for (v1::Leaf leaf; more && reader->Read(&leaf);) more = take(leaf);
  if (!more) context.TryCancel();
  const grpc::Status status = reader->Finish();
  return more && !status.ok() ? FromGrpc(status) : absl::OkStatus();
}

absl::Status EngineLink::Follow(const Followed& followed, const TreeHead& held,
                                const std::function<absl::StatusOr<TreeHead>(v1::Leaf)>& take) {
  Streams streams;
  Prepare(client_, streams.read);
  Prepare(client_, streams.acknowledge);
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return absl::CancelledError("stopping");
    open_ = &streams;
  }
  v1::ReadRequest request;
  request.set_from(held.size);
  request.set_follow(true);
  v1::AcknowledgeReply reply;
  const auto acknowledge = stub_->Acknowledge(&streams.acknowledge, &reply);
  const auto reader = stub_->Read(&streams.read, request);
  absl::Status taken;
  TreeHead acknowledged = held;
  bool heard = acknowledge->Write(HeadOf(followed, held));
  for (v1::Leaf leaf; heard && reader->Read(&leaf);) {
    const absl::StatusOr<TreeHead> now = take(std::move(leaf));
    taken = now.status();
    if (!taken.ok()) break;
    if (*now == acknowledged) continue;
    acknowledged = *now;
    heard = acknowledge->Write(HeadOf(followed, acknowledged));
  }
  streams.read.TryCancel();
  const grpc::Status read = reader->Finish();
  acknowledge->WritesDone();
  const grpc::Status said = acknowledge->Finish();
  {
    const std::lock_guard lock(mutex_);
    open_ = nullptr;
  }
  if (!taken.ok()) return taken;
  return FromGrpc(heard ? read : said);
}

void EngineLink::Cancel(bool for_good) {
  const std::lock_guard lock(mutex_);
  cancelled_ = cancelled_ || for_good;
  if (open_ == nullptr) return;
  open_->read.TryCancel();
  open_->acknowledge.TryCancel();
}

}  // namespace yizhan
