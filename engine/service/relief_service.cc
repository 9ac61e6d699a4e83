#include "engine/service/relief_service.h"

#include <utility>

#include "engine/service/call.h"

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

}  // namespace yizhan
