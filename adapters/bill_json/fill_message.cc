#include "adapters/bill_json/fill_message.h"

#include <google/protobuf/descriptor.h>

#include <charconv>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Malformed(const std::string& path, const std::string& expected) {
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = path, .expected = expected});
}

template <typename Integer>
absl::StatusOr<Integer> ReadInteger(const Json& json, const std::string& path) {
  if (auto status = CheckKind(json, Json::Kind::kNumber, path); !status.ok()) return status;
  Integer value = 0;
  const char* end = json.text.data() + json.text.size();
  const auto [last, error] = std::from_chars(json.text.data(), end, value);
  if (error != std::errc() || last != end) return Malformed(path, "integer");
  return value;
}

absl::Status SetText(const Json& json, const std::string& path, const FieldDescriptor* field,
                     Message* message) {
  if (auto status = CheckKind(json, Json::Kind::kString, path); !status.ok()) return status;
  const auto* reflection = message->GetReflection();
  if (field->is_repeated()) {
    reflection->AddString(message, field, json.text);
  } else {
    reflection->SetString(message, field, json.text);
  }
  return absl::OkStatus();
}

absl::Status SetEnum(const Json& json, const std::string& path, const FieldDescriptor* field,
                     Message* message) {
  if (auto status = CheckKind(json, Json::Kind::kString, path); !status.ok()) return status;
  const auto* value = field->enum_type()->FindValueByName(json.text);
  if (value == nullptr) {
    std::string names;
    for (int i = 1; i < field->enum_type()->value_count(); ++i) {
      names += (names.empty() ? "" : ", ") + field->enum_type()->value(i)->name();
    }
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = path, .expected = names});
  }
  message->GetReflection()->SetEnum(message, field, value);
  return absl::OkStatus();
}

absl::Status SetMessage(const Json& json, const std::string& path, const FieldDescriptor* field,
                        Message* message) {
  if (auto status = CheckKind(json, Json::Kind::kObject, path); !status.ok()) return status;
  const auto* reflection = message->GetReflection();
  Message* child = field->is_repeated() ? reflection->AddMessage(message, field)
                                        : reflection->MutableMessage(message, field);
  return FillMessage(json, path, child);
}

absl::Status SetValue(const Json& json, const std::string& path, const FieldDescriptor* field,
                      Message* message) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return SetText(json, path, field, message);
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(json, path, field, message);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(json, path, field, message);
    case FieldDescriptor::CPPTYPE_INT64: {
      const auto value = ReadInteger<std::int64_t>(json, path);
      if (value.ok()) reflection->SetInt64(message, field, *value);
      return value.status();
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      const auto value = ReadInteger<std::uint32_t>(json, path);
      if (value.ok()) reflection->SetUInt32(message, field, *value);
      return value.status();
    }
    default:
      break;
  }
  constexpr bool kIsTypeOfABill = false;
  YIZHAN_CHECK(kIsTypeOfABill);
  return absl::OkStatus();
}

absl::Status SetField(const Json& json, const std::string& path, const FieldDescriptor* field,
                      Message* message) {
  if (!field->is_repeated()) return SetValue(json, path, field, message);
  if (auto status = CheckKind(json, Json::Kind::kArray, path); !status.ok()) return status;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (auto status = SetValue(json.items[i], JoinPath(path, i), field, message); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

// "total_yuan" -> the field total_fen; null for other names.
const FieldDescriptor* FenFieldOf(const std::string& key, const Message& message) {
  static constexpr char kYuan[] = "_yuan";
  const std::size_t stem = key.size() < 5 ? 0 : key.size() - 5;
  if (stem == 0 || key.compare(stem, std::string::npos, kYuan) != 0) return nullptr;
  return message.GetDescriptor()->FindFieldByName(key.substr(0, stem) + "_fen");
}

absl::Status SetYuan(const Json& json, const std::string& path, const FieldDescriptor* field,
                     Message* message) {
  if (auto status = CheckKind(json, Json::Kind::kString, path); !status.ok()) return status;
  const std::optional<Money> amount = ParseYuan(json.text);
  if (!amount.has_value()) return Malformed(path, "\"18523.47\"");
  message->GetReflection()->SetInt64(message, field, amount->fen());
  return absl::OkStatus();
}

}  // namespace

absl::Status FillMessage(const Json& object, const std::string& path, Message* message) {
  for (const auto& [key, json] : object.members) {
    const std::string at = JoinPath(path, key);
    const FieldDescriptor* fen_field = FenFieldOf(key, *message);
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
    if (fen_field == nullptr && field == nullptr) {
      return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = at});
    }
    if (fen_field != nullptr && object.Find(fen_field->name()) != nullptr) {
      return Malformed(at, "fen or yuan, not both");
    }
    const absl::Status status = fen_field != nullptr ? SetYuan(json, at, fen_field, message)
                                                     : SetField(json, at, field, message);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace yizhan
