#include "engine/ledger/rocks_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/env.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace yizhan {
namespace {

constexpr std::size_t kBlockCacheBytes = 256U << 20;
// What a crash leaves in the WAL is replayed at the next start, about 30 MB a second: with a buffer
// of 64 MiB that is more than 100 MB.
constexpr std::size_t kWriteBufferBytes = 32U << 20;
constexpr std::size_t kWalBytesMax = 128U << 20;
constexpr int kOpenFilesMax = 1000;

// RocksDB as packaged has its asserts on, and its own log's writer stops the process at the first
// line after a full disk. What matters of the log comes as statuses and through FlushWatch.
class NoLog : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::CompressionType Compression() {
  const std::vector<rocksdb::CompressionType> known = rocksdb::GetSupportedCompressions();
  const bool lz4 = std::find(known.begin(), known.end(), rocksdb::kLZ4Compression) != known.end();
  return lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
}

// Every setting that is not a matter of taste is a promise: engineering.md, RocksDB.
rocksdb::DBOptions DatabaseOptions(Access access, std::shared_ptr<FlushWatch> watch) {
  rocksdb::DBOptions options;
  options.create_if_missing = access == Access::kCreate;
  options.create_missing_column_families = access == Access::kCreate;
  options.atomic_flush = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.manual_wal_flush = false;
  options.enable_pipelined_write = false;
  options.unordered_write = false;
  options.two_write_queues = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.track_and_verify_wals_in_manifest = false;
  options.avoid_flush_during_recovery = false;
  options.avoid_flush_during_shutdown = false;
  options.recycle_log_file_num = 0;
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.max_open_files = kOpenFilesMax;
  options.max_total_wal_size = kWalBytesMax;
  // Each flush or compaction begins a new manifest: an old one names keys that were deleted since.
  options.max_manifest_file_size = 1;
  options.bytes_per_sync = 1U << 20;
  options.info_log = std::make_shared<NoLog>();
  // Each table file's checksum stands in the manifest, so that any flipped byte can be noticed.
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.stats_dump_period_sec = 0;
  options.listeners.push_back(std::move(watch));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Descriptors() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // In parts: a whole filter of a large file is larger than a shard of the cache, and would be read
  // and checked again for every key.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.pin_top_level_index_and_filter = true;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = 8U << 10;

  rocksdb::ColumnFamilyOptions options;
  options.force_consistency_checks = true;
  options.write_buffer_size = kWriteBufferBytes;
  options.max_write_buffer_number = 2;
  options.compression = Compression();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));

  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const char* name : kFamilyNames) descriptors.emplace_back(name, options);
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  return descriptors;
}

absl::Status OpenError(const std::string& folder, const rocksdb::Status& status) {
  const std::string said = status.ToString();
  if (status.IsCorruption()) {
    return absl::DataLossError(
        absl::StrCat("ledger ", folder, " is damaged: ", said,
                     "; delete nothing, keep a copy of the folder and restore the newest backup"));
  }
  if (status.IsInvalidArgument()) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is not a whole ledger database: ", said,
                     "; restore the folder from a backup, anchor file included"));
  }
  return absl::UnavailableError(
      absl::StrCat("cannot open ", folder, ": ", said, "; check the disk and the folder's rights"));
}

}  // namespace

Family FamilyOf(Table table) {
  switch (table) {
    case Table::kHolder:
    case Table::kPerson:
    case Table::kInstitution:
    case Table::kFund:
    case Table::kPack:
    case Table::kDay:
    case Table::kLead:
    case Table::kOfficer:
    case Table::kHousehold:
    case Table::kAlert:
      return kState;
    case Table::kMessageKey:
    case Table::kNaturalKey:
    case Table::kStatement:
      return kKeys;
    case Table::kCard:
    case Table::kPrivate:
      return kPrivateRows;
  }
  YIZHAN_CHECK(false && "unknown table");
  return kState;
}

rocksdb::WriteOptions Synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

std::string AnchorPath(const std::string& data_dir) { return data_dir + "/anchor"; }
std::string RocksPath(const std::string& data_dir) { return data_dir + "/rocks"; }

std::string EncodeNumber(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
  return bytes;
}

std::optional<std::uint64_t> DecodeNumber(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string RowKey(Table table, std::string_view key) {
  return std::string(1, static_cast<char>(table)).append(key);
}

std::string LeafKey(std::uint64_t number) { return "L" + EncodeNumber(number); }

std::string TileKey(std::uint8_t level, std::uint64_t index) {
  return std::string("\0t", 2) + static_cast<char>(level) + EncodeNumber(index);
}

void PutEffect(const RocksFiles& files, const Effect& effect, rocksdb::WriteBatch& batch) {
  rocksdb::ColumnFamilyHandle* family = files.family(FamilyOf(effect.table));
  const std::string key = RowKey(effect.table, effect.key);
  if (effect.value.has_value()) {
    batch.Put(family, key, *effect.value);
  } else {
    batch.Delete(family, key);
  }
}

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string said = status.ToString();
  if (status.IsCorruption()) return absl::DataLossError(absl::StrCat("ledger damaged: ", said));
  return absl::UnavailableError(absl::StrCat("ledger disk: ", said));
}

// A flush is atomic over the families and takes whole batches: one is in table files when the
// flush has its first record.
void FlushWatch::OnFlushCompleted(rocksdb::DB*, const rocksdb::FlushJobInfo& flush) {
  if (flush.cf_name != kFamilyNames[kLog]) return;
  const std::lock_guard lock(mutex_);
  while (!batches_.empty() && batches_.front().first <= flush.largest_seqno) {
    flushed_ = batches_.front().size;
    batches_.pop_front();
  }
}

void FlushWatch::Wrote(rocksdb::SequenceNumber first, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  batches_.push_back({first, size});
}

absl::StatusOr<std::unique_ptr<FolderLock>> FolderLock::Take(const std::string& data_dir,
                                                             bool shared) {
  const int file = open(data_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) {
    const std::string why = std::strerror(errno);
    return absl::UnavailableError(absl::StrCat("cannot open folder ", data_dir, ": ", why));
  }
  if (flock(file, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) {
    return std::unique_ptr<FolderLock>(new FolderLock(file));
  }
  close(file);
  return absl::FailedPreconditionError(
      absl::StrCat("another process uses the ledger in ", data_dir, "; stop it first"));
}

FolderLock::~FolderLock() { close(file_); }

absl::StatusOr<std::shared_ptr<RocksFiles>> RocksFiles::Open(const std::string& data_dir,
                                                             Access access,
                                                             std::unique_ptr<FolderLock> lock,
                                                             rocksdb::Env* env) {
  std::shared_ptr<RocksFiles> files(new RocksFiles());
  files->lock_ = std::move(lock);
  const std::string folder = RocksPath(data_dir);
  rocksdb::DBOptions options = DatabaseOptions(access, files->watch_);
  if (env != nullptr) options.env = env;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status opened =
      access == Access::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(options, folder, Descriptors(), &handles, &files->db_)
          : rocksdb::DB::Open(options, folder, Descriptors(), &handles, &files->db_);
  if (!opened.ok()) return OpenError(folder, opened);
  YIZHAN_CHECK(handles.size() == files->handles_.size());
  std::copy(handles.begin(), handles.end(), files->handles_.begin());
  return files;
}

RocksFiles::~RocksFiles() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
  delete db_;
}

absl::StatusOr<std::optional<std::string>> RocksFiles::Get(const rocksdb::ReadOptions& options,
                                                           Family family,
                                                           const std::string& key) const {
  std::string value;
  const rocksdb::Status got = db_->Get(options, handles_[family], key, &value);
  if (got.IsNotFound()) return std::optional<std::string>();
  if (!got.ok()) return FromRocks(got);
  return std::optional<std::string>(std::move(value));
}

}  // namespace yizhan
