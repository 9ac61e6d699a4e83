// EdgeLog: what the program says of itself, one JSON object a line: time, level, event, fields.
//
// Never a name, a card number, a bill or a message: only what a caller of LogEvent writes out by
// hand, and that is counts, addresses, paths, numbers of the inbox and error texts of our own.
//
// Errors:   InvalidArgument when the log file cannot be opened.
// Threads:  LogEvent from any thread, after OpenLog.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace yizhan::edge {

enum class LogLevel { kInfo, kWarning, kError };

// Appends to `path`; empty: standard error.
absl::Status OpenLog(const std::string& path);

void LogEvent(LogLevel level, const std::string& event,
              std::initializer_list<std::pair<std::string, std::string>> fields = {});

}  // namespace yizhan::edge
