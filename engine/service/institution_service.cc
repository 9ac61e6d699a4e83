#include "engine/service/institution_service.h"

#include <utility>

#include "engine/service/call.h"

namespace yizhan {

using Done = Engine::Done<v1::InstitutionReply>;

grpc::ServerUnaryReactor* InstitutionFace::Add(Context* context, const Bytes* request,
                                               Bytes* reply) {
  return AskEngine<v1::AddInstitutionRequest, v1::InstitutionReply>(
      serving_, RpcOf("InstitutionService.Add"), {context, request, reply},
      [this](Opened opened, v1::AddInstitutionRequest asked, Done done) {
        serving_.engine.AddInstitution(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* InstitutionFace::GoLive(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskEngine<v1::GoLiveRequest, v1::InstitutionReply>(
      serving_, RpcOf("InstitutionService.GoLive"), {context, request, reply},
      [this](Opened opened, v1::GoLiveRequest asked, Done done) {
        serving_.engine.GoLive(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* InstitutionFace::Suspend(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskEngine<v1::SuspendRequest, v1::InstitutionReply>(
      serving_, RpcOf("InstitutionService.Suspend"), {context, request, reply},
      [this](Opened opened, v1::SuspendRequest asked, Done done) {
        serving_.engine.Suspend(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* InstitutionFace::List(Context* context, const Bytes* request,
                                                Bytes* reply) {
  return AskReaders<v1::ListInstitutionsRequest, v1::ListInstitutionsReply>(
      serving_, RpcOf("InstitutionService.List"), {context, request, reply},
      [this](const Caller& caller, const v1::ListInstitutionsRequest& /*asked*/) {
        return serving_.queries.ListInstitutions(caller);
      });
}

}  // namespace yizhan
