// Negates: whether a contra is the negative copy of its original, whatever happened since.
//
// Errors:   DataLoss naming the contra.
// Threads:  pure.
// Law:      ruling R44.
#pragma once

#include "absl/status/status.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// `original` in the form of a settlement (books/application.h).
absl::Status CheckNegates(const v1::Entry& entry, const v1::Entry& original);

}  // namespace yizhan
