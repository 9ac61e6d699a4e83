#include "engine/service/policy_service.h"

#include <utility>
#include <vector>

#include "engine/policy/load_pack.h"
#include "engine/service/call.h"

namespace yizhan {
namespace {

absl::StatusOr<v1::CheckPackReply> CheckPack(const v1::CheckPackRequest& asked) {
  const std::vector<v1::PackFile> files(asked.files().begin(), asked.files().end());
  const LoadedPack loaded = LoadPack(files);
  v1::CheckPackReply reply;
  reply.mutable_findings()->Assign(loaded.findings.begin(), loaded.findings.end());
  if (loaded.ok()) reply.set_pack_hash(Bytes(PackHash(files)));
  return reply;
}

}  // namespace

grpc::ServerUnaryReactor* PolicyFace::Check(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::CheckPackRequest, v1::CheckPackReply>(
      serving_, RpcOf("PolicyService.Check"), {context, request, reply},
      [](const Caller& /*caller*/, const v1::CheckPackRequest& asked) { return CheckPack(asked); });
}

grpc::ServerUnaryReactor* PolicyFace::Activate(Context* context, const Bytes* request,
                                               Bytes* reply) {
  return AskEngine<v1::ActivatePackRequest, v1::ActivatePackReply>(
      serving_, RpcOf("PolicyService.Activate"), {context, request, reply},
      [this](Opened opened, v1::ActivatePackRequest asked,
             Engine::Done<v1::ActivatePackReply> done) {
        serving_.engine.ActivatePack(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* PolicyFace::Show(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::ShowPackRequest, v1::ShowPackReply>(
      serving_, RpcOf("PolicyService.Show"), {context, request, reply},
      [this](const Caller& caller, const v1::ShowPackRequest& asked) {
        return serving_.queries.ShowPack(caller, asked);
      });
}

grpc::ServerUnaryReactor* PolicyFace::List(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::ListPacksRequest, v1::ListPacksReply>(
      serving_, RpcOf("PolicyService.List"), {context, request, reply},
      [this](const Caller& caller, const v1::ListPacksRequest& /*asked*/) {
        return serving_.queries.ListPacks(caller);
      });
}

}  // namespace yizhan
