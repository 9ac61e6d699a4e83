#include "adapters/edge/inbox_commands.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan::edge {
namespace {

constexpr std::size_t kListedMax = 1000;
constexpr std::size_t kNoteBytesMax = 200;
constexpr std::size_t kShownBytesMax = std::size_t{128} << 10;  // Of a message; a line holds it.
constexpr int kShanghaiOffsetSeconds = 8 * 3600;

std::string TimeText(std::int64_t unix_ms) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixMillis(unix_ms),
                          absl::FixedTimeZone(kShanghaiOffsetSeconds));
}

std::string ReasonText(const v1::InboxRecord& record) {
  v1::ErrorDetail detail;
  if (record.error().empty() || !detail.ParseFromString(record.error())) return "";
  const std::string field = detail.field().empty() ? "" : " " + detail.field();
  return absl::StrCat(v1::Reason_Name(detail.reason()), field, " ", detail.message_zh());
}

std::string Line(const v1::InboxRecord& record) {
  return absl::StrCat(record.number(), "\t", v1::InboxState_Name(record.state()), "\t",
                      TimeText(record.arrived_ms()), "\t", record.message_id(), "\t",
                      record.tries(), "\t", ReasonText(record), "\n");
}

InboxAnswer Wrong(const absl::Status& status) {
  return {.code = 1, .text = std::string(status.message())};
}

Waiting WaitingIn(const IntakeCounts& counts) {
  Waiting waiting;
  for (const auto& [protocol, numbers] : counts) {
    waiting.for_reversal += numbers.waiting_for_reversal;
    waiting.for_recording += numbers.waiting_for_recording;
  }
  return waiting;
}

// Without a line's end: whoever prints an answer ends it.
std::string TotalsText(const Waiting& waiting) {
  return absl::StrCat("合计：等待冲正 ", waiting.for_reversal, " 笔，等待事后补录 ",
                      waiting.for_recording, " 笔\ntotal: ", waiting.for_reversal,
                      " waiting for reversal, ", waiting.for_recording, " waiting for recording");
}

InboxAnswer List(const Inbox& inbox, const Waiting& waiting, bool all) {
  std::string text = "number\tstate\tarrived\tmessage id\ttries\treason\n";
  std::size_t listed = 0;
  for (const InboxSummary& summary : inbox.Summaries()) {
    const bool open = IsUnfinished(summary.state) || summary.state == v1::DEAD_LETTER;
    if (!open && !all) continue;
    if (++listed > kListedMax) {
      text += "... (more)\n";
      break;
    }
    const absl::StatusOr<v1::InboxRecord> record = inbox.Get(summary.number);
    if (absl::IsNotFound(record.status())) continue;
    if (!record.ok()) return Wrong(record.status());
    text += Line(*record);
  }
  return {.text = text + TotalsText(waiting), .waiting = waiting};
}

InboxAnswer Show(const Inbox& inbox, std::uint64_t number) {
  const absl::StatusOr<v1::InboxRecord> record = inbox.Get(number);
  if (!record.ok()) return Wrong(record.status());
  std::string text =
      absl::StrCat("number      ", number, "\nstate       ", v1::InboxState_Name(record->state()),
                   "\narrived     ", TimeText(record->arrived_ms()), "\nchanged     ",
                   TimeText(record->changed_ms()), "\npeer        ", record->peer(),
                   "\nmessage id  ", record->message_id());
  absl::StrAppend(&text, "\nsettlement  ", record->settlement(), "\ncontra      ", record->contra(),
                  "\nlate id     ", record->late_message_id(), "\ntries       ", record->tries(),
                  "\ndelivered   ", record->delivered() ? "yes" : "no");
  absl::StrAppend(&text, "\nreason      ", ReasonText(*record), "\nnote        ", record->note(),
                  "\nsha256      ", HexText(record->raw_hash()), "\nmessage:\n",
                  record->raw().substr(0, kShownBytesMax), "\n");
  return {.text = text};
}

}  // namespace

InboxAnswer Carry(const InboxCommand& command, Inbox& inbox, DurableIntake& intake) {
  if (command.name == "list") {
    return List(inbox, WaitingIn(intake.Counts()), command.all);
  }
  if (command.name == "show") return Show(inbox, command.number);
  if (command.note.size() > kNoteBytesMax) return {.code = 1, .text = "note: at most 200 bytes"};
  if (command.name == "replay") {
    const absl::Status done = intake.Replay(command.number, command.note);
    return done.ok() ? Show(inbox, command.number) : Wrong(done);
  }
  if (command.name != "discard") return {.code = 1, .text = "no such command"};
  if (command.note.empty()) return {.code = 1, .text = "discard needs --note: say why"};
  const absl::Status done = intake.Discard(command.number, command.note);
  return done.ok() ? Show(inbox, command.number) : Wrong(done);
}

std::string ToJson(const InboxCommand& command) {
  JsonWriter json;
  json.BeginObject()
      .Text("do", command.name)
      .Text("number", absl::StrCat(command.number))
      .Text("note", command.note)
      .Key("all")
      .Bool(command.all)
      .EndObject();
  return json.Take();
}

std::string ToJson(const InboxAnswer& answer) {
  JsonWriter json;
  json.BeginObject().Number("code", answer.code).Text("text", answer.text);
  if (answer.waiting.has_value()) {
    json.Number("waiting_for_reversal", static_cast<std::int64_t>(answer.waiting->for_reversal));
    json.Number("waiting_for_recording", static_cast<std::int64_t>(answer.waiting->for_recording));
  }
  json.EndObject();
  return json.Take();
}

absl::StatusOr<InboxCommand> CommandIn(const std::string& text) {
  const absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok()) return json.status();
  InboxCommand command;
  for (const auto& [key, into] : {std::pair{"do", &command.name}, {"note", &command.note}}) {
    const absl::StatusOr<const Json*> value = Require(*json, key, Json::Kind::kString, "");
    if (!value.ok()) return value.status();
    *into = (*value)->text;
  }
  const absl::StatusOr<const Json*> number = Require(*json, "number", Json::Kind::kString, "");
  if (!number.ok()) return number.status();
  if (!absl::SimpleAtoi((*number)->text, &command.number)) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = "number"});
  }
  const Json* all = json->Find("all");
  command.all = all != nullptr && all->text == "true";
  return command;
}

absl::StatusOr<InboxAnswer> AnswerIn(const std::string& text) {
  const absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok()) return json.status();
  const absl::StatusOr<const Json*> code = Require(*json, "code", Json::Kind::kNumber, "");
  if (!code.ok()) return code.status();
  const absl::StatusOr<const Json*> said = Require(*json, "text", Json::Kind::kString, "");
  if (!said.ok()) return said.status();
  return InboxAnswer{.code = (*code)->text == "0" ? 0 : 1, .text = (*said)->text};
}

}  // namespace yizhan::edge
