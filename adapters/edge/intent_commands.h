// IntentCommands: what a person may do with the settlements that are not yet alike at HIS and
// insurer: list, show, close.
//
// As inbox_commands.h: one JSON object a line. `show` holds the messages, which are personal data:
// they go to the person who asked and are never logged.
//
// Errors:   answers with code 1 and a text that says what is wrong, Chinese and English.
// Threads:  any.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/edge/inbox_commands.h"
#include "adapters/pass_through/pass_through.h"

namespace yizhan::edge {

inline constexpr char kInsurerHasIt[] = "has-it";
inline constexpr char kInsurerHasNot[] = "has-not";

struct IntentCommand {
  std::string name;  // list, show, close
  std::string msgid{};
  std::string insurer{};  // close: kInsurerHasIt or kInsurerHasNot.
  std::string note{};     // close: who said so.
};

// `pass_through` may be null: this edge has none.
InboxAnswer Carry(const IntentCommand& command, PassThrough* pass_through);

std::string ToJson(const IntentCommand& command);
absl::StatusOr<IntentCommand> IntentCommandIn(const std::string& json);

}  // namespace yizhan::edge
