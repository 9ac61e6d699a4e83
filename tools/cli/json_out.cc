#include "tools/cli/json_out.h"

#include <string_view>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "google/protobuf/util/json_util.h"
#include "tools/cli/training.h"
#include "tools/cli/width.h"

namespace yizhan::cli {

std::string JsonQuoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    if (character.code == '"' || character.code == '\\') {
      quoted += '\\';
      quoted += bytes;
    } else if (character.code < 0x20) {
      quoted += "\\u00";
      quoted += kHex[character.code >> 4U];
      quoted += kHex[character.code & 0xFU];
    } else if (character.code == 0xFFFD) {
      quoted += "\xEF\xBF\xBD";
    } else {
      quoted += bytes;
    }
    text.remove_prefix(character.bytes);
  }
  return quoted + "\"";
}

std::string JsonText(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  // Our own messages are always printable: no Any, and strings were checked as UTF-8 on the wire.
  YIZHAN_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

std::string JsonError(const absl::Status& status) {
  return "{\"error\": " + JsonText(DetailOf(status)) + "}\n";
}

JsonObject& JsonObject::Raw(const std::string& key, const std::string& json) {
  if (!members_.empty()) members_ += ", ";
  members_ += JsonQuoted(key) + ": " + json;
  return *this;
}

JsonObject& JsonObject::Text(const std::string& key, const std::string& value) {
  return Raw(key, JsonQuoted(value));
}

JsonObject& JsonObject::Number(const std::string& key, std::uint64_t value) {
  return Raw(key, std::to_string(value));
}

JsonObject& JsonObject::Bool(const std::string& key, bool value) {
  return Raw(key, value ? "true" : "false");
}

JsonObject& JsonObject::Training(bool training) {
  return training ? Bool(kTrainingMember, true) : *this;
}

JsonObject& JsonObject::Texts(const std::string& key, const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty()) list += ", ";
    list += JsonQuoted(value);
  }
  return Raw(key, "[" + list + "]");
}

JsonObject& JsonObject::Objects(const std::string& key, const std::vector<JsonObject>& values) {
  std::string list;
  for (const JsonObject& value : values) {
    if (!list.empty()) list += ", ";
    list += value.Text();
  }
  return Raw(key, "[" + list + "]");
}

JsonObject& JsonObject::Object(const std::string& key, const JsonObject& value) {
  return Raw(key, value.Text());
}

}  // namespace yizhan::cli
