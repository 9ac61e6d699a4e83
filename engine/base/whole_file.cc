#include "engine/base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/open_file.h"

namespace yizhan {
namespace {

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

absl::Status WrongErrno(const std::string& path) { return Wrong(path, std::strerror(errno)); }

absl::Status CheckRights(const OpenFile& file, const std::string& path, Privacy privacy) {
  struct stat found {};
  if (::fstat(file.fd(), &found) != 0) return WrongErrno(path);
  if (!S_ISREG(found.st_mode)) return Wrong(path, "not a regular file");
  if (privacy == Privacy::kSecret && (found.st_mode & S_IRWXO) != 0) {
    return Wrong(path, "others may read or write this secret; chmod 600");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAtMost(const OpenFile& file, const std::string& path,
                                       std::size_t bytes_max) {
  std::string bytes;
  std::string piece(std::min<std::size_t>(bytes_max + 1, 65536), '\0');
  while (bytes.size() <= bytes_max) {
    const ssize_t count = ::read(file.fd(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return WrongErrno(path);
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  return Wrong(path, absl::StrCat("longer than ", bytes_max, " bytes"));
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status SyncFolder(const std::string& folder) {
  const OpenFile file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.ok() || ::fsync(file.fd()) != 0) return WrongErrno(folder);
  return absl::OkStatus();
}

absl::Status WriteNew(const std::string& path, std::string_view bytes, mode_t mode) {
  const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.ok()) return WrongErrno(path);
  if (!WriteAll(file, bytes) || ::fsync(file.fd()) != 0) return WrongErrno(path);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadWhole(const std::string& path, std::size_t bytes_max,
                                      Privacy privacy) {
  // Not blocking: a pipe in the place of a file is refused below instead of waited for.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) return WrongErrno(path);
  const absl::Status rights = CheckRights(file, path, privacy);
  if (!rights.ok()) return rights;
  return ReadAtMost(file, path, bytes_max);
}

absl::Status WriteWhole(const std::string& path, std::string_view bytes, Privacy privacy) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());  // Left by a crash.
  absl::Status written = WriteNew(beside, bytes, privacy == Privacy::kSecret ? 0600 : 0644);
  if (written.ok() && ::rename(beside.c_str(), path.c_str()) != 0) written = WrongErrno(path);
  if (!written.ok()) {
    ::unlink(beside.c_str());
    return written;
  }
  return SyncFolder(FolderOf(path));
}

}  // namespace yizhan
