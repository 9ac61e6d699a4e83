#include "engine/personal/key_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"
#include "engine/personal/cipher.h"
#include "openssl/crypto.h"

namespace yizhan {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kWipeBytes = std::size_t{64} * 1024;
constexpr std::size_t kModeBytesMax = 64;
constexpr char kTraining[] = "training\n";
constexpr char kReal[] = "real\n";
constexpr char kTrainingKeys[] =
    "keys_dir 是培训引擎的密钥目录，正式引擎不使用；请换用正式引擎的 keys_dir / keys_dir holds the "
    "keys of a training engine, which an engine for real data does not use; give the engine its "
    "own keys_dir";
constexpr char kRealKeys[] =
    "keys_dir 是正式引擎的密钥目录，培训引擎不使用；请为培训另设 keys_dir / keys_dir holds the "
    "keys of an engine for real data, which a training engine does not use; give the training "
    "engine a keys_dir of its own";

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

absl::Status Io(const std::string& path) { return Wrong(path, std::strerror(errno)); }

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool SameFile(const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
         first.st_ino == second.st_ino && first.st_dev == second.st_dev;
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Io(folder);
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced ? absl::OkStatus() : Io(folder);
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return Io(from);
  return SyncFolderOf(to);
}

absl::Status Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return Io(path);
  return absl::OkStatus();
}

// A second name for the old bytes, so that they can be overwritten once the new ones are in place.
absl::Status KeepOld(const std::string& path) {
  const std::string old = path + ".old";
  if (const absl::Status removed = Remove(old); !removed.ok()) return removed;
  if (::link(path.c_str(), old.c_str()) != 0) return Io(old);
  return SyncFolderOf(old);
}

absl::Status Overwrite(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return Io(path);
  struct stat found {};
  bool fine = ::fstat(fd, &found) == 0;
  const std::string nothing(kWipeBytes, '\0');
  for (off_t at = 0; fine && at < found.st_size; at += static_cast<off_t>(kWipeBytes)) {
    const std::size_t count = std::min(static_cast<std::size_t>(found.st_size - at), kWipeBytes);
    fine = ::pwrite(fd, nothing.data(), count, at) == static_cast<ssize_t>(count);
  }
  fine = fine && ::fsync(fd) == 0;
  ::close(fd);
  return fine ? absl::OkStatus() : Io(path);
}

// `beside` held keys; a second name of what is in use only loses the name.
absl::Status Wipe(const std::string& beside, const std::string& in_use) {
  if (!Exists(beside)) return absl::OkStatus();
  if (!SameFile(beside, in_use)) {
    if (const absl::Status wiped = Overwrite(beside); !wiped.ok()) return wiped;
  }
  if (const absl::Status removed = Remove(beside); !removed.ok()) return removed;
  return SyncFolderOf(beside);
}

// What was before a rotation, and what one that was undone had made.
absl::Status WipeBeside(const KeyPaths& paths) {
  for (const std::string& path : {paths.vault(), paths.kek()}) {
    for (const char* end : {".old", ".next"}) {
      if (const absl::Status wiped = Wipe(path + end, path); !wiped.ok()) return wiped;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadSecret(path);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != kKeyBytes) {
    return Wrong(path, absl::StrCat("must hold ", kKeyBytes, " bytes, holds ", bytes->size()));
  }
  return bytes;
}

absl::StatusOr<std::string> OpenKey(const std::string& path, std::uint64_t ledger_size,
                                    Random& random) {
  if (!Exists(path)) {
    if (ledger_size > 0) {
      return absl::FailedPreconditionError(
          path + ": missing, but the ledger has entries that need it; put it back");
    }
    std::string key = NewDataKey(random);
    const absl::Status made = WriteSecret(path, key);
    OPENSSL_cleanse(key.data(), key.size());
    if (!made.ok()) return made;
  }
  return ReadKey(path);
}

// One at a time opens, finishes or makes a rotation.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : folder_(folder), fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  absl::Status Take() const {
    if (fd_ < 0) return Io(folder_);
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(folder_ + ": in use by another process");
  }

 private:
  const std::string folder_;
  const int fd_;
};

absl::Status CheckFolder(const std::string& folder) {
  const bool made = ::mkdir(folder.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return Io(folder);
  if (made) {
    if (const absl::Status synced = SyncFolderOf(folder); !synced.ok()) return synced;
  }
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0) return Io(folder);
  if (!S_ISDIR(found.st_mode)) return Wrong(folder, "not a folder");
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Wrong(folder, "others may enter this folder of keys; chmod 700");
  }
  return absl::OkStatus();
}

bool AnyLeft(const KeyPaths& paths) {
  return Exists(paths.kek() + ".next") || Exists(paths.kek() + ".old") ||
         Exists(paths.vault() + ".next") || Exists(paths.vault() + ".old");
}

// Puts the new KEK in its place when the vault is wrapped under it already.
absl::Status TakeNextKek(const KeyPaths& paths) {
  absl::StatusOr<std::string> next = ReadKey(paths.kek() + ".next");
  if (!next.ok()) return absl::OkStatus();  // Whether it was needed is seen by the one in place.
  const absl::StatusOr<bool> is_under = FileVault::IsUnder(paths.vault(), *next);
  OPENSSL_cleanse(next->data(), next->size());
  if (!is_under.ok()) return is_under.status();
  if (!*is_under) return absl::OkStatus();
  if (const absl::Status kept = KeepOld(paths.kek()); !kept.ok()) return kept;
  return Rename(paths.kek() + ".next", paths.kek());
}

// After a crash in RotateKek: the vault says which KEK holds. FORMAT.md has the table. Nothing is
// removed before the KEK in place is known to be the vault's.
absl::Status FinishRotation(const KeyPaths& paths) {
  if (!AnyLeft(paths)) return absl::OkStatus();
  absl::Status status = TakeNextKek(paths);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> kek = ReadKey(paths.kek());
  if (!kek.ok()) return kek.status();
  const absl::StatusOr<bool> is_under = FileVault::IsUnder(paths.vault(), *kek);
  OPENSSL_cleanse(kek->data(), kek->size());
  if (!is_under.ok()) return is_under.status();
  if (!*is_under) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a rotation was interrupted, and ", paths.vault(), " is wrapped neither under ",
        paths.kek(), " nor under what lies beside it; put the vault's key back"));
  }
  return WipeBeside(paths);
}

// Before a key is made or read.
absl::Status TakeMode(const KeyPaths& paths, bool training, std::uint64_t ledger_size) {
  if (const absl::Status fits = CheckKeyMode(paths, training); !fits.ok()) return fits;
  if (ledger_size > 0 || Exists(paths.mode())) return absl::OkStatus();
  const bool used = Exists(paths.index_key()) || Exists(paths.vault());
  if (used && training) return absl::FailedPreconditionError(kRealKeys);
  return MarkKeyFolder(paths, training);
}

}  // namespace

absl::StatusOr<std::optional<bool>> ReadKeyMode(const KeyPaths& paths) {
  if (!Exists(paths.mode())) return std::nullopt;
  const absl::StatusOr<std::string> text = ReadWhole(paths.mode(), kModeBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  if (*text == kTraining) return true;
  if (*text == kReal) return false;
  return Wrong(paths.mode(), "须为 real 或 training 一行 / must be the line real or training");
}

absl::Status CheckKeyMode(const KeyPaths& paths, bool training) {
  const absl::StatusOr<std::optional<bool>> marked = ReadKeyMode(paths);
  if (!marked.ok()) return marked.status();
  if (!marked->has_value() || **marked == training) return absl::OkStatus();
  return absl::FailedPreconditionError(training ? kRealKeys : kTrainingKeys);
}

absl::Status MarkKeyFolder(const KeyPaths& paths, bool training) {
  if (Exists(paths.mode())) return absl::OkStatus();
  return WriteWhole(paths.mode(), training ? kTraining : kReal, Privacy::kSecret);
}

absl::StatusOr<KeyFolder> OpenKeyFolder(const KeyPaths& paths, v1::PersonalSuite suite,
                                        std::uint64_t ledger_size, Random& random,
                                        std::optional<bool> training) {
  const absl::Status folder = CheckFolder(paths.keys_dir);
  if (!folder.ok()) return folder;
  const FolderLock lock(paths.keys_dir);
  if (const absl::Status taken = lock.Take(); !taken.ok()) return taken;
  if (training.has_value()) {
    const absl::Status mode = TakeMode(paths, *training, ledger_size);
    if (!mode.ok()) return mode;
  }
  const absl::Status finished = FinishRotation(paths);
  if (!finished.ok()) return finished;
  absl::StatusOr<std::string> index_key = OpenKey(paths.index_key(), ledger_size, random);
  if (!index_key.ok()) return index_key.status();
  absl::StatusOr<std::string> kek = OpenKey(paths.kek(), ledger_size, random);
  if (!kek.ok()) return kek.status();
  if (ledger_size > 0 && !Exists(paths.vault())) {
    return absl::FailedPreconditionError(
        paths.vault() + ": missing, but the ledger has entries that need it; put it back");
  }
  auto vault = FileVault::Open(paths.vault(), *kek, suite, random, ledger_size == 0);
  OPENSSL_cleanse(kek->data(), kek->size());
  if (!vault.ok()) return vault.status();
  return KeyFolder{.index_key = {.bytes = *std::move(index_key)}, .vault = *std::move(vault)};
}

absl::StatusOr<std::uint64_t> RotateKek(const KeyPaths& paths, v1::PersonalSuite suite,
                                        Random& random) {
  const FolderLock lock(paths.keys_dir);
  if (const absl::Status taken = lock.Take(); !taken.ok()) return taken;
  const absl::Status finished = FinishRotation(paths);
  if (!finished.ok()) return finished;
  absl::StatusOr<std::string> kek = ReadKey(paths.kek());
  if (!kek.ok()) return kek.status();
  const auto vault = FileVault::Open(paths.vault(), *kek, suite, random, /*may_create=*/false);
  OPENSSL_cleanse(kek->data(), kek->size());
  if (!vault.ok()) return vault.status();
  std::string new_kek = NewDataKey(random);
  absl::Status status = WriteSecret(paths.kek() + ".next", new_kek);
  if (status.ok()) {
    status = (*vault)->CopyTo(paths.vault() + ".next", new_kek, suite, random);
  }
  OPENSSL_cleanse(new_kek.data(), new_kek.size());
  if (status.ok()) status = KeepOld(paths.vault());
  if (status.ok()) status = Rename(paths.vault() + ".next", paths.vault());  // From here: the new.
  if (status.ok()) status = KeepOld(paths.kek());
  if (status.ok()) status = Rename(paths.kek() + ".next", paths.kek());
  if (status.ok()) status = WipeBeside(paths);
  if (!status.ok()) return status;
  std::uint64_t count = 0;
  (*vault)->ForEach([&count](std::uint64_t /*person_no*/) { ++count; });
  return count;
}

}  // namespace yizhan
