// SettleStream: many settlements in flight on one stream; answers as they come, matched by tag.
//
// Errors:   a refused settlement is a StreamError with its tag and the stream goes on. The stream
//           itself ends with an error when the caller may not call, or when bytes are no request.
// Threads:  gRPC's and the loop's; StreamWindow decides who does what next.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

// Deletes itself when the stream is over.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* OpenSettleStream(
    Serving& serving, const grpc::CallbackServerContext& context);

}  // namespace yizhan
