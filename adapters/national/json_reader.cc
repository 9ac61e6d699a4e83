#include "adapters/national/json_reader.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>

#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan {
namespace {

constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

// Builds the tree from the reader's events. Returning false stops the reader; `status` says why.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  bool Null() { return Put({}); }
  bool Bool(bool value) {
    return Put({.kind = Json::Kind::kBool, .text = value ? "true" : "false"});
  }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    return PutText(Json::Kind::kNumber, text, length);
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return CheckUtf8(text, length) && PutText(Json::Kind::kString, text, length);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    open_.back().key.assign(text, length);
    return CheckUtf8(text, length);
  }
  bool StartObject() { return Open(Json::Kind::kObject); }
  bool EndObject(rapidjson::SizeType) { return CheckKeysDiffer() && Close(); }
  bool StartArray() { return Open(Json::Kind::kArray); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  const absl::Status& status() const { return status_; }
  Json Take() { return std::move(root_); }

 private:
  struct Level {
    Json json;
    std::string key;  // Of the member that comes next, in an object.
  };

  // An escape may spell half of a surrogate pair.
  bool CheckUtf8(const char* text, rapidjson::SizeType length) {
    if (CountCharacters(std::string(text, length)).has_value()) return true;
    status_ = Refuse({.reason = v1::FIELD_NOT_UTF8, .field = Path()});
    return false;
  }

  bool PutText(Json::Kind kind, const char* text, rapidjson::SizeType length) {
    Json json;
    json.kind = kind;
    json.text.assign(text, length);
    return Put(std::move(json));
  }

  bool Put(Json json) {
    if (open_.empty()) {
      root_ = std::move(json);
      return true;
    }
    Level& level = open_.back();
    if (level.json.kind == Json::Kind::kArray) {
      level.json.items.push_back(std::move(json));
    } else {
      level.json.members.emplace_back(level.key, std::move(json));
    }
    return true;
  }

  bool Open(Json::Kind kind) {
    if (open_.size() == kJsonDepthMax) {
      status_ = Refuse({.reason = v1::TOO_MANY_ITEMS,
                        .field = Path(),
                        .expected = "<= " + std::to_string(kJsonDepthMax) + " 层/levels"});
      return false;
    }
    open_.emplace_back().json.kind = kind;
    return true;
  }

  bool Close() {
    Json json = std::move(open_.back().json);
    open_.pop_back();
    return Put(std::move(json));
  }

  // Two readers of one key given twice may read two different amounts.
  bool CheckKeysDiffer() {
    std::vector<const std::string*> keys;
    for (const auto& member : open_.back().json.members) keys.push_back(&member.first);
    const auto before = [](const std::string* a, const std::string* b) { return *a < *b; };
    std::sort(keys.begin(), keys.end(), before);
    const auto twice =
        std::adjacent_find(keys.begin(), keys.end(),
                           [](const std::string* a, const std::string* b) { return *a == *b; });
    if (twice == keys.end()) return true;
    open_.back().key = **twice;
    status_ = Refuse(
        {.reason = v1::FIELD_MALFORMED, .field = Path(), .expected = "只出现一次/the key once"});
    return false;
  }

  std::string Path() const {
    std::string path;
    for (const Level& level : open_) {
      path = level.json.kind == Json::Kind::kArray ? JoinPath(path, level.json.items.size())
                                                   : JoinPath(path, level.key);
    }
    return path;
  }

  std::vector<Level> open_;
  Json root_;
  absl::Status status_;
};

const char* KindText(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return "bool";
    case Json::Kind::kNumber:
      return "number";
    case Json::Kind::kString:
      return "string";
    case Json::Kind::kArray:
      return "array";
    case Json::Kind::kObject:
      return "object";
  }
  return "";
}

bool IsPlainName(const std::string& key) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (key.empty() || key.size() > 40 || !is_letter(key[0])) return false;
  if (std::count_if(key.begin(), key.end(), is_digit) > 4) return false;
  return std::all_of(key.begin(), key.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

absl::Status CheckBytes(const std::string& text) {
  if (text.size() > kJsonBytesMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .expected = "<= " + std::to_string(kJsonBytesMax),
                   .found = std::to_string(text.size())});
  }
  if (!CountCharacters(text).has_value()) return Refuse({.reason = v1::FIELD_NOT_UTF8});
  if (text.find('\0') != std::string::npos) {  // The reader would take it for the end.
    return Refuse({.reason = v1::FIELD_MALFORMED, .expected = "JSON"});
  }
  return absl::OkStatus();
}

}  // namespace

const Json* Json::Find(const std::string& key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return value.kind == Kind::kNull ? nullptr : &value;
  }
  return nullptr;
}

absl::StatusOr<Json> ParseJson(const std::string& text) {
  if (auto status = CheckBytes(text); !status.ok()) return status;
  const std::size_t start = text.rfind("\xef\xbb\xbf", 0) == 0 ? 3 : 0;
  rapidjson::MemoryStream stream(text.data() + start, text.size() - start);
  rapidjson::Reader reader;
  Builder builder;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!builder.status().ok()) return builder.status();
  if (result.IsError()) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .expected = "JSON",
                   .found = std::string(rapidjson::GetParseError_En(result.Code())) + " @" +
                            std::to_string(result.Offset() + start)});
  }
  return builder.Take();
}

std::string JoinPath(const std::string& path, const std::string& key) {
  const std::string shown = IsPlainName(key) ? key : "?";
  return path.empty() ? shown : path + "." + shown;
}

std::string JoinPath(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

absl::Status CheckKind(const Json& json, Json::Kind kind, const std::string& path) {
  if (json.kind == kind) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = path,
                 .expected = KindText(kind),
                 .found = KindText(json.kind)});
}

absl::StatusOr<const Json*> Require(const Json& object, const std::string& key, Json::Kind kind,
                                    const std::string& path) {
  const Json* found = object.Find(key);
  if (found == nullptr) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = JoinPath(path, key)});
  }
  if (auto status = CheckKind(*found, kind, JoinPath(path, key)); !status.ok()) return status;
  return found;
}

}  // namespace yizhan
