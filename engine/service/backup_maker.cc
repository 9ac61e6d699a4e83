#include "engine/service/backup_maker.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan {
namespace {

constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

bool IsPlain(const std::string& name) {
  return !name.empty() && name.size() <= kBackupNameBytesMax && name[0] != '.' &&
         name.find_first_not_of(kPlain) == std::string::npos;
}

absl::Status NotAName(const std::string& expected, const std::string& found) {
  return Refuse(
      {.reason = v1::FIELD_MALFORMED, .field = "name", .expected = expected, .found = found});
}

}  // namespace

BackupMaker::BackupMaker(RocksStore& store, std::string backup_dir)
    : store_(store), backup_dir_(std::move(backup_dir)) {}

BackupMaker::~BackupMaker() {
  if (thread_.joinable()) thread_.join();
}

absl::Status BackupMaker::Make(const std::string& name, CopyProgress progress,
                               std::function<void(absl::StatusOr<Made>)> done) {
  if (backup_dir_.empty()) {
    return Refuse({.reason = v1::NOT_ALLOWED,
                   .field = "name",
                   .expected = "backup_dir in the engine's configuration"});
  }
  if (!IsPlain(name)) return NotAName("1 .. 64 of a-z A-Z 0-9 . _ -, no dot first", name);
  const std::string folder = backup_dir_ + "/" + name;
  std::error_code error;
  if (std::filesystem::exists(folder, error)) return NotAName("a new name", name);
  const std::lock_guard lock(mutex_);
  if (busy_) return Refuse({.reason = v1::ENGINE_BUSY});
  if (thread_.joinable()) thread_.join();  // It has said that it is done.
  busy_ = true;
  thread_ = std::thread([this, folder, progress = std::move(progress), done = std::move(done)] {
    absl::StatusOr<TreeHead> head = store_.BackupTo(folder, progress);
    {
      const std::lock_guard ended(mutex_);
      busy_ = false;
    }
    if (head.ok()) {
      done(Made{folder, *head});
    } else {
      done(head.status());
    }
  });
  return absl::OkStatus();
}

}  // namespace yizhan
