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
using RawAfterwards = v1::Relief::WithRawCallbackMethod_RecordOutsideAid<
    v1::Relief::WithRawCallbackMethod_Readjudicate<
        v1::Relief::WithRawCallbackMethod_ConfirmAdjustment<RawOffice>>>;
using RawRelief = v1::Relief::WithRawCallbackMethod_SettleApplication<RawAfterwards>;

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
  grpc::ServerUnaryReactor* RecordOutsideAid(Context* context, const Bytes* request,
                                             Bytes* reply) override;
  grpc::ServerUnaryReactor* Readjudicate(Context* context, const Bytes* request,
                                         Bytes* reply) override;
  grpc::ServerUnaryReactor* ConfirmAdjustment(Context* context, const Bytes* request,
                                              Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
