// TextProto: messages in text form, as configuration and statement files hold them.
//
// Errors:   InvalidArgument: "name:line:column: what", one after the other; lines from 1. Unknown
//           fields are refused. `message` then holds what was read so far.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace yizhan {

// `name` is what errors call the text: its file.
absl::Status ParseTextProto(const std::string& name, const std::string& text,
                            google::protobuf::Message& message);

}  // namespace yizhan
