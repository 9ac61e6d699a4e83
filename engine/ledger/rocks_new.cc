#include "engine/ledger/rocks_new.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "rocksdb/write_batch.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

// The database's folder and the ledger's own are names, too.
absl::Status SyncNames(const StoreOptions& options) {
  if (absl::Status inner = options.disk->SyncFolder(options.data_dir); !inner.ok()) return inner;
  return options.disk->SyncFolder(FolderOf(options.data_dir));
}

// The first rows of a new ledger. A crash before them leaves an empty database and an empty anchor.
absl::Status MakeNew(const RocksFiles& files, const std::string& node) {
  rocksdb::WriteBatch batch;
  for (std::size_t family = 0; family < kFamilies; ++family) {
    batch.Put(files.family(static_cast<Family>(family)), kAppliedKey, EncodeNumber(0));
  }
  batch.Put(files.family(kState), kMadeKey, std::string(kLayout) + " " + node);
  return FromRocks(files.db().Write(Synced(), &batch));
}

absl::StatusOr<bool> IsBlank(const RocksFiles& files) {
  for (std::size_t family = 0; family < kFamilies; ++family) {
    const std::unique_ptr<rocksdb::Iterator> row(
        files.db().NewIterator(rocksdb::ReadOptions(), files.family(static_cast<Family>(family))));
    row->SeekToFirst();
    if (row->Valid()) return false;
    if (!row->status().ok()) return FromRocks(row->status());
  }
  return true;
}

}  // namespace

absl::StatusOr<bool> IsNewFolder(const std::string& data_dir) {
  std::error_code error;
  if (fs::exists(AnchorPath(data_dir), error)) return false;
  if (fs::exists(RocksPath(data_dir), error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(data_dir, " has a ledger but no anchor file, so nobody knows how far it had ",
                     "come; restore the anchor from the same backup as the ledger"));
  }
  for (const fs::directory_entry& file : fs::directory_iterator(data_dir, error)) {
    const std::string name = file.path().filename().string();
    if (name == "lost+found" || name == "anchor.new") continue;
    return absl::FailedPreconditionError(absl::StrCat(
        data_dir, " is not a yizhan ledger and not empty (", name, "); name another folder"));
  }
  if (!error) return true;
  return absl::UnavailableError(
      absl::StrCat("cannot read folder ", data_dir, ": ", error.message()));
}

absl::Status MakeIfBlank(const RocksFiles& files, const StoreOptions& options) {
  const absl::StatusOr<bool> blank = IsBlank(files);
  if (!blank.ok()) return blank.status();
  const absl::Status made = *blank ? MakeNew(files, options.node) : absl::OkStatus();
  return made.ok() ? SyncNames(options) : made;
}

}  // namespace yizhan
