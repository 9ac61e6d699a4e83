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

// Protocol and state, a byte each, then changed_ms.
std::string EncodeSummary(const v1::InboxRecord& record) {
  std::string bytes;
  bytes.push_back(static_cast<char>(record.protocol()));
  bytes.push_back(static_cast<char>(record.state()));
  return bytes + NumberText(static_cast<std::uint64_t>(record.changed_ms()));
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

std::vector<RowChange> Inbox::IndexRows(const v1::InboxRecord& record) const {
  const std::string number = NumberText(record.number());
  std::vector<RowChange> rows;
  for (const std::string* id : {&record.message_id(), &record.reverse().message_id()}) {
    if (!id->empty()) rows.push_back({Key(kMessagePrefix, rows_->Tag(*id) + number), ""});
  }
  return rows;
}

// Under mutex_.
absl::Status Inbox::Write(const v1::InboxRecord& record, std::vector<RowChange> changes) {
  changes.push_back({RecordKey(record.number()), record.SerializeAsString()});
  changes.push_back({SummaryKey(record.number()), EncodeSummary(record)});
  for (RowChange& row : IndexRows(record)) changes.push_back(std::move(row));
  if (absl::Status written = rows_->Write(changes); !written.ok()) return written;
  Remember({.number = record.number(),
            .protocol = record.protocol(),
            .state = record.state(),
            .changed_ms = record.changed_ms()});
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> Inbox::Add(v1::InboxRecord record) {
  YIZHAN_CHECK(record.state() != v1::INBOX_STATE_UNSPECIFIED && record.protocol() < 256);
  const std::lock_guard lock(mutex_);
  record.set_number(last_number_ + 1);
  record.set_changed_ms(clock_.NowMs());
  if (record.arrived_ms() == 0) record.set_arrived_ms(record.changed_ms());
  const absl::Status written = Write(record, {{kCounterKey, NumberText(record.number())}});
  if (!written.ok()) return written;
  last_number_ = record.number();
  return record.number();
}

absl::StatusOr<v1::InboxRecord> Inbox::Update(std::uint64_t number,
                                              const std::function<void(v1::InboxRecord&)>& change) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<v1::InboxRecord> record = Get(number);
  if (!record.ok()) return record;
  change(*record);
  YIZHAN_CHECK(record->number() == number);
  record->set_changed_ms(clock_.NowMs());
  if (absl::Status written = Write(*record, {}); !written.ok()) return written;
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
    if (summary.changed_ms >= before_ms || pruned == kPruneBatchRows) continue;
    if (IsUnfinished(summary.state) || summary.state == v1::DEAD_LETTER) continue;
    const absl::StatusOr<v1::InboxRecord> record = Get(summary.number);
    if (!record.ok()) return record.status();
    const std::lock_guard lock(mutex_);
    const auto known = summaries_.find(summary.number);
    if (known == summaries_.end() || known->second.changed_ms != summary.changed_ms) continue;
    std::vector<RowChange> changes = IndexRows(*record);
    for (RowChange& row : changes) row.plain.reset();
    changes.push_back({RecordKey(summary.number), std::nullopt});
    changes.push_back({SummaryKey(summary.number), std::nullopt});
    if (absl::Status written = rows_->Write(changes); !written.ok()) return written;
    --counts_[summary.protocol][static_cast<std::size_t>(summary.state)];
    summaries_.erase(known);
    ++pruned;
  }
  return pruned;
}

}  // namespace yizhan::edge
