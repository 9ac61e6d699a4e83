#include "engine/service/settlement_service.h"

#include <utility>

#include "engine/service/call.h"
#include "engine/service/explaining.h"
#include "engine/service/settle_stream.h"

namespace yizhan {

grpc::ServerUnaryReactor* SettlementService::Quote(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskReaders<v1::QuoteRequest, v1::SettleResult>(
      serving_, RpcOf("Settlement.Quote"), {context, request, reply},
      [this](const Caller& caller, const v1::QuoteRequest& asked) {
        return serving_.queries.Quote(caller, asked);
      });
}

grpc::ServerUnaryReactor* SettlementService::Settle(Context* context, const Bytes* request,
                                                    Bytes* reply) {
  return AskEngine<v1::SettleRequest, v1::SettleResult>(
      serving_, RpcOf("Settlement.Settle"), {context, request, reply},
      [this](Opened opened, v1::SettleRequest asked, Engine::Done<v1::SettleResult> done) {
        done = Explaining(serving_, asked.explain(), std::move(done));
        serving_.engine.Settle(std::move(opened.caller), std::move(asked), opened.deadline_ms,
                               std::move(done));
      });
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SettlementService::SettleStream(
    Context* context) {
  return OpenSettleStream(serving_, *context);
}

grpc::ServerUnaryReactor* SettlementService::Reverse(Context* context, const Bytes* request,
                                                     Bytes* reply) {
  return AskEngine<v1::ReverseRequest, v1::ReverseReply>(
      serving_, RpcOf("Settlement.Reverse"), {context, request, reply},
      [this](Opened opened, v1::ReverseRequest asked, Engine::Done<v1::ReverseReply> done) {
        serving_.engine.Reverse(std::move(opened.caller), std::move(asked), opened.deadline_ms,
                                std::move(done));
      });
}

grpc::ServerUnaryReactor* SettlementService::Replace(Context* context, const Bytes* request,
                                                     Bytes* reply) {
  return AskEngine<v1::ReplaceRequest, v1::ReplaceReply>(
      serving_, RpcOf("Settlement.Replace"), {context, request, reply},
      [this](Opened opened, v1::ReplaceRequest asked, Engine::Done<v1::ReplaceReply> done) {
        done = Explaining(serving_, asked.replacement().explain(), std::move(done));
        serving_.engine.Replace(std::move(opened.caller), std::move(asked), opened.deadline_ms,
                                std::move(done));
      });
}

grpc::ServerUnaryReactor* SettlementService::Get(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskReaders<v1::GetRequest, v1::GetReply>(
      serving_, RpcOf("Settlement.Get"), {context, request, reply},
      [this](const Caller& caller, const v1::GetRequest& asked) {
        return serving_.queries.Get(caller, asked);
      });
}

grpc::ServerUnaryReactor* SettlementService::Explain(Context* context, const Bytes* request,
                                                     Bytes* reply) {
  return AskReaders<v1::ExplainRequest, v1::ExplainReply>(
      serving_, RpcOf("Settlement.Explain"), {context, request, reply},
      [this](const Caller& caller, const v1::ExplainRequest& asked) {
        return serving_.queries.Explain(caller, asked);
      });
}

grpc::ServerUnaryReactor* SettlementService::List(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskReaders<v1::ListRequest, v1::ListReply>(
      serving_, RpcOf("Settlement.List"), {context, request, reply},
      [this](const Caller& caller, const v1::ListRequest& asked) {
        return serving_.queries.List(caller, asked);
      });
}

grpc::ServerUnaryReactor* SettlementService::ListPosted(Context* context, const Bytes* request,
                                                        Bytes* reply) {
  return AskReaders<v1::ListPostedRequest, v1::ListPostedReply>(
      serving_, RpcOf("Settlement.ListPosted"), {context, request, reply},
      [this](const Caller& caller, const v1::ListPostedRequest& asked) {
        return serving_.queries.ListPosted(caller, asked);
      });
}

grpc::ServerUnaryReactor* SettlementService::ListAccounts(Context* context, const Bytes* request,
                                                          Bytes* reply) {
  return AskReaders<v1::ListAccountsRequest, v1::ListAccountsReply>(
      serving_, RpcOf("Settlement.ListAccounts"), {context, request, reply},
      [this](const Caller& caller, const v1::ListAccountsRequest& asked) {
        return serving_.queries.ListAccounts(caller, asked);
      });
}

}  // namespace yizhan
