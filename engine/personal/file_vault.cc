#include "engine/personal/file_vault.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/personal/cipher.h"
#include "openssl/crypto.h"

namespace yizhan {
namespace {

// Places in header and slot; FORMAT.md has the picture.
constexpr std::string_view kMagic{"yizhan-vault-01\0", 16};
constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kKekIdAt = 16;
constexpr std::size_t kKekIdBytes = 8;
constexpr std::size_t kHeaderMacAt = 96;
constexpr std::size_t kSlotBytes = 128;
constexpr std::size_t kPersonAt = 1;
constexpr std::size_t kSuiteAt = 9;
constexpr std::size_t kNonceCountAt = 10;
constexpr std::size_t kNonceAt = 11;
constexpr std::size_t kWrappedCountAt = 27;
constexpr std::size_t kWrappedAt = 28;
constexpr std::size_t kSumAt = 112;
constexpr std::size_t kSumBytes = 16;
constexpr char kUsed = 1;

std::string Big(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

std::uint64_t FromBig(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::size_t CountAt(std::string_view slot, std::size_t at) {
  return static_cast<unsigned char>(slot[at]);
}

std::string KekId(const std::string& kek) {
  return Bytes(HmacSha256(kek, "yizhan kek id v1")).substr(0, kKekIdBytes);
}

std::string HeaderOf(const std::string& kek) {
  std::string header(kMagic);
  header += KekId(kek);
  header.resize(kHeaderMacAt, '\0');
  return header + Bytes(HmacSha256(kek, header));
}

std::string AssociatedOf(std::uint64_t person_no, std::uint64_t place) {
  return absl::StrCat("yizhan vault slot v1 ", person_no, " ", place);
}

std::string SumOf(std::string_view slot) {
  return Bytes(Sha256(slot.substr(0, kSumAt))).substr(0, kSumBytes);
}

std::string SlotOf(std::uint64_t person_no, const Sealed& wrapped) {
  std::string slot(kSlotBytes, '\0');
  slot[0] = kUsed;
  slot.replace(kPersonAt, 8, Big(person_no));
  slot[kSuiteAt] = static_cast<char>(wrapped.suite);
  slot[kNonceCountAt] = static_cast<char>(wrapped.nonce.size());
  slot.replace(kNonceAt, wrapped.nonce.size(), wrapped.nonce);
  slot[kWrappedCountAt] = static_cast<char>(wrapped.bytes.size());
  slot.replace(kWrappedAt, wrapped.bytes.size(), wrapped.bytes);
  return slot.replace(kSumAt, kSumBytes, SumOf(slot));
}

bool IsFree(std::string_view slot) {
  return slot.find_first_not_of('\0') == std::string_view::npos;
}

absl::Status Io(const std::string& path, const std::string& what) {
  return absl::InternalError(absl::StrCat(path, ": ", what, ": ", std::strerror(errno)));
}

// The new file's name is on disk too, not only its bytes.
absl::Status SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const absl::Status status = synced ? absl::OkStatus() : Io(folder, "sync");
  if (fd >= 0) ::close(fd);
  return status;
}

// Shorter when the file is.
std::string ReadHeader(int fd) {
  std::string header(kHeaderBytes, '\0');
  const ssize_t read = ::pread(fd, header.data(), header.size(), 0);
  header.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
  return header;
}

absl::StatusOr<bool> IsHeaderUnder(const std::string& path, const std::string& header,
                                   const std::string& kek) {
  if (header.size() != kHeaderBytes || !header.starts_with(kMagic)) {
    return absl::InvalidArgumentError(path + ": not a vault of this program");
  }
  if (header.substr(kKekIdAt, kKekIdBytes) != KekId(kek)) return false;
  if (header != HeaderOf(kek)) return absl::DataLossError(path + ": its header was changed");
  return true;
}

}  // namespace

std::string KekIdText(const std::string& kek) { return HexText(KekId(kek)); }

class FileVault::Slots {
 public:
  Slots(std::string path, std::string kek, v1::PersonalSuite suite, Random& random)
      : path_(std::move(path)), kek_(std::move(kek)), suite_(suite), random_(random) {}
  ~Slots() {
    if (fd_ >= 0) ::close(fd_);
    OPENSSL_cleanse(kek_.data(), kek_.size());
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  absl::Status Open(bool may_create) {
    fd_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | (may_create ? O_CREAT : 0), 0600);
    if (fd_ < 0) {
      return absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
    }
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      return absl::FailedPreconditionError(path_ + ": in use by another process");
    }
    struct stat found {};
    if (::fstat(fd_, &found) != 0) return Io(path_, "stat");
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
      return absl::InvalidArgumentError(path_ + ": others may read or write it; chmod 600");
    }
    if (found.st_size == 0 && may_create) return WriteHeader();
    const absl::Status header = CheckHeader();
    if (!header.ok()) return header;
    return ReadSlots(static_cast<std::uint64_t>(found.st_size));
  }

  absl::StatusOr<std::optional<std::string>> Find(std::uint64_t person_no) const {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(person_no);
    if (place == places_.end()) return std::optional<std::string>();
    absl::StatusOr<std::string> key = Unwrap(place->second, person_no);
    if (!key.ok()) return key.status();
    return std::optional<std::string>(*std::move(key));
  }

  absl::Status Add(std::uint64_t person_no, const std::string& data_key) {
    const std::lock_guard lock(mutex_);
    if (places_.contains(person_no)) return absl::AlreadyExistsError("the person has a key");
    const std::uint64_t place = next_place_;
    const absl::Status written = WriteAt(
        place,
        SlotOf(person_no, Seal(suite_, kek_, AssociatedOf(person_no, place), data_key, random_)));
    if (!written.ok()) return written;
    ++next_place_;
    places_[person_no] = place;
    unsynced_ = true;
    return absl::OkStatus();
  }

  absl::Status Sync() {
    const std::lock_guard lock(mutex_);
    if (!unsynced_) return absl::OkStatus();
    if (::fdatasync(fd_) != 0) return Io(path_, "sync");
    unsynced_ = false;
    return absl::OkStatus();
  }

  // In place: what the slot held is on no other block of this file.
  absl::Status Destroy(std::uint64_t person_no) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(person_no);
    if (place == places_.end()) return absl::OkStatus();
    const absl::Status written = WriteAt(place->second, std::string(kSlotBytes, '\0'));
    if (!written.ok()) return written;
    if (::fdatasync(fd_) != 0) return Io(path_, "sync");
    places_.erase(place);
    return absl::OkStatus();
  }

  std::vector<std::uint64_t> Persons() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::uint64_t> persons;
    persons.reserve(places_.size());
    for (const auto& [person_no, place] : places_) persons.push_back(person_no);
    return persons;
  }

 private:
  absl::Status WriteHeader() {
    const std::string header = HeaderOf(kek_);
    if (::pwrite(fd_, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) ||
        ::fsync(fd_) != 0) {
      return Io(path_, "write");
    }
    return SyncFolderOf(path_);
  }

  absl::Status CheckHeader() const {
    const std::string header = ReadHeader(fd_);
    const absl::StatusOr<bool> is_under = IsHeaderUnder(path_, header, kek_);
    if (!is_under.ok()) return is_under.status();
    if (*is_under) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": wrapped under another key-encryption key (its id is ",
                     HexText(header.substr(kKekIdAt, kKekIdBytes)), ", the one given is ",
                     KekIdText(kek_), ")"));
  }

  absl::Status ReadSlots(std::uint64_t file_bytes) {
    const std::uint64_t count = (file_bytes - kHeaderBytes + kSlotBytes - 1) / kSlotBytes;
    for (std::uint64_t place = 0; place < count; ++place) {
      std::string slot(kSlotBytes, '\0');
      if (!ReadAt(place, slot)) return Io(path_, "read");
      if (IsFree(slot)) continue;
      const bool whole = slot[0] == kUsed && slot.substr(kSumAt) == SumOf(slot);
      // Cut short by a crash: never synced, so nothing rests on it.
      const bool cut = kHeaderBytes + (place + 1) * kSlotBytes > file_bytes;
      if (!whole && cut) return Clear(place);
      const std::uint64_t person_no = FromBig(std::string_view(slot).substr(kPersonAt, 8));
      if (!whole || !places_.emplace(person_no, place).second) return Damaged(place);
      absl::StatusOr<std::string> key = Unwrap(place, person_no);
      if (!key.ok()) return key.status();
      OPENSSL_cleanse(key->data(), key->size());
    }
    next_place_ = count;
    return absl::OkStatus();
  }

  absl::Status Clear(std::uint64_t place) {
    next_place_ = place;
    if (::ftruncate(fd_, OffsetOf(place)) != 0 || ::fsync(fd_) != 0) return Io(path_, "cut");
    return absl::OkStatus();
  }

  absl::Status Damaged(std::uint64_t place) const {
    return absl::DataLossError(absl::StrCat(path_, ": slot ", place, " is damaged"));
  }

  absl::StatusOr<std::string> Unwrap(std::uint64_t place, std::uint64_t person_no) const {
    std::string slot(kSlotBytes, '\0');
    if (!ReadAt(place, slot)) return Io(path_, "read");
    const std::size_t nonce = CountAt(slot, kNonceCountAt);
    const std::size_t wrapped = CountAt(slot, kWrappedCountAt);
    if (kNonceAt + nonce > kWrappedCountAt || kWrappedAt + wrapped > kSumAt) {
      return Damaged(place);
    }
    absl::StatusOr<std::string> key =
        Unseal({.suite = static_cast<v1::PersonalSuite>(slot[kSuiteAt]),
                .nonce = slot.substr(kNonceAt, nonce),
                .bytes = slot.substr(kWrappedAt, wrapped)},
               kek_, AssociatedOf(person_no, place));
    if (!key.ok()) return Damaged(place);
    return key;
  }

  static off_t OffsetOf(std::uint64_t place) {
    return static_cast<off_t>(kHeaderBytes + place * kSlotBytes);
  }

  // Beyond the end reads as nothing written.
  bool ReadAt(std::uint64_t place, std::string& slot) const {
    return ::pread(fd_, slot.data(), slot.size(), OffsetOf(place)) >= 0;
  }

  absl::Status WriteAt(std::uint64_t place, const std::string& slot) {
    const ssize_t written = ::pwrite(fd_, slot.data(), slot.size(), OffsetOf(place));
    if (written != static_cast<ssize_t>(slot.size())) return Io(path_, "write");
    return absl::OkStatus();
  }

  const std::string path_;
  std::string kek_;
  const v1::PersonalSuite suite_;
  Random& random_;
  int fd_ = -1;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::uint64_t> places_;  // Person -> slot.
  std::uint64_t next_place_ = 0;
  bool unsynced_ = false;
};

FileVault::FileVault(std::unique_ptr<Slots> slots) : slots_(std::move(slots)) {}
FileVault::~FileVault() = default;

absl::StatusOr<std::unique_ptr<FileVault>> FileVault::Open(const std::string& path,
                                                           const std::string& kek,
                                                           v1::PersonalSuite suite, Random& random,
                                                           bool may_create) {
  auto slots = std::make_unique<Slots>(path, kek, suite, random);
  const absl::Status opened = slots->Open(may_create);
  if (!opened.ok()) return opened;
  return std::unique_ptr<FileVault>(new FileVault(std::move(slots)));
}

absl::StatusOr<bool> FileVault::IsUnder(const std::string& path, const std::string& kek) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Io(path, "open");
  const std::string header = ReadHeader(fd);
  ::close(fd);
  return IsHeaderUnder(path, header, kek);
}

absl::StatusOr<std::optional<std::string>> FileVault::Find(std::uint64_t person_no) const {
  return slots_->Find(person_no);
}
absl::Status FileVault::Add(std::uint64_t person_no, const std::string& data_key) {
  return slots_->Add(person_no, data_key);
}
absl::Status FileVault::Sync() { return slots_->Sync(); }
absl::Status FileVault::Destroy(std::uint64_t person_no) { return slots_->Destroy(person_no); }

void FileVault::ForEach(const std::function<void(std::uint64_t)>& visit) const {
  for (const std::uint64_t person_no : slots_->Persons()) visit(person_no);
}

absl::Status FileVault::CopyTo(const std::string& path, const std::string& new_kek,
                               v1::PersonalSuite suite, Random& random) const {
  if (::access(path.c_str(), F_OK) == 0) return absl::AlreadyExistsError(path + ": exists");
  const auto copy = Open(path, new_kek, suite, random, /*may_create=*/true);
  if (!copy.ok()) return copy.status();
  for (const std::uint64_t person_no : slots_->Persons()) {
    absl::StatusOr<std::optional<std::string>> key = slots_->Find(person_no);
    if (!key.ok()) return key.status();
    const absl::Status added = (*copy)->Add(person_no, **key);
    OPENSSL_cleanse((*key)->data(), (*key)->size());
    if (!added.ok()) return added;
  }
  return (*copy)->Sync();
}

}  // namespace yizhan
