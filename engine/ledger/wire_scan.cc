#include "engine/ledger/wire_scan.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/utf8.h"
#include "google/protobuf/descriptor.h"

namespace yizhan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr std::uint64_t kVarint = 0;
constexpr std::uint64_t kFixed64 = 1;
constexpr std::uint64_t kLengthDelimited = 2;
constexpr std::uint64_t kFixed32 = 5;
constexpr std::uint64_t kNoWireType = 99;
constexpr std::uint64_t kTagMax = std::numeric_limits<std::uint32_t>::max();

// Each returns what is wrong, or nullptr. Words are made only on the way out.
using Wrong = const char*;

std::uint64_t WireTypeOf(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_BOOL:
    case FieldDescriptor::TYPE_ENUM:
      return kVarint;
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
      return kFixed64;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
      return kFixed32;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
      return kLengthDelimited;
    case FieldDescriptor::TYPE_MESSAGE:
      if (field.is_map()) return kNoWireType;
      if (field.message_type()->full_name() == "google.protobuf.Any") return kNoWireType;
      return kLengthDelimited;
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_GROUP:
      return kNoWireType;
  }
  return kNoWireType;
}

bool FitsInt32(std::uint64_t value) {
  const auto number = static_cast<std::int64_t>(value);
  return number >= std::numeric_limits<std::int32_t>::min() &&
         number <= std::numeric_limits<std::int32_t>::max();
}

Wrong CheckVarint(const FieldDescriptor& field, std::uint64_t value) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_INT32:
      return FitsInt32(value) ? nullptr : "value beyond int32";
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_SINT32:
      return value <= kTagMax ? nullptr : "value beyond 32 bits";
    case FieldDescriptor::TYPE_BOOL:
      return value <= 1 ? nullptr : "bool above 1";
    case FieldDescriptor::TYPE_ENUM: {
      if (!FitsInt32(value)) return "enum beyond int32";
      const auto number = static_cast<std::int32_t>(static_cast<std::int64_t>(value));
      return field.enum_type()->FindValueByNumber(number) != nullptr ? nullptr
                                                                     : "unknown enum value";
    }
    default:
      return nullptr;
  }
}

// One message's bytes, from `at` to `end`.
class Scanner {
 public:
  explicit Scanner(std::string_view bytes) : bytes_(bytes), end_(bytes.size()) {}

  Wrong Message(const Descriptor& message, int depth);
  std::size_t at() const { return at_; }
  const std::string& path() const { return path_; }

 private:
  Wrong Varint(std::uint64_t& value);
  Wrong Fixed(std::size_t width, bool& zero);
  Wrong Order(const Descriptor& message, const FieldDescriptor& field, std::int64_t& last,
              std::uint64_t& oneofs);
  Wrong Value(const FieldDescriptor& field, bool& zero);
  Wrong Delimited(const FieldDescriptor& field, int depth, bool& zero);
  Wrong Packed(const FieldDescriptor& field, std::size_t length);
  Wrong Field(const FieldDescriptor& field, std::uint64_t wire_type, int depth);
  // Keeps the path of the innermost field that is wrong.
  Wrong At(const FieldDescriptor& field, Wrong wrong) {
    path_ = path_.empty() ? field.name() : field.name() + "." + path_;
    return wrong;
  }

  std::string_view bytes_;
  std::size_t end_;
  std::size_t at_ = 0;
  std::string path_;
};

Wrong Scanner::Varint(std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (at_ == end_) return "truncated varint";
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    if (shift == 63 && byte > 1) return "varint beyond 64 bits";
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80U) != 0) continue;
    return shift > 0 && byte == 0 ? "non-minimal varint" : nullptr;
  }
  return "varint longer than 10 bytes";
}

Wrong Scanner::Fixed(std::size_t width, bool& zero) {
  if (end_ - at_ < width) return "truncated fixed-width value";
  zero = true;
  for (std::size_t i = 0; i < width; ++i) zero = zero && bytes_[at_ + i] == 0;
  at_ += width;
  return nullptr;
}

Wrong Scanner::Order(const Descriptor& message, const FieldDescriptor& field, std::int64_t& last,
                     std::uint64_t& oneofs) {
  if (field.number() < last) return "field numbers descend";
  const bool many_records = field.is_repeated() && !field.is_packed();
  if (field.number() == last && !many_records) return "written twice";
  last = field.number();
  const auto* oneof = field.real_containing_oneof();
  if (oneof == nullptr) return nullptr;
  if (message.real_oneof_decl_count() > 64) return "more than 64 oneofs in one message";
  const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(oneof->index());
  if ((oneofs & bit) != 0) return "second member of a oneof";
  oneofs |= bit;
  return nullptr;
}

Wrong Scanner::Value(const FieldDescriptor& field, bool& zero) {
  const std::uint64_t wire_type = WireTypeOf(field);
  if (wire_type == kFixed64) return Fixed(8, zero);
  if (wire_type == kFixed32) return Fixed(4, zero);
  std::uint64_t value = 0;
  if (Wrong wrong = Varint(value)) return wrong;
  zero = value == 0;
  return CheckVarint(field, value);
}

Wrong Scanner::Packed(const FieldDescriptor& field, std::size_t length) {
  if (length == 0) return "empty packed list";
  const std::size_t outer_end = end_;
  end_ = at_ + length;
  bool zero = false;
  while (at_ < end_) {
    if (Wrong wrong = Value(field, zero)) return wrong;
  }
  end_ = outer_end;
  return nullptr;
}

Wrong Scanner::Delimited(const FieldDescriptor& field, int depth, bool& zero) {
  std::uint64_t length = 0;
  if (Wrong wrong = Varint(length)) return wrong;
  if (length > end_ - at_) return "length runs past the end";
  zero = length == 0;
  const auto size = static_cast<std::size_t>(length);
  if (field.is_packed()) return Packed(field, size);
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
    const std::size_t outer_end = end_;
    end_ = at_ + size;
    if (Wrong wrong = Message(*field.message_type(), depth + 1)) return wrong;
    end_ = outer_end;
    return nullptr;
  }
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    const bool valid = CountCharacters(std::string(bytes_.substr(at_, size))).has_value();
    if (!valid) return "invalid UTF-8";
  }
  at_ += size;
  return nullptr;
}

Wrong Scanner::Field(const FieldDescriptor& field, std::uint64_t wire_type, int depth) {
  std::uint64_t expected = WireTypeOf(field);
  if (expected == kNoWireType) return "a type no entry may have";
  if (field.is_packed()) expected = kLengthDelimited;
  if (wire_type != expected) return "wrong wire type";
  bool zero = false;
  const Wrong wrong =
      expected == kLengthDelimited ? Delimited(field, depth, zero) : Value(field, zero);
  if (wrong != nullptr) return wrong;
  const bool implicit = !field.is_repeated() && !field.has_presence();
  return implicit && zero ? "default value written out" : nullptr;
}

Wrong Scanner::Message(const Descriptor& message, int depth) {
  if (depth > kWireNestingMax) return "nested too deeply";
  std::int64_t last = 0;
  std::uint64_t oneofs = 0;
  while (at_ < end_) {
    std::uint64_t tag = 0;
    if (Wrong wrong = Varint(tag)) return wrong;
    if (tag > kTagMax || tag >> 3 == 0) return "no field number";
    const FieldDescriptor* field = message.FindFieldByNumber(static_cast<int>(tag >> 3));
    if (field == nullptr) return "unknown field";
    if (Wrong wrong = Order(message, *field, last, oneofs)) return At(*field, wrong);
    if (Wrong wrong = Field(*field, tag & 7, depth)) return At(*field, wrong);
  }
  return nullptr;
}

}  // namespace

absl::Status ScanWire(const Descriptor& message, std::string_view bytes) {
  Scanner scanner(bytes);
  const Wrong wrong = scanner.Message(message, 1);
  if (wrong == nullptr) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(message.name(), scanner.path().empty() ? "" : ".",
                                          scanner.path(), ": ", wrong, " (before byte ",
                                          scanner.at(), " of ", bytes.size(), ")"));
}

}  // namespace yizhan
