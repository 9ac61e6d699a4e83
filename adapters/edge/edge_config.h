// EdgeConfig: the configuration of yizhan-edge, read, filled and checked.
//
// Errors:   InvalidArgument names the key and what is wrong with it; never a secret. Unknown keys
//           are refused; files of secrets that others may read are, too.
// Threads:  pure, but for the files it reads.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

// With every 0 replaced by the value in brackets. `upstream` is what --upstream said: the insurer
// that the national door then passes messages to; empty: as the file says.
absl::StatusOr<v1::EdgeConfig> ReadEdgeConfig(const std::string& path,
                                              const std::string& upstream = "");

// Where a running edge takes commands.
std::string CommandSocketPath(const v1::EdgeConfig& config);

}  // namespace yizhan::edge
