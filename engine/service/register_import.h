// RegisterImport: the stream of Register.Import. Each message is one person; a refused one is
// listed and the rest goes on.
//
// Errors:   the import ends with the engine's own refusal when it cannot go on (stopping, disk,
//           clock, unknown outcome), and with TOO_MANY_ITEMS after kImportRefusalsMax refused
//           persons. What was imported before stays; importing again is harmless.
// Threads:  gRPC's and the loop's; a full bulk queue, or a peer above its rate, is tried again
//           by an alarm; nobody waits.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

// Deletes itself when the stream is over.
grpc::ServerReadReactor<grpc::ByteBuffer>* OpenRegisterImport(
    Serving& serving, const grpc::CallbackServerContext& context, grpc::ByteBuffer* reply);

}  // namespace yizhan
