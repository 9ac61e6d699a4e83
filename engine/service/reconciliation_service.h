// ReconciliationFace: the gRPC face of Reconciliation: closing hospitals' posting periods.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/reconciliation.grpc.pb.h"

namespace yizhan {

using RawReconciliation = v1::Reconciliation::WithRawCallbackMethod_ProposeClose<
    v1::Reconciliation::WithRawCallbackMethod_Close<
        v1::Reconciliation::WithRawCallbackMethod_ListCloses<v1::Reconciliation::Service>>>;

class ReconciliationFace final : public RawReconciliation {
 public:
  explicit ReconciliationFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* ProposeClose(Context* context, const Bytes* request,
                                         Bytes* reply) override;
  grpc::ServerUnaryReactor* Close(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* ListCloses(Context* context, const Bytes* request,
                                       Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
