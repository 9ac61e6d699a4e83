#include "engine/ledger/anchor.h"

#include <cstddef>
#include <cstring>
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

// What the disk said, of which file; the kind of error stays.
absl::Status OfAnchor(const absl::Status& status, const std::string& path) {
  return {status.code(), absl::StrCat("anchor ", path, ": ", status.message())};
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
  bytes.resize(kSlotStride);
  return bytes;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return std::nullopt;
  if (bytes.size() < kSlotBytes) return std::nullopt;
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

absl::StatusOr<Slot> NewestSlot(DiskFile& file, const std::string& path) {
  std::optional<Slot> newest;
  for (std::uint64_t place = 0; place < 2; ++place) {
    const absl::StatusOr<std::string> bytes = file.ReadAt(SlotOffset(place), kSlotBytes);
    if (!bytes.ok()) return OfAnchor(bytes.status(), path);
    const std::optional<Slot> slot = DecodeSlot(*bytes);
    if (!slot.has_value() || (slot->serial & 1) != place) continue;
    if (!newest.has_value() || slot->serial > newest->serial) newest = slot;
  }
  if (newest.has_value()) return *newest;
  return absl::DataLossError(absl::StrCat(
      "anchor ", path, ": neither slot is valid, so nobody knows how far the ledger had come; ",
      "restore it from a backup and compare the ledger's end with the witness"));
}

// Whether the slot that is not the newest is the one before it, and nothing else is in the file.
absl::StatusOr<bool> IsWhole(DiskFile& file, const std::string& path, const Slot& newest) {
  const absl::StatusOr<std::string> bytes = file.ReadAt(0, kFileBytes + 1);
  if (!bytes.ok()) return OfAnchor(bytes.status(), path);
  if (bytes->size() != kFileBytes) return false;
  const std::size_t place = SlotOffset(newest.serial);
  if (bytes->substr(place, kSlotStride) != EncodeSlot(newest)) return false;
  const std::string other = bytes->substr(kSlotStride - place, kSlotStride);
  if (newest.serial == 0) return other == std::string(kSlotStride, '\0');
  const std::optional<Slot> before = DecodeSlot(other);
  return before.has_value() && before->serial + 1 == newest.serial && other == EncodeSlot(*before);
}

absl::StatusOr<std::unique_ptr<DiskFile>> OpenFile(Disk& disk, const std::string& path,
                                                   DiskMode mode) {
  absl::StatusOr<std::unique_ptr<DiskFile>> file = disk.Open(path, mode);
  if (file.ok()) return file;
  if (!absl::IsNotFound(file.status())) return OfAnchor(file.status(), path);
  return absl::NotFoundError(absl::StrCat("anchor ", path, " is missing"));
}

absl::Status WriteFirst(Disk& disk, const std::string& path) {
  const absl::StatusOr<std::unique_ptr<DiskFile>> file = disk.Open(path, DiskMode::kCreate);
  if (!file.ok()) return OfAnchor(file.status(), path);
  std::string bytes = EncodeSlot({0, {TreeHead{0, Sha256("")}, {}}});
  bytes.resize(kFileBytes);  // The second slot: zeros.
  const absl::Status written = (*file)->WriteDurably(0, bytes);
  return written.ok() ? written : OfAnchor(written, path);
}

}  // namespace

absl::Status Anchor::Create(const std::string& path, Disk& disk) {
  const absl::Status there = disk.Open(path, DiskMode::kRead).status();
  if (there.ok()) {
    return absl::AlreadyExistsError(absl::StrCat("anchor ", path, " is there already"));
  }
  if (!absl::IsNotFound(there)) return OfAnchor(there, path);
  const std::string fresh = path + ".new";
  if (absl::Status written = WriteFirst(disk, fresh); !written.ok()) return written;
  if (absl::Status named = disk.Rename(fresh, path); !named.ok()) return OfAnchor(named, path);
  const absl::Status synced = disk.SyncFolder(FolderOf(path));
  return synced.ok() ? synced : OfAnchor(synced, path);
}

absl::StatusOr<AnchorMark> Anchor::ReadNewest(const std::string& path, Disk& disk) {
  const absl::StatusOr<std::unique_ptr<DiskFile>> file = OpenFile(disk, path, DiskMode::kRead);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Slot> slot = NewestSlot(**file, path);
  if (!slot.ok()) return slot.status();
  return slot->mark;
}

absl::StatusOr<std::unique_ptr<Anchor>> Anchor::Open(const std::string& path, Disk& disk) {
  absl::StatusOr<std::unique_ptr<DiskFile>> file = OpenFile(disk, path, DiskMode::kWrite);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Slot> slot = NewestSlot(**file, path);
  if (!slot.ok()) return slot.status();
  const absl::StatusOr<bool> whole = IsWhole(**file, path, *slot);
  if (!whole.ok()) return whole.status();
  std::uint64_t serial = slot->serial;
  if (!*whole) {
    ++serial;
    const absl::Status mended =
        (*file)->WriteDurably(SlotOffset(serial), EncodeSlot({serial, slot->mark}));
    if (!mended.ok()) return OfAnchor(mended, path);
  }
  return std::unique_ptr<Anchor>(new Anchor(*std::move(file), serial, slot->mark));
}

absl::Status Anchor::CheckWhole(const std::string& path, Disk& disk) {
  const absl::StatusOr<std::unique_ptr<DiskFile>> file = OpenFile(disk, path, DiskMode::kRead);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Slot> slot = NewestSlot(**file, path);
  if (!slot.ok()) return slot.status();
  const absl::StatusOr<bool> whole = IsWhole(**file, path, *slot);
  if (!whole.ok() || *whole) return whole.status();
  return absl::DataLossError(absl::StrCat(
      "anchor ", path, ": the slot beside number ", slot->serial,
      " is spoilt; when the machine lost power since the engine ran, start and stop the engine ",
      "and verify again; when it did not, the disk lost bytes: replace it"));
}

Anchor::Anchor(std::unique_ptr<DiskFile> file, std::uint64_t serial, const AnchorMark& mark)
    : file_(std::move(file)), serial_(serial), durable_(mark), wanted_(mark), thread_([this] {
        Run();
      }) {}

Anchor::~Anchor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
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
    const absl::Status written =
        file_->WriteDurably(SlotOffset(serial), EncodeSlot({serial, mark}));
    lock.lock();
    if (written.ok()) {
      durable_ = mark;
    } else {
      failure_ =
          absl::UnavailableError(absl::StrCat("the anchor cannot be written: ", written.message()));
    }
    changed_.notify_all();
  }
}

}  // namespace yizhan
