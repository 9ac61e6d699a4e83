#include "engine/ledger/folder_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/ledger/disk.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const char* what, const std::string& path, const std::string& why) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", why));
}

absl::Status SyncFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failed("open", path, std::strerror(errno));
  const bool synced = fsync(file) == 0;
  const std::string why = std::strerror(errno);
  close(file);
  return synced ? absl::OkStatus() : Failed("sync", path, why);
}

}  // namespace

absl::Status CopyFolder(const std::string& from, const std::string& to,
                        const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return Failed("make folder", to, error.message());
  std::vector<fs::path> files;
  std::uint64_t all = 0;
  for (const fs::directory_entry& file : fs::directory_iterator(from, error)) {
    if (!file.is_regular_file() || file.path().filename() == "LOCK") continue;
    files.push_back(file.path());
    all += file.file_size();
  }
  if (error) return Failed("read folder", from, error.message());
  std::uint64_t done = 0;
  for (const fs::path& file : files) {
    const std::string copy = (fs::path(to) / file.filename()).string();
    fs::copy_file(file, copy, error);
    if (error) return Failed("copy to", copy, error.message());
    if (absl::Status synced = SyncFile(copy); !synced.ok()) return synced;
    done += fs::file_size(copy, error);
    progress(done, all);
  }
  return RealDisk().SyncFolder(to);
}

absl::Status MoveDurably(const std::string& from, const std::string& to) {
  if (absl::Status moved = RealDisk().Rename(from, to); !moved.ok()) return moved;
  return RealDisk().SyncFolder(FolderOf(to));
}

}  // namespace yizhan
