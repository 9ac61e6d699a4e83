// Fields: reads the members of one national object and keeps the first refusal, so that a list of
// fields reads as a list.
//
// Units:    amounts are N16,2 text or JSON numbers, 0 .. 10^13 fen.
// Errors:   status() is the first Refusal, with the path; reads after it give defaults. None
//           repeats what was read.
// Owner:    the caller keeps the object alive.
// Threads:  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/national/json_reader.h"
#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::national {

class Fields {
 public:
  Fields(const Json& object, std::string path) : object_(object), path_(std::move(path)) {}

  // "" when absent.
  std::string Text(const std::string& key, std::size_t characters_max);
  std::string RequiredText(const std::string& key, std::size_t characters_max);

  std::optional<Money> Amount(const std::string& key);
  Money RequiredAmount(const std::string& key);

  // One that may be negative: -10^13 .. 10^13 fen.
  std::optional<Money> SignedAmount(const std::string& key);

  // "yyyy-MM-dd" or "yyyy-MM-dd HH:mm:ss".
  std::optional<Day> Date(const std::string& key);
  Day RequiredDate(const std::string& key);

  // A positive whole number, as a JSON number or as text.
  std::optional<std::uint64_t> Number(const std::string& key);

  // A whole number, which may be 0 or negative, as a JSON number or as text.
  std::optional<std::int64_t> SignedNumber(const std::string& key);

  // Keeps the first refusal; fills in the path of `key`.
  void Fail(const std::string& key, Refusal refusal);
  std::string PathOf(const std::string& key) const { return JoinPath(path_, key); }
  const absl::Status& status() const { return status_; }

 private:
  // The member's text when it is a string, or a number where one is allowed; null when absent.
  const std::string* Find(const std::string& key, bool number_allowed);

  const Json& object_;
  std::string path_;
  absl::Status status_;
};

}  // namespace yizhan::national
