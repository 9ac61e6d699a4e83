#include "tools/cli/line_error.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "adapters/national/json_reader.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kShownBytesMax = 12;
constexpr std::ptrdiff_t kShownDigitsMax = 10;  // Fewer than a card number or a telephone has.
constexpr char kReplace[] = "replace";
// What the reader of JSON says it found.
constexpr char kNumber[] = "number";
constexpr char kString[] = "string";
constexpr std::string_view kFen = "_fen";

bool MayBeShown(const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_plain = [&is_digit](char c) {
    return is_digit(c) || std::string_view("+-.,/:eE").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kShownBytesMax &&
         std::count_if(text.begin(), text.end(), is_digit) <= kShownDigitsMax &&
         std::all_of(text.begin(), text.end(), is_plain);
}

// A word out of a list of codes, or meant to be one.
bool IsCode(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
  return std::all_of(text.begin(), text.end(), is_letter);
}

std::string ShownText(const std::string& text) {
  if (MayBeShown(text)) return JsonQuoted(text);
  const std::string count = std::to_string(CountCharacters(text).value_or(text.size()));
  return count + " 个字符/characters";
}

std::string Shown(const Json& json) {
  switch (json.kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return "bool";
    case Json::Kind::kNumber:
      return MayBeShown(json.text) ? json.text : kNumber;
    case Json::Kind::kString:
      return ShownText(json.text);
    case Json::Kind::kArray:
      return "array";
    case Json::Kind::kObject:
      return "object";
  }
  return "";
}

// One step of a path, "name" or "name[2]", from `from`; null when it leads nowhere.
const Json* StepFrom(const Json& from, std::string_view step) {
  const std::size_t bracket = std::min(step.find('['), step.size());
  const std::string name(step.substr(0, bracket));
  const auto member = std::find_if(from.members.begin(), from.members.end(),
                                   [&name](const auto& at) { return at.first == name; });
  if (member == from.members.end()) return nullptr;
  if (bracket == step.size()) return &member->second;
  std::size_t index = 0;
  std::from_chars(step.data() + bracket + 1, step.data() + step.size(), index);
  const std::vector<Json>& items = member->second.items;
  return index < items.size() ? &items[index] : nullptr;
}

const Json* At(const Json& root, std::string_view path) {
  const Json* at = &root;
  while (at != nullptr && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    at = StepFrom(*at, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at;
}

// The engine speaks of "bill.total_fen": in the line it may be yuan, or within a replacement.
const Json* FieldIn(const Json& root, const std::string& field) {
  std::string yuan = field;
  if (yuan.size() > kFen.size() && yuan.ends_with(kFen)) {
    yuan.replace(yuan.size() - kFen.size(), kFen.size(), "_yuan");
  }
  const Json* replaced = root.Find(kReplace);
  for (const std::string& path : {field, yuan}) {
    if (const Json* found = At(root, path); found != nullptr) return found;
    const Json* found = replaced == nullptr ? nullptr : At(*replaced, path);
    if (found != nullptr) return found;
  }
  return nullptr;
}

std::string ExpectedOf(const v1::ErrorDetail& why) {
  switch (why.reason()) {
    case v1::FIELD_MISSING:
      return "必填/a value";
    case v1::UNKNOWN_FIELDS:
      return "已知字段/a known field";
    case v1::FIELD_NOT_UTF8:
      return "UTF-8";
    case v1::AMOUNT_NEGATIVE:
      return ">= 0";
    default:
      return "另一种写法/another form";
  }
}

std::string FoundIn(const v1::ErrorDetail& why, const std::string& line) {
  if (why.reason() == v1::FIELD_MISSING) return "无/nothing";
  if (why.reason() == v1::FIELD_NOT_UTF8) return "其他编码/other bytes";
  if (why.reason() == v1::UNKNOWN_FIELDS) return why.field().substr(why.field().rfind('.') + 1);
  const absl::StatusOr<Json> root = ParseJson(line);
  const bool is_named = root.ok() && !why.field().empty();
  const Json* found = is_named ? FieldIn(*root, why.field()) : nullptr;
  if (found == nullptr) return "其他内容/other content";
  const bool is_code = why.reason() == v1::FIELD_UNKNOWN_VALUE && IsCode(found->text);
  return is_code ? JsonQuoted(found->text) : Shown(*found);
}

}  // namespace

v1::ErrorDetail WithFound(const v1::ErrorDetail& why, const std::string& line) {
  const std::string expected = why.expected().empty() ? ExpectedOf(why) : why.expected();
  const bool is_kind = why.found() == kNumber || why.found() == kString;
  const bool is_better = why.found().empty() || (is_kind && !line.empty());
  const std::string found = is_better ? FoundIn(why, line) : why.found();
  return DetailOf(Refuse({.reason = why.reason(),
                          .field = why.field(),
                          .expected = expected,
                          .found = found,
                          .related = why.related()}));
}

JsonObject ErrorJson(const v1::ErrorDetail& why) {
  JsonObject error;
  error.Text("reason", v1::Reason_Name(why.reason()));
  if (!why.field().empty()) error.Text("field", why.field());
  if (!why.expected().empty()) error.Text("expected", why.expected());
  if (!why.found().empty()) error.Text("found", why.found());
  error.Text("message_zh", why.message_zh()).Text("message_en", why.message_en());
  return error;
}

std::string ErrorText(const LinePlace& place, const v1::ErrorDetail& why) {
  const std::string line = std::to_string(place.line);
  return place.file + " 第" + line + "行：" + why.message_zh() + "\n    " + place.file + " line " +
         line + ": " + why.message_en() + "\n";
}

}  // namespace yizhan::cli
