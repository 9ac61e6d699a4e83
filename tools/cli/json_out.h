// JsonOut: what --json prints: one JSON document on stdout per command.
//
// Format:   protobuf JSON with the .proto's field names; every field printed; int64 as text, bytes
//           as base64. What is no message is a JsonObject, with hex text for bytes. What comes
//           from a training ledger has "training": true.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace yizhan::cli {

std::string JsonText(const google::protobuf::Message& message);

// In quotes, escaped; bytes that are no UTF-8 become U+FFFD.
std::string JsonQuoted(std::string_view text);

// {"error": {...yizhan.v1.ErrorDetail...}}
std::string JsonError(const absl::Status& status);

// The members of one JSON object, in the order they were added.
class JsonObject {
 public:
  JsonObject& Text(const std::string& key, const std::string& value);
  JsonObject& Number(const std::string& key, std::uint64_t value);
  JsonObject& Bool(const std::string& key, bool value);
  JsonObject& Texts(const std::string& key, const std::vector<std::string>& values);
  JsonObject& Object(const std::string& key, const JsonObject& value);
  JsonObject& Objects(const std::string& key, const std::vector<JsonObject>& values);
  JsonObject& Training(bool training);  // Nothing for a real ledger.
  // A value that is JSON already.
  JsonObject& Raw(const std::string& key, const std::string& json);
  std::string Text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

}  // namespace yizhan::cli
