#include "tests/support/faulty_file_system.h"

#include <cstring>
#include <string>
#include <utility>

namespace yizhan {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus Failed(const char* what) { return IOStatus::IOError("faulty disk", what); }

// What every open file has: the faults, and the life it was opened in.
class Handle {
 public:
  explicit Handle(std::shared_ptr<DiskFaults> faults)
      : faults_(std::move(faults)), life_(faults_->life()) {
    faults_->Opened();
  }
  ~Handle() { faults_->Closed(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  DiskFaults& faults() const { return *faults_; }
  bool Fails(DiskOp op) const { return faults_->Fails(op, life_); }
  DiskFaults::Taken Takes(std::uint64_t bytes) const { return faults_->Takes(bytes, life_); }
  bool Alive() const { return faults_->Alive(life_); }

  // After a read: what it returned may differ from what is stored.
  void MayFlip(Slice& read, char* scratch) const {
    const std::optional<std::uint64_t> bit = faults_->FlippedBit(read.size());
    if (!bit.has_value()) return;
    std::memmove(scratch, read.data(), read.size());
    scratch[*bit / 8] = static_cast<char>(scratch[*bit / 8] ^ (1 << (*bit % 8)));
    read = Slice(scratch, read.size());
  }

 private:
  const std::shared_ptr<DiskFaults> faults_;
  const std::uint64_t life_;
};

class FaultyReader : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultyReader(std::unique_ptr<rocksdb::FSRandomAccessFile> file,
               std::shared_ptr<DiskFaults> faults)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), handle_(std::move(faults)) {}

  IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    if (handle_.Fails(DiskOp::kRead)) return Failed("read");
    IOStatus read = target()->Read(offset, bytes, options, result, scratch, debug);
    if (read.ok()) handle_.MayFlip(*result, scratch);
    return read;
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    for (std::size_t i = 0; i < count; ++i) {
      requests[i].status = Read(requests[i].offset, requests[i].len, options, &requests[i].result,
                                requests[i].scratch, debug);
    }
    return IOStatus::OK();
  }

 private:
  const Handle handle_;
};

class FaultySequence : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultySequence(std::unique_ptr<rocksdb::FSSequentialFile> file,
                 std::shared_ptr<DiskFaults> faults)
      : FSSequentialFileOwnerWrapper(std::move(file)), handle_(std::move(faults)) {}

  IOStatus Read(std::size_t bytes, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    if (handle_.Fails(DiskOp::kRead)) return Failed("read");
    IOStatus read = target()->Read(bytes, options, result, scratch, debug);
    if (read.ok()) handle_.MayFlip(*result, scratch);
    return read;
  }

 private:
  const Handle handle_;
};

class FaultyWriter : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWriter(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<FileOnDisk> on_disk,
               std::shared_ptr<DiskFaults> faults)
      : FSWritableFileOwnerWrapper(std::move(file)),
        handle_(std::move(faults)),
        on_disk_(std::move(on_disk)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const DiskFaults::Taken taken = handle_.Takes(data.size());
    if (taken.bytes > 0) {
      IOStatus written = target()->Append(Slice(data.data(), taken.bytes), options, debug);
      if (!written.ok()) return written;
      handle_.faults().Appended(*on_disk_, taken.bytes);
    }
    if (!taken.failed) return IOStatus::OK();
    return taken.no_space ? IOStatus::NoSpace("faulty disk") : Failed("write");
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice&, std::uint64_t, const IOOptions&,
                            IODebugContext*) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus PositionedAppend(const Slice&, std::uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    if (handle_.Fails(DiskOp::kSync)) {
      handle_.faults().SyncFailed(*on_disk_);
      return Failed("sync");
    }
    handle_.faults().Synced(*on_disk_);
    return IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return handle_.Alive() ? IOStatus::OK() : Failed("sync");  // Promises nothing.
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus closed = target()->Close(options, debug);
    return handle_.Alive() ? closed : Failed("close");
  }

 private:
  const Handle handle_;
  const std::shared_ptr<FileOnDisk> on_disk_;
};

class FaultyFolder : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyFolder(std::unique_ptr<rocksdb::FSDirectory> folder, std::string path,
               std::shared_ptr<DiskFaults> faults)
      : FSDirectoryWrapper(std::move(folder)), path_(std::move(path)), handle_(std::move(faults)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    if (handle_.Fails(DiskOp::kSync)) return Failed("sync");
    handle_.faults().SyncedFolder(path_);
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  const std::string path_;
  const Handle handle_;
};

class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(std::shared_ptr<DiskFaults> faults)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(std::move(faults)) {}

  const char* Name() const override { return "FaultyFileSystem"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    if (Down()) return Failed("open");
    IOStatus opened = target()->NewSequentialFile(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<FaultySequence>(std::move(*result), faults_);
    return opened;
  }
  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    if (Down()) return Failed("open");
    IOStatus opened = target()->NewRandomAccessFile(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<FaultyReader>(std::move(*result), faults_);
    return opened;
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    if (Down()) return Failed("create");
    faults_->Creates(path);
    return Wrapped(target()->NewWritableFile(path, options, result, debug), path, result);
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override {
    if (Down()) return Failed("open");
    return Wrapped(target()->ReopenWritableFile(path, options, result, debug), path, result);
  }
  // Nobody asks for these with our settings; if that changes, a test must say so.
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("ReuseWritableFile");
  }
  IOStatus NewRandomRWFile(const std::string&, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("NewRandomRWFile");
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    if (Down()) return Failed("open");
    IOStatus opened = target()->NewDirectory(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<FaultyFolder>(std::move(*result), path, faults_);
    return opened;
  }

  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    if (faults_->Fails(DiskOp::kRename, faults_->life())) return Failed("rename");
    faults_->Renames(from, to);
    return target()->RenameFile(from, to, options, debug);
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    if (Down()) return Failed("link");
    IOStatus linked = target()->LinkFile(from, to, options, debug);
    if (linked.ok()) faults_->Links(from, to);
    return linked;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (Down()) return Failed("delete");
    faults_->Deletes(path);
    return target()->DeleteFile(path, options, debug);
  }
  IOStatus CreateDir(const std::string& path, const IOOptions& options,
                     IODebugContext* debug) override {
    if (Down()) return Failed("create");
    faults_->MakesFolder(path);
    return target()->CreateDir(path, options, debug);
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions& options,
                              IODebugContext* debug) override {
    if (Down()) return Failed("create");
    faults_->MakesFolder(path);
    return target()->CreateDirIfMissing(path, options, debug);
  }
  IOStatus Truncate(const std::string&, std::size_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("Truncate");
  }
  IOStatus GetFreeSpace(const std::string&, const IOOptions&, std::uint64_t* free_bytes,
                        IODebugContext*) override {
    *free_bytes = faults_->FreeBytes();
    return IOStatus::OK();
  }

 private:
  bool Down() const { return !faults_->Alive(faults_->life()); }

  IOStatus Wrapped(IOStatus opened, const std::string& path,
                   std::unique_ptr<rocksdb::FSWritableFile>* result) {
    if (!opened.ok()) return opened;
    *result = std::make_unique<FaultyWriter>(std::move(*result), faults_->FileAt(path), faults_);
    return opened;
  }

  const std::shared_ptr<DiskFaults> faults_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> MakeFaultyFileSystem(std::shared_ptr<DiskFaults> faults) {
  return std::make_shared<FaultyFileSystem>(std::move(faults));
}

}  // namespace yizhan
