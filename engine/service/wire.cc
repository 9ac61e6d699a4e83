#include "engine/service/wire.h"

#include <optional>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/utf8.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

constexpr int kNestingMax = 16;

// The path of the first text field that is not UTF-8; empty optional when there is none.
std::optional<std::string> FirstBadText(const Descriptor& type, const std::string& bytes,
                                        int nesting) {
  UnknownFieldSet fields;
  if (nesting > kNestingMax || !fields.ParseFromString(bytes)) return std::nullopt;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    const FieldDescriptor* known = type.FindFieldByNumber(field.number());
    if (known == nullptr) continue;
    if (known->type() == FieldDescriptor::TYPE_STRING &&
        !CountCharacters(field.length_delimited()).has_value()) {
      return known->name();
    }
    if (known->type() != FieldDescriptor::TYPE_MESSAGE) continue;
    const std::optional<std::string> inside =
        FirstBadText(*known->message_type(), field.length_delimited(), nesting + 1);
    if (inside.has_value()) return known->name() + "." + *inside;
  }
  return std::nullopt;
}

std::string Joined(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string joined;
  if (!bytes.Dump(&slices).ok()) return joined;
  for (const grpc::Slice& slice : slices) {
    joined.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return joined;
}

absl::Status CheckKnown(const Message& message, const std::string& path) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    const int number = reflection.GetUnknownFields(message).field(0).number();
    return Refuse({.reason = v1::UNKNOWN_FIELDS,
                   .field = path.empty() ? "request" : path,
                   .found = "field number " + std::to_string(number)});
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->message_type() == v1::Bill::descriptor()) continue;
    const std::string inside = path.empty() ? field->name() : path + "." + field->name();
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& part = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                 : reflection.GetMessage(message, field);
      const absl::Status checked = CheckKnown(part, inside);
      if (!checked.ok()) return checked;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadInto(const grpc::ByteBuffer& bytes, std::size_t bytes_max, Message& message) {
  if (bytes.Length() > bytes_max) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = "message",
                   .expected = "at most " + std::to_string(bytes_max) + " bytes",
                   .found = std::to_string(bytes.Length()) + " bytes"});
  }
  grpc::ByteBuffer shared(bytes);
  grpc::ProtoBufferReader reader(&shared);
  if (message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  const std::optional<std::string> bad_text =
      FirstBadText(*message.GetDescriptor(), Joined(bytes), 0);
  if (bad_text.has_value()) return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = *bad_text});
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "message",
                 .expected = message.GetDescriptor()->full_name()});
}

grpc::ByteBuffer WriteMessage(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

absl::Status CheckKnownFields(const Message& message) { return CheckKnown(message, ""); }

std::uint64_t NumberFieldOf(const grpc::ByteBuffer& bytes, int field_number) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(Joined(bytes))) return 0;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.number() == field_number && field.type() == UnknownField::TYPE_VARINT) {
      return field.varint();
    }
  }
  return 0;
}

}  // namespace yizhan
