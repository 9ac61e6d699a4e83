// InstitutionFace: the gRPC face of InstitutionService: which hospitals are live.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/institution.grpc.pb.h"

namespace yizhan {

using RawInstitutionService = v1::InstitutionService::WithRawCallbackMethod_Add<
    v1::InstitutionService::WithRawCallbackMethod_GoLive<
        v1::InstitutionService::WithRawCallbackMethod_Suspend<
            v1::InstitutionService::WithRawCallbackMethod_List<v1::InstitutionService::Service>>>>;

class InstitutionFace final : public RawInstitutionService {
 public:
  explicit InstitutionFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* Add(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* GoLive(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Suspend(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* List(Context* context, const Bytes* request, Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
