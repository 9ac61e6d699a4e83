#include "engine/service/relief_service.h"

#include <utility>

#include "engine/service/bulk_stream.h"
#include "engine/service/call.h"
#include "engine/service/explaining.h"
#include "engine/service/propose_stream.h"

namespace yizhan {

grpc::ServerUnaryReactor* ReliefFace::FundChange(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskEngine<v1::FundChangeRequest, v1::FundChangeReply>(
      serving_, RpcOf("Relief.FundChange"), {context, request, reply},
      [this](Opened opened, v1::FundChangeRequest asked, Engine::Done<v1::FundChangeReply> done) {
        serving_.engine.ChangeFund(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* ReliefFace::ListFunds(Context* context, const Bytes* request,
                                                Bytes* reply) {
  return AskReaders<v1::ListFundsRequest, v1::ListFundsReply>(
      serving_, RpcOf("Relief.ListFunds"), {context, request, reply},
      [this](const Caller& caller, const v1::ListFundsRequest& /*asked*/) {
        return serving_.queries.ListFunds(caller);
      });
}

grpc::ServerUnaryReactor* ReliefFace::SettleApplication(Context* context, const Bytes* request,
                                                        Bytes* reply) {
  using Done = Engine::Done<v1::SettleApplicationReply>;
  return AskEngine<v1::SettleApplicationRequest, v1::SettleApplicationReply>(
      serving_, RpcOf("Relief.SettleApplication"), {context, request, reply},
      [this](Opened opened, v1::SettleApplicationRequest asked, Done done) {
        serving_.engine.SettleApplication(std::move(opened.caller), std::move(asked),
                                          std::move(done));
      });
}

grpc::ServerUnaryReactor* ReliefFace::RecordAfterTheFact(Context* context, const Bytes* request,
                                                         Bytes* reply) {
  return AskEngine<v1::SettleRequest, v1::SettleResult>(
      serving_, RpcOf("Relief.RecordAfterTheFact"), {context, request, reply},
      [this](Opened opened, v1::SettleRequest asked, Engine::Done<v1::SettleResult> done) {
        done = Explaining(serving_, asked.explain(), std::move(done));
        serving_.engine.RecordAfterTheFact(std::move(opened.caller), std::move(asked),
                                           std::move(done));
      });
}

grpc::ServerUnaryReactor* ReliefFace::RecordOutsideAid(Context* context, const Bytes* request,
                                                       Bytes* reply) {
  return AskEngine<v1::OutsideAidRequest, v1::OutsideAidReply>(
      serving_, RpcOf("Relief.RecordOutsideAid"), {context, request, reply},
      [this](Opened opened, v1::OutsideAidRequest asked, Engine::Done<v1::OutsideAidReply> done) {
        serving_.engine.RecordOutsideAid(std::move(opened.caller), std::move(asked),
                                         std::move(done));
      });
}

grpc::ServerUnaryReactor* ReliefFace::Readjudicate(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskReaders<v1::ReadjudicateRequest, v1::Proposal>(
      serving_, RpcOf("Relief.Readjudicate"), {context, request, reply},
      [this](const Caller& caller, const v1::ReadjudicateRequest& asked) {
        return serving_.queries.Readjudicate(caller, asked);
      });
}

grpc::ServerUnaryReactor* ReliefFace::ConfirmAdjustment(Context* context, const Bytes* request,
                                                        Bytes* reply) {
  using Done = Engine::Done<v1::ConfirmAdjustmentReply>;
  return AskEngine<v1::ConfirmAdjustmentRequest, v1::ConfirmAdjustmentReply>(
      serving_, RpcOf("Relief.ConfirmAdjustment"), {context, request, reply},
      [this](Opened opened, v1::ConfirmAdjustmentRequest asked, Done done) {
        serving_.engine.ConfirmAdjustment(std::move(opened.caller), std::move(asked),
                                          std::move(done));
      });
}

grpc::ServerUnaryReactor* ReliefFace::ListPayables(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskReaders<v1::ListPayablesRequest, v1::ListPayablesReply>(
      serving_, RpcOf("Relief.ListPayables"), {context, request, reply},
      [this](const Caller& caller, const v1::ListPayablesRequest& asked) {
        return serving_.queries.ListPayables(caller, asked);
      });
}

grpc::ServerUnaryReactor* ReliefFace::PayOut(Context* context, const Bytes* request, Bytes* reply) {
  return AskEngine<v1::PayOutRequest, v1::PayOutReply>(
      serving_, RpcOf("Relief.PayOut"), {context, request, reply},
      [this](Opened opened, v1::PayOutRequest asked, Engine::Done<v1::PayOutReply> done) {
        serving_.engine.PayOut(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ReliefFace::ProposeAll(Context* context,
                                                                   const Bytes* request) {
  return OpenProposeStream(serving_, lookers_, *context, *request);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ReliefFace::ConfirmInBulk(Context* context,
                                                                      const Bytes* request) {
  return OpenBulkStream(serving_, *context, *request);
}

grpc::ServerUnaryReactor* ReliefFace::ListLeads(Context* context, const Bytes* request,
                                                Bytes* reply) {
  return AskReaders<v1::ListLeadsRequest, v1::ListLeadsReply>(
      serving_, RpcOf("Relief.ListLeads"), {context, request, reply},
      [this](const Caller& caller, const v1::ListLeadsRequest& asked) {
        return serving_.queries.ListLeads(caller, asked);
      });
}

}  // namespace yizhan
