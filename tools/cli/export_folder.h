// ExportFolder: a ledger as static files that anybody can check without us: every leaf as stored,
// the hash tiles of its tree, the signed checkpoint over both, and the key it is signed with.
//
//   leaves            as export_file.h
//   checkpoint        C2SP signed note over the tree of all leaves
//   cosigned          the newest note that a witness signed, too; not there when there is none
//   key               verifier key of the checkpoint, one line
//   TRAINING.txt      that it is a training ledger, in words; of a real one it is not there
//   tile/L/N[.p/W]    C2SP tlog-tiles: full tiles, and partial ones at the right edge
//
// Errors:   usage errors for files that cannot be read or written; DataLoss when what is read or
//           written does not fit together.
// Threads:  one.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/proof.h"
#include "engine/ledger/tree.h"

namespace yizhan::cli {

// What the engine says of the ledger, beside its leaves.
struct ExportNotes {
  std::string checkpoint;
  std::string cosigned;
  std::string key;  // Without a line end.
};

// Writes beside, and gives the folder its name when all of it is there.
class ExportWriter {
 public:
  // `folder` must not exist, or be empty.
  static absl::StatusOr<std::unique_ptr<ExportWriter>> Create(const std::string& folder);
  ~ExportWriter();  // What was not finished is removed.
  ExportWriter(const ExportWriter&) = delete;
  ExportWriter& operator=(const ExportWriter&) = delete;

  absl::Status Add(const std::string& stored);  // From leaf 0 without gaps.
  // DataLoss when the leaves are not those of the checkpoint.
  absl::Status Finish(const ExportNotes& notes);

 private:
  explicit ExportWriter(std::string folder);
  absl::Status Write(const std::string& name, const std::string& bytes) const;
  absl::Status WriteTile(std::uint8_t level, std::uint64_t index, std::size_t width,
                         const std::string& bytes) const;

  const std::string folder_;
  const std::string part_;
  std::ofstream leaves_;
  MerkleTree tree_;
  bool training_ = false;
  bool finished_ = false;
};

// A small file of an export, at most 64 KiB.
absl::StatusOr<std::string> ReadExportFile(const std::string& folder, const std::string& name);

// The tiles of an export over `size` leaves.
TileOf ExportTiles(std::string folder, std::uint64_t size);

}  // namespace yizhan::cli
