// WireScan: whether protobuf bytes have one reading only, without building the message.
//
// Refuses:  unknown fields, a singular field or a oneof written twice, descending field numbers,
//           non-minimal varints, values outside their type, default values written out, wrong wire
//           types, truncated or trailing bytes, invalid UTF-8, nesting deeper than the limit; and
//           maps, floats, groups and Any, which no entry may have.
// Errors:   DataLoss, naming the path, the offset and what is wrong.
// Threads:  pure.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace google::protobuf {
class Descriptor;
}

namespace yizhan {

inline constexpr int kWireNestingMax = 16;

absl::Status ScanWire(const google::protobuf::Descriptor& message, std::string_view bytes);

}  // namespace yizhan
