// LedgerRead: one Ledger.Read stream: a range of the log, or the log as it grows.
//
// A witness reads what is on this disk, so that it can acknowledge it; everybody else what may be
// seen (engine/ledger/followed_store.h).
//
// Errors:   ENTRY_UNKNOWN    a range that is reversed or reaches beyond the durable end
//           others as log_follower.h says
// Threads:  gRPC's; leaves are read on reader threads.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

grpc::ServerWriteReactor<grpc::ByteBuffer>* OpenLedgerRead(
    Serving& serving, const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request);

}  // namespace yizhan
