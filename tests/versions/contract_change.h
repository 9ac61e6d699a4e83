// ContractChange: what a contract takes from those who speak the one before it.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace yizhan::testing {

// Every message, field, code and call of `before` that `now` has not, or has otherwise. What is
// only in `now` is an addition, and fine.
std::vector<std::string> Broken(const google::protobuf::FileDescriptor& before,
                                const google::protobuf::DescriptorPool& now);

}  // namespace yizhan::testing
