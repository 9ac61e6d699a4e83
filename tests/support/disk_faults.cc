#include "tests/support/disk_faults.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "engine/base/check.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

std::string Plain(const std::string& path) { return fs::path(path).lexically_normal().string(); }

std::string ParentOf(const std::string& path) {
  fs::path plain = fs::path(path).lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();  // "a/b/"
  return plain.parent_path().string();
}

void WriteBack(const std::string& path, std::uint64_t offset, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  YIZHAN_CHECK(file.good());
}

}  // namespace

std::string_view NameOf(DiskFault fault) {
  constexpr std::array<std::string_view, kDiskFaults> kNames = {
      "read failed", "write failed", "sync failed",   "rename failed", "bit flipped",
      "no space",    "crash",        "bytes dropped", "tail torn",     "name undone"};
  return kNames.at(static_cast<std::size_t>(fault));
}

void DiskFaults::FailNth(DiskOp op, std::uint64_t n, bool from_then_on) {
  const std::lock_guard lock(mutex_);
  rules_.at(static_cast<std::size_t>(op)) = {n, from_then_on, 0, 0, false};
}

void DiskFaults::CrashAtNth(DiskOp op, std::uint64_t n) {
  const std::lock_guard lock(mutex_);
  rules_.at(static_cast<std::size_t>(op)) = {n, false, 0, 0, true};
}

void DiskFaults::FailOneIn(DiskOp op, std::uint64_t one_in) {
  const std::lock_guard lock(mutex_);
  rules_.at(static_cast<std::size_t>(op)) = {0, false, one_in, 0, false};
}

void DiskFaults::FlipNthRead(std::uint64_t n) {
  const std::lock_guard lock(mutex_);
  rules_.at(static_cast<std::size_t>(DiskOp::kRead)) = {};
  flip_nth_read_ = n;
}

void DiskFaults::LimitSpace(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  space_bytes_ = bytes;
}

void DiskFaults::LoseNextSyncs() {
  const std::lock_guard lock(mutex_);
  loses_syncs_ = true;
}

void DiskFaults::Heal() {
  const std::lock_guard lock(mutex_);
  loses_syncs_ = false;
  rules_ = {};
  flip_nth_read_ = 0;
  space_bytes_.reset();
}

void DiskFaults::Crash() {
  const std::lock_guard lock(mutex_);
  CrashLocked();
}

void DiskFaults::CrashLocked() {
  if (down_) return;
  down_ = true;
  ++life_;
  CountLocked(DiskFault::kCrash);
}

void DiskFaults::LoseBytes(const std::string& path, FileOnDisk& file, Loss loss) {
  const bool torn = loss == Loss::kTorn;
  if (file.size > file.synced) {
    const std::uint64_t kept =
        file.synced + (torn ? DrawLocked(file.size - file.synced + 1) : std::uint64_t{0});
    CountLocked(kept == file.synced ? DiskFault::kBytesDropped : DiskFault::kTailTorn);
    fs::resize_file(path, kept);
    file.size = file.synced = kept;
  }
  for (auto change = file.overwritten.rbegin(); change != file.overwritten.rend(); ++change) {
    const std::uint64_t lost = torn ? DrawLocked(change->before.size() + 1) : change->before.size();
    const std::uint64_t kept = change->before.size() - lost;
    CountLocked(kept == 0 ? DiskFault::kBytesDropped : DiskFault::kTailTorn);
    WriteBack(path, change->offset + kept, std::string_view(change->before).substr(kept));
  }
  file.overwritten.clear();
  file.lost = false;
}

void DiskFaults::Undo(const NameChange& change) {
  CountLocked(DiskFault::kNameUndone);
  const auto stood = files_.find(change.path);
  if (change.from.empty()) {
    fs::remove_all(change.path);
    if (stood != files_.end()) files_.erase(stood);
  } else {
    fs::rename(change.path, change.from);
    if (stood != files_.end()) {
      files_[change.from] = stood->second;
      files_.erase(stood);
    }
  }
  if (change.aside.empty()) return;
  fs::rename(change.aside, change.path);
  if (change.before != nullptr) files_[change.path] = change.before;
}

void DiskFaults::Restart(Loss loss) {
  const std::lock_guard lock(mutex_);
  YIZHAN_CHECK(open_files_ == 0);
  if (loss != Loss::kNothing) {
    const std::size_t kept = loss == Loss::kTorn ? DrawLocked(names_.size() + 1) : 0;
    while (names_.size() > kept) {
      Undo(names_.back());
      names_.pop_back();
    }
    for (const auto& [path, file] : files_) {
      if (fs::is_regular_file(path)) LoseBytes(path, *file, loss);
    }
    for (const NameChange& change : names_) fs::remove(change.aside);
    names_.clear();
  }
  if (!down_) ++life_;
  down_ = false;
}

std::uint64_t DiskFaults::Operations(DiskOp op) const {
  const std::lock_guard lock(mutex_);
  return rules_.at(static_cast<std::size_t>(op)).seen;
}

std::uint64_t DiskFaults::Happened(DiskFault fault) const {
  const std::lock_guard lock(mutex_);
  return happened_.at(static_cast<std::size_t>(fault));
}

void DiskFaults::Count(DiskFault fault) {
  const std::lock_guard lock(mutex_);
  CountLocked(fault);
}

std::uint64_t DiskFaults::FreeBytes() const {
  const std::lock_guard lock(mutex_);
  return space_bytes_.value_or(std::numeric_limits<std::uint64_t>::max());
}

std::uint64_t DiskFaults::Draw(std::uint64_t below) {
  const std::lock_guard lock(mutex_);
  return DrawLocked(below);
}

std::uint64_t DiskFaults::life() const {
  const std::lock_guard lock(mutex_);
  return life_;
}

bool DiskFaults::Alive(std::uint64_t life) const {
  const std::lock_guard lock(mutex_);
  return !down_ && life == life_;
}

bool DiskFaults::Fails(DiskOp op, std::uint64_t life) {
  const std::lock_guard lock(mutex_);
  if (down_ || life != life_) return true;
  const auto kind = static_cast<std::size_t>(op);
  Rule& rule = rules_.at(kind);
  ++rule.seen;
  const bool by_count =
      rule.nth != 0 && (rule.seen == rule.nth || (rule.from_then_on && rule.seen > rule.nth));
  const bool by_chance = rule.one_in != 0 && DrawLocked(rule.one_in) == 0;
  if (!by_count && !by_chance) return false;
  if (rule.cuts_power) {
    CrashLocked();
    return true;
  }
  ++happened_.at(kind);
  return true;
}

DiskFaults::Taken DiskFaults::Takes(std::uint64_t bytes, std::uint64_t life) {
  if (!Alive(life)) return {0, true, false};
  if (Fails(DiskOp::kWrite, life)) return {bytes == 0 ? 0 : Draw(bytes), true, false};
  const std::lock_guard lock(mutex_);
  if (!space_bytes_.has_value()) return {bytes, false, false};
  const std::uint64_t taken = std::min(bytes, *space_bytes_);
  *space_bytes_ -= taken;
  if (taken < bytes) CountLocked(DiskFault::kNoSpace);
  return {taken, taken < bytes, taken < bytes};
}

std::optional<std::uint64_t> DiskFaults::FlippedBit(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t seen = rules_.at(static_cast<std::size_t>(DiskOp::kRead)).seen;
  if (flip_nth_read_ == 0 || seen < flip_nth_read_ || bytes == 0) return std::nullopt;
  flip_nth_read_ = 0;
  CountLocked(DiskFault::kBitFlipped);
  return DrawLocked(bytes * 8);
}

std::shared_ptr<FileOnDisk> DiskFaults::FileAt(const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<FileOnDisk>& file = files_[Plain(path)];
  if (file != nullptr) return file;
  file = std::make_shared<FileOnDisk>();
  std::error_code absent;
  const std::uintmax_t size = fs::file_size(path, absent);
  if (!absent) file->size = file->synced = size;
  return file;
}

void DiskFaults::Appended(FileOnDisk& file, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  file.size += bytes;
}

void DiskFaults::Overwrote(FileOnDisk& file, std::uint64_t offset, std::string before) {
  const std::lock_guard lock(mutex_);
  file.overwritten.push_back({offset, std::move(before)});
}

void DiskFaults::Synced(FileOnDisk& file) {
  const std::lock_guard lock(mutex_);
  if (file.lost || loses_syncs_) return;
  file.synced = file.size;
  file.overwritten.clear();
}

void DiskFaults::SyncFailed(FileOnDisk& file) {
  const std::lock_guard lock(mutex_);
  file.lost = file.size > file.synced || !file.overwritten.empty();
}

void DiskFaults::SyncedFolder(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  const std::string plain = Plain(folder + "/x");
  std::erase_if(names_, [&](const NameChange& change) {
    if (ParentOf(change.path) != ParentOf(plain)) return false;
    if (!change.aside.empty()) fs::remove(change.aside);
    return true;
  });
}

void DiskFaults::KeepAside(const std::string& path, NameChange& change) {
  if (!fs::is_regular_file(path)) return;
  change.aside = aside_ / std::to_string(++asides_);
  fs::create_hard_link(path, change.aside);
  if (const auto stood = files_.find(path); stood != files_.end()) {
    change.before = stood->second;
    files_.erase(stood);
  }
}

void DiskFaults::Creates(const std::string& path) {
  const std::lock_guard lock(mutex_);
  NameChange change{.path = Plain(path), .from = "", .aside = "", .before = nullptr};
  KeepAside(change.path, change);
  // A new file, never the old one cut to nothing: its old name may come back.
  fs::remove(change.path);
  files_.erase(change.path);
  names_.push_back(std::move(change));
}

void DiskFaults::Renames(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  NameChange change{.path = Plain(to), .from = Plain(from), .aside = "", .before = nullptr};
  KeepAside(change.path, change);
  if (const auto moved = files_.find(change.from); moved != files_.end()) {
    files_[change.path] = moved->second;
    files_.erase(moved);
  }
  names_.push_back(std::move(change));
}

void DiskFaults::Links(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  if (const auto linked = files_.find(Plain(from)); linked != files_.end()) {
    files_[Plain(to)] = linked->second;
  }
  names_.push_back({.path = Plain(to), .from = "", .aside = "", .before = nullptr});
}

void DiskFaults::Deletes(const std::string& path) {
  const std::lock_guard lock(mutex_);
  NameChange change{.path = Plain(path), .from = "", .aside = "", .before = nullptr};
  KeepAside(change.path, change);
  names_.push_back(std::move(change));
}

void DiskFaults::MakesFolder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (fs::exists(path)) return;
  names_.push_back({.path = Plain(path), .from = "", .aside = "", .before = nullptr});
}

void DiskFaults::Opened() {
  const std::lock_guard lock(mutex_);
  ++open_files_;
}

void DiskFaults::Closed() {
  const std::lock_guard lock(mutex_);
  --open_files_;
}

}  // namespace yizhan
