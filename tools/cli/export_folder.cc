#include "tools/cli/export_folder.h"

#include <cstring>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/whole_file.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"
#include "engine/ledger/note.h"
#include "tools/cli/export_file.h"
#include "tools/cli/session.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kTrainingFile[] = "TRAINING.txt";  // For people; nothing reads it.

absl::Status CannotWrite(const std::string& path) {
  return UsageError("无法写入 " + path, "cannot write " + path);
}

std::string BytesOf(std::span<const Hash32> hashes) {
  std::string bytes;
  for (const Hash32& hash : hashes) bytes += Bytes(hash);
  return bytes;
}

}  // namespace

ExportWriter::ExportWriter(std::string folder)
    : folder_(std::move(folder)), part_(folder_ + ".part") {}

ExportWriter::~ExportWriter() {
  std::error_code error;
  if (!finished_) fs::remove_all(part_, error);
}

absl::StatusOr<std::unique_ptr<ExportWriter>> ExportWriter::Create(const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return UsageError(folder + " 已存在且不为空，请另给一个文件夹",
                      folder + " exists and is not empty; name another folder");
  }
  std::unique_ptr<ExportWriter> writer(new ExportWriter(folder));
  fs::remove_all(writer->part_, error);
  fs::create_directories(writer->part_, error);
  writer->leaves_.open(writer->part_ + "/" + kLeavesFile, std::ios::binary | std::ios::trunc);
  writer->leaves_ << kLeavesHead;
  if (!writer->leaves_.good()) return CannotWrite(writer->part_);
  return writer;
}

absl::Status ExportWriter::Write(const std::string& name, const std::string& bytes) const {
  const fs::path path = fs::path(part_) / name;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file.good() ? absl::OkStatus() : CannotWrite(path.string());
}

absl::Status ExportWriter::WriteTile(std::uint8_t level, std::uint64_t index, std::size_t width,
                                     const std::string& bytes) const {
  return Write(TilePath(level, index, width), bytes);
}

absl::Status ExportWriter::Add(const std::string& stored) {
  if (KindOfLeaf(stored) == v1::Entry::kLedgerOpened) {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    training_ = entry.ok() && entry->ledger_opened().training();
  }
  WriteLeaf(stored, leaves_);
  if (!leaves_.good()) return CannotWrite(part_);
  for (const Tile& tile : tree_.Append(LeafHash(stored))) {
    const absl::Status written =
        WriteTile(tile.level, tile.index, kTileHashes, BytesOf(tile.hashes));
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status ExportWriter::Finish(const ExportNotes& notes) {
  const absl::StatusOr<Note> note = Note::Parse(notes.checkpoint);
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(notes.key);
  if (!note.ok() || !key.ok()) return note.ok() ? key.status() : note.status();
  const absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(*note, *key);
  if (!checkpoint.ok()) return checkpoint.status();
  if (checkpoint->head != tree_.Head()) {
    return absl::DataLossError(
        absl::StrCat("引擎给出的记录与其检查点不符：检查点的根为 ", HexText(checkpoint->head.root),
                     "，记录算得 ", HexText(tree_.Root()),
                     "\nthe leaves are not those of the engine's checkpoint, whose root is ",
                     HexText(checkpoint->head.root), "; the leaves' is ", HexText(tree_.Root())));
  }
  leaves_.close();
  if (!leaves_.good()) return CannotWrite(part_);
  absl::Status written = Write(kCheckpointFile, notes.checkpoint);
  if (written.ok()) written = Write(kKeyFile, notes.key + "\n");
  if (written.ok() && training_) written = Write(kTrainingFile, TrainingLine(true));
  if (written.ok() && !notes.cosigned.empty()) written = Write(kCosignedFile, notes.cosigned);
  for (std::size_t level = 0; written.ok() && level < tree_.edge().size(); ++level) {
    const std::vector<Hash32>& hashes = tree_.edge()[level];
    if (hashes.empty()) continue;
    const std::uint64_t index = tree_.size() >> (8 * (level + 1));
    written = WriteTile(static_cast<std::uint8_t>(level), index, hashes.size(), BytesOf(hashes));
  }
  if (!written.ok()) return written;
  std::error_code error;
  fs::remove(folder_, error);  // An empty one.
  fs::rename(part_, folder_, error);
  if (error) return CannotWrite(folder_);
  finished_ = true;
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadExportFile(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  absl::StatusOr<std::string> bytes = ReadWhole(path, kNoteBytesMax, Privacy::kPublic);
  if (!bytes.ok()) return UsageError("无法读取文件 " + path, "cannot read file " + path);
  return bytes;
}

TileOf ExportTiles(std::string folder, std::uint64_t size) {
  return [folder = std::move(folder), size](
             std::uint8_t level, std::uint64_t index) -> absl::StatusOr<std::vector<Hash32>> {
    const std::size_t width = TileWidth(level, index, size);
    const std::string path = TilePath(level, index, width);
    const absl::StatusOr<std::string> bytes = ReadExportFile(folder, path);
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() != width * sizeof(Hash32)) {
      return absl::DataLossError(
          absl::StrCat(path, " has ", bytes->size(), " bytes, not ", width * sizeof(Hash32)));
    }
    std::vector<Hash32> hashes(width);
    std::memcpy(hashes.data(), bytes->data(), bytes->size());
    return hashes;
  };
}

}  // namespace yizhan::cli
