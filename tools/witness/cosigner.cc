#include "tools/witness/cosigner.h"

#include "absl/strings/str_cat.h"
#include "engine/books/authorization.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

absl::Status Differs(const std::string& what) { return absl::DataLossError(what); }

}  // namespace

absl::Status Cosigner::Start() {
  const auto kept = folder_.Cosigned();
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return absl::OkStatus();
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse((*kept)->text);
  if (!checkpoint.ok()) return checkpoint.status();
  if (mirror_.Durable().size < checkpoint->head.size) {
    return Differs(absl::StrCat("the mirror holds ", mirror_.Durable().size,
                                " entries, its own last cosigned checkpoint has ",
                                checkpoint->head.size, ": an old copy of the folder"));
  }
  const absl::Status same = Compare(checkpoint->head);
  if (!same.ok()) return same;
  last_ = checkpoint->head;
  return absl::OkStatus();
}

absl::Status Cosigner::Grow(std::uint64_t size) {
  return mirror_.Read(tree_.size(), size, [this](std::uint64_t, std::string_view stored) {
    tree_.Append(LeafHash(stored));
    return true;
  });
}

absl::Status Cosigner::Compare(const TreeHead& head) {
  if (head.size < tree_.size()) {
    return Differs(absl::StrCat("the ledger is shorter than before: expected at least ",
                                tree_.size(), " entries, found ", head.size));
  }
  const absl::Status grown = Grow(head.size);
  if (!grown.ok()) return grown;
  const Hash32 root = tree_.Root();
  if (root == head.root) return absl::OkStatus();
  return Differs(absl::StrCat("the first ", head.size, " entries: expected root ", HexText(root),
                              ", found ", HexText(head.root)));
}

absl::StatusOr<Checkpoint> Cosigner::Read(const Note& note, const VerifierKey& key) const {
  const absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(note, key);
  if (!checkpoint.ok()) {
    return Differs(absl::StrCat("the checkpoint is not one of ", key.name, ", signed with its key ",
                                key.Text(), ": ", std::string(checkpoint.status().message())));
  }
  if (mirror_.Durable().size == 0) return checkpoint;
  const absl::StatusOr<std::string> id = LedgerIdOf(*mirror_.OpenView());
  if (!id.ok()) return id.status();
  if (checkpoint->origin == OriginOf(*id)) return checkpoint;
  return Differs(
      absl::StrCat("another ledger: expected ", OriginOf(*id), ", found ", checkpoint->origin));
}

absl::StatusOr<Note> Cosigner::Cosign(const Note& note, const Checkpoint& checkpoint,
                                      std::int64_t now_s) {
  const absl::Status same = Compare(checkpoint.head);
  if (!same.ok()) return same;
  if (checkpoint.head == last_) {
    const auto kept = folder_.Cosigned();
    if (!kept.ok()) return kept.status();
    if (kept->has_value()) return **kept;
  }
  Note cosigned = note;
  Sign(cosigned, signer_, now_s);
  const absl::Status written = folder_.KeepCosigned(cosigned);
  if (!written.ok()) return written;
  last_ = checkpoint.head;
  return cosigned;
}

}  // namespace yizhan
