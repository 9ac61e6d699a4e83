// JsonWriter: JSON text, written in order; amounts as decimal numbers with two places, made from
// fen and never from a double.
//
// Units:    fen.
// Errors:   begin and end that do not match stop the program (CHECK).
// Threads:  one.
// Format:   RFC 8259, UTF-8; text that is no UTF-8 is written with U+FFFD in its place.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/national/json_reader.h"

namespace yizhan {

class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view key);

  JsonWriter& Text(std::string_view text);
  JsonWriter& Number(std::int64_t number);
  JsonWriter& Amount(std::int64_t amount_fen);  // 123.45
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // What was read, numbers as they were written.
  JsonWriter& Copy(const Json& json);

  // Members of an object.
  JsonWriter& Text(std::string_view key, std::string_view text) { return Key(key).Text(text); }
  JsonWriter& Number(std::string_view key, std::int64_t number) { return Key(key).Number(number); }
  JsonWriter& Amount(std::string_view key, std::int64_t amount_fen) {
    return Key(key).Amount(amount_fen);
  }

  // The whole text; the writer is used up.
  std::string Take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yizhan
