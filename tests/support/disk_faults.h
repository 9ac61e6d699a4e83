// DiskFaults: which operations of a faulty disk fail, what its files hold that was not synced, and
// what a power cut takes. tests/support/faulty_disk.h puts it under RocksDB and the anchor.
//
// The files are real ones; what "the disk" holds is what was synced. A crash cuts each file back to
// that, and takes back names given, changed or taken since their folder's last sync.
//
// Units:    bytes; operations of a kind count from 1 since the last fault was set.
// Threads:  any, unless it says otherwise.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {

// kSync: of a file or a folder.
enum class DiskOp : std::uint8_t { kRead, kWrite, kSync, kRename };
inline constexpr std::size_t kDiskOps = 4;

// What really happened. The first four are operations that failed.
enum class DiskFault : std::uint8_t {
  kReadFailed,
  kWriteFailed,
  kSyncFailed,
  kRenameFailed,
  kBitFlipped,    // In what a read returned, or at rest.
  kNoSpace,       // A write that the full disk took no more than a part of.
  kCrash,         // Power cuts.
  kBytesDropped,  // Files that lost all their unsynced bytes in a power cut.
  kTailTorn,      // Files that kept some of them.
  kNameUndone,    // Files created, renamed or deleted, without effect after the power cut.
};
inline constexpr std::size_t kDiskFaults = 10;
std::string_view NameOf(DiskFault fault);

// What a power cut takes of what was not synced.
enum class Loss : std::uint8_t {
  kNothing,  // The process was killed, the machine goes on.
  kAll,
  kTorn,  // Of each file a random part from its end; of the names a random number of the newest.
};

// A file as it is on disk; one for all its names.
struct FileOnDisk {
  struct Overwritten {
    std::uint64_t offset = 0;
    std::string before;
  };
  std::uint64_t size = 0;
  std::uint64_t synced = 0;              // Of an appended file: this many bytes are durable.
  std::vector<Overwritten> overwritten;  // Of one written in place: what was there.
  bool lost = false;  // A sync failed: later ones say OK and keep nothing, as Linux does.
};

class DiskFaults {
 public:
  explicit DiskFaults(std::uint64_t seed) : random_(seed) {}

  // What is to fail. Each of these starts to count anew; Heal takes all of them back.
  void FailNth(DiskOp op, std::uint64_t n, bool from_then_on);
  // Power is cut at this operation, before it has any effect.
  void CrashAtNth(DiskOp op, std::uint64_t n);
  void FailOneIn(DiskOp op, std::uint64_t one_in);
  void FlipNthRead(std::uint64_t n);
  void LimitSpace(std::uint64_t bytes);
  // From now on a sync says OK and keeps nothing.
  void LoseNextSyncs();
  void Heal();
  void Crash();
  // No file may be open.
  void Restart(Loss loss);

  std::uint64_t Operations(DiskOp op) const;
  std::uint64_t Happened(DiskFault fault) const;
  void Count(DiskFault fault);
  std::uint64_t FreeBytes() const;
  std::uint64_t Draw(std::uint64_t below);

  // The faulty disk asks before and tells after. `life` is that of the handle: those of before a
  // crash are dead.
  std::uint64_t life() const;
  bool Alive(std::uint64_t life) const;
  bool Fails(DiskOp op, std::uint64_t life);
  // How many of these bytes reach the file; of a failed write some may.
  struct Taken {
    std::uint64_t bytes = 0;
    bool failed = false;
    bool no_space = false;
  };
  Taken Takes(std::uint64_t bytes, std::uint64_t life);
  std::optional<std::uint64_t> FlippedBit(std::uint64_t bytes);

  std::shared_ptr<FileOnDisk> FileAt(const std::string& path);
  void Appended(FileOnDisk& file, std::uint64_t bytes);
  void Overwrote(FileOnDisk& file, std::uint64_t offset, std::string before);
  void Synced(FileOnDisk& file);
  void SyncFailed(FileOnDisk& file);
  void SyncedFolder(const std::string& folder);
  // Called before the change; a name that goes is kept aside until its folder is synced.
  void Creates(const std::string& path);
  void Renames(const std::string& from, const std::string& to);
  void Links(const std::string& from, const std::string& to);
  void Deletes(const std::string& path);
  void MakesFolder(const std::string& path);
  void Opened();
  void Closed();

 private:
  struct Rule {
    std::uint64_t nth = 0;
    bool from_then_on = false;
    std::uint64_t one_in = 0;
    std::uint64_t seen = 0;
    bool cuts_power = false;
  };
  // A name that is not durable, and how to take it back.
  struct NameChange {
    std::string path;   // What stands there now goes ...
    std::string from;   // ... back to this name, or away when empty.
    std::string aside;  // What stood there before, kept here; empty = nothing.
    std::shared_ptr<FileOnDisk> before;
  };

  void KeepAside(const std::string& path, NameChange& change);
  void Undo(const NameChange& change);
  void LoseBytes(const std::string& path, FileOnDisk& file, Loss loss);
  std::uint64_t DrawLocked(std::uint64_t below) { return random_.Next() % below; }
  void CrashLocked();
  void CountLocked(DiskFault fault) { ++happened_[static_cast<std::size_t>(fault)]; }

  mutable std::mutex mutex_;
  SeededRandom random_;
  ScratchFolder aside_;
  std::uint64_t asides_ = 0;
  std::array<Rule, kDiskOps> rules_;
  std::array<std::uint64_t, kDiskFaults> happened_{};
  std::uint64_t flip_nth_read_ = 0;
  std::optional<std::uint64_t> space_bytes_;
  bool loses_syncs_ = false;
  std::uint64_t life_ = 1;
  bool down_ = false;
  std::int64_t open_files_ = 0;
  std::map<std::string, std::shared_ptr<FileOnDisk>> files_;
  std::vector<NameChange> names_;  // Oldest first.
};

}  // namespace yizhan
