#include "tests/versions/contract_change.h"

#include "absl/strings/str_cat.h"

namespace yizhan::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

using Findings = std::vector<std::string>;

// All that decides how a field's bytes are read; its name, too, for it stands in text files.
std::string Shape(const FieldDescriptor& field) {
  std::string shape = absl::StrCat(field.name(), ":", field.type_name());
  if (field.message_type() != nullptr)
    absl::StrAppend(&shape, " ", field.message_type()->full_name());
  if (field.enum_type() != nullptr) absl::StrAppend(&shape, " ", field.enum_type()->full_name());
  if (field.is_repeated()) absl::StrAppend(&shape, field.is_packed() ? " packed" : " repeated");
  if (field.has_presence()) absl::StrAppend(&shape, " present or not");
  if (field.real_containing_oneof() != nullptr) {
    absl::StrAppend(&shape, " one of ", field.real_containing_oneof()->name());
  }
  return shape;
}

void CompareEnum(const EnumDescriptor& before, const DescriptorPool& now, Findings& findings) {
  const EnumDescriptor* today = now.FindEnumTypeByName(before.full_name());
  if (today == nullptr) return findings.push_back(before.full_name() + ": gone");
  for (int i = 0; i < before.value_count(); ++i) {
    const EnumValueDescriptor& value = *before.value(i);
    const EnumValueDescriptor* same = today->FindValueByName(value.name());
    if (same != nullptr && same->number() == value.number()) continue;
    findings.push_back(
        absl::StrCat(before.full_name(), ".", value.name(), ": not ", value.number(), " any more"));
  }
}

void CompareMessage(const Descriptor& before, const DescriptorPool& now, Findings& findings) {
  const Descriptor* today = now.FindMessageTypeByName(before.full_name());
  if (today == nullptr) return findings.push_back(before.full_name() + ": gone");
  for (int i = 0; i < before.field_count(); ++i) {
    const FieldDescriptor& field = *before.field(i);
    const FieldDescriptor* same = today->FindFieldByNumber(field.number());
    const std::string found = same == nullptr ? "nothing" : Shape(*same);
    if (found == Shape(field)) continue;
    findings.push_back(absl::StrCat(field.full_name(), " = ", field.number(), ": ", Shape(field),
                                    ", now ", found));
  }
  for (int i = 0; i < before.nested_type_count(); ++i) {
    CompareMessage(*before.nested_type(i), now, findings);
  }
  for (int i = 0; i < before.enum_type_count(); ++i) {
    CompareEnum(*before.enum_type(i), now, findings);
  }
}

std::string Shape(const MethodDescriptor& method) {
  return absl::StrCat("(", method.client_streaming() ? "stream " : "",
                      method.input_type()->full_name(), ") returns (",
                      method.server_streaming() ? "stream " : "", method.output_type()->full_name(),
                      ")");
}

void CompareService(const ServiceDescriptor& before, const DescriptorPool& now,
                    Findings& findings) {
  for (int i = 0; i < before.method_count(); ++i) {
    const MethodDescriptor& method = *before.method(i);
    const MethodDescriptor* same = now.FindMethodByName(method.full_name());
    const std::string found = same == nullptr ? "gone" : Shape(*same);
    if (found == Shape(method)) continue;
    findings.push_back(absl::StrCat(method.full_name(), Shape(method), ", now ", found));
  }
}

}  // namespace

std::vector<std::string> Broken(const FileDescriptor& before, const DescriptorPool& now) {
  Findings findings;
  for (int i = 0; i < before.message_type_count(); ++i) {
    CompareMessage(*before.message_type(i), now, findings);
  }
  for (int i = 0; i < before.enum_type_count(); ++i) {
    CompareEnum(*before.enum_type(i), now, findings);
  }
  for (int i = 0; i < before.service_count(); ++i) {
    CompareService(*before.service(i), now, findings);
  }
  return findings;
}

}  // namespace yizhan::testing
