#include "adapters/national/json_writer.h"

#include "engine/base/check.h"
#include "engine/base/money.h"
#include "engine/base/utf8.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace yizhan {

struct JsonWriter::State {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

namespace {

rapidjson::SizeType SizeOf(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

std::string WithoutOddBytes(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80U) {
      shown += c;
    } else {
      shown += "\xEF\xBF\xBD";
    }
  }
  return shown;
}

}  // namespace

JsonWriter::JsonWriter() : state_(std::make_unique<State>()) {}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::BeginObject() {
  state_->writer.StartObject();
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  YIZHAN_CHECK(state_->writer.EndObject());
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  state_->writer.StartArray();
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  YIZHAN_CHECK(state_->writer.EndArray());
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  state_->writer.Key(key.data(), SizeOf(key));
  return *this;
}

JsonWriter& JsonWriter::Text(std::string_view text) {
  if (IsUtf8(text)) {
    state_->writer.String(text.data(), SizeOf(text));
    return *this;
  }
  const std::string shown = WithoutOddBytes(text);
  state_->writer.String(shown.data(), SizeOf(shown));
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t number) {
  state_->writer.Int64(number);
  return *this;
}

JsonWriter& JsonWriter::Amount(std::int64_t amount_fen) {
  const std::string text = YuanText(Money::FromFen(amount_fen));
  state_->writer.RawValue(text.data(), text.size(), rapidjson::kNumberType);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  state_->writer.Bool(value);
  return *this;
}

JsonWriter& JsonWriter::Null() {
  state_->writer.Null();
  return *this;
}

JsonWriter& JsonWriter::Copy(const Json& json) {
  switch (json.kind) {
    case Json::Kind::kNull:
      return Null();
    case Json::Kind::kBool:
      return Bool(json.text == "true");
    case Json::Kind::kNumber:
      state_->writer.RawValue(json.text.data(), json.text.size(), rapidjson::kNumberType);
      return *this;
    case Json::Kind::kString:
      return Text(json.text);
    case Json::Kind::kArray:
      BeginArray();
      for (const Json& item : json.items) Copy(item);
      return EndArray();
    case Json::Kind::kObject:
      BeginObject();
      for (const auto& [key, value] : json.members) Key(key).Copy(value);
      return EndObject();
  }
  return *this;
}

std::string JsonWriter::Take() {
  YIZHAN_CHECK(state_->writer.IsComplete());
  return state_->buffer.GetString();
}

}  // namespace yizhan
