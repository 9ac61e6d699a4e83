#include "tests/support/faulty_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "rocksdb/system_clock.h"
#include "tests/support/faulty_file_system.h"

namespace yizhan {
namespace {

absl::Status Failed(const char* what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("faulty disk: ", what, " ", path));
}

class FaultyFile : public DiskFile {
 public:
  FaultyFile(std::unique_ptr<DiskFile> file, std::string path, std::shared_ptr<DiskFaults> faults)
      : file_(std::move(file)),
        path_(std::move(path)),
        faults_(std::move(faults)),
        on_disk_(faults_->FileAt(path_)),
        life_(faults_->life()) {
    faults_->Opened();
  }
  ~FaultyFile() override { faults_->Closed(); }
  FaultyFile(const FaultyFile&) = delete;
  FaultyFile& operator=(const FaultyFile&) = delete;

  absl::StatusOr<std::string> ReadAt(std::uint64_t offset, std::size_t bytes) override {
    if (faults_->Fails(DiskOp::kRead, life_)) return Failed("read", path_);
    absl::StatusOr<std::string> found = file_->ReadAt(offset, bytes);
    if (!found.ok()) return found;
    if (const auto bit = faults_->FlippedBit(found->size()); bit.has_value()) {
      char& byte = (*found)[*bit / 8];
      byte = static_cast<char>(byte ^ (1 << (*bit % 8)));
    }
    return found;
  }

  // A write and a sync of its own; each may fail.
  absl::Status WriteDurably(std::uint64_t offset, std::string_view bytes) override {
    const DiskFaults::Taken taken = faults_->Takes(bytes.size(), life_);
    if (taken.bytes > 0) {
      if (absl::Status put = Put(offset, bytes.substr(0, taken.bytes)); !put.ok()) return put;
    }
    if (taken.failed) return Failed(taken.no_space ? "no space for" : "write", path_);
    if (faults_->Fails(DiskOp::kSync, life_)) {
      faults_->SyncFailed(*on_disk_);
      return Failed("sync", path_);
    }
    faults_->Synced(*on_disk_);
    return absl::OkStatus();
  }

 private:
  absl::Status Put(std::uint64_t offset, std::string_view bytes) {
    absl::StatusOr<std::string> before = file_->ReadAt(offset, bytes.size());
    if (!before.ok()) return before.status();
    const std::uint64_t added = bytes.size() - before->size();
    if (!before->empty()) faults_->Overwrote(*on_disk_, offset, *std::move(before));
    if (added > 0) faults_->Appended(*on_disk_, added);
    return file_->WriteDurably(offset, bytes);
  }

  const std::unique_ptr<DiskFile> file_;
  const std::string path_;
  const std::shared_ptr<DiskFaults> faults_;
  const std::shared_ptr<FileOnDisk> on_disk_;
  const std::uint64_t life_;
};

class FaultyNames : public Disk {
 public:
  explicit FaultyNames(std::shared_ptr<DiskFaults> faults) : faults_(std::move(faults)) {}

  absl::StatusOr<std::unique_ptr<DiskFile>> Open(const std::string& path, DiskMode mode) override {
    if (!faults_->Alive(faults_->life())) return Failed("open", path);
    if (mode == DiskMode::kCreate) faults_->Creates(path);
    absl::StatusOr<std::unique_ptr<DiskFile>> file = RealDisk().Open(path, mode);
    if (!file.ok()) return file;
    return std::make_unique<FaultyFile>(*std::move(file), path, faults_);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    if (faults_->Fails(DiskOp::kRename, faults_->life())) return Failed("rename to", to);
    faults_->Renames(from, to);
    return RealDisk().Rename(from, to);
  }
  absl::Status SyncFolder(const std::string& folder) override {
    if (faults_->Fails(DiskOp::kSync, faults_->life())) return Failed("sync", folder);
    faults_->SyncedFolder(folder);
    return absl::OkStatus();
  }
  absl::StatusOr<std::uint64_t> FreeBytes(const std::string&) override {
    return faults_->FreeBytes();
  }

 private:
  const std::shared_ptr<DiskFaults> faults_;
};

// RocksDB waits a second after a failed flush; a test has no second to lose.
class HastyClock : public rocksdb::SystemClockWrapper {
 public:
  HastyClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "HastyClock"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, kSleepMaxUs));
  }

 private:
  static constexpr int kSleepMaxUs = 1000;
};

class FaultyEnv : public rocksdb::EnvWrapper {
 public:
  explicit FaultyEnv(const std::shared_ptr<rocksdb::FileSystem>& files)
      : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
    system_clock_ = std::make_shared<HastyClock>();
  }
  const char* Name() const override { return "FaultyEnv"; }
};

}  // namespace

FaultyDisk::FaultyDisk(std::uint64_t seed)
    : faults_(std::make_shared<DiskFaults>(seed)),
      disk_(std::make_unique<FaultyNames>(faults_)),
      env_(std::make_unique<FaultyEnv>(MakeFaultyFileSystem(faults_))) {}

FaultyDisk::~FaultyDisk() = default;

void FaultyDisk::Serve(StoreOptions& options) {
  options.disk = disk_.get();
  options.env = env_.get();
}

void FaultyDisk::FlipAtRest(const std::string& path) {
  const std::uint64_t bit = faults_->Draw(std::filesystem::file_size(path) * 8);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(bit / 8));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(bit / 8));
  file.put(static_cast<char>(byte ^ (1 << (bit % 8))));
  YIZHAN_CHECK(file.good());
  faults_->Count(DiskFault::kBitFlipped);
}

}  // namespace yizhan
