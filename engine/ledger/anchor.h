// Anchor: how far the ledger had come, in a second small file that RocksDB cannot roll back.
//
// Two slots of one preallocated file are written in turn, each with its own checksum, so a torn
// write leaves the other. A thread of its own writes, after the WAL's sync; replies do not wait for
// it, but batch n+1 is not answered before anchor n is durable.
//
// Owner:    the Anchor owns the file and its thread; the destructor writes what is still waiting.
// Errors:   DataLoss when no slot is valid; NotFound when there is no file; Unavailable when the
//           disk fails, and from then on for ever.
// Threads:  Advance and WaitDurable from any thread.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/disk.h"
#include "engine/ledger/store.h"

namespace yizhan {

// `ledger` is the hash of leaf 0, which no other ledger has; zeros while the ledger is empty.
struct AnchorMark {
  TreeHead head;
  Hash32 ledger{};
  friend bool operator==(const AnchorMark&, const AnchorMark&) = default;
};

class Anchor {
 public:
  // Makes the file with the mark of an empty ledger. AlreadyExists when there is one.
  static absl::Status Create(const std::string& path, Disk& disk = RealDisk());
  // The newest valid mark, without opening for writing.
  static absl::StatusOr<AnchorMark> ReadNewest(const std::string& path, Disk& disk = RealDisk());
  // Writes a spoilt slot anew, from the other.
  static absl::StatusOr<std::unique_ptr<Anchor>> Open(const std::string& path,
                                                      Disk& disk = RealDisk());
  // Both slots hold what a writer that was not interrupted left: one flipped byte is noticed.
  // DataLoss says which slot, and what to do.
  static absl::Status CheckWhole(const std::string& path, Disk& disk = RealDisk());
  ~Anchor();
  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;

  // The mark to write next; a newer one replaces one that still waits. Returns at once.
  void Advance(const AnchorMark& mark);
  // Waits until a mark of `size` or more is on disk.
  absl::Status WaitDurable(std::uint64_t size);
  AnchorMark Durable() const;

 private:
  Anchor(std::unique_ptr<DiskFile> file, std::uint64_t serial, const AnchorMark& mark);
  void Run();

  const std::unique_ptr<DiskFile> file_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t serial_;  // Of the newest slot; its lowest bit is the slot. The thread's own.
  AnchorMark durable_;
  AnchorMark wanted_;
  absl::Status failure_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace yizhan
