#include "engine/books/draft.h"

#include "engine/base/check.h"
#include "engine/books/fold.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {

absl::StatusOr<std::optional<std::string>> Draft::Get(Table table, std::string_view key) const {
  const auto found = staged_.find(TableKey{table, std::string(key)});
  if (found != staged_.end()) return found->second;
  return base_.Get(table, key);
}

absl::StatusOr<std::string> Draft::Leaf(std::uint64_t number) const {
  if (number < base_size_) return base_.Leaf(number);
  if (number >= size()) return absl::OutOfRangeError("no entry " + std::to_string(number));
  return leaves_[number - base_size_];
}

absl::StatusOr<std::uint64_t> Draft::Post(v1::Entry entry, PackCatalog& packs) {
  entry.set_number(size());
  const absl::Status copied = Copy(entry, EncodeLeaf(entry), packs);
  if (!copied.ok()) return copied;
  return entry.number();
}

absl::Status Draft::Copy(const v1::Entry& entry, std::string stored, PackCatalog& packs) {
  YIZHAN_CHECK(entry.number() == size());
  absl::StatusOr<std::vector<Effect>> effects = Fold(entry, *this, packs);
  if (!effects.ok()) return effects.status();
  leaves_.push_back(std::move(stored));
  for (Effect& effect : *effects) Put(std::move(effect));
  return absl::OkStatus();
}

void Draft::Put(Effect effect) {
  staged_[TableKey{effect.table, std::move(effect.key)}] = std::move(effect.value);
}

void Draft::MergeInto(Draft& parent) {
  YIZHAN_CHECK(&parent == &base_);
  YIZHAN_CHECK(parent.size() == base_size_);
  for (std::string& leaf : leaves_) parent.leaves_.push_back(std::move(leaf));
  for (auto& [key, value] : staged_) parent.staged_[key] = std::move(value);
  leaves_.clear();
  staged_.clear();
}

std::vector<Effect> Draft::Effects() const {
  std::vector<Effect> effects;
  effects.reserve(staged_.size());
  for (const auto& [key, value] : staged_) effects.push_back({key.table, key.key, value});
  return effects;
}

}  // namespace yizhan
