// ToGrpc: a status of ours as gRPC sends it: canonical code, English message, and one ErrorDetail
// in grpc-status-details-bin.
//
// Units:    bytes. Trailers are bounded, because a client drops a reply whose trailers are larger
//           than its metadata limit (8 KiB): long values are cut, a large new outcome is sent
//           without its fee lines and steps, or not at all.
// Threads:  pure.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan {

inline constexpr std::size_t kDetailBytesMax = 4096;
inline constexpr std::size_t kDetailValueBytesMax = 256;
inline constexpr std::size_t kStatusMessageBytesMax = 512;

grpc::Status ToGrpc(const absl::Status& status);

// The detail of `status`, cut to kDetailBytesMax. Also what StreamError carries.
v1::ErrorDetail BoundedDetail(const absl::Status& status);

}  // namespace yizhan
