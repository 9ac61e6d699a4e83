// OpenFile: a file descriptor that closes itself.
//
// Errors:   ok() is false when opening failed; errno says why until the next call.
// Threads:  one.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace yizhan {

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int fd() const { return fd_; }
  bool ok() const { return fd_ >= 0; }
  bool regular() const {
    struct stat found {};
    return ok() && ::fstat(fd_, &found) == 0 && S_ISREG(found.st_mode);
  }

 private:
  int fd_;
};

// False: the disk refused; part of it may be written.
inline bool WriteAll(const OpenFile& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.fd(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace yizhan
