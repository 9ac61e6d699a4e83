#include "engine/ledger/memory_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <shared_mutex>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

constexpr std::size_t kRowsPerStep = 256;

struct Version {
  std::uint64_t batch;
  std::optional<std::string> value;
};

struct Row {
  std::string key;
  std::string value;
};

const std::optional<std::string>* AsOf(const std::vector<Version>& versions, std::uint64_t batch) {
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (version->batch <= batch) return &version->value;
  }
  return nullptr;
}

}  // namespace

// Leaves and every version of every row. Written by the store, read by the store and its views.
class MemoryStore::State {
 public:
  explicit State(History history) : history_(history) {}

  void Write(std::uint64_t batch, Append append) {
    const std::unique_lock lock(mutex_);
    for (std::string& leaf : append.leaves) {
      AddHash(LeafHash(leaf));
      leaves_.push_back(std::move(leaf));
    }
    for (Effect& effect : append.effects) {
      std::vector<Version>& versions = rows_[{effect.table, std::move(effect.key)}];
      if (history_ == History::kNewest) versions.clear();
      if (!versions.empty() && versions.back().batch == batch) versions.pop_back();
      versions.push_back({batch, std::move(effect.value)});
    }
  }

  std::optional<std::string> Get(std::uint64_t batch, const TableKey& key) const {
    const std::shared_lock lock(mutex_);
    const auto row = rows_.find(key);
    if (row == rows_.end()) return std::nullopt;
    const std::optional<std::string>* value = AsOf(row->second, batch);
    return value != nullptr ? *value : std::nullopt;
  }

  std::string Leaf(std::uint64_t number) const {
    const std::shared_lock lock(mutex_);
    return leaves_[number];
  }

  std::vector<Hash32> Tile(std::uint8_t level, std::uint64_t index, std::size_t width) const {
    const std::shared_lock lock(mutex_);
    const auto first = hashes_[level].begin() + static_cast<std::ptrdiff_t>(index * kTileHashes);
    return {first, first + static_cast<std::ptrdiff_t>(width)};
  }

  std::string SigningKey() const {
    const std::shared_lock lock(mutex_);
    return signing_key_;
  }

  absl::Status BindSigningKey(std::string_view public_key) {
    const std::unique_lock lock(mutex_);
    if (!signing_key_.empty() && signing_key_ != public_key) {
      return absl::FailedPreconditionError("another signing key was bound");
    }
    signing_key_ = std::string(public_key);
    return absl::OkStatus();
  }

  // At most kRowsPerStep rows with the prefix, from `from` on; `next` is where to go on.
  std::vector<Row> Rows(std::uint64_t batch, const TableKey& from, std::string_view prefix,
                        std::optional<std::string>& next) const {
    const std::shared_lock lock(mutex_);
    std::vector<Row> found;
    next.reset();
    for (auto row = rows_.lower_bound(from); row != rows_.end(); ++row) {
      const TableKey& at = row->first;
      if (at.table != from.table || !std::string_view(at.key).starts_with(prefix)) break;
      if (found.size() == kRowsPerStep) {
        next = at.key;
        break;
      }
      const std::optional<std::string>* value = AsOf(row->second, batch);
      if (value != nullptr && value->has_value()) found.push_back({at.key, **value});
    }
    return found;
  }

 private:
  void AddHash(Hash32 hash) {
    for (std::size_t level = 0;; ++level) {
      if (hashes_.size() <= level) hashes_.resize(level + 1);
      hashes_[level].push_back(hash);
      if (hashes_[level].size() % kTileHashes != 0) return;
      hash = PerfectRoot(std::span<const Hash32>(hashes_[level]).last(kTileHashes));
    }
  }

  const History history_;
  mutable std::shared_mutex mutex_;
  std::vector<std::string> leaves_;
  std::string signing_key_;
  std::vector<std::vector<Hash32>> hashes_;  // By tile level, all that are known.
  std::map<TableKey, std::vector<Version>> rows_;
};

class MemoryStore::StateView : public View {
 public:
  StateView(std::shared_ptr<const State> state, std::uint64_t size, std::uint64_t batch)
      : state_(std::move(state)), size_(size), batch_(batch) {}

  std::uint64_t size() const override { return size_; }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return state_->Get(batch_, {table, std::string(key)});
  }

  absl::StatusOr<std::string> Leaf(std::uint64_t number) const override {
    if (number >= size_) {
      return absl::OutOfRangeError(absl::StrCat("leaf ", number, " of ", size_));
    }
    return state_->Leaf(number);
  }

  // `visit` runs without the lock: it may read from this view or another.
  absl::Status Scan(
      Table table, std::string_view prefix,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    std::optional<std::string> next(prefix);
    while (next.has_value()) {
      const TableKey from{table, *next};
      for (const Row& row : state_->Rows(batch_, from, prefix, next)) {
        if (!visit(row.key, row.value)) return absl::OkStatus();
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Hash32>> Tile(std::uint8_t level, std::uint64_t index) const override {
    const std::size_t width = TileWidth(level, index, size_);
    if (width > 0) return state_->Tile(level, index, width);
    return absl::OutOfRangeError(absl::StrCat("tile ", int{level}, "/", index, " of ", size_));
  }

 private:
  const std::shared_ptr<const State> state_;
  const std::uint64_t size_;
  const std::uint64_t batch_;
};

MemoryStore::MemoryStore(std::unique_ptr<Anchor> anchor, History history)
    : anchor_(std::move(anchor)),
      durable_(tree_.Head()),
      state_(std::make_shared<State>(history)) {}

MemoryStore::~MemoryStore() = default;

absl::StatusOr<std::uint64_t> MemoryStore::Fence(const std::string&) {
  const std::lock_guard lock(mutex_);
  if (failed_) return absl::UnavailableError("the store failed; reopen it");
  return ++epoch_;
}

absl::StatusOr<std::string> MemoryStore::SigningKey() const { return state_->SigningKey(); }

absl::Status MemoryStore::BindSigningKey(std::string_view public_key) {
  return state_->BindSigningKey(public_key);
}

AppendResult MemoryStore::Admit(const Append& append) {
  if (failed_) return AppendResult::kUnknown;
  if (append.epoch != epoch_ || epoch_ == 0) return AppendResult::kFenced;
  if (append.expected != durable_) return AppendResult::kMoved;
  if (reserve_reached_ && !append.may_use_reserve) return AppendResult::kNoSpace;
  // A lost batch is found by its missing leaves, so a batch of effects only must not exist.
  YIZHAN_CHECK(!append.leaves.empty() || append.effects.empty());
  return AppendResult::kDurable;
}

AppendResult MemoryStore::Write(Append append) {
  const Failure failure =
      std::exchange(failure_, std::nullopt).value_or(Failure{AppendResult::kDurable, true});
  if (failure.result == AppendResult::kUnknown) failed_ = true;
  if (failure.result != AppendResult::kDurable && !(failed_ && failure.written)) {
    return failure.result;
  }
  for (const std::string& leaf : append.leaves) tree_.Append(LeafHash(leaf));
  state_->Write(++written_batch_, std::move(append));
  if (failed_) return AppendResult::kUnknown;
  if (anchor_ != nullptr && !anchor_->WaitDurable(durable_.size).ok()) {
    failed_ = true;
    return AppendResult::kUnknown;
  }
  durable_ = tree_.Head();
  durable_batch_ = written_batch_;
  if (anchor_ != nullptr) anchor_->Advance({durable_, LeafHash(state_->Leaf(0))});
  return AppendResult::kDurable;
}

void MemoryStore::AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) {
  AppendResult result = AppendResult::kUnknown;
  TreeHead head;
  {
    const std::lock_guard lock(mutex_);
    result = Admit(append);
    if (result == AppendResult::kDurable && !append.leaves.empty()) {
      result = Write(std::move(append));
    }
    head = durable_;
  }
  done(result, head);
}

absl::StatusOr<std::vector<std::optional<std::string>>> MemoryStore::Load(
    const std::vector<TableKey>& keys) const {
  const std::shared_ptr<const View> view = OpenView();
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (const TableKey& key : keys) {
    absl::StatusOr<std::optional<std::string>> value = view->Get(key.table, key.key);
    if (!value.ok()) return value.status();
    values.push_back(*std::move(value));
  }
  return values;
}

TreeHead MemoryStore::Durable() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

std::shared_ptr<const View> MemoryStore::OpenView() const {
  const std::lock_guard lock(mutex_);
  return std::make_shared<StateView>(state_, durable_.size, durable_batch_);
}

absl::Status MemoryStore::Read(
    std::uint64_t from, std::uint64_t until,
    const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  const std::shared_ptr<const View> view = OpenView();
  if (until > view->size()) {
    return absl::OutOfRangeError(absl::StrCat("leaves until ", until, " of ", view->size()));
  }
  for (std::uint64_t number = from; number < until; ++number) {
    absl::StatusOr<std::string> leaf = view->Leaf(number);
    if (!leaf.ok()) return leaf.status();
    if (!visit(number, *leaf)) break;
  }
  return absl::OkStatus();
}

void MemoryStore::FailNext(AppendResult result, bool written) {
  const std::lock_guard lock(mutex_);
  failure_ = Failure{result, written};
}

void MemoryStore::SetReserveReached(bool reached) {
  const std::lock_guard lock(mutex_);
  reserve_reached_ = reached;
}

void MemoryStore::Reopen() {
  const std::lock_guard lock(mutex_);
  failed_ = false;
  failure_.reset();
  durable_ = tree_.Head();
  durable_batch_ = written_batch_;
}

}  // namespace yizhan
