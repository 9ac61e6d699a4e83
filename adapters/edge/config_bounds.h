// ConfigBounds: the numbers of a configuration, their defaults and bounds, and its addresses.
//
// Errors:   InvalidArgument names the key.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

absl::Status WrongKey(const std::string& key, const std::string& what);

// 0 becomes the default, and every number keeps within its bounds.
absl::Status FillAndCheckNumbers(v1::EdgeConfig& config);

// host:port with a port of 0 to 65535.
absl::Status CheckAddress(const std::string& key, const std::string& address);
bool IsLoopback(const std::string& address);

}  // namespace yizhan::edge
