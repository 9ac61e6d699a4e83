#include "engine/ledger/anchor.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"

namespace yizhan {
namespace {

constexpr std::string_view kMagic = "YZANCHR1";
constexpr std::size_t kSlotStride = 4096;  // One slot per disk page: a torn write spoils one.
constexpr std::size_t kFileBytes = 2 * kSlotStride;
constexpr std::size_t kCheckedBytes = 8 + 8 + 8 + 32 + 32;  // magic, serial, size, root, ledger
constexpr std::size_t kSlotBytes = kCheckedBytes + 32;

struct Slot {
  std::uint64_t serial = 0;
  AnchorMark mark;
};

absl::Status DiskError(const std::string& what, const std::string& path) {
  const std::string why = std::strerror(errno);
  return absl::UnavailableError(absl::StrCat("anchor ", path, ": ", what, ": ", why));
}

void PutNumber(std::string& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
}

std::uint64_t TakeNumber(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes.substr(0, 8)) number = number << 8 | static_cast<unsigned char>(c);
  bytes.remove_prefix(8);
  return number;
}

Hash32 TakeHash(std::string_view& bytes) {
  Hash32 hash{};
  std::memcpy(hash.data(), bytes.data(), hash.size());
  bytes.remove_prefix(hash.size());
  return hash;
}

std::string EncodeSlot(const Slot& slot) {
  std::string bytes(kMagic);
  PutNumber(bytes, slot.serial);
  PutNumber(bytes, slot.mark.head.size);
  bytes += Bytes(slot.mark.head.root);
  bytes += Bytes(slot.mark.ledger);
  bytes += Bytes(Sha256(bytes));
  return bytes;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return std::nullopt;
  if (Bytes(Sha256(bytes.substr(0, kCheckedBytes))) != bytes.substr(kCheckedBytes, 32)) {
    return std::nullopt;
  }
  Slot slot;
  bytes.remove_prefix(kMagic.size());
  slot.serial = TakeNumber(bytes);
  slot.mark.head.size = TakeNumber(bytes);
  slot.mark.head.root = TakeHash(bytes);
  slot.mark.ledger = TakeHash(bytes);
  return slot;
}

std::size_t SlotOffset(std::uint64_t serial) { return (serial & 1) * kSlotStride; }

bool WriteAt(int file, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t wrote = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
    offset += static_cast<std::size_t>(wrote);
  }
  return true;
}

absl::StatusOr<Slot> NewestSlot(int file, const std::string& path) {
  std::optional<Slot> newest;
  for (std::uint64_t place = 0; place < 2; ++place) {
    std::array<char, kSlotBytes> bytes{};
    const ssize_t got =
        pread(file, bytes.data(), bytes.size(), static_cast<off_t>(SlotOffset(place)));
    if (got < 0) return DiskError("cannot read", path);
    const std::optional<Slot> slot = DecodeSlot({bytes.data(), bytes.size()});
    if (!slot.has_value() || (slot->serial & 1) != place) continue;
    if (!newest.has_value() || slot->serial > newest->serial) newest = slot;
  }
  if (newest.has_value()) return *newest;
  return absl::DataLossError(absl::StrCat(
      "anchor ", path, ": neither slot is valid, so nobody knows how far the ledger had come; ",
      "restore it from a backup and compare the ledger's end with the witness"));
}

absl::StatusOr<int> OpenFile(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file >= 0) return file;
  if (errno == ENOENT) return absl::NotFoundError(absl::StrCat("anchor ", path, " is missing"));
  return DiskError("cannot open", path);
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int file = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return DiskError("cannot open the folder", path);
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : DiskError("cannot sync the folder", path);
}

}  // namespace

absl::Status Anchor::Create(const std::string& path) {
  if (access(path.c_str(), F_OK) == 0) {
    return absl::AlreadyExistsError(absl::StrCat("anchor ", path, " is there already"));
  }
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return DiskError("cannot create", fresh);
  const std::string first = EncodeSlot({0, {TreeHead{0, Sha256("")}, {}}});
  const bool written = WriteAt(file, std::string(kFileBytes, '\0'), 0) && WriteAt(file, first, 0) &&
                       fsync(file) == 0;
  close(file);
  if (!written) return DiskError("cannot write", fresh);
  if (rename(fresh.c_str(), path.c_str()) != 0) return DiskError("cannot rename to", path);
  return SyncFolderOf(path);
}

absl::StatusOr<AnchorMark> Anchor::ReadNewest(const std::string& path) {
  const absl::StatusOr<int> file = OpenFile(path, O_RDONLY);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Slot> slot = NewestSlot(*file, path);
  close(*file);
  if (!slot.ok()) return slot.status();
  return slot->mark;
}

absl::StatusOr<std::unique_ptr<Anchor>> Anchor::Open(const std::string& path) {
  const absl::StatusOr<int> file = OpenFile(path, O_RDWR | O_DSYNC);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Slot> slot = NewestSlot(*file, path);
  if (!slot.ok()) {
    close(*file);
    return slot.status();
  }
  return std::unique_ptr<Anchor>(new Anchor(*file, slot->serial, slot->mark));
}

Anchor::Anchor(int file, std::uint64_t serial, const AnchorMark& mark)
    : file_(file), serial_(serial), durable_(mark), wanted_(mark), thread_([this] { Run(); }) {}

Anchor::~Anchor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  close(file_);
}

void Anchor::Advance(const AnchorMark& mark) {
  {
    const std::lock_guard lock(mutex_);
    YIZHAN_CHECK(mark.head.size >= wanted_.head.size);
    wanted_ = mark;
  }
  changed_.notify_all();
}

absl::Status Anchor::WaitDurable(std::uint64_t size) {
  std::unique_lock lock(mutex_);
  YIZHAN_CHECK(wanted_.head.size >= size);
  changed_.wait(lock, [&] { return durable_.head.size >= size || !failure_.ok(); });
  return failure_;
}

AnchorMark Anchor::Durable() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

// After a failure nothing is written any more: what the disk holds is unknown.
void Anchor::Run() {
  std::unique_lock lock(mutex_);
  while (failure_.ok()) {
    changed_.wait(lock, [&] { return stopping_ || wanted_ != durable_; });
    if (wanted_ == durable_) return;
    const AnchorMark mark = wanted_;
    const std::uint64_t serial = ++serial_;
    lock.unlock();
    const bool written = WriteAt(file_, EncodeSlot({serial, mark}), SlotOffset(serial));
    const int error = errno;
    lock.lock();
    if (written) {
      durable_ = mark;
    } else {
      failure_ = absl::UnavailableError(
          absl::StrCat("the anchor cannot be written: ", std::string(std::strerror(error))));
    }
    changed_.notify_all();
  }
}

}  // namespace yizhan
