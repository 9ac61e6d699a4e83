// JsonEdit: changes to a Json that was read, and its text again.
//
// Threads:  pure.
#pragma once

#include <string>
#include <utility>

#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"

namespace yizhan {

// In place of the member of that name, or behind all others.
inline void PutMember(Json& object, const std::string& name, Json value) {
  for (auto& [key, old] : object.members) {
    if (key != name) continue;
    old = std::move(value);
    return;
  }
  object.members.emplace_back(name, std::move(value));
}

inline Json JsonString(std::string text) {
  return {.kind = Json::Kind::kString, .text = std::move(text)};
}

inline Json* FindMember(Json& object, const std::string& name) {
  return const_cast<Json*>(object.Find(name));
}

// Of a string, a number or a bool; "" of anything else.
inline std::string MemberText(const Json& object, const std::string& name) {
  const Json* found = object.Find(name);
  return found == nullptr ? "" : found->text;
}

// Without blanks, numbers as they were written.
inline std::string JsonText(const Json& json) {
  JsonWriter writer;
  writer.Copy(json);
  return writer.Take();
}

}  // namespace yizhan
