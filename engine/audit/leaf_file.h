// LeafFile: the `leaves` of an export, read at any place.
//
// Units:    8 bytes of memory a leaf, for where it lies.
// Owner:    owns the open file.
// Errors:   NotFound when there is no such file; Unavailable when the disk fails; DataLoss when it
//           has no head line. A file that is cut opens: `damage` says what follows the last leaf.
// Threads:  any, once open.
// Format:   engine/ledger/FORMAT.md, The export folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan {

class LeafFile {
 public:
  static absl::StatusOr<std::unique_ptr<LeafFile>> Open(const std::string& path);
  ~LeafFile();
  LeafFile(const LeafFile&) = delete;
  LeafFile& operator=(const LeafFile&) = delete;

  std::uint64_t size() const { return starts_.size() - 1; }
  // What is wrong behind the last whole leaf; empty when the file ends there.
  const std::string& damage() const { return damage_; }

  absl::StatusOr<std::string> Leaf(std::uint64_t number) const;
  // from <= number < until, in one read.
  absl::StatusOr<std::vector<std::string>> Leaves(std::uint64_t from, std::uint64_t until) const;

 private:
  LeafFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
  absl::Status Index();
  absl::StatusOr<std::string> ReadAt(std::uint64_t offset, std::uint64_t bytes) const;

  const int file_;
  const std::string path_;
  std::vector<std::uint64_t> starts_;  // Of each leaf's length; then the end of the last one.
  std::string damage_;
};

}  // namespace yizhan
