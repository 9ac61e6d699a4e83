// SettlementService: the gRPC face of quote, settle, take back and ask.
//
// Errors:   as engine/settlement/engine.h and queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {

// Every method takes raw bytes (wire.h says why).
using RawSettling = v1::Settlement::WithRawCallbackMethod_Quote<
    v1::Settlement::WithRawCallbackMethod_Settle<v1::Settlement::WithRawCallbackMethod_SettleStream<
        v1::Settlement::WithRawCallbackMethod_Reverse<
            v1::Settlement::WithRawCallbackMethod_Replace<v1::Settlement::Service>>>>>;
using RawSettlement =
    v1::Settlement::WithRawCallbackMethod_Get<v1::Settlement::WithRawCallbackMethod_Explain<
        v1::Settlement::WithRawCallbackMethod_List<v1::Settlement::WithRawCallbackMethod_ListPosted<
            v1::Settlement::WithRawCallbackMethod_ListAccounts<RawSettling>>>>>;

class SettlementService final : public RawSettlement {
 public:
  explicit SettlementService(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* Quote(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Settle(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerBidiReactor<Bytes, Bytes>* SettleStream(Context* context) override;
  grpc::ServerUnaryReactor* Reverse(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Replace(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Get(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Explain(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* List(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* ListPosted(Context* context, const Bytes* request,
                                       Bytes* reply) override;
  grpc::ServerUnaryReactor* ListAccounts(Context* context, const Bytes* request,
                                         Bytes* reply) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
