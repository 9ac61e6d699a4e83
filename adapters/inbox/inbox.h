// Inbox: every message that may move money, on disk before it is acknowledged, until the ledger has
// it; and the doors' notes.
//
// A record is ARRIVED first. Unfinished: ARRIVED, TOLD_LATE, LATE_REVERSED, REVERSAL_OWED; these
// and dead letters are kept whatever their age.
//
// Units:    *_ms are Unix milliseconds.
// Owner:    one process a folder; the key lies outside it, and nothing can be read without.
// Errors:   FailedPrecondition  in use, another hospital's, or its key is missing
//           DataLoss            another key, or rows that were tampered with or damaged
//           NotFound            no record of that number
//           Internal            the disk refuses: acknowledge nothing; later writes are refused,
//                               too, until the program starts again
// Threads:  any. Writes that come together share a sync; changes of one record wait for each other.
//           A reader sees nothing that a power cut could take back: Get, Find, FindByMessage and
//           ForEach show a write, whole, once it is synced; Unfinished, Summaries and Counts by the
//           time its call returns. Numbers come to the disk in their order: when one is there, so
//           were those before it.
// Format:   adapters/inbox/FORMAT.md
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/inbox/sealed_rows.h"
#include "adapters/intake/exclusions.h"
#include "adapters/intake/notes.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "yizhan/v1/inbox.pb.h"

namespace yizhan::edge {

inline constexpr std::size_t kRawBytesMax = std::size_t{8} << 20;

struct InboxOptions {
  std::string data_dir;
  std::string key_path;  // Made with the first start.
  std::string institution_id;
  rocksdb::Env* env = nullptr;  // For tests; outlives the inbox.
};

struct InboxSummary {
  std::uint64_t number = 0;
  std::uint32_t protocol = 0;
  v1::InboxState state = v1::INBOX_STATE_UNSPECIFIED;
  std::int64_t changed_ms = 0;
};

// Of one protocol: how many records are in each state, by its number.
using StateCounts = std::array<std::uint64_t, v1::InboxState_ARRAYSIZE>;

bool IsUnfinished(v1::InboxState state);

class Inbox : public Notes {
 public:
  static absl::StatusOr<std::unique_ptr<Inbox>> Open(const InboxOptions& options,
                                                     const Clock& clock, Random& random);

  // Stores a new record; number, changed_ms and, when it is 0, arrived_ms are set. Returns the
  // number.
  absl::StatusOr<std::uint64_t> Add(v1::InboxRecord record);
  // Changes the record of that number in one step; changed_ms is set. Returns it as stored.
  // `change` does not write to the inbox.
  absl::StatusOr<v1::InboxRecord> Update(std::uint64_t number,
                                         const std::function<void(v1::InboxRecord&)>& change);
  absl::StatusOr<v1::InboxRecord> Get(std::uint64_t number) const;

  // Numbers of records that are of this message id, or reverse it; ascending.
  absl::StatusOr<std::vector<std::uint64_t>> FindByMessage(const std::string& message_id) const;

  std::vector<std::uint64_t> Unfinished() const;  // Ascending.
  std::vector<InboxSummary> Summaries() const;    // By number.
  std::map<std::uint32_t, StateCounts> Counts() const;

  // Takes out what is finished and was not changed since `before_ms`. Returns how many.
  absl::StatusOr<std::uint64_t> Prune(std::int64_t before_ms);

  absl::Status Write(const std::vector<NoteChange>& changes) override;
  absl::StatusOr<std::optional<std::string>> Find(std::string_view kind,
                                                  std::string_view key) const override;
  absl::Status ForEach(
      std::string_view kind, std::string_view key_prefix,
      const std::function<bool(std::string_view, std::string_view)>& item) const override;

  const std::string& edge_id() const { return edge_id_; }
  // The disk refused a write: end the program.
  bool failed() const { return rows_->failed(); }
  // Writes that wait for the one under way.
  std::size_t queued() const { return rows_->queued(); }

 private:
  explicit Inbox(const Clock& clock, std::unique_ptr<SealedRows> rows)
      : clock_(clock), rows_(std::move(rows)) {}

  absl::Status CheckMeta(const std::string& institution_id, Random& random);
  absl::Status Load();
  std::vector<RowChange> RowsOf(const v1::InboxRecord& record) const;
  std::vector<RowChange> IndexRows(const v1::InboxRecord& record) const;
  absl::StatusOr<bool> PruneOne(std::uint64_t number, std::int64_t before_ms);
  void Remember(const InboxSummary& summary);
  void Forget(const InboxSummary& summary);

  const Clock& clock_;
  const std::unique_ptr<SealedRows> rows_;
  std::string edge_id_;
  // Whoever writes a record holds its number until the summary is right, too.
  Exclusions turns_;
  std::mutex number_mutex_;  // Held until a new record stands in line, so in order of numbers.
  std::uint64_t last_number_ = 0;
  mutable std::mutex mutex_;  // For what follows: what is on disk; nobody holds it over a write.
  std::map<std::uint64_t, InboxSummary> summaries_;
  std::set<std::uint64_t> unfinished_;
  std::map<std::uint32_t, StateCounts> counts_;
};

}  // namespace yizhan::edge
