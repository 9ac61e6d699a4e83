// MirrorAcknowledge: one Ledger.Acknowledge stream: what a mirror has on its disk.
//
// Errors:   OTHER_LEDGER, EPOCH_NOT_NEWER   it follows another ledger, or an older engine
//           others as MirrorGate
// Threads:  gRPC's; nothing here waits.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

grpc::ServerReadReactor<grpc::ByteBuffer>* OpenMirrorAcknowledge(
    Serving& serving, const grpc::CallbackServerContext& context, grpc::ByteBuffer* reply);

}  // namespace yizhan
