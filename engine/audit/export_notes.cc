#include "engine/audit/export_notes.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "engine/base/whole_file.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"

namespace yizhan {
namespace {

constexpr std::size_t kKeyBytesMax = 1024;

std::string InFolder(const std::string& folder, const char* name) { return folder + "/" + name; }

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

bool IsFolder(const std::string& path) {
  std::error_code failed;
  return std::filesystem::is_directory(path, failed);
}

bool Exists(const std::string& path) {
  std::error_code failed;
  return std::filesystem::exists(path, failed);
}

}  // namespace

absl::Status ExportNotes::TakeKey() {
  report_.key_from_outside = !options_.key.empty();
  std::string text = options_.key;
  if (text.empty()) {
    const absl::StatusOr<std::string> own =
        ReadWhole(InFolder(options_.folder, kKeyFile), kKeyBytesMax, Privacy::kPublic);
    if (own.ok()) text = FirstLine(*own);
  }
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  if (key.ok() && key->type == NoteKeyType::kLog) {
    report_.key = text;
    report_.origin = key->name;
    key_ = *std::move(key);
    return absl::OkStatus();
  }
  if (report_.key_from_outside) {
    return absl::InvalidArgumentError("--key 不是账本公钥\n--key is no verifier key of a ledger");
  }
  Differ({.entry = {},
          .where = kKeyFile,
          .zh = "没有可用的账本公钥",
          .en = "there is no verifier key of the ledger",
          .expected = "",
          .found = text});
  return absl::OkStatus();
}

std::optional<Checkpoint> ExportNotes::Read(const std::string& path, const std::string& where,
                                            Note& note) {
  if (!key_.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> bytes = ReadWhole(path, kNoteBytesMax, Privacy::kPublic);
  absl::StatusOr<Note> parsed = bytes.ok() ? Note::Parse(*bytes) : bytes.status();
  absl::StatusOr<Checkpoint> checkpoint =
      parsed.ok() ? VerifyCheckpoint(*parsed, *key_) : parsed.status();
  if (checkpoint.ok()) {
    note = *std::move(parsed);
    return *std::move(checkpoint);
  }
  Differ({.entry = {},
          .where = where,
          .zh = "检查点缺失、损坏，或不是账本密钥所签",
          .en = "no checkpoint that the ledger's key signed: " +
                std::string(checkpoint.status().message()),
          .expected = key_->Text(),
          .found = ""});
  return std::nullopt;
}

bool ExportNotes::HoldsFor(const Checkpoint& checkpoint, const LeafTree& tree,
                           const std::string& where, const std::string& zh, const std::string& en) {
  const TreeHead& head = checkpoint.head;
  if (head.size > tree.size()) {
    Differ({.entry = tree.size(),
            .where = where,
            .zh = zh + "的记录比导出的多：有记录缺失",
            .en = en + " has more entries than the export: entries are missing",
            .expected = std::to_string(head.size),
            .found = std::to_string(tree.size())});
    return false;
  }
  const Hash32 root = tree.RootOf(head.size);
  if (root == head.root) return true;
  Differ({.entry = {},
          .where = where,
          .zh = "前 " + std::to_string(head.size) + " 条记录不是" + zh + "时的记录",
          .en = "the first " + std::to_string(head.size) + " entries are not those of " + en,
          .expected = HexText(head.root),
          .found = HexText(root)});
  return false;
}

void ExportNotes::CheckSigned(const LeafTree& tree) {
  Note note;
  const std::optional<Checkpoint> checkpoint =
      Read(InFolder(options_.folder, kCheckpointFile), kCheckpointFile, note);
  signed_size_ = checkpoint.has_value() ? checkpoint->head.size : tree.size();
  if (!checkpoint.has_value()) return;
  leaves_signed_ = HoldsFor(*checkpoint, tree, kCheckpointFile, "检查点", "the checkpoint");
  if (checkpoint->head.size >= tree.size()) return;
  leaves_signed_ = false;
  Differ({.entry = checkpoint->head.size,
          .where = kLeavesFile,
          .zh = "检查点之外的记录",
          .en = "an entry that the checkpoint does not cover",
          .expected = std::to_string(checkpoint->head.size),
          .found = std::to_string(tree.size())});
}

absl::Status ExportNotes::CheckCosigned(const LeafTree& tree) {
  std::vector<VerifierKey> witnesses;
  for (const std::string& text : options_.witness_keys) {
    absl::StatusOr<VerifierKey> witness = VerifierKey::Parse(text);
    if (!witness.ok() || witness->type != NoteKeyType::kCosigner) {
      return absl::InvalidArgumentError(
          "--witness-key 不是见证人公钥\n--witness-key is no verifier key of a witness");
    }
    witnesses.push_back(*std::move(witness));
  }
  const std::string path = InFolder(options_.folder, kCosignedFile);
  if (witnesses.empty() && !Exists(path)) return absl::OkStatus();
  Note note;
  const std::optional<Checkpoint> cosigned = Read(path, kCosignedFile, note);
  if (!cosigned.has_value()) return absl::OkStatus();
  if (!HoldsFor(*cosigned, tree, kCosignedFile, "见证检查点", "the cosigned checkpoint")) {
    return absl::OkStatus();
  }
  report_.cosigned_size = cosigned->head.size;
  for (const VerifierKey& witness : witnesses) {
    const absl::StatusOr<std::int64_t> time_s = VerifyNote(note, witness);
    if (time_s.ok()) {
      report_.cosigners.push_back(witness.name);
      continue;
    }
    Differ({.entry = {},
            .where = kCosignedFile,
            .zh = "没有见证人 " + witness.name + " 的有效签名",
            .en = "no valid signature of the witness " + witness.name + ": " +
                  std::string(time_s.status().message()),
            .expected = witness.Text(),
            .found = ""});
  }
  return absl::OkStatus();
}

absl::Status ExportNotes::CheckOlder(const LeafTree& tree) {
  if (options_.older.empty()) return absl::OkStatus();
  const bool folder = IsFolder(options_.older);
  const std::string path = folder ? InFolder(options_.older, kCheckpointFile) : options_.older;
  if (!Exists(path)) {
    return absl::InvalidArgumentError("无法读取文件 " + path + "\ncannot read file " + path);
  }
  Note note;
  const std::optional<Checkpoint> older = Read(path, path, note);
  if (!older.has_value()) return absl::OkStatus();
  if (HoldsFor(*older, tree, path, "旧检查点", "the older checkpoint")) {
    report_.consistent_from = older->head.size;
  } else if (folder && !report_.findings.back().entry.has_value()) {
    NameFirstChanged(tree, InFolder(options_.older, kLeavesFile), report_.findings.back());
  }
  return absl::OkStatus();
}

// Whoever kept the leaves, too, can be told which one was changed.
void ExportNotes::NameFirstChanged(const LeafTree& tree, const std::string& older_leaves,
                                   Finding& finding) {
  const auto leaves = LeafFile::Open(older_leaves);
  if (!leaves.ok()) return;
  const std::uint64_t both = std::min((*leaves)->size(), tree.size());
  for (std::uint64_t number = 0; number < both; ++number) {
    const absl::StatusOr<std::string> leaf = (*leaves)->Leaf(number);
    if (!leaf.ok()) return;
    const Hash32 before = LeafHash(*leaf);
    if (before == tree.levels()[0][number]) continue;
    finding.entry = number;
    finding.zh = "记录已不是旧导出中的记录";
    finding.en = "the entry is not the one of the older export";
    finding.expected = HexText(before);
    finding.found = HexText(tree.levels()[0][number]);
    return;
  }
}

}  // namespace yizhan
