#include "adapters/watched/list_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/open_file.h"

namespace yizhan::watched {
namespace {

constexpr std::size_t kPieceBytes = 1U << 16;
constexpr mode_t kResultMode = 0644;

std::string PartOf(const std::string& name) { return name + ".part"; }

absl::Status Failed(const char* what) {
  return absl::InternalError(absl::StrCat(what, ": ", std::strerror(errno)));
}

absl::StatusOr<std::string> ReadAtMost(const OpenFile& file, std::size_t bytes_max) {
  std::string bytes;
  std::string piece(kPieceBytes, '\0');
  while (bytes.size() <= bytes_max) {
    const ssize_t count = ::read(file.fd(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("read");
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("文件过大，上限 ", bytes_max >> 20, " MiB，请分成几个文件"));
}

}  // namespace

class ListFolder::Handle {
 public:
  explicit Handle(int fd) : file_(fd) {}
  int fd() const { return file_.fd(); }

  // A link in the place of a file is not followed, a pipe not waited for.
  int OpenAt(const std::string& name, int flags) const {
    return ::openat(fd(), name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kResultMode);
  }

 private:
  OpenFile file_;
};

absl::StatusOr<ListFolder> ListFolder::Open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("folder");
  return ListFolder(std::make_shared<Handle>(fd));
}

absl::StatusOr<std::vector<std::string>> ListFolder::Names() const {
  const int fd = ::openat(handle_->fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("folder");
  DIR* directory = ::fdopendir(fd);
  if (directory == nullptr) {
    ::close(fd);
    return Failed("folder");
  }
  std::vector<std::string> names;
  while (names.size() < kFilesMax) {
    const dirent* item = ::readdir(directory);
    if (item == nullptr) break;
    names.emplace_back(item->d_name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<FileStamp> ListFolder::Stamp(const std::string& name) const {
  struct stat found {};
  if (::fstatat(handle_->fd(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? absl::NotFoundError("gone") : Failed("stat");
  }
  FileStamp stamp;
  stamp.kind = S_ISREG(found.st_mode)   ? FileStamp::Kind::kRegular
               : S_ISLNK(found.st_mode) ? FileStamp::Kind::kLink
                                        : FileStamp::Kind::kOther;
  stamp.bytes = static_cast<std::uint64_t>(found.st_size);
  stamp.changed_ns =
      std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + std::int64_t{found.st_mtim.tv_nsec};
  return stamp;
}

absl::StatusOr<std::string> ListFolder::Read(const std::string& name) const {
  const OpenFile file(handle_->OpenAt(name, O_RDONLY));
  if (!file.ok() && errno == ENOENT) return absl::NotFoundError("gone");
  if (!file.ok()) return absl::InvalidArgumentError("文件打不开，请检查权限");
  if (!file.regular()) return absl::InvalidArgumentError("不是普通文件");
  return ReadAtMost(file, kListBytesMax);
}

absl::Status ListFolder::Begin(const std::string& name, std::string_view bytes) const {
  const std::string part = PartOf(name);
  ::unlinkat(handle_->fd(), part.c_str(), 0);  // Of another list, or a trap.
  const OpenFile file(handle_->OpenAt(part, O_WRONLY | O_CREAT | O_EXCL));
  if (!file.ok() || !WriteAll(file, bytes)) return Failed("result");
  return absl::OkStatus();
}

std::string ListFolder::Begun(const std::string& name) const {
  const OpenFile file(handle_->OpenAt(PartOf(name), O_RDONLY));
  if (!file.regular()) return "";
  return ReadAtMost(file, kListBytesMax).value_or("");
}

absl::Status ListFolder::Append(const std::string& name, std::string_view bytes) const {
  const OpenFile file(handle_->OpenAt(PartOf(name), O_WRONLY | O_APPEND));
  if (!file.regular() || !WriteAll(file, bytes)) return Failed("result");
  return absl::OkStatus();
}

absl::Status ListFolder::Sync(const std::string& name) const {
  const OpenFile file(handle_->OpenAt(PartOf(name), O_WRONLY));
  if (!file.regular() || ::fsync(file.fd()) != 0) return Failed("result");
  return absl::OkStatus();
}

absl::Status ListFolder::Publish(const std::string& name) const {
  const absl::Status synced = Sync(name);
  if (!synced.ok()) return synced;
  const std::string part = PartOf(name);
  if (::renameat(handle_->fd(), part.c_str(), handle_->fd(), name.c_str()) != 0) {
    return Failed("result");
  }
  return ::fsync(handle_->fd()) == 0 ? absl::OkStatus() : Failed("folder");
}

bool ListFolder::Has(const std::string& name) const { return Stamp(name).ok(); }

}  // namespace yizhan::watched
