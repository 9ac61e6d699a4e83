#include "adapters/fhir/date_time.h"

namespace yizhan::fhir {
namespace {

constexpr int kMinutesADay = 24 * 60;
constexpr int kShanghaiMinutes = 8 * 60;
constexpr std::size_t kDateBytes = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Two digits at `at`, up to `highest`; -1 when they are not there.
int TwoDigits(const std::string& text, std::size_t at, int highest) {
  if (at + 2 > text.size() || !IsDigit(text[at]) || !IsDigit(text[at + 1])) return -1;
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number <= highest ? number : -1;
}

// "Z", "+08:00", "-05:30"
std::optional<int> ZoneMinutes(const std::string& text, std::size_t at) {
  if (text.substr(at) == "Z") return 0;
  if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  const int hours = TwoDigits(text, at + 1, 14);
  const int minutes = TwoDigits(text, at + 4, 59);
  if (hours < 0 || minutes < 0 || text[at + 3] != ':') return std::nullopt;
  return (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// Where the zone begins: behind "Thh:mm:ss" and a fraction. 0 when that is not there.
std::size_t ZoneAt(const std::string& text) {
  const bool shaped = text.size() > 19 && text[10] == 'T' && text[13] == ':' && text[16] == ':';
  if (!shaped || TwoDigits(text, 17, 60) < 0) return 0;
  std::size_t at = 19;
  if (text[at] != '.') return at;
  while (++at < text.size() && IsDigit(text[at])) {
  }
  return at > 20 && at < text.size() ? at : 0;
}

}  // namespace

std::optional<Day> ParseDateTime(const std::string& text) {
  const std::optional<Day> day = ParseDay(text.substr(0, kDateBytes));
  if (!day.has_value() || text.size() == kDateBytes) return day;
  const std::size_t zone_at = ZoneAt(text);
  const int hours = TwoDigits(text, 11, 23);
  const int minutes = TwoDigits(text, 14, 59);
  if (zone_at == 0 || hours < 0 || minutes < 0) return std::nullopt;
  const std::optional<int> zone = ZoneMinutes(text, zone_at);
  if (!zone.has_value()) return std::nullopt;
  const int shanghai = hours * 60 + minutes - *zone + kShanghaiMinutes;
  if (shanghai < 0) return Day{.days = day->days - 1};
  return Day{.days = day->days + shanghai / kMinutesADay};
}

std::string DateTimeText(std::int64_t unix_ms) {
  std::string text = TimeText(unix_ms);
  text[kDateBytes] = 'T';
  return text + "+08:00";
}

}  // namespace yizhan::fhir
