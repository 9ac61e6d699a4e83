#include "tests/versions/frozen_contract.h"

#include "absl/strings/str_replace.h"
#include "engine/base/check.h"
#include "google/protobuf/text_format.h"
#include "tests/service/engine_process.h"

namespace yizhan::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::TextFormat;

constexpr char kFolder[] = YIZHAN_SOURCE_DIR "/tests/versions/previous/";
constexpr char kPackage[] = "yizhan.v1.";

// Strings of the request files.
constexpr char kMessageIds[] = "H3101140000120120610";
constexpr char kBillNo[] = "FP0001";
constexpr char kVisitNo[] = "ZY0001";

std::string PrintedValue(const Message& message, const FieldDescriptor& field) {
  if (!field.is_repeated() && field.has_presence() &&
      !message.GetReflection()->HasField(message, &field)) {
    return "";
  }
  std::string text;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return field.is_repeated() ? message.GetReflection()->GetRepeatedString(message, &field, 0)
                               : message.GetReflection()->GetString(message, &field);
  }
  TextFormat::PrintFieldValueToString(message, &field, field.is_repeated() ? 0 : -1, &text);
  return text;
}

const Message& Inside(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, 0)
                             : reflection.GetMessage(message, &field);
}

}  // namespace

google::protobuf::FileDescriptorSet FrozenFiles() {
  google::protobuf::FileDescriptorSet files;
  YIZHAN_CHECK(files.ParseFromString(ReadWholeFile(std::string(kFolder) + "contract.binpb")));
  return files;
}

// protoc lists a file after those it imports.
FrozenContract::FrozenContract() : factory_(&pool_) {
  const google::protobuf::FileDescriptorSet files = FrozenFiles();
  for (const auto& file : files.file()) YIZHAN_CHECK(pool_.BuildFile(file) != nullptr);
}

const MethodDescriptor& FrozenContract::Method(const std::string& rpc) const {
  const MethodDescriptor* method = pool_.FindMethodByName(kPackage + rpc);
  YIZHAN_CHECK(method != nullptr);
  return *method;
}

FrozenMessage FrozenContract::New(const Descriptor& type) const {
  return FrozenMessage(factory_.GetPrototype(&type)->New());
}

FrozenMessage FrozenContract::New(const std::string& type) const {
  const Descriptor* found = pool_.FindMessageTypeByName(kPackage + type);
  YIZHAN_CHECK(found != nullptr);
  return New(*found);
}

FrozenMessage FrozenContract::Request(const std::string& rpc, const std::string& name) const {
  std::string text = ReadWholeFile(std::string(kFolder) + "requests/" + rpc + ".textproto");
  YIZHAN_CHECK(!text.empty());
  if (!name.empty()) {
    text = absl::StrReplaceAll(
        text, {{kMessageIds, name + "-"}, {kBillNo, "FP-" + name}, {kVisitNo, "ZY-" + name}});
  }
  FrozenMessage request = New(*Method(rpc).input_type());
  Merge(*request, text);
  return request;
}

std::string ValueAt(const Message& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  YIZHAN_CHECK(field != nullptr);
  const bool empty =
      field->is_repeated() && message.GetReflection()->FieldSize(message, field) == 0;
  if (empty) return "";
  if (dot == std::string::npos) return PrintedValue(message, *field);
  return ValueAt(Inside(message, *field), path.substr(dot + 1));
}

void Merge(Message& message, const std::string& text) {
  YIZHAN_CHECK(TextFormat::MergeFromString(text, &message));
}

}  // namespace yizhan::testing
