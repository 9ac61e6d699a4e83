#include "tools/cli/plain_json.h"

#include <google/protobuf/descriptor.h>

#include "engine/base/check.h"
#include "engine/base/digest.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename Named>
std::string IdAt(const std::vector<Named>& list, std::uint32_t place) {
  return place < list.size() ? JsonQuoted(list[place].id) : std::to_string(place);
}

class Writer {
 public:
  explicit Writer(const CompiledPack& pack) : pack_(pack) {}

  std::string Object(const Message& message) const {
    JsonObject object;
    const google::protobuf::Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string value = field.is_repeated() ? List(message, field) : One(message, field);
      if (!value.empty()) object.Raw(field.name(), value);
    }
    return object.Text();
  }

 private:
  // Empty: left out.
  std::string One(const Message& message, const FieldDescriptor& field) const {
    const Reflection& from = *message.GetReflection();
    if (field.has_presence() && !from.HasField(message, &field)) return "";
    if (IsMeaningless(message, field)) return "";
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Object(from.GetMessage(message, &field));
      case FieldDescriptor::CPPTYPE_INT32:
        return std::to_string(from.GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64:
        return std::to_string(from.GetInt64(message, &field));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Place(field.name(), from.GetUInt32(message, &field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Numbered(field, from.GetUInt64(message, &field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return from.GetBool(message, &field) ? "true" : "";
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = from.GetEnumValue(message, &field);
        return value == 0 ? "" : EnumName(field, value);
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = from.GetString(message, &field);
        return text.empty() ? "" : Text(field, text);
      }
      default:
        break;
    }
    constexpr bool kIsTypeOfOurs = false;  // Nothing of ours is a float.
    YIZHAN_CHECK(kIsTypeOfOurs);
    return "";
  }

  std::string List(const Message& message, const FieldDescriptor& field) const {
    const Reflection& from = *message.GetReflection();
    std::string list;
    for (int i = 0; i < from.FieldSize(message, &field); ++i) {
      list += (list.empty() ? "" : ", ") + Item(message, field, i);
    }
    return list.empty() ? "" : "[" + list + "]";
  }

  std::string Item(const Message& message, const FieldDescriptor& field, int i) const {
    const Reflection& from = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Object(from.GetRepeatedMessage(message, &field, i));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Number(field, from.GetRepeatedUInt64(message, &field, i));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(field, from.GetRepeatedString(message, &field, i));
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumName(field, from.GetRepeatedEnumValue(message, &field, i));
      default:
        break;
    }
    constexpr bool kIsListOfOurs = false;
    YIZHAN_CHECK(kIsListOfOurs);
    return "";
  }

  // A break of levels speaks of no program.
  static bool IsMeaningless(const Message& message, const FieldDescriptor& field) {
    if (field.name() != "program" || message.GetDescriptor() != v1::Break::descriptor()) {
      return false;
    }
    return static_cast<const v1::Break&>(message).kind() == v1::LEVEL_DIFFERS;
  }

  std::string Place(const std::string& name, std::uint32_t place) const {
    if (name == "program") return IdAt(pack_.programs, place);
    if (name == "account") return IdAt(pack_.accounts, place);
    if (name == "fund") return IdAt(pack_.funds, place);
    if (name == "threshold") return IdAt(pack_.thresholds, place);
    return place == 0 ? "" : std::to_string(place);
  }

  static std::string Numbered(const FieldDescriptor& field, std::uint64_t number) {
    return number == 0 ? "" : Number(field, number);
  }

  static std::string Number(const FieldDescriptor& field, std::uint64_t number) {
    const bool is_random = field.type() == FieldDescriptor::TYPE_FIXED64;
    return is_random ? JsonQuoted(PersonText(number)) : std::to_string(number);
  }

  static std::string Text(const FieldDescriptor& field, const std::string& text) {
    return JsonQuoted(field.type() == FieldDescriptor::TYPE_BYTES ? HexText(text) : text);
  }

  static std::string EnumName(const FieldDescriptor& field, int value) {
    const auto* known = field.enum_type()->FindValueByNumber(value);
    return known != nullptr ? JsonQuoted(known->name()) : std::to_string(value);
  }

  const CompiledPack& pack_;
};

}  // namespace

std::string PlainJson(const Message& message, const CompiledPack& pack) {
  return Writer(pack).Object(message);
}

}  // namespace yizhan::cli
