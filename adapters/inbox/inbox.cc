#include "adapters/inbox/inbox.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/check.h"
#include "engine/base/digest.h"
#include "engine/base/secret_file.h"
#include "engine/personal/cipher.h"
#include "openssl/crypto.h"

namespace yizhan::edge {
namespace {

constexpr char kMetaKey[] = "!meta";
constexpr char kCounterKey[] = "!counter";
constexpr char kRecordPrefix = 'r';
constexpr char kSummaryPrefix = 't';
constexpr char kMessagePrefix = 'm';
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kEdgeIdBytes = 8;
constexpr std::size_t kPruneBatchRows = 1000;

std::string NumberText(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
  return bytes;
}

std::uint64_t NumberIn(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string Key(char prefix, std::string_view rest) { return std::string(1, prefix).append(rest); }
std::string RecordKey(std::uint64_t number) { return Key(kRecordPrefix, NumberText(number)); }
std::string SummaryKey(std::uint64_t number) { return Key(kSummaryPrefix, NumberText(number)); }

absl::Status Damaged(const std::string& what) {
  return absl::DataLossError("the inbox is damaged: " + what);
}

InboxSummary SummaryOf(const v1::InboxRecord& record) {
  return {.number = record.number(),
          .protocol = record.protocol(),
          .state = record.state(),
          .changed_ms = record.changed_ms()};
}

// Protocol and state, a byte each, then changed_ms.
std::string EncodeSummary(const InboxSummary& summary) {
  std::string bytes;
  bytes.push_back(static_cast<char>(summary.protocol));
  bytes.push_back(static_cast<char>(summary.state));
  return bytes + NumberText(static_cast<std::uint64_t>(summary.changed_ms));
}

std::optional<InboxSummary> DecodeSummary(std::string_view key, std::string_view bytes) {
  if (key.size() != 1 + kNumberBytes || bytes.size() != 2 + kNumberBytes) return std::nullopt;
  const int state = static_cast<unsigned char>(bytes[1]);
  if (!v1::InboxState_IsValid(state)) return std::nullopt;
  return InboxSummary{.number = NumberIn(key.substr(1)),
                      .protocol = static_cast<unsigned char>(bytes[0]),
                      .state = static_cast<v1::InboxState>(state),
                      .changed_ms = static_cast<std::int64_t>(NumberIn(bytes.substr(2)))};
}

bool MayGo(const InboxSummary& summary, std::int64_t before_ms) {
  return summary.changed_ms < before_ms && !IsUnfinished(summary.state) &&
         summary.state != v1::DEAD_LETTER;
}

bool FileExists(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0;
}

// A new key for a new inbox; an inbox without its key is lost, and a new key would hide that.
absl::StatusOr<std::string> OpenKey(const InboxOptions& options, Random& random) {
  if (!FileExists(options.key_path)) {
    if (SealedRows::Exists(options.data_dir)) {
      return absl::FailedPreconditionError(
          absl::StrCat(options.key_path, ": missing, but the inbox in ", options.data_dir,
                       " is sealed with it; put it back"));
    }
    std::string key = NewDataKey(random);
    const absl::Status made = WriteSecret(options.key_path, key);
    OPENSSL_cleanse(key.data(), key.size());
    if (!made.ok()) return made;
  }
  absl::StatusOr<std::string> key = ReadSecret(options.key_path);
  if (!key.ok()) return key.status();
  if (key->size() == kInboxKeyBytes) return key;
  return absl::InvalidArgumentError(
      absl::StrCat(options.key_path, ": must hold ", kInboxKeyBytes, " bytes"));
}

}  // namespace

bool IsUnfinished(v1::InboxState state) {
  return state == v1::ARRIVED || state == v1::TOLD_LATE || state == v1::LATE_REVERSED ||
         state == v1::REVERSAL_OWED;
}

absl::StatusOr<std::unique_ptr<Inbox>> Inbox::Open(const InboxOptions& options, const Clock& clock,
                                                   Random& random) {
  absl::StatusOr<std::string> key = OpenKey(options, random);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::unique_ptr<SealedRows>> rows =
      SealedRows::Open(options.data_dir, *key, random, options.env);
  OPENSSL_cleanse(key->data(), key->size());
  if (!rows.ok()) return rows.status();
  std::unique_ptr<Inbox> inbox(new Inbox(clock, *std::move(rows)));
  absl::Status status = inbox->CheckMeta(options.institution_id, random);
  if (status.ok()) status = inbox->Load();
  if (!status.ok()) return status;
  return inbox;
}

absl::Status Inbox::CheckMeta(const std::string& institution_id, Random& random) {
  const absl::StatusOr<std::optional<std::string>> meta = rows_->Get(kMetaKey);
  if (!meta.ok()) {
    return absl::DataLossError(absl::StrCat(
        meta.status().message(), "; is inbox_key_path the key of this inbox? Delete nothing"));
  }
  if (!meta->has_value()) {
    edge_id_ = HexText(RandomBytes(kEdgeIdBytes, random));
    return rows_->Write(
        {{kMetaKey, absl::StrCat(institution_id, "\n", edge_id_)}, {kCounterKey, NumberText(0)}});
  }
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(**meta, absl::MaxSplits('\n', 1));
  edge_id_ = parts.second;
  if (parts.first == institution_id) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("this inbox is of institution ", parts.first, ", not of ", institution_id,
                   "; name another data_dir, or correct institution_id"));
}

// Every summary, and every record on which something is still to be done.
absl::Status Inbox::Load() {
  const absl::StatusOr<std::optional<std::string>> counter = rows_->Get(kCounterKey);
  if (!counter.ok()) return counter.status();
  if (!counter->has_value()) return Damaged("its counter is gone");
  last_number_ = NumberIn(**counter);
  bool whole = true;
  const absl::Status read = rows_->ForEach(
      std::string(1, kSummaryPrefix), [&](std::string_view key, const std::string& bytes) {
        const std::optional<InboxSummary> summary = DecodeSummary(key, bytes);
        whole = summary.has_value() && summary->number <= last_number_;
        if (whole) Remember(*summary);
        return whole;
      });
  if (!read.ok()) return read;
  if (!whole) return Damaged("a summary cannot be read");
  for (const std::uint64_t number : unfinished_) {
    const absl::StatusOr<v1::InboxRecord> record = Get(number);
    if (absl::IsNotFound(record.status()))
      return Damaged(absl::StrCat("record ", number, " is gone"));
    if (!record.ok()) return record.status();
  }
  return absl::OkStatus();
}

void Inbox::Remember(const InboxSummary& summary) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = summaries_.emplace(summary.number, summary);
  if (!is_new) {
    --counts_[known->second.protocol][static_cast<std::size_t>(known->second.state)];
    known->second = summary;
  }
  ++counts_[summary.protocol][static_cast<std::size_t>(summary.state)];
  if (IsUnfinished(summary.state)) {
    unfinished_.insert(summary.number);
  } else {
    unfinished_.erase(summary.number);
  }
}

void Inbox::Forget(const InboxSummary& summary) {
  const std::lock_guard lock(mutex_);
  if (summaries_.erase(summary.number) == 0) return;
  --counts_[summary.protocol][static_cast<std::size_t>(summary.state)];
}

std::vector<RowChange> Inbox::IndexRows(const v1::InboxRecord& record) const {
  const std::string number = NumberText(record.number());
  std::vector<RowChange> rows;
  for (const std::string* id : {&record.message_id(), &record.reverse().message_id()}) {
    if (!id->empty()) rows.push_back({Key(kMessagePrefix, rows_->Tag(*id) + number), ""});
  }
  return rows;
}

std::vector<RowChange> Inbox::RowsOf(const v1::InboxRecord& record) const {
  std::vector<RowChange> rows = IndexRows(record);
  rows.push_back({RecordKey(record.number()), record.SerializeAsString()});
  rows.push_back({SummaryKey(record.number()), EncodeSummary(SummaryOf(record))});
  return rows;
}

absl::StatusOr<std::uint64_t> Inbox::Add(v1::InboxRecord record) {
  YIZHAN_CHECK(record.state() != v1::INBOX_STATE_UNSPECIFIED && record.protocol() < 256);
  std::unique_lock numbers(number_mutex_);
  const std::uint64_t number = ++last_number_;
  const Exclusions::Hold turn(turns_, RecordKey(number));
  record.set_number(number);
  record.set_changed_ms(clock_.NowMs());
  if (record.arrived_ms() == 0) record.set_arrived_ms(record.changed_ms());
  std::vector<RowChange> changes = RowsOf(record);
  changes.push_back({kCounterKey, NumberText(number)});
  const std::uint64_t place = rows_->Queue(changes);
  numbers.unlock();
  if (absl::Status written = rows_->Await(place); !written.ok()) return written;
  Remember(SummaryOf(record));
  return number;
}

absl::StatusOr<v1::InboxRecord> Inbox::Update(std::uint64_t number,
                                              const std::function<void(v1::InboxRecord&)>& change) {
  const Exclusions::Hold turn(turns_, RecordKey(number));
  absl::StatusOr<v1::InboxRecord> record = Get(number);
  if (!record.ok()) return record;
  change(*record);
  YIZHAN_CHECK(record->number() == number);
  record->set_changed_ms(clock_.NowMs());
  if (absl::Status written = rows_->Write(RowsOf(*record)); !written.ok()) return written;
  Remember(SummaryOf(*record));
  return record;
}

absl::StatusOr<v1::InboxRecord> Inbox::Get(std::uint64_t number) const {
  const absl::StatusOr<std::optional<std::string>> bytes = rows_->Get(RecordKey(number));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return absl::NotFoundError(absl::StrCat("no message ", number));
  v1::InboxRecord record;
  if (!record.ParseFromString(**bytes) || record.number() != number) {
    return Damaged(absl::StrCat("record ", number, " cannot be read"));
  }
  return record;
}

absl::StatusOr<std::vector<std::uint64_t>> Inbox::FindByMessage(
    const std::string& message_id) const {
  const std::string prefix = Key(kMessagePrefix, rows_->Tag(message_id));
  std::vector<std::uint64_t> numbers;
  const absl::Status read =
      rows_->ForEach(prefix, [&](std::string_view key, const std::string& /*empty*/) {
        numbers.push_back(NumberIn(key.substr(prefix.size())));
        return true;
      });
  if (!read.ok()) return read;
  return numbers;
}

std::vector<std::uint64_t> Inbox::Unfinished() const {
  const std::lock_guard lock(mutex_);
  return {unfinished_.begin(), unfinished_.end()};
}

std::vector<InboxSummary> Inbox::Summaries() const {
  const std::lock_guard lock(mutex_);
  std::vector<InboxSummary> summaries;
  summaries.reserve(summaries_.size());
  for (const auto& [number, summary] : summaries_) summaries.push_back(summary);
  return summaries;
}

std::map<std::uint32_t, StateCounts> Inbox::Counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

absl::StatusOr<std::uint64_t> Inbox::Prune(std::int64_t before_ms) {
  std::uint64_t pruned = 0;
  for (const InboxSummary& summary : Summaries()) {
    if (pruned == kPruneBatchRows) break;
    if (!MayGo(summary, before_ms)) continue;
    const absl::StatusOr<bool> gone = PruneOne(summary.number, before_ms);
    if (!gone.ok()) return gone.status();
    if (*gone) ++pruned;
  }
  return pruned;
}

// Whether it went: it may have been changed since its summary was read.
absl::StatusOr<bool> Inbox::PruneOne(std::uint64_t number, std::int64_t before_ms) {
  const Exclusions::Hold turn(turns_, RecordKey(number));
  const absl::StatusOr<v1::InboxRecord> record = Get(number);
  if (absl::IsNotFound(record.status())) return false;
  if (!record.ok()) return record.status();
  const InboxSummary summary = SummaryOf(*record);
  if (!MayGo(summary, before_ms)) return false;
  std::vector<RowChange> changes = IndexRows(*record);
  for (RowChange& row : changes) row.plain.reset();
  changes.push_back({RecordKey(number), std::nullopt});
  changes.push_back({SummaryKey(number), std::nullopt});
  if (absl::Status written = rows_->Write(changes); !written.ok()) return written;
  Forget(summary);
  return true;
}

}  // namespace yizhan::edge
