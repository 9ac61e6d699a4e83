#include "engine/ledger/checkpoint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/check.h"
#include "engine/base/digest.h"

namespace yizhan {
namespace {

constexpr std::size_t kOriginIdBytes = 8;
constexpr std::size_t kLines = 4;  // Three, and nothing after the last line end.

}  // namespace

absl::StatusOr<Checkpoint> Checkpoint::Parse(std::string_view text) {
  const std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  Checkpoint checkpoint;
  std::string root;
  // What is read must be written so: no sign, no leading zero, one base64, no further line.
  if (lines.size() != kLines || lines[0].empty() ||
      !absl::SimpleAtoi(lines[1], &checkpoint.head.size) ||
      !absl::Base64Unescape(lines[2], &root) || root.size() != checkpoint.head.root.size()) {
    return absl::InvalidArgumentError(
        "not a checkpoint: expected three lines: origin, size, root in base64");
  }
  checkpoint.origin = lines[0];
  std::copy(root.begin(), root.end(), checkpoint.head.root.begin());
  if (checkpoint.Text() == text) return checkpoint;
  return absl::InvalidArgumentError("a checkpoint that is not spelled as checkpoints are");
}

std::string Checkpoint::Text() const {
  return absl::StrCat(origin, "\n", head.size, "\n", absl::Base64Escape(Bytes(head.root)), "\n");
}

std::string OriginOf(std::string_view ledger_id) {
  YIZHAN_CHECK(ledger_id.size() >= kOriginIdBytes);
  return "yizhan/" + HexText(ledger_id.substr(0, kOriginIdBytes));
}

Note SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  YIZHAN_CHECK(signer.type == NoteKeyType::kLog && signer.name == checkpoint.origin);
  Note note{.text = checkpoint.Text(), .signatures = {}};
  Sign(note, signer, 0);
  return note;
}

absl::StatusOr<Checkpoint> VerifyCheckpoint(const Note& note, const VerifierKey& log_key) {
  absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint;
  if (log_key.type != NoteKeyType::kLog) {
    return absl::InvalidArgumentError(log_key.name + " is the key of a cosigner, not of a ledger");
  }
  if (checkpoint->origin != log_key.name) {
    return absl::DataLossError(absl::StrCat("a checkpoint of another ledger: expected ",
                                            log_key.name, ", found ", checkpoint->origin));
  }
  const absl::StatusOr<std::int64_t> verified = VerifyNote(note, log_key);
  if (!verified.ok()) return verified.status();
  return checkpoint;
}

}  // namespace yizhan
