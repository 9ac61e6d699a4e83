#include "tools/cli/desk_script.h"

#include <charconv>
#include <map>
#include <sstream>
#include <utility>

#include "engine/base/refusal.h"
#include "tools/cli/json_members.h"

namespace yizhan::cli {
namespace {

// The message as its sender would send it: without our fields.
std::string WithoutOurs(const std::vector<JsonMember>& members) {
  std::string json;
  for (const JsonMember& member : members) {
    if (member.key.substr(0, 1) == "_") continue;
    json += json.empty() ? "{" : ",";
    json += "\"" + member.key + "\":" + member.value;
  }
  return json + (json.empty() ? "{}" : "}");
}

std::vector<std::string> SplitNames(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, '|');) {
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

std::optional<std::int64_t> StepOf(const std::string& text) {
  std::int64_t step = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, step);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return step;
}

DeskLine ReadLine(const std::string& json, std::size_t number) {
  DeskLine line;
  line.line = number;
  const absl::StatusOr<std::vector<JsonMember>> members = JsonMembers(json);
  if (!members.ok()) {
    line.message = members.status();
    return line;
  }
  line.institution_id = MemberText(*members, "fixmedins_code").value_or("");
  line.message_id = MemberText(*members, "msgid").value_or("");
  line.step = StepOf(MemberText(*members, "_at").value_or(""));
  line.expected = SplitNames(MemberText(*members, "_expect").value_or(""));
  line.replaces = MemberText(*members, "_replace").value_or("");
  line.message = national::ParseMessage(WithoutOurs(*members));
  return line;
}

// The message id a line is about besides its own: what it takes back or replaces.
std::string OriginalOf(const DeskLine& line) {
  if (!line.replaces.empty() || !line.message.ok()) return line.replaces;
  const auto* reverse = std::get_if<national::ReverseMessage>(&line.message->body);
  return reverse != nullptr ? reverse->request.message_id() : "";
}

// A message id belongs to the terminal that first spoke of it: only the original sender may
// reverse, and a double submission comes from the terminal that submitted.
void AssignTerminals(std::vector<DeskLine>& script) {
  using Key = std::pair<std::string, std::string>;
  std::map<Key, std::size_t> owner;                                  // Institution, message id.
  std::map<std::pair<std::string, std::int64_t>, std::size_t> next;  // Institution, step.
  for (DeskLine& line : script) {
    if (line.step.has_value()) line.terminal = next[{line.institution_id, *line.step}]++;
    const std::string original = OriginalOf(line);
    if (!original.empty()) {
      line.terminal =
          owner.try_emplace({line.institution_id, original}, line.terminal).first->second;
    }
    if (!line.message_id.empty()) {
      line.terminal =
          owner.try_emplace({line.institution_id, line.message_id}, line.terminal).first->second;
    }
  }
}

}  // namespace

std::vector<DeskLine> ReadDeskScript(const std::string& bytes) {
  std::vector<DeskLine> script;
  std::istringstream stream(bytes);
  std::size_t number = 0;
  for (std::string json; std::getline(stream, json);) {
    ++number;
    if (json.find_first_not_of(" \t\r") == std::string::npos) continue;
    script.push_back(ReadLine(json, number));
  }
  AssignTerminals(script);
  return script;
}

std::vector<DeskSegment> PlanSegments(const std::vector<DeskLine>& script) {
  std::vector<DeskSegment> segments;
  std::map<std::int64_t, std::size_t> segment_of_step;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const std::optional<std::int64_t> step = script[i].step;
    if (step.has_value()) {
      const auto [found, fresh] = segment_of_step.try_emplace(*step, segments.size());
      if (fresh) segments.push_back({.together = true, .lines = {}});
      segments[found->second].lines.push_back(i);
      continue;
    }
    if (segments.empty() || segments.back().together) segments.push_back({});
    segments.back().lines.push_back(i);
  }
  return segments;
}

}  // namespace yizhan::cli
