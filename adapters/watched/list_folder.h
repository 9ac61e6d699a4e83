// ListFolder: the watched folder's files: what lies there, read without following links, and
// results that appear whole or not at all.
//
// Units:    bytes; nanoseconds of the file server's clock, to be compared with each other only.
// Errors:   InvalidArgument says what is wrong with a file, Internal what with the folder.
// Owner:    holds the folder open.
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan::watched {

inline constexpr std::size_t kListBytesMax = 64U << 20;
inline constexpr std::size_t kFilesMax = 10'000;

struct FileStamp {
  enum class Kind : std::uint8_t { kRegular, kLink, kOther };
  Kind kind = Kind::kRegular;
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

class ListFolder {
 public:
  static absl::StatusOr<ListFolder> Open(const std::string& path);

  // Names in order; at most kFilesMax.
  absl::StatusOr<std::vector<std::string>> Names() const;
  // NotFound when it is gone.
  absl::StatusOr<FileStamp> Stamp(const std::string& name) const;
  // Of a regular file of at most kListBytesMax.
  absl::StatusOr<std::string> Read(const std::string& name) const;

  // A file that grows row by row, is synced and then given its name.
  absl::Status Begin(const std::string& name, std::string_view bytes) const;
  // What stands in it; empty when there is none.
  std::string Begun(const std::string& name) const;
  absl::Status Append(const std::string& name, std::string_view bytes) const;
  absl::Status Sync(const std::string& name) const;
  absl::Status Publish(const std::string& name) const;  // NAME.part becomes NAME.
  bool Has(const std::string& name) const;

 private:
  class Handle;
  explicit ListFolder(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {}

  std::shared_ptr<Handle> handle_;
};

}  // namespace yizhan::watched
