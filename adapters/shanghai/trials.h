// Trials: what this door remembers between trial, confirmation, question and the day's totals.
//
// Two kinds of notes, both keyed by jssqxh, which begins with the time of its trial, so that the
// oldest come first: "shanghai.trial" holds a quote that may be confirmed; "shanghai.bill" what was
// confirmed, in the words of the HIS, for the day's totals and for repeats.
//
// Units:    *_ms are Unix milliseconds.
// Errors:   Internal when the disk refuses, or a note is not what was written.
// Owner:    the notes are the intake's and outlive it.
// Threads:  any.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/intake/notes.h"
#include "adapters/shanghai/charge.h"

namespace yizhan::shanghai {

inline constexpr char kTrialNotes[] = "shanghai.trial";
inline constexpr char kBillNotes[] = "shanghai.bill";

// Stored letters: they stay.
enum class NoteState : char {
  kOpen = 'O',       // A trial.
  kSent = 'S',       // Confirmed and sent on.
  kLate = 'L',       // The HIS was told to proceed without aid.
  kTakenBack = 'B',  // A late one its HIS gave up.
};

struct Note {
  NoteState state = NoteState::kOpen;
  std::int64_t until_ms = 0;   // Of a trial: when it ends.
  std::string quote_digest{};  // 32 bytes.
  std::string message{};       // The whole message, UTF-8.
};

std::string NoteBytes(const Note& note);
absl::StatusOr<Note> ReadNote(const std::string& bytes);

// The charge a note's message holds, as it was read when it came.
absl::StatusOr<Charge> ChargeOf(const Note& note);

// Of the settlement that a confirmation makes: "SH" + jssqxh.
std::string MessageIdOf(const std::string& jssqxh);
// The jssqxh of such an id; empty for those of other doors.
std::optional<std::string> TrialOf(const std::string& message_id);

class Trials {
 public:
  explicit Trials(edge::Notes& notes) : notes_(notes) {}

  absl::StatusOr<std::optional<Note>> Find(const char* kind, const std::string& jssqxh) const;
  absl::Status Put(const char* kind, const std::string& jssqxh, const Note& note);
  absl::Status Erase(const char* kind, const std::string& jssqxh);

  // Trials of more than a day ago and bills of more than 400 go; looks once an hour.
  void Purge(std::int64_t now_ms);

 private:
  void PurgeKind(const char* kind, const std::string& before);

  edge::Notes& notes_;
  std::mutex mutex_;
  std::int64_t purged_ms_ = 0;
};

}  // namespace yizhan::shanghai
