#include "engine/ledger/disk.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yizhan {
namespace {

absl::Status DiskError(const std::string& what, const std::string& path) {
  const int error = errno;
  const std::string words = absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error));
  return error == ENOENT ? absl::NotFoundError(words) : absl::UnavailableError(words);
}

class PosixFile : public DiskFile {
 public:
  PosixFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
  ~PosixFile() override { close(file_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  absl::StatusOr<std::string> ReadAt(std::uint64_t offset, std::size_t bytes) override {
    std::string found(bytes, '\0');
    std::size_t done = 0;
    while (done < bytes) {
      const ssize_t got =
          pread(file_, found.data() + done, bytes - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return DiskError("read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    found.resize(done);
    return found;
  }

  absl::Status WriteDurably(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return DiskError("write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
      offset += static_cast<std::uint64_t>(wrote);
    }
    return absl::OkStatus();
  }

 private:
  const int file_;
  const std::string path_;
};

int FlagsOf(DiskMode mode) {
  if (mode == DiskMode::kRead) return O_RDONLY;
  // Synced with each write, so that no call can be forgotten.
  return O_RDWR | O_DSYNC | (mode == DiskMode::kCreate ? O_CREAT | O_TRUNC : 0);
}

class PosixDisk : public Disk {
 public:
  absl::StatusOr<std::unique_ptr<DiskFile>> Open(const std::string& path, DiskMode mode) override {
    const int file = open(path.c_str(), FlagsOf(mode) | O_CLOEXEC, 0600);
    if (file < 0) return DiskError("open", path);
    return std::make_unique<PosixFile>(file, path);
  }

  absl::Status Rename(const std::string& from, const std::string& to) override {
    if (rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
    return DiskError("rename a file to", to);
  }

  absl::Status SyncFolder(const std::string& folder) override {
    const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return DiskError("open folder", folder);
    const absl::Status synced =
        fsync(file) == 0 ? absl::OkStatus() : DiskError("sync folder", folder);
    close(file);
    return synced;
  }

  absl::StatusOr<std::uint64_t> FreeBytes(const std::string& folder) override {
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) != 0) return DiskError("ask for the space of", folder);
    return std::uint64_t{disk.f_bavail} * disk.f_frsize;
  }
};

}  // namespace

Disk& RealDisk() {
  static PosixDisk disk;
  return disk;
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace yizhan
