#include "engine/service/register_service.h"

#include "engine/service/call.h"
#include "engine/service/register_import.h"

namespace yizhan {

grpc::ServerReadReactor<grpc::ByteBuffer>* RegisterService::Import(Context* context, Bytes* reply) {
  return OpenRegisterImport(serving_, *context, reply);
}

grpc::ServerUnaryReactor* RegisterService::Lookup(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskReaders<v1::LookupRequest, v1::LookupReply>(
      serving_, RpcOf("Register.Lookup"), {context, request, reply},
      [this](const Caller& caller, const v1::LookupRequest& asked) {
        return serving_.queries.Lookup(caller, asked);
      });
}

grpc::ServerUnaryReactor* RegisterService::History(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskReaders<v1::HistoryRequest, v1::HistoryReply>(
      serving_, RpcOf("Register.History"), {context, request, reply},
      [this](const Caller& caller, const v1::HistoryRequest& asked) {
        return serving_.queries.History(caller, asked);
      });
}

}  // namespace yizhan
