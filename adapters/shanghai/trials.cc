#include "adapters/shanghai/trials.h"

#include <charconv>
#include <vector>

#include "engine/base/date.h"

namespace yizhan::shanghai {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kTrialsKeptMs = 24 * kHourMs;
constexpr std::int64_t kBillsKeptMs = 400 * 24 * kHourMs;
constexpr std::size_t kPurgedAtOnceMax = 10'000;
constexpr std::size_t kDigestBytes = 32;
constexpr char kPrefix[] = "SH";

absl::Status Spoiled() { return absl::InternalError("a note of the Shanghai door is damaged"); }

bool IsState(char letter) {
  return letter == static_cast<char>(NoteState::kOpen) ||
         letter == static_cast<char>(NoteState::kSent) ||
         letter == static_cast<char>(NoteState::kLate) ||
         letter == static_cast<char>(NoteState::kTakenBack);
}

// How a jssqxh of that time begins.
std::string KeyOf(std::int64_t time_ms) {
  std::string digits;
  for (const char c : TimeText(time_ms)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

}  // namespace

std::string NoteBytes(const Note& note) {
  std::string digest = note.quote_digest;
  digest.resize(kDigestBytes, '\0');
  return std::string(1, static_cast<char>(note.state)) + std::to_string(note.until_ms) + "\n" +
         digest + note.message;
}

absl::StatusOr<Note> ReadNote(const std::string& bytes) {
  const std::size_t line_end = bytes.find('\n');
  if (line_end == std::string::npos || line_end == 0 || !IsState(bytes[0])) return Spoiled();
  if (bytes.size() < line_end + 1 + kDigestBytes) return Spoiled();
  Note note;
  note.state = static_cast<NoteState>(bytes[0]);
  const char* end = bytes.data() + line_end;
  const auto [last, error] = std::from_chars(bytes.data() + 1, end, note.until_ms);
  if (error != std::errc() || last != end) return Spoiled();
  note.quote_digest = bytes.substr(line_end + 1, kDigestBytes);
  note.message = bytes.substr(line_end + 1 + kDigestBytes);
  return note;
}

absl::StatusOr<Charge> ChargeOf(const Note& note) {
  Envelope envelope;
  if (!ReadEnvelope(note.message, &envelope).ok()) return Spoiled();
  absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) return Spoiled();
  return charge;
}

std::string MessageIdOf(const std::string& jssqxh) { return kPrefix + jssqxh; }

std::optional<std::string> TrialOf(const std::string& message_id) {
  if (!message_id.starts_with(kPrefix)) return std::nullopt;
  return message_id.substr(sizeof kPrefix - 1);
}

absl::StatusOr<std::optional<Note>> Trials::Find(const char* kind,
                                                 const std::string& jssqxh) const {
  const auto bytes = notes_.Find(kind, jssqxh);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::optional<Note>();
  const absl::StatusOr<Note> note = ReadNote(**bytes);
  if (!note.ok()) return note.status();
  return std::optional<Note>(*note);
}

absl::Status Trials::Put(const char* kind, const std::string& jssqxh, const Note& note) {
  return notes_.Put(kind, jssqxh, NoteBytes(note));
}

absl::Status Trials::Erase(const char* kind, const std::string& jssqxh) {
  return notes_.Erase(kind, jssqxh);
}

void Trials::Purge(std::int64_t now_ms) {
  {
    const std::lock_guard lock(mutex_);
    if (now_ms - purged_ms_ < kHourMs) return;
    purged_ms_ = now_ms;
  }
  PurgeKind(kTrialNotes, KeyOf(now_ms - kTrialsKeptMs));
  PurgeKind(kBillNotes, KeyOf(now_ms - kBillsKeptMs));
}

// What cannot be erased now is found again in an hour.
void Trials::PurgeKind(const char* kind, const std::string& before) {
  std::vector<std::string> old;
  const absl::Status read = notes_.ForEach(kind, "", [&](std::string_view key, std::string_view) {
    if (key >= before || old.size() == kPurgedAtOnceMax) return false;
    old.emplace_back(key);
    return true;
  });
  if (!read.ok()) return;
  for (const std::string& key : old) {
    if (!notes_.Erase(kind, key).ok()) return;
  }
}

}  // namespace yizhan::shanghai
