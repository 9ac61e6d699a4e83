#include "engine/ledger/rocks_use.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "rocksdb/write_batch.h"

namespace yizhan {
namespace {

const std::string kMirrorKey("\0mirror", 7);    // In state: newest epoch followed.
const std::string kRetiredKey("\0retired", 8);  // In state: the newer epoch, then who told.

absl::Status Put(const RocksFiles& files, const std::string& key, const std::string& value) {
  return FromRocks(files.db().Put(Synced(), files.family(kState), key, value));
}

absl::Status NotFor(const std::string& why) { return absl::FailedPreconditionError(why); }

absl::Status CheckRetired(const std::optional<std::string>& row, const TreeHead& head) {
  if (!row.has_value()) return absl::OkStatus();
  return NotFor(absl::StrCat(
      "the engine of this folder was ended for good: epoch ",
      DecodeNumber(row->substr(0, 8)).value_or(0), " took over (told by ", row->substr(8),
      "). Start the newer engine, not this one. This folder ends at ", head.size,
      " entries; keep it until it is known that the newer ledger holds them all"));
}

}  // namespace

absl::Status CheckUse(const RocksFiles& files, StoreUse use, const TreeHead& head) {
  const auto retired = files.Get({}, kState, kRetiredKey);
  if (!retired.ok()) return retired.status();
  if (const absl::Status over = CheckRetired(*retired, head); !over.ok()) return over;
  const auto mirror = files.Get({}, kState, kMirrorKey);
  if (!mirror.ok()) return mirror.status();
  const bool is_mirror = mirror->has_value();
  if (use == StoreUse::kEngine && is_mirror) {
    return NotFor(
        "this folder is a witness's mirror; to go on from it, stop the witness and the old engine, "
        "and start with --promote");
  }
  if (use == StoreUse::kPromotion && !is_mirror) {
    return NotFor(
        "this folder is no witness's mirror (or was promoted before); start without --promote");
  }
  if (use != StoreUse::kMirror || is_mirror) return absl::OkStatus();
  if (head.size == 0) return Put(files, kMirrorKey, EncodeNumber(0));
  return NotFor(
      "this folder is an engine's, or a mirror that was promoted; a witness needs a folder of its "
      "own: name an empty one");
}

absl::StatusOr<std::uint64_t> ReadFollowedEpoch(const RocksFiles& files) {
  const auto row = files.Get({}, kState, kMirrorKey);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::uint64_t{0};
  const std::optional<std::uint64_t> epoch = DecodeNumber(**row);
  if (!epoch.has_value()) return absl::DataLossError("the mirror's epoch is no number");
  return *epoch;
}

absl::Status WriteFollowedEpoch(const RocksFiles& files, std::uint64_t epoch) {
  return Put(files, kMirrorKey, EncodeNumber(epoch));
}

absl::Status WriteRetired(const RocksFiles& files, std::uint64_t newer_epoch,
                          const std::string& by) {
  return Put(files, kRetiredKey, EncodeNumber(newer_epoch) + by);
}

absl::Status WritePromoted(const RocksFiles& files, std::uint64_t epoch, const std::string& node,
                           const std::vector<Effect>& effects) {
  rocksdb::WriteBatch batch;
  for (const Effect& effect : effects) PutEffect(files, effect, batch);
  batch.Put(files.family(kState), kEpochKey, EncodeNumber(epoch) + node);
  batch.Delete(files.family(kState), kMirrorKey);
  return FromRocks(files.db().Write(Synced(), &batch));
}

}  // namespace yizhan
