// AlertsFace: the gRPC face of Alerts: warnings, what officers do with them, and a stream of both.
//
// Errors:   as engine/settlement/engine.h and queries.h say; Watch as log_follower.h says.
// Threads:  gRPC's; no handler waits.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/alerts.grpc.pb.h"

namespace yizhan {

using RawAlerts = v1::Alerts::WithRawCallbackMethod_List<v1::Alerts::WithRawCallbackMethod_Handle<
    v1::Alerts::WithRawCallbackMethod_Watch<v1::Alerts::Service>>>;

class AlertsFace final : public RawAlerts {
 public:
  explicit AlertsFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* List(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Handle(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerWriteReactor<Bytes>* Watch(Context* context, const Bytes* request) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
