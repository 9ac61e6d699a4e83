#include "tools/cli/alert_names.h"

#include <array>
#include <charconv>
#include <string_view>

namespace yizhan::cli {
namespace {

template <typename Code>
struct CodeName {
  Code code;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<CodeName<v1::AlertState>, 4> kStates = {{
    {v1::ALERT_OPEN, "open", "未受理 open"},
    {v1::ACKNOWLEDGED, "acknowledged", "已受理 acknowledged"},
    {v1::REFERRED, "referred", "已转介 referred"},
    {v1::ALERT_CLOSED, "closed", "已办结 closed"},
}};

constexpr std::array<CodeName<v1::Severity>, 3> kLevels = {{
    {v1::NOTICE, "notice", "提示 notice"},
    {v1::WARNING, "warning", "预警 warning"},
    {v1::URGENT, "urgent", "紧急 urgent"},
}};

constexpr std::array<CodeName<v1::AlertOutcome>, 6> kOutcomes = {{
    {v1::HELP_GRANTED, "granted", "已获进一步帮扶 help granted"},
    {v1::HELP_REFUSED, "refused", "申请未获批准 help refused"},
    {v1::HELP_NOT_DUE, "not-due", "经核对不符合条件 not eligible"},
    {v1::HELP_DECLINED, "declined", "本人不需要或放弃 declined"},
    {v1::PERSON_NOT_REACHED, "not-reached", "未能联系上 not reached"},
    {v1::NO_ACTION_NEEDED, "no-action", "无需处理 no action needed"},
}};

constexpr std::array<CodeName<v1::AlertEvent::Kind>, 4> kKinds = {{
    {v1::AlertEvent::RAISED, "raised", "新预警 raised"},
    {v1::AlertEvent::WITHDRAWN, "withdrawn", "已解除 withdrawn"},
    {v1::AlertEvent::HANDLED, "handled", "已处理 handled"},
    {v1::AlertEvent::AGED, "aged", "超期升级 aged"},
}};

template <typename Code, std::size_t kCount>
std::string TextOf(const std::array<CodeName<Code>, kCount>& names, Code code) {
  for (const CodeName<Code>& known : names) {
    if (known.code == code) return std::string(known.text);
  }
  return "-";
}

template <typename Code, std::size_t kCount>
std::optional<Code> Named(const std::array<CodeName<Code>, kCount>& names,
                          const std::string& name) {
  for (const CodeName<Code>& known : names) {
    if (known.name == name) return known.code;
  }
  return std::nullopt;
}

template <typename Number>
bool ReadWhole(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

std::string AlertStateText(v1::AlertState state) { return TextOf(kStates, state); }
std::string AlertLevelText(v1::Severity level) { return TextOf(kLevels, level); }
std::string AlertOutcomeText(v1::AlertOutcome outcome) { return TextOf(kOutcomes, outcome); }
std::string AlertKindText(v1::AlertEvent::Kind kind) { return TextOf(kKinds, kind); }

std::optional<v1::AlertState> AlertStateNamed(const std::string& name) {
  return Named(kStates, name);
}
std::optional<v1::Severity> AlertLevelNamed(const std::string& name) {
  return Named(kLevels, name);
}
std::optional<v1::AlertOutcome> AlertOutcomeNamed(const std::string& name) {
  return Named(kOutcomes, name);
}

std::vector<std::string> AlertOutcomeNames() {
  std::vector<std::string> names;
  for (const auto& known : kOutcomes) names.emplace_back(known.name);
  return names;
}

std::string AlertNameText(std::uint64_t raised_by, std::uint32_t place) {
  return std::to_string(raised_by) + "." + std::to_string(place);
}

bool ParseAlertName(const std::string& text, std::uint64_t& raised_by, std::uint32_t& place) {
  const std::string_view whole = text;
  const std::size_t dot = whole.find('.');
  place = 0;
  if (!ReadWhole(whole.substr(0, dot), raised_by)) return false;
  return dot == std::string_view::npos || ReadWhole(whole.substr(dot + 1), place);
}

}  // namespace yizhan::cli
