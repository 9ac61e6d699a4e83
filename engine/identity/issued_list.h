// IssuedList: the authority's book of what it issued, as text.
//
// Errors:   InvalidArgument names the line.
// Threads:  pure.
// Format:   one line a certificate, by tabs: serial, issued, until, revoked, reason, URI. Times are
//           Unix seconds; "-" stands for not revoked and no reason.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/identity/authority.h"

namespace yizhan {

std::string IssuedText(const std::vector<IssuedLine>& lines);
absl::StatusOr<std::vector<IssuedLine>> ParseIssued(const std::string& text);

}  // namespace yizhan
