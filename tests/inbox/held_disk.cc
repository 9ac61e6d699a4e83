#include "tests/inbox/held_disk.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "rocksdb/file_system.h"
#include "rocksdb/system_clock.h"

namespace yizhan::edge {

class SyncGate {
 public:
  void Set(bool closed) {
    {
      const std::lock_guard lock(mutex_);
      closed_ = closed;
    }
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    ++begun_;
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !closed_; });
    --waiting_;
  }
  void AwaitWaiting() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  std::uint64_t begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  std::uint64_t waiting_ = 0;
  std::uint64_t begun_ = 0;
};

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class HeldLog : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  HeldLog(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<SyncGate> gate)
      : FSWritableFileOwnerWrapper(std::move(file)), gate_(std::move(gate)) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    gate_->Pass();
    return target()->Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    gate_->Pass();
    return target()->Fsync(options, debug);
  }

 private:
  const std::shared_ptr<SyncGate> gate_;
};

class HeldFiles : public rocksdb::FileSystemWrapper {
 public:
  HeldFiles(const std::shared_ptr<rocksdb::FileSystem>& files, std::shared_ptr<SyncGate> gate)
      : FileSystemWrapper(files), gate_(std::move(gate)) {}
  const char* Name() const override { return "HeldFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    IOStatus opened = target()->NewWritableFile(path, options, result, debug);
    if (opened.ok() && path.ends_with(".log")) {
      *result = std::make_unique<HeldLog>(std::move(*result), gate_);
    }
    return opened;
  }

 private:
  const std::shared_ptr<SyncGate> gate_;
};

class HeldEnv : public rocksdb::EnvWrapper {
 public:
  HeldEnv(rocksdb::Env& faulty, const std::shared_ptr<rocksdb::FileSystem>& files)
      : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
    system_clock_ = faulty.GetSystemClock();
  }
  const char* Name() const override { return "HeldEnv"; }
};

}  // namespace

HeldDisk::HeldDisk(std::uint64_t seed)
    : disk_(seed),
      gate_(std::make_shared<SyncGate>()),
      env_(std::make_unique<HeldEnv>(
          disk_.env(), std::make_shared<HeldFiles>(disk_.env().GetFileSystem(), gate_))) {}

HeldDisk::~HeldDisk() = default;

void HeldDisk::Hold() { gate_->Set(true); }
void HeldDisk::AwaitHeld() { gate_->AwaitWaiting(); }
void HeldDisk::LetGo() { gate_->Set(false); }
std::uint64_t HeldDisk::syncs() const { return gate_->begun(); }

}  // namespace yizhan::edge
