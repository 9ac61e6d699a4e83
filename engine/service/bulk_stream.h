// BulkStream: Relief.ConfirmInBulk: the approval, then one proposal after the other, each in a
// batch of its own, so that a desk never waits for more than one of them.
//
// Errors:   as Engine::ApproveInBulk says; what refuses one proposal comes in its item. When the
//           caller goes, nothing more is posted: the same request again goes on.
// Threads:  gRPC's and the loop's; nothing waits.
// Owner:    deletes itself when gRPC is done with it.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

inline constexpr std::int64_t kBulkRetryMs = 20;  // While the queue is full.

grpc::ServerWriteReactor<grpc::ByteBuffer>* OpenBulkStream(
    Serving& serving, const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request);

}  // namespace yizhan
