#include "adapters/inbox/sealed_rows.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/personal/cipher.h"
#include "openssl/crypto.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/write_batch.h"

namespace yizhan::edge {
namespace {

constexpr char kFormatKey[] = "!format";
constexpr char kFormat[] = "yizhan-inbox-1";
constexpr std::size_t kTagBytes = 16;
// A group that has reached it takes no further write.
constexpr std::size_t kGroupBytesMax = std::size_t{4} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{8} << 20;
constexpr std::size_t kWalBytesMax = std::size_t{32} << 20;
constexpr int kOpenFilesMax = 256;

// RocksDB's own log's writer stops the process at the first line after a full disk.
class NoLog : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// Every setting that is not a matter of taste is a promise; they are those of the ledger
// (engine/ledger/rocks_files.cc).
rocksdb::Options DatabaseOptions(rocksdb::Env* env) {
  rocksdb::Options options;
  options.create_if_missing = true;
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
  options.force_consistency_checks = true;
  options.max_background_jobs = 2;
  options.max_open_files = kOpenFilesMax;
  options.max_total_wal_size = kWalBytesMax;
  options.write_buffer_size = kWriteBufferBytes;
  options.compression = rocksdb::kNoCompression;  // Sealed bytes do not shrink.
  options.info_log = std::make_shared<NoLog>();
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.stats_dump_period_sec = 0;
  if (env != nullptr) options.env = env;
  return options;
}

absl::Status OpenError(const std::string& folder, const rocksdb::Status& status) {
  const std::string said = status.ToString();
  if (status.IsCorruption()) {
    return absl::DataLossError(absl::StrCat("inbox ", folder, " is damaged: ", said,
                                            "; delete nothing, keep a copy of the folder"));
  }
  return absl::InternalError(
      absl::StrCat("cannot open inbox ", folder, ": ", said, "; check the disk and its rights"));
}

absl::Status ReadError(const rocksdb::Status& status) {
  const std::string said = status.ToString();
  if (status.IsCorruption()) return absl::DataLossError("inbox damaged: " + said);
  return absl::InternalError("inbox disk: " + said);
}

absl::Status SystemError(const std::string& path) {
  return absl::InternalError(absl::StrCat(path, ": ", std::strerror(errno)));
}

// The folder's name must last, too.
absl::Status MakeFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0) {
    return errno == EEXIST ? absl::OkStatus() : SystemError(folder);
  }
  const std::string parent = folder.substr(0, folder.rfind('/') + 1);
  const int file = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SystemError(parent);
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : SystemError(parent);
}

absl::StatusOr<int> LockFolder(const std::string& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SystemError(folder);
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  close(file);
  return absl::FailedPreconditionError(
      absl::StrCat("another process uses the inbox in ", folder, "; stop it first"));
}

std::string RocksPath(const std::string& folder) { return folder + "/rocks"; }

}  // namespace

SealedRows::SealedRows(const std::string& key, Random& random)
    : seal_key_(Bytes(HmacSha256(key, "yizhan inbox seal 1"))),
      tag_key_(Bytes(HmacSha256(key, "yizhan inbox tag 1"))),
      random_(random) {}

SealedRows::~SealedRows() {
  if (db_ != nullptr) db_->Close().PermitUncheckedError();
  db_.reset();
  if (lock_file_ >= 0) close(lock_file_);
}

bool SealedRows::Exists(const std::string& folder) {
  struct stat found {};
  return stat((RocksPath(folder) + "/CURRENT").c_str(), &found) == 0;
}

absl::StatusOr<std::unique_ptr<SealedRows>> SealedRows::Open(const std::string& folder,
                                                             const std::string& key, Random& random,
                                                             rocksdb::Env* env) {
  std::unique_ptr<SealedRows> rows(new SealedRows(key, random));
  absl::Status status = rows->OpenDatabase(folder, env);
  if (status.ok()) status = rows->CheckFormat();
  if (!status.ok()) return status;
  return rows;
}

absl::Status SealedRows::OpenDatabase(const std::string& folder, rocksdb::Env* env) {
  if (absl::Status made = MakeFolder(folder); !made.ok()) return made;
  const absl::StatusOr<int> lock = LockFolder(folder);
  if (!lock.ok()) return lock.status();
  lock_file_ = *lock;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(DatabaseOptions(env), RocksPath(folder), &opened);
  db_.reset(opened);
  if (!status.ok()) return OpenError(folder, status);
  // RocksDB syncs the names within its folder, not that folder's own.
  std::unique_ptr<rocksdb::Directory> parent;
  rocksdb::Status synced = db_->GetEnv()->NewDirectory(folder, &parent);
  if (synced.ok()) synced = parent->Fsync();
  return synced.ok() ? absl::OkStatus() : OpenError(folder, synced);
}

// In plain text, so that a program of another format says that, and not "another key".
absl::Status SealedRows::CheckFormat() {
  std::string format;
  const rocksdb::Status got = db_->Get({}, kFormatKey, &format);
  if (got.ok() && format == kFormat) return absl::OkStatus();
  if (got.ok()) {
    return absl::FailedPreconditionError(absl::StrCat("the inbox is of another format (", format,
                                                      "); use the program that made it"));
  }
  if (!got.IsNotFound()) return ReadError(got);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status made = db_->Put(synced, kFormatKey, kFormat);
  return made.ok() ? absl::OkStatus() : ReadError(made);
}

std::string SealedRows::SealRow(std::string_view key, std::string_view plain) const {
  const Sealed sealed = Seal(v1::AES_256_GCM, seal_key_, key, plain, random_);
  std::string stored;
  stored.push_back(static_cast<char>(sealed.suite));
  stored.push_back(static_cast<char>(sealed.nonce.size()));
  return stored.append(sealed.nonce).append(sealed.bytes);
}

absl::StatusOr<std::string> SealedRows::UnsealRow(std::string_view key,
                                                  std::string_view stored) const {
  const absl::Status wrong =
      absl::DataLossError("a row of the inbox is not what was written under this key");
  if (stored.size() < 2 || stored[0] != static_cast<char>(v1::AES_256_GCM)) return wrong;
  const std::size_t nonce_bytes = static_cast<unsigned char>(stored[1]);
  if (stored.size() < 2 + nonce_bytes) return wrong;
  absl::StatusOr<std::string> plain = Unseal({.suite = v1::AES_256_GCM,
                                              .nonce = std::string(stored.substr(2, nonce_bytes)),
                                              .bytes = std::string(stored.substr(2 + nonce_bytes))},
                                             seal_key_, key);
  if (!plain.ok()) return wrong;
  return plain;
}

absl::StatusOr<std::optional<std::string>> SealedRows::Get(const std::string& key) const {
  std::string stored;
  const rocksdb::Status got = db_->Get({}, key, &stored);
  if (got.IsNotFound()) return std::optional<std::string>();
  if (!got.ok()) return ReadError(got);
  absl::StatusOr<std::string> plain = UnsealRow(key, stored);
  if (!plain.ok()) return plain.status();
  return std::optional<std::string>(*std::move(plain));
}

std::uint64_t SealedRows::Queue(const std::vector<RowChange>& changes) {
  std::vector<StoredRow> rows;
  rows.reserve(changes.size());
  for (const RowChange& change : changes) {
    rows.push_back({.key = change.key, .sealed = std::nullopt});
    if (change.plain.has_value()) rows.back().sealed = SealRow(change.key, *change.plain);
  }
  const std::lock_guard lock(mutex_);
  if (!failed_) line_.push_back(std::move(rows));
  return ++last_place_;
}

absl::Status SealedRows::Await(std::uint64_t place) {
  std::unique_lock lock(mutex_);
  while (synced_place_ < place && !failed_) {
    if (writing_) {
      written_.wait(lock);
    } else {
      WriteGroup(lock);
    }
  }
  return synced_place_ >= place ? absl::OkStatus() : failure_;
}

// The head of the line as one batch. Only one group is under way: when it fails, nothing has been
// written behind it, where the next start would not find it.
void SealedRows::WriteGroup(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  rocksdb::WriteBatch group;
  std::uint64_t last = synced_place_;
  for (; !line_.empty() && group.GetDataSize() < kGroupBytesMax; line_.pop_front(), ++last) {
    for (const StoredRow& row : line_.front()) {
      if (row.sealed.has_value()) {
        group.Put(row.key, *row.sealed);
      } else {
        group.Delete(row.key);
      }
    }
  }
  lock.unlock();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status written = db_->Write(synced, &group);
  lock.lock();
  writing_ = false;
  if (written.ok()) {
    synced_place_ = last;
  } else {
    failure_ = absl::InternalError(
        absl::StrCat("inbox disk: ", written.ToString(), "; start the program again"));
    failed_ = true;
    line_.clear();
  }
  written_.notify_all();
}

std::size_t SealedRows::queued() const {
  const std::lock_guard lock(mutex_);
  return line_.size();
}

absl::Status SealedRows::ForEach(
    const std::string& prefix,
    const std::function<bool(std::string_view, const std::string&)>& item) const {
  const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator({}));
  for (row->Seek(prefix); row->Valid() && row->key().starts_with(prefix); row->Next()) {
    const std::string_view key = row->key().ToStringView();
    const absl::StatusOr<std::string> plain = UnsealRow(key, row->value().ToStringView());
    if (!plain.ok()) return plain.status();
    if (!item(key, *plain)) break;
  }
  return row->status().ok() ? absl::OkStatus() : ReadError(row->status());
}

std::string SealedRows::Tag(std::string_view text) const {
  return Bytes(HmacSha256(tag_key_, text)).substr(0, kTagBytes);
}

}  // namespace yizhan::edge
