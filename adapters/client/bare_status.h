// BareStatus: what a status says that gRPC made itself, without the engine's ErrorDetail.
//
// Threads:  pure.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan {

// Fields of a detail that says: certainly never sent.
inline constexpr char kAddressField[] = "engine";        // Not reached.
inline constexpr char kTlsField[] = "engine.tls";        // No secure connection.
inline constexpr char kClosedField[] = "engine.closed";  // The engine refused the connection.

v1::ErrorDetail BareDetail(const absl::Status& status);

// Whether such a detail, of this field, made `status`.
bool IsUnsent(const absl::Status& status, std::string_view field);

}  // namespace yizhan
