// FillMessage: a JSON object as a protobuf message, field by field, strictly.
//
// Units:    a member "x_yuan" with yuan text fills the field "x_fen".
// Errors:   UNKNOWN_FIELDS, FIELD_MALFORMED (wrong type, no integer, fen and yuan both given),
//           FIELD_UNKNOWN_VALUE (no such enum name), with the path. None repeats a value.
// Threads:  pure.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "adapters/national/json_reader.h"

namespace yizhan {

// For messages of strings, integers, enums (by name), messages and lists of strings or messages.
absl::Status FillMessage(const Json& object, const std::string& path,
                         google::protobuf::Message* message);

}  // namespace yizhan
