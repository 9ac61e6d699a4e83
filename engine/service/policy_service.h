// PolicyFace: the gRPC face of PolicyService: check, activate and show packs.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan {

using RawPolicyService = v1::PolicyService::WithRawCallbackMethod_Check<
    v1::PolicyService::WithRawCallbackMethod_Activate<v1::PolicyService::WithRawCallbackMethod_Show<
        v1::PolicyService::WithRawCallbackMethod_List<v1::PolicyService::Service>>>>;

class PolicyFace final : public RawPolicyService {
 public:
  explicit PolicyFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* Check(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Activate(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Show(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* List(Context* context, const Bytes* request, Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
