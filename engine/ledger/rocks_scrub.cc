#include "engine/ledger/rocks_scrub.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPoll{5};

bool WaitUntil(const std::function<bool()>& done, std::int64_t wait_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

// RocksDB keeps a deleted row as long as one snapshot is older than the deletion.
absl::Status WaitForReaders(const RocksFiles& files, std::uint64_t as_of, std::int64_t wait_ms) {
  std::uint64_t oldest = 0;
  const auto is_new = [&] {
    const bool known = files.db().GetIntProperty(files.family(kPrivateRows),
                                                 "rocksdb.oldest-snapshot-sequence", &oldest);
    return known && (oldest == 0 || oldest >= as_of);
  };
  if (WaitUntil(is_new, wait_ms)) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("a reader has held an old view of the ledger for ", wait_ms,
                   " ms, so erased rows cannot leave the files yet; try again when it has ended"));
}

// Files of the folder whose name begins or ends so; empty ones hold nothing.
std::vector<std::string> Named(const std::string& folder, const std::string& begin,
                               const std::string& end) {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder, error)) {
    const std::string name = file.path().filename().string();
    std::error_code gone;
    if (!name.starts_with(begin) || !name.ends_with(end)) continue;
    if (file.file_size(gone) > 0 && !gone) found.push_back(file.path().string());
  }
  return found;
}

// Table files that hold no private row: those of the other families.
std::set<std::string> OtherTables(const RocksFiles& files) {
  std::vector<rocksdb::LiveFileMetaData> live;
  files.db().GetLiveFilesMetaData(&live);
  std::set<std::string> found;
  for (const rocksdb::LiveFileMetaData& file : live) {
    if (file.column_family_name != kFamilyNames[kPrivateRows]) {
      found.insert(file.db_path + file.name);
    }
  }
  return found;
}

// RocksDB unlinks in the background, and later while an iterator reads.
absl::Status WaitUntilGone(const RocksFiles& files, const std::vector<std::string>& paths,
                           std::int64_t wait_ms) {
  std::string left;
  const auto gone = [&] {
    const std::set<std::string> others = OtherTables(files);
    for (const std::string& path : paths) {
      std::error_code error;
      if (others.contains(path) || (!fs::exists(path, error) && !error)) continue;
      left = path;
      return false;
    }
    return true;
  };
  if (WaitUntil(gone, wait_ms)) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(left, " may hold erased rows and is still there after ", wait_ms,
                   " ms: a reader or a backup in progress holds it; try again when it has ended"));
}

// The WALs of before hold nothing that table files do not, so RocksDB drops them.
absl::Status FlushAll(const RocksFiles& files, std::int64_t wait_ms) {
  const std::vector<std::string> logs = Named(files.db().GetName(), "", ".log");
  const absl::Status flushed =
      FromRocks(files.db().Flush(rocksdb::FlushOptions(), files.families()));
  return flushed.ok() ? WaitUntilGone(files, logs, wait_ms) : flushed;
}

absl::Status RewritePrivate(const RocksFiles& files, std::int64_t wait_ms) {
  // By the folder, not by what RocksDB uses: a reader may hold a file of an earlier scrub.
  std::vector<std::string> old = Named(files.db().GetName(), "", ".sst");
  for (std::string& manifest : Named(files.db().GetName(), "MANIFEST-", "")) {
    old.push_back(std::move(manifest));
  }
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = true;  // None that began with an older snapshot beside it.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const absl::Status rewritten =
      FromRocks(files.db().CompactRange(options, files.family(kPrivateRows), nullptr, nullptr));
  return rewritten.ok() ? WaitUntilGone(files, old, wait_ms) : rewritten;
}

}  // namespace

absl::Status ScrubPrivateRows(const RocksFiles& files, std::uint64_t as_of, std::int64_t wait_ms) {
  if (files.watch().failed()) {
    return absl::UnavailableError("the ledger's disk failed; end the process and start it again");
  }
  if (absl::Status ended = WaitForReaders(files, as_of, wait_ms); !ended.ok()) return ended;
  if (absl::Status flushed = FlushAll(files, wait_ms); !flushed.ok()) return flushed;
  if (absl::Status first = RewritePrivate(files, wait_ms); !first.ok()) return first;
  return RewritePrivate(files, wait_ms);
}

}  // namespace yizhan
