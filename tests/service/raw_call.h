// RawCall: one call of any method with any bytes, as a client that does not know the contract.
//
// Threads:  any.
#pragma once

#include <string>

#include "adapters/client/client.h"

namespace yizhan::testing {

// `method`: "Settlement.Settle". `authorization`: the header's value; empty: no header. Sends one
// message and reads replies to the end. OK, or what the engine said.
absl::Status RawCall(const Client& client, const std::string& method,
                     const std::string& authorization, const std::string& bytes);

// The same, with no deadline stated.
absl::Status RawCallWithoutDeadline(const Client& client, const std::string& method,
                                    const std::string& authorization, const std::string& bytes);

// The same of any service, by "package.Service.Method", without a token.
absl::Status RawCallPath(const Client& client, const std::string& full_method,
                         const std::string& bytes);

}  // namespace yizhan::testing
