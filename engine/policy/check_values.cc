#include <cstdint>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/money.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::int64_t kRatioMax_bp = 10'000;

void CheckEnum(const FieldDescriptor* field, int number, const Place& place, Findings& findings) {
  const EnumDescriptor* words = field->enum_type();
  const auto* word = words->FindValueByNumber(number);
  if (word == nullptr) {
    findings.Error(place, {.zh = absl::StrCat("取值 ", number, " 不认识"),
                           .en = absl::StrCat("the value ", number, " is not known")});
  } else if (absl::EndsWith(word->name(), "UNSPECIFIED")) {
    findings.Error(place, {.zh = absl::StrCat("必须写明“", field->name(), "”"),
                           .en = absl::StrCat(field->name(), " must be stated")});
  }
}

// A unit is the last word of a name, so the name says which range holds.
void CheckNumber(const FieldDescriptor* field, std::int64_t number, const Place& place,
                 Findings& findings) {
  const bool is_fen = absl::EndsWith(field->name(), "_fen");
  const bool is_ratio = absl::EndsWith(field->name(), "_bp");
  if (is_fen && (number < 0 || number > kAmountMax.fen())) {
    findings.Error(
        place, {.zh = absl::StrCat("金额 ", number, " 分不在 0 到 ", kAmountMax.fen(), " 分之间"),
                .en = absl::StrCat("the amount ", number, " fen is not within 0 and ",
                                   kAmountMax.fen(), " fen")});
  }
  if (is_ratio && (number < 0 || number > kRatioMax_bp)) {
    findings.Error(place, {.zh = absl::StrCat("比例 ", number, " 不在 0 到 10000(万分之)之间"),
                           .en = absl::StrCat("the ratio ", number,
                                              " is not within 0 and 10000 basis points")});
  }
}

void CheckMessage(const Message& message, const Place& place, Findings& findings);

void CheckSingular(const Message& message, const FieldDescriptor* field, const Place& place,
                   Findings& findings) {
  const auto* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (reflection->HasField(message, field)) {
        CheckMessage(reflection->GetMessage(message, field), place, findings);
      }
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      CheckEnum(field, reflection->GetEnumValue(message, field), place, findings);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      CheckNumber(field, reflection->GetInt64(message, field), place, findings);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      CheckNumber(field, reflection->GetInt32(message, field), place, findings);
      break;
    default:
      break;
  }
}

void CheckRepeated(const Message& message, const FieldDescriptor* field, const Place& place,
                   Findings& findings) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Place item = place.Item(field->name(), i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      CheckMessage(reflection->GetRepeatedMessage(message, field, i), item, findings);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      CheckEnum(field, reflection->GetRepeatedEnumValue(message, field, i), item, findings);
    }
  }
}

void CheckMessage(const Message& message, const Place& place, Findings& findings) {
  const auto* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->is_repeated()) {
      CheckRepeated(message, field, place, findings);
    } else {
      CheckSingular(message, field, place.Field(field->name()), findings);
    }
  }
}

template <typename Item>
void CheckAll(const std::vector<Placed<Item>>& items, Findings& findings) {
  for (const Placed<Item>& item : items) CheckMessage(*item.message, item.place, findings);
}

}  // namespace

void CheckValues(const ComposedPack& pack, Findings& findings) {
  CheckAll(pack.accounts, findings);
  CheckAll(pack.programs, findings);
  CheckAll(pack.thresholds, findings);
  CheckAll(pack.deposits, findings);
  CheckAll(pack.upstream_funds, findings);
}

}  // namespace yizhan
