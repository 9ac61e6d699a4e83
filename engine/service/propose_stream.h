// ProposeStream: Relief.ProposeAll: everybody of a town or the district, looked through on a thread
// of its own while the caller reads.
//
// Errors:   ENGINE_BUSY when as many others wait; else as Queries::ProposeAll says.
// Threads:  gRPC's, and one of `lookers`, which waits while the caller has kProposalsReadyMax items
//           unread. Quotes never wait for it: `lookers` are not the readers.
// Owner:    keeps itself alive until gRPC is done with it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

inline constexpr std::size_t kProposalsReadyMax = 16;
inline constexpr std::int64_t kProposalUnreadMs = 30'000;  // Then the caller is given up.

grpc::ServerWriteReactor<grpc::ByteBuffer>* OpenProposeStream(
    Serving& serving, ReaderPool& lookers, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request);

}  // namespace yizhan
