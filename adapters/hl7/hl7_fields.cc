#include "adapters/hl7/hl7_fields.h"

#include <algorithm>
#include <utility>

#include "engine/base/text_form.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kDayDigits = 8;
constexpr int kShanghaiMinutes = 8 * 60;
constexpr int kDayMinutes = 24 * 60;

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int TwoDigits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

// "+0800" in minutes.
std::optional<int> ZoneMinutes(std::string_view zone) {
  if (zone.size() != 5 || !IsDigits(zone.substr(1))) return std::nullopt;
  const int hours = TwoDigits(zone.substr(1));
  const int minutes = TwoDigits(zone.substr(3));
  if (hours > 14 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// HL7 writes 150.0000 for 150.00.
std::string WithoutSpareZeros(std::string text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return text;
  while (text.size() > point + 3 && text.back() == '0') text.pop_back();
  return text;
}

bool IsCurrencyCode(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::optional<Day> DayOfTimeStamp(const std::string& text) {
  const std::size_t sign = text.find_first_of("+-");
  std::string_view local = std::string_view(text).substr(0, sign);
  const std::size_t point = local.find('.');
  if (point != std::string_view::npos && !IsDigits(local.substr(point + 1))) return std::nullopt;
  local = local.substr(0, point);
  const bool known_length =
      local.size() == kDayDigits || local.size() == 10 || local.size() == 12 || local.size() == 14;
  if (!known_length || !IsDigits(local)) return std::nullopt;
  const std::string day_text = std::string(local.substr(0, 4)) + "-" +
                               std::string(local.substr(4, 2)) + "-" +
                               std::string(local.substr(6, 2));
  std::optional<Day> day = ParseDay(day_text);
  if (!day.has_value()) return std::nullopt;
  const int hour = local.size() >= 10 ? TwoDigits(local.substr(8)) : 0;
  const int minute = local.size() >= 12 ? TwoDigits(local.substr(10)) : 0;
  const int second = local.size() == 14 ? TwoDigits(local.substr(12)) : 0;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  if (sign == std::string::npos) return day;
  const std::optional<int> zone = ZoneMinutes(std::string_view(text).substr(sign));
  if (!zone.has_value()) return std::nullopt;
  if (local.size() == kDayDigits) return day;
  const int minutes = hour * 60 + minute - *zone + kShanghaiMinutes;
  if (minutes < 0) --day->days;
  if (minutes >= kDayMinutes) ++day->days;
  return day;
}

std::string Fields::Text(const Place& place, std::size_t characters_max) {
  const Segment* segment = message_.Find(place.segment, place.occurrence);
  return segment != nullptr ? Text(*segment, place, characters_max) : "";
}

std::string Fields::Text(const Segment& segment, const Place& place, std::size_t characters_max) {
  std::string text = message_.Text(segment, place);
  if (text == kNull) return "";
  std::optional<Refusal> fault = TextFault(text, characters_max);
  if (!fault.has_value()) return text;
  Fail(place, *std::move(fault));
  return "";
}

std::string Fields::RequiredText(const Place& place, std::size_t characters_max) {
  std::string text = Text(place, characters_max);
  if (text.empty()) Fail(place, {.reason = v1::FIELD_MISSING});
  return text;
}

std::optional<Money> Fields::Amount(const Segment& segment, const Place& place) {
  const std::string text = message_.Text(segment, place);
  if (text.empty() || text == kNull) return std::nullopt;
  const std::optional<Money> amount = ParseYuan(WithoutSpareZeros(text));
  if (!amount.has_value()) {
    Fail(place, {.reason = v1::FIELD_MALFORMED, .expected = "yuan, at most two decimals"});
    return std::nullopt;
  }
  const bool fits = *amount <= kAmountMax && *amount >= -kAmountMax;
  if (!fits) {
    Fail(place, {.reason = v1::AMOUNT_TOO_LARGE, .expected = "<= " + YuanText(kAmountMax)});
    return std::nullopt;
  }
  CheckCurrency(segment, place);
  return amount;
}

// CP has it in the second subcomponent, MO in the second component, where CP has a price type of
// two letters.
void Fields::CheckCurrency(const Segment& segment, const Place& place) {
  if (place.subcomponent != 1) return;
  Place at = place;
  at.subcomponent = 2;
  std::string currency = message_.Text(segment, at);
  if (currency.empty() && !place.component_named) {
    at = place;
    at.component = 2;
    at.component_named = true;
    const std::string second = message_.Text(segment, at);
    if (IsCurrencyCode(second)) currency = second;
  }
  if (currency.empty() || currency == "CNY" || currency == "RMB") return;
  Fail(at, {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "CNY"});
}

std::optional<Day> Fields::Date(const Place& place) {
  const Segment* segment = message_.Find(place.segment, place.occurrence);
  if (segment == nullptr) return std::nullopt;
  return Date(*segment, place);
}

std::optional<Day> Fields::Date(const Segment& segment, const Place& place) {
  const std::string text = message_.Text(segment, place);
  if (text.empty() || text == kNull) return std::nullopt;
  const std::optional<Day> day = DayOfTimeStamp(text);
  if (!day.has_value()) {
    Fail(place, {.reason = v1::FIELD_MALFORMED, .expected = "YYYYMMDD[HHMM[SS]]"});
  }
  return day;
}

void Fields::Fail(const Place& place, Refusal refusal) {
  if (!status_.ok()) return;
  if (refusal.field.empty()) refusal.field = PlaceText(place);
  status_ = Refuse(std::move(refusal));
}

}  // namespace yizhan::hl7
