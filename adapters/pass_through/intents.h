// Intents: the notes of the pass-through: each settlement between HIS and insurer, which of them
// are open, how the insurer's numbers lead to them, and the aid in the HIS's books of each day.
//
// Errors:   those of Notes; DataLoss when a note is none.
// Threads:  any; one message id is in one hand at a time (exclusions.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/intake/exclusions.h"
#include "adapters/intake/notes.h"
#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "yizhan/v1/pass_note.pb.h"

namespace yizhan::edge {

enum class LineKind : char { kSettled = 'S', kRefunded = 'R' };

class Intents {
 public:
  Intents(Notes& notes, const Clock& clock) : notes_(notes), clock_(clock) {}

  absl::StatusOr<std::optional<v1::PassIntent>> Find(const std::string& msgid) const;
  // With `with` in one step; changed_ms is set.
  absl::Status Put(v1::PassIntent& intent, std::vector<NoteChange> with = {});
  absl::Status Erase(const std::string& msgid);
  // Message ids of those that are not at rest.
  std::vector<std::string> Open() const;

  // By a number of the insurer's: of the settlement, or of its cancellation. "" when unknown.
  absl::StatusOr<std::string> MsgidOf(const std::string& setl_id) const;
  // By the message id of its 2208 or 2305.
  absl::StatusOr<std::string> MsgidOfCancel(const std::string& cancel_msgid) const;

  absl::Status ForEachLine(Day from, Day until,
                           const std::function<void(LineKind kind, const std::string& msgid,
                                                    const v1::PassLine& line)>& item) const;

  // Forgets what nobody asks for any more, a batch at a time, each in its turn. True: there may be
  // more.
  absl::StatusOr<bool> Tidy(Exclusions& turns);

 private:
  absl::StatusOr<bool> TidyIntents(Exclusions& turns);
  absl::Status TidyOne(Exclusions& turns, const std::string& msgid);
  absl::StatusOr<std::string> Text(const char* kind, const std::string& key) const;

  Notes& notes_;
  const Clock& clock_;
};

// What is written with an intent: how numbers lead to it, and its aid in the books of a day.
// None when the insurer gave none.
std::vector<NoteChange> SetlIdNote(const std::string& setl_id, const std::string& msgid);
NoteChange CancelNote(const std::string& cancel_msgid, const std::string& msgid);
NoteChange LineNote(const std::string& day, LineKind kind, const v1::PassIntent& intent);
NoteChange NoLine(const std::string& day, LineKind kind, const std::string& msgid);

// "unclear" of PASS_UNCLEAR.
std::string StateName(v1::PassState state);

// Not at rest: what a crash, or a lost answer, would leave for the background to finish.
bool IsOpen(const v1::PassIntent& intent);

}  // namespace yizhan::edge
