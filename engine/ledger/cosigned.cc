#include "engine/ledger/cosigned.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/whole_file.h"
#include "engine/ledger/proof.h"

namespace yizhan {
namespace {

absl::Status CheckIsOurs(const Checkpoint& checkpoint, const View& view) {
  const TreeHead& head = checkpoint.head;
  if (head.size > view.size()) {
    return absl::DataLossError(absl::StrCat("the checkpoint is over ", head.size,
                                            " entries, the ledger has ", view.size()));
  }
  const absl::StatusOr<Hash32> root = RootOf(head.size, TilesOf(view));
  if (!root.ok()) return root.status();
  if (*root == head.root) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the root of the first ", head.size, " entries is ",
                                          HexText(*root), ", the checkpoint says ",
                                          HexText(head.root)));
}

bool Has(const Note& note, const NoteSignature& signature) {
  return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const NoteSignature& one) {
    return one.name == signature.name && one.key_hash == signature.key_hash;
  });
}

// Those of `older` that `note` has no newer one of.
void AddSignatures(const Note& older, Note& note) {
  for (const NoteSignature& signature : older.signatures) {
    if (!Has(note, signature)) note.signatures.push_back(signature);
  }
}

// Only what these keys signed; a wrong signature of one of them is refused.
absl::StatusOr<Note> Known(const Note& note, const std::vector<VerifierKey>& keys) {
  Note known{.text = note.text, .signatures = {}};
  for (const VerifierKey& key : keys) {
    const absl::StatusOr<std::int64_t> time_s = VerifyNote(note, key);
    if (absl::IsNotFound(time_s.status())) continue;
    if (!time_s.ok()) return time_s.status();
    const auto found =
        std::find_if(note.signatures.begin(), note.signatures.end(), [&](const NoteSignature& one) {
          return one.name == key.name && one.key_hash == key.Hash();
        });
    known.signatures.push_back(*found);
  }
  return known;
}

}  // namespace

absl::StatusOr<Cosigned::Held> Cosigned::Check(const std::string& text, const View& view) const {
  const absl::StatusOr<Note> note = Note::Parse(text);
  if (!note.ok()) return note.status();
  const absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(*note, keys_.ledger);
  if (absl::IsNotFound(checkpoint.status())) {
    return absl::DataLossError("the checkpoint is not signed with this ledger's key");
  }
  if (!checkpoint.ok()) return checkpoint.status();
  if (absl::Status ours = CheckIsOurs(*checkpoint, view); !ours.ok()) return ours;
  std::vector<VerifierKey> keys = {keys_.ledger};
  keys.insert(keys.end(), keys_.witnesses.begin(), keys_.witnesses.end());
  absl::StatusOr<Note> known = Known(*note, keys);
  if (!known.ok()) return known.status();
  if (known->signatures.size() < 2) {
    return absl::NotFoundError("no cosignature of a witness of this ledger (witness_keys)");
  }
  return Held{.size = checkpoint->head.size, .note = *std::move(known)};
}

absl::StatusOr<std::unique_ptr<Cosigned>> Cosigned::Open(std::string path, Keys keys,
                                                         const View& view) {
  std::unique_ptr<Cosigned> cosigned(new Cosigned(std::move(path), std::move(keys)));
  if (::access(cosigned->path_.c_str(), F_OK) != 0) return cosigned;
  const absl::StatusOr<std::string> text =
      ReadWhole(cosigned->path_, kNoteBytesMax, Privacy::kPublic);
  absl::StatusOr<Held> held = text.ok() ? cosigned->Check(*text, view) : text.status();
  // A witness that is no longer named: its signature counts no more.
  if (absl::IsNotFound(held.status())) return cosigned;
  if (!held.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        cosigned->path_, ": ", std::string(held.status().message()),
        "; a witness signed another history than this ledger's, or the file is damaged: keep a "
        "copy, compare with the witness, and restore the newest backup; only a person may take "
        "the file away"));
  }
  cosigned->held_ = *std::move(held);
  return cosigned;
}

absl::StatusOr<std::uint64_t> Cosigned::Take(const std::string& note, const View& view) {
  absl::StatusOr<Held> taken = Check(note, view);
  if (!taken.ok()) return taken.status();
  const std::lock_guard lock(mutex_);
  if (taken->size < held_.size) return held_.size;
  if (taken->size == held_.size) AddSignatures(held_.note, taken->note);
  const absl::Status written = WriteWhole(path_, taken->note.Text(), Privacy::kPublic);
  if (!written.ok()) return absl::UnavailableError(std::string(written.message()));
  held_ = *std::move(taken);
  return held_.size;
}

std::string Cosigned::Newest() const {
  const std::lock_guard lock(mutex_);
  return held_.size == 0 ? "" : held_.note.Text();
}

}  // namespace yizhan
