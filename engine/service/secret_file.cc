#include "engine/service/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace yizhan {
namespace {

// Closes itself.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

absl::Status WrongErrno(const std::string& path) { return Wrong(path, std::strerror(errno)); }

absl::Status CheckRights(const File& file, const std::string& path) {
  struct stat found {};
  if (::fstat(file.fd(), &found) != 0) return WrongErrno(path);
  if (!S_ISREG(found.st_mode)) return Wrong(path, "not a regular file");
  if ((found.st_mode & S_IRWXO) != 0) {
    return Wrong(path, "others may read or write this secret; chmod 600");
  }
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.ok() || ::fsync(file.fd()) != 0) return WrongErrno(folder);
  return absl::OkStatus();
}

std::string RandomBytes(std::size_t count, Random& random) {
  std::string bytes;
  while (bytes.size() < count) {
    const std::uint64_t next = random.Next();
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(next >> shift & 0xFF);
  }
  bytes.resize(count);
  return bytes;
}

// Written beside and renamed, so that a crash leaves a whole key or none.
absl::Status MakeKey(const std::string& folder, const std::string& path, Random& random) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  {
    const File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.ok()) return WrongErrno(beside);
    const std::string bytes = RandomBytes(kIndexKeyBytes, random);
    if (::write(file.fd(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fsync(file.fd()) != 0) {
      return WrongErrno(beside);
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return WrongErrno(path);
  return SyncFolder(folder);
}

}  // namespace

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) return WrongErrno(path);
  const absl::Status rights = CheckRights(file, path);
  if (!rights.ok()) return rights;
  std::string bytes(kSecretBytesMax + 1, '\0');
  const ssize_t read = ::read(file.fd(), bytes.data(), bytes.size());
  if (read < 0) return WrongErrno(path);
  bytes.resize(static_cast<std::size_t>(read));
  if (bytes.empty()) return Wrong(path, "empty");
  if (bytes.size() > kSecretBytesMax) return Wrong(path, "too long for a secret");
  return bytes;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> token = ReadSecret(path);
  if (!token.ok()) return token;
  while (!token->empty() && (token->back() == '\n' || token->back() == '\r')) token->pop_back();
  if (token->empty()) return Wrong(path, "empty");
  for (const char c : *token) {
    if (c <= ' ' || c > '~') return Wrong(path, "a token is one line of printable ASCII");
  }
  return token;
}

absl::StatusOr<IndexKey> OpenIndexKey(const std::string& data_dir, std::uint64_t ledger_size,
                                      Random& random) {
  const std::string folder = data_dir + "/keys";
  const std::string path = folder + "/index.key";
  if (::access(path.c_str(), F_OK) != 0) {
    if (ledger_size > 0) return Wrong(path, "missing, but the ledger has entries that need it");
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return WrongErrno(folder);
    const absl::Status made = MakeKey(folder, path, random);
    if (!made.ok()) return made;
  }
  absl::StatusOr<std::string> bytes = ReadSecret(path);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != kIndexKeyBytes) {
    return Wrong(path, absl::StrCat("must hold ", kIndexKeyBytes, " bytes, holds ", bytes->size()));
  }
  return IndexKey{.bytes = *std::move(bytes)};
}

}  // namespace yizhan
