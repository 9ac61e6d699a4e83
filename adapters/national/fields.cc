#include "adapters/national/fields.h"

#include <charconv>
#include <utility>

#include "engine/base/utf8.h"

namespace yizhan::national {
namespace {

bool IsTwoDigits(const std::string& text, std::size_t at, int below) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return digit(at) && digit(at + 1) && (text[at] - '0') * 10 + (text[at + 1] - '0') < below;
}

// " HH:mm:ss"
bool IsTimeOfDay(const std::string& text) {
  return text.size() == 9 && text[0] == ' ' && text[3] == ':' && text[6] == ':' &&
         IsTwoDigits(text, 1, 24) && IsTwoDigits(text, 4, 60) && IsTwoDigits(text, 7, 60);
}

std::optional<Day> ParseDateTime(const std::string& text) {
  if (text.size() > 10 && !IsTimeOfDay(text.substr(10))) return std::nullopt;
  return ParseDay(text.substr(0, 10));
}

}  // namespace

void Fields::Fail(const std::string& key, Refusal refusal) {
  if (!status_.ok()) return;
  refusal.field = PathOf(key);
  status_ = Refuse(std::move(refusal));
}

const std::string* Fields::Find(const std::string& key, bool number_allowed) {
  const Json* found = object_.Find(key);
  if (found == nullptr) return nullptr;
  if (found->kind == Json::Kind::kNumber && number_allowed) return &found->text;
  if (auto status = CheckKind(*found, Json::Kind::kString, PathOf(key)); !status.ok()) {
    if (status_.ok()) status_ = status;
    return nullptr;
  }
  return found->text.empty() ? nullptr : &found->text;
}

std::string Fields::Text(const std::string& key, std::size_t characters_max) {
  const std::string* text = Find(key, /*number_allowed=*/false);
  if (text == nullptr) return "";
  const std::size_t characters = CountCharacters(*text).value_or(0);
  if (characters > characters_max) {
    Fail(key, {.reason = v1::FIELD_TOO_LONG,
               .expected = "<= " + std::to_string(characters_max),
               .found = std::to_string(characters)});
    return "";
  }
  if (HasControlCharacter(*text)) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "no control characters"});
    return "";
  }
  return *text;
}

std::string Fields::RequiredText(const std::string& key, std::size_t characters_max) {
  std::string text = Text(key, characters_max);
  if (text.empty()) Fail(key, {.reason = v1::FIELD_MISSING});
  return text;
}

std::optional<Money> Fields::Amount(const std::string& key) {
  const std::optional<Money> amount = SignedAmount(key);
  if (!amount.has_value() || *amount >= Money()) return amount;
  Fail(key, {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0", .found = YuanText(*amount)});
  return std::nullopt;
}

std::optional<Money> Fields::SignedAmount(const std::string& key) {
  const std::string* text = Find(key, /*number_allowed=*/true);
  if (text == nullptr) return std::nullopt;
  const std::optional<Money> amount = ParseYuan(*text);
  if (!amount.has_value()) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "N16,2"});
    return std::nullopt;
  }
  const bool fits = *amount <= kAmountMax && *amount >= -kAmountMax;
  if (!fits) {
    Fail(key, {.reason = v1::AMOUNT_TOO_LARGE,
               .expected = "<= " + YuanText(kAmountMax),
               .found = YuanText(*amount)});
    return std::nullopt;
  }
  return amount;
}

Money Fields::RequiredAmount(const std::string& key) {
  const std::optional<Money> amount = Amount(key);
  if (!amount.has_value()) Fail(key, {.reason = v1::FIELD_MISSING});
  return amount.value_or(Money());
}

std::optional<Day> Fields::Date(const std::string& key) {
  const std::string* text = Find(key, /*number_allowed=*/false);
  if (text == nullptr) return std::nullopt;
  const std::optional<Day> day = ParseDateTime(*text);
  if (!day.has_value()) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "yyyy-MM-dd[ HH:mm:ss]"});
  }
  return day;
}

Day Fields::RequiredDate(const std::string& key) {
  const std::optional<Day> day = Date(key);
  if (!day.has_value()) Fail(key, {.reason = v1::FIELD_MISSING});
  return day.value_or(Day());
}

std::optional<std::uint64_t> Fields::Number(const std::string& key) {
  const std::string* text = Find(key, /*number_allowed=*/true);
  if (text == nullptr) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [last, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || last != end || number == 0) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "1, 2, 3 ..."});
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> Fields::SignedNumber(const std::string& key) {
  const std::string* text = Find(key, /*number_allowed=*/true);
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [last, error] = std::from_chars(text->data(), end, number);
  if (error == std::errc() && last == end) return number;
  Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "..., -1, 0, 1, 2 ..."});
  return std::nullopt;
}

}  // namespace yizhan::national
