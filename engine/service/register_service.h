// RegisterService: the gRPC face of the register of beneficiaries.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
//           ERASURE_UNFINISHED: the key is destroyed, but a file may still hold sealed bytes.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/register.grpc.pb.h"

namespace yizhan {

using RawRegister = v1::Register::WithRawCallbackMethod_Import<
    v1::Register::WithRawCallbackMethod_Lookup<v1::Register::WithRawCallbackMethod_History<
        v1::Register::WithRawCallbackMethod_Verify<v1::Register::WithRawCallbackMethod_Reveal<
            v1::Register::WithRawCallbackMethod_ListExpiring<
                v1::Register::WithRawCallbackMethod_Erase<v1::Register::Service>>>>>>>;

class RegisterService final : public RawRegister {
 public:
  explicit RegisterService(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerReadReactor<Bytes>* Import(Context* context, Bytes* reply) override;
  grpc::ServerUnaryReactor* Lookup(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* History(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Verify(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Reveal(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* ListExpiring(Context* context, const Bytes* request,
                                         Bytes* reply) override;
  grpc::ServerUnaryReactor* Erase(Context* context, const Bytes* request, Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
