// Checkpoint: what a ledger says of itself in a signed note: who it is, how long, and its root.
//
// Units:    size = number of leaves.
// Errors:   InvalidArgument: the text is no checkpoint. Others as Note.
// Threads:  pure.
// Format:   engine/ledger/FORMAT.md; C2SP tlog-checkpoint, without extension lines.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/ledger/note.h"
#include "engine/ledger/store.h"

namespace yizhan {

struct Checkpoint {
  std::string origin;
  TreeHead head;

  static absl::StatusOr<Checkpoint> Parse(std::string_view text);
  std::string Text() const;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// "yizhan/" and the first 16 hex digits of the ledger's id: the first line of its checkpoints and
// the name of its key. `ledger_id` has at least 8 bytes.
std::string OriginOf(std::string_view ledger_id);

// A checkpoint signed by its ledger.
Note SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& signer);

// The checkpoint in a note, after checking that it is that of the key's ledger and signed with it.
absl::StatusOr<Checkpoint> VerifyCheckpoint(const Note& note, const VerifierKey& log_key);

}  // namespace yizhan
