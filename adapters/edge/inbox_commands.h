// InboxCommands: what a person may do with the inbox: list, show, replay, discard.
//
// A command and its answer are one JSON object each, so that they travel over the running edge's
// socket as one line. `show` holds the message itself, which is personal data: it goes to the
// person who asked and is never logged.
//
// Errors:   answers with code 1 and a text that says what is wrong.
// Threads:  any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/inbox/inbox.h"
#include "adapters/intake/durable_intake.h"

namespace yizhan::edge {

struct InboxCommand {
  std::string name;  // list, show, replay, discard
  std::uint64_t number = 0;
  std::string note{};
  bool all = false;  // list: finished ones, too.
};

// Late bills of all protocols, as the metrics count them.
struct Waiting {
  std::uint64_t for_reversal = 0;
  std::uint64_t for_recording = 0;
};

struct InboxAnswer {
  int code = 0;
  std::string text{};
  std::optional<Waiting> waiting{};  // Of a list; its text says them in its last two lines, too.
};

InboxAnswer Carry(const InboxCommand& command, Inbox& inbox, DurableIntake& intake);

std::string ToJson(const InboxCommand& command);
std::string ToJson(const InboxAnswer& answer);
absl::StatusOr<InboxCommand> CommandIn(const std::string& json);
absl::StatusOr<InboxAnswer> AnswerIn(const std::string& json);

}  // namespace yizhan::edge
