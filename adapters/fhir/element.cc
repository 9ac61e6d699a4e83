#include "adapters/fhir/element.h"

#include <charconv>
#include <utility>

#include "adapters/fhir/date_time.h"
#include "adapters/fhir/names.h"
#include "engine/base/utf8.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kUrlCharactersMax = 200;
constexpr std::size_t kCodeCharactersMax = 100;
constexpr std::size_t kCodingsMax = 20;
constexpr std::size_t kExtensionsMax = 100;

// What is no currency code may be anything: then it is not shown.
std::string ShownCurrency(const std::string& text) {
  if (text.size() != 3) return "";
  for (const char c : text) {
    if (c < 'A' || c > 'Z') return "";
  }
  return text;
}

}  // namespace

void Element::Fail(const std::string& key, Refusal refusal) const {
  refusal.field = key.empty() ? path_ : PathOf(key);
  reading_->Fail(std::move(refusal));
}

const Json* Element::Find(const std::string& key, Json::Kind kind) const {
  const Json* found = present() ? json_->Find(key) : nullptr;
  if (found == nullptr) return nullptr;
  if (auto status = CheckKind(*found, kind, PathOf(key)); !status.ok()) {
    reading_->Fail(std::move(status));
    return nullptr;
  }
  return found;
}

Element Element::Object(const std::string& key) const {
  return {Find(key, Json::Kind::kObject), PathOf(key), reading_};
}

Element Element::RequiredObject(const std::string& key) const {
  Element object = Object(key);
  if (!object.present()) Fail(key, {.reason = v1::FIELD_MISSING});
  return object;
}

std::vector<Element> Element::List(const std::string& key, std::size_t items_max) const {
  const Json* list = Find(key, Json::Kind::kArray);
  if (list == nullptr) return {};
  if (list->items.size() > items_max) {
    Fail(key, {.reason = v1::TOO_MANY_ITEMS,
               .expected = "<= " + std::to_string(items_max),
               .found = std::to_string(list->items.size())});
    return {};
  }
  if (list->items.empty()) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "没有就不写/absent instead of empty"});
  }
  std::vector<Element> elements;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string path = JoinPath(PathOf(key), i);
    if (auto status = CheckKind(list->items[i], Json::Kind::kObject, path); !status.ok()) {
      reading_->Fail(std::move(status));
      return {};
    }
    elements.emplace_back(&list->items[i], path, reading_);
  }
  return elements;
}

std::string Element::Text(const std::string& key, std::size_t characters_max) const {
  const Json* found = Find(key, Json::Kind::kString);
  if (found == nullptr) return "";
  const std::size_t characters = CountCharacters(found->text).value_or(0);
  if (characters > characters_max) {
    Fail(key, {.reason = v1::FIELD_TOO_LONG,
               .expected = "<= " + std::to_string(characters_max),
               .found = std::to_string(characters)});
    return "";
  }
  if (characters == 0 || HasControlCharacter(found->text)) {
    Fail(key, {.reason = v1::FIELD_MALFORMED,
               .expected = "非空且无控制字符/not empty, no control characters"});
    return "";
  }
  return found->text;
}

std::string Element::RequiredText(const std::string& key, std::size_t characters_max) const {
  std::string text = Text(key, characters_max);
  if (text.empty()) Fail(key, {.reason = v1::FIELD_MISSING});
  return text;
}

std::optional<std::uint32_t> Element::Whole(const std::string& key, std::uint32_t lowest) const {
  const Json* found = Find(key, Json::Kind::kNumber);
  if (found == nullptr) return std::nullopt;
  std::uint32_t number = 0;
  const char* end = found->text.data() + found->text.size();
  const auto [last, error] = std::from_chars(found->text.data(), end, number);
  if (error != std::errc() || last != end || number < lowest) {
    Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = ">= " + std::to_string(lowest)});
    return std::nullopt;
  }
  return number;
}

std::optional<Decimal> Element::Number(const std::string& key) const {
  const Json* found = Find(key, Json::Kind::kNumber);
  if (found == nullptr) return std::nullopt;
  const std::optional<Decimal> decimal = ParseDecimal(found->text);
  if (!decimal.has_value()) {
    Fail(key, {.reason = v1::FIELD_MALFORMED,
               .expected = "<= " + std::to_string(kDecimalDigitsMax) + " 位/digits"});
  }
  return decimal;
}

std::optional<Day> Element::Date(const std::string& key) const {
  const std::string text = Text(key, 40);
  if (text.empty()) return std::nullopt;
  const std::optional<Day> day = ParseDateTime(text);
  if (!day.has_value()) {
    Fail(key, {.reason = v1::FIELD_MALFORMED,
               .expected = "YYYY-MM-DD[Thh:mm:ss+zz:zz]，须到日/to the day"});
  }
  return day;
}

Day Element::RequiredDate(const std::string& key) const {
  const std::optional<Day> day = Date(key);
  if (!day.has_value()) Fail(key, {.reason = v1::FIELD_MISSING});
  return day.value_or(Day());
}

std::optional<Money> Element::AmountIn() const {
  const std::optional<Decimal> value = Number("value");
  const std::string currency = Text("currency", 10);
  if (!value.has_value()) Fail("value", {.reason = v1::FIELD_MISSING});
  if (currency.empty()) Fail("currency", {.reason = v1::FIELD_MISSING});
  if (currency != kCurrency) {
    Fail("currency", {.reason = v1::FIELD_UNKNOWN_VALUE,
                      .expected = kCurrency,
                      .found = ShownCurrency(currency)});
  }
  if (!reading_->ok()) return std::nullopt;
  const std::optional<Money> amount = WholeFen(*value);
  if (!amount.has_value()) {
    Fail("value", {.reason = v1::FIELD_MALFORMED, .expected = "整分/whole fen"});
    return std::nullopt;
  }
  if (*amount > kAmountMax || *amount < -kAmountMax) {
    Fail("value", {.reason = v1::AMOUNT_TOO_LARGE,
                   .expected = "<= " + YuanText(kAmountMax),
                   .found = YuanText(*amount)});
    return std::nullopt;
  }
  return amount;
}

std::optional<Money> Element::Amount(const std::string& key) const {
  const Element money = Object(key);
  return money.present() ? money.AmountIn() : std::nullopt;
}

std::optional<Money> Element::Payment(const std::string& key) const {
  const std::optional<Money> amount = Amount(key);
  if (!amount.has_value() || *amount >= Money()) return amount;
  Object(key).Fail("value",
                   {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0", .found = YuanText(*amount)});
  return std::nullopt;
}

std::string Element::Code(const std::string& system, bool or_bare) const {
  for (const Element& coding : List("coding", kCodingsMax)) {
    const std::string stated = coding.Text("system", kUrlCharactersMax);
    if (stated == system || (or_bare && stated.empty())) {
      return coding.Text("code", kCodeCharactersMax);
    }
  }
  return "";
}

std::vector<Element> Element::Extensions(const std::string& url) const {
  std::vector<Element> found;
  for (const Element& extension : List("extension", kExtensionsMax)) {
    if (extension.RequiredText("url", kUrlCharactersMax) == url) found.push_back(extension);
  }
  return found;
}

Element Element::Extension(const std::string& url) const {
  const std::vector<Element> found = Extensions(url);
  if (found.empty()) return {nullptr, PathOf("extension"), reading_};
  if (found.size() > 1) {
    found[1].Fail("url", {.reason = v1::TOO_MANY_ITEMS, .expected = "<= 1", .found = "2"});
  }
  return found.front();
}

std::string Element::ValueText(const std::string& type, std::size_t characters_max) const {
  const std::string text = Text("value" + type, characters_max);
  if (text.empty()) {
    Fail("value", {.reason = v1::FIELD_MISSING, .expected = "value" + type});
  }
  return text;
}

std::optional<Money> Element::ValuePayment() const {
  const Json* found = Find("valueMoney", Json::Kind::kObject);
  const Element money(found, PathOf("value"), reading_);
  if (found == nullptr) {
    Fail("value", {.reason = v1::FIELD_MISSING, .expected = "valueMoney"});
    return std::nullopt;
  }
  const std::optional<Money> amount = money.AmountIn();
  if (!amount.has_value() || *amount >= Money()) return amount;
  money.Fail("value",
             {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0", .found = YuanText(*amount)});
  return std::nullopt;
}

}  // namespace yizhan::fhir
