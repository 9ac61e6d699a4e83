// Cosigner: compares a ledger's signed checkpoints with the mirror's own tree, and cosigns what
// agrees.
//
// Owner:    the mirror's store outlives it.
// Errors:   DataLoss: the checkpoint is not of this ledger, not signed with its key, shorter than
//           one cosigned before, or of another root. Nothing is cosigned then.
// Threads:  one. The mirror may grow beside it.
// Law:      promise P6; C2SP tlog-cosignature.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/note.h"
#include "engine/ledger/store.h"
#include "engine/ledger/tree.h"
#include "tools/witness/witness_folder.h"

namespace yizhan {

class Cosigner {
 public:
  Cosigner(const LedgerStore& mirror, const WitnessFolder& folder, NoteSigner signer)
      : mirror_(mirror), folder_(folder), signer_(std::move(signer)) {}

  // The mirror must still hold what was cosigned last.
  absl::Status Start();
  // The checkpoint in a note of this ledger. `key`: the ledger's.
  absl::StatusOr<Checkpoint> Read(const Note& note, const VerifierKey& key) const;
  // Cosigns and keeps it. The mirror holds at least its size. A checkpoint cosigned before is
  // given back as it was kept.
  absl::StatusOr<Note> Cosign(const Note& note, const Checkpoint& checkpoint, std::int64_t now_s);

  const TreeHead& last() const { return last_; }

 private:
  absl::Status Grow(std::uint64_t size);
  absl::Status Compare(const TreeHead& head);

  const LedgerStore& mirror_;
  const WitnessFolder& folder_;
  const NoteSigner signer_;
  MerkleTree tree_;  // Over the mirror's leaves, hashed again as they lie on its disk.
  TreeHead last_;    // Cosigned.
};

}  // namespace yizhan
