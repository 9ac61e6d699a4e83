// Disk: the few things the ledger asks of a file system beside its database. A test replaces it by
// one that fails (tests/support/faulty_disk.h).
//
// Units:    bytes.
// Owner:    a file closes when it is destroyed; the disk outlives its files.
// Errors:   NotFound for a missing file; Unavailable, with the system's words, when the disk fails.
// Threads:  any; one file from one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

class DiskFile {
 public:
  virtual ~DiskFile() = default;
  // Fewer bytes only at the end of the file.
  virtual absl::StatusOr<std::string> ReadAt(std::uint64_t offset, std::size_t bytes) = 0;
  // OK = on disk. After an error nobody knows what the disk holds there.
  virtual absl::Status WriteDurably(std::uint64_t offset, std::string_view bytes) = 0;
};

enum class DiskMode : std::uint8_t { kRead, kWrite, kCreate };  // kCreate: empty, whatever it was.

class Disk {
 public:
  virtual ~Disk() = default;
  virtual absl::StatusOr<std::unique_ptr<DiskFile>> Open(const std::string& path,
                                                         DiskMode mode) = 0;
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // Makes names durable that were given, changed or taken in this folder.
  virtual absl::Status SyncFolder(const std::string& folder) = 0;
  // What a program without privileges may still write.
  virtual absl::StatusOr<std::uint64_t> FreeBytes(const std::string& folder) = 0;
};

// The operating system's.
Disk& RealDisk();

// "." for a plain name.
std::string FolderOf(const std::string& path);

}  // namespace yizhan
