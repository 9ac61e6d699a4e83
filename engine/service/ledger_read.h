// LedgerRead: one Ledger.Read stream: a range of the log, or the log as it grows.
//
// A witness reads what is on this disk, so that it can acknowledge it; everybody else what may be
// seen (engine/ledger/followed_store.h).
//
// Errors:   ENTRY_UNKNOWN    a range that is reversed or reaches beyond the durable end
//           FOLLOWER_BEHIND  a follower that had caught up and lags more than kFollowBehindMax
//           ENGINE_BUSY      no reader is free; read on from the next number
// Threads:  gRPC's; leaves are read on reader threads, a bounded number ahead of the caller. The
//           loop only wakes followers.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

grpc::ServerWriteReactor<grpc::ByteBuffer>* OpenLedgerRead(
    Serving& serving, const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request);

}  // namespace yizhan
