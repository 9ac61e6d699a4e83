// ReliefFace: the gRPC face of Relief: the relief office's own entries.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan {

using RawOffice = v1::Relief::WithRawCallbackMethod_FundChange<
    v1::Relief::WithRawCallbackMethod_ListFunds<v1::Relief::Service>>;
using RawRecorded = v1::Relief::WithRawCallbackMethod_RecordAfterTheFact<
    v1::Relief::WithRawCallbackMethod_RecordOutsideAid<RawOffice>>;
using RawAfterwards = v1::Relief::WithRawCallbackMethod_Readjudicate<
    v1::Relief::WithRawCallbackMethod_ConfirmAdjustment<RawRecorded>>;
using RawPayouts = v1::Relief::WithRawCallbackMethod_ListPayables<
    v1::Relief::WithRawCallbackMethod_PayOut<RawAfterwards>>;
using RawInBulk =
    v1::Relief::WithRawCallbackMethod_ProposeAll<v1::Relief::WithRawCallbackMethod_ConfirmInBulk<
        v1::Relief::WithRawCallbackMethod_ListLeads<RawPayouts>>>;
using RawRelief = v1::Relief::WithRawCallbackMethod_SettleApplication<RawInBulk>;

inline constexpr std::size_t kLookers = 1;
inline constexpr std::size_t kLookersWaitingMax = 4;

class ReliefFace final : public RawRelief {
 public:
  explicit ReliefFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* FundChange(Context* context, const Bytes* request,
                                       Bytes* reply) override;
  grpc::ServerUnaryReactor* ListFunds(Context* context, const Bytes* request,
                                      Bytes* reply) override;
  grpc::ServerUnaryReactor* SettleApplication(Context* context, const Bytes* request,
                                              Bytes* reply) override;
  grpc::ServerUnaryReactor* RecordAfterTheFact(Context* context, const Bytes* request,
                                               Bytes* reply) override;
  grpc::ServerUnaryReactor* RecordOutsideAid(Context* context, const Bytes* request,
                                             Bytes* reply) override;
  grpc::ServerUnaryReactor* Readjudicate(Context* context, const Bytes* request,
                                         Bytes* reply) override;
  grpc::ServerUnaryReactor* ConfirmAdjustment(Context* context, const Bytes* request,
                                              Bytes* reply) override;
  grpc::ServerUnaryReactor* ListPayables(Context* context, const Bytes* request,
                                         Bytes* reply) override;
  grpc::ServerUnaryReactor* PayOut(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerWriteReactor<Bytes>* ProposeAll(Context* context, const Bytes* request) override;
  grpc::ServerWriteReactor<Bytes>* ConfirmInBulk(Context* context, const Bytes* request) override;
  grpc::ServerUnaryReactor* ListLeads(Context* context, const Bytes* request,
                                      Bytes* reply) override;

 private:
  Serving& serving_;
  ReaderPool lookers_{kLookers, kLookersWaitingMax};  // A year of a whole district takes minutes.
};

}  // namespace yizhan
