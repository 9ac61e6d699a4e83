#include "engine/service/reconciliation_service.h"

#include <utility>

#include "engine/service/call.h"

namespace yizhan {

grpc::ServerUnaryReactor* ReconciliationFace::ProposeClose(Context* context, const Bytes* request,
                                                           Bytes* reply) {
  return AskReaders<v1::ProposeCloseRequest, v1::ProposeCloseReply>(
      serving_, RpcOf("Reconciliation.ProposeClose"), {context, request, reply},
      [this](const Caller& caller, const v1::ProposeCloseRequest& asked) {
        return serving_.queries.ProposeClose(caller, asked);
      });
}

grpc::ServerUnaryReactor* ReconciliationFace::Close(Context* context, const Bytes* request,
                                                    Bytes* reply) {
  return AskEngine<v1::CloseRequest, v1::CloseReply>(
      serving_, RpcOf("Reconciliation.Close"), {context, request, reply},
      [this](Opened opened, v1::CloseRequest asked, Engine::Done<v1::CloseReply> done) {
        serving_.engine.ClosePeriod(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* ReconciliationFace::ListCloses(Context* context, const Bytes* request,
                                                         Bytes* reply) {
  return AskReaders<v1::ListClosesRequest, v1::ListClosesReply>(
      serving_, RpcOf("Reconciliation.ListCloses"), {context, request, reply},
      [this](const Caller& caller, const v1::ListClosesRequest& asked) {
        return serving_.queries.ListCloses(caller, asked);
      });
}

}  // namespace yizhan
