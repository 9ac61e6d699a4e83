// AlertNames: what people call the states, outcomes and levels of warnings, and what the command
// line calls them.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "yizhan/v1/alerts.pb.h"

namespace yizhan::cli {

std::string AlertStateText(v1::AlertState state);        // "未受理 open"
std::string AlertLevelText(v1::Severity level);          // "紧急 urgent"
std::string AlertOutcomeText(v1::AlertOutcome outcome);  // "已获帮扶 help granted"
std::string AlertKindText(v1::AlertEvent::Kind kind);    // "新预警 raised"

// "open", "acknowledged", "referred", "closed".
std::optional<v1::AlertState> AlertStateNamed(const std::string& name);
// "notice", "warning", "urgent".
std::optional<v1::Severity> AlertLevelNamed(const std::string& name);
// "granted", "refused", ..., as --outcome takes them.
std::optional<v1::AlertOutcome> AlertOutcomeNamed(const std::string& name);
std::vector<std::string> AlertOutcomeNames();

// "812.0": the entry that raised a warning, and its place there; "812" stands for "812.0".
std::string AlertNameText(std::uint64_t raised_by, std::uint32_t place);
bool ParseAlertName(const std::string& text, std::uint64_t& raised_by, std::uint32_t& place);

}  // namespace yizhan::cli
