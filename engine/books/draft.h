// Draft: a state with entries and effects that are not written yet. Drafts nest: a request works
// in its own, and is merged into the batch's only when all of it was accepted.
//
// Owner:    `base` outlives the draft.
// Threads:  one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

class Draft : public Reader {
 public:
  // A pointer, because a draft on a draft given by reference would be its copy.
  explicit Draft(const Reader* base) : base_(*base), base_size_(base->size()) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  std::uint64_t size() const override { return base_size_ + leaves_.size(); }
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override;
  absl::StatusOr<std::string> Leaf(std::uint64_t number) const override;

  // Gives the entry its number, encodes it, folds it onto this draft. Returns the number.
  absl::StatusOr<std::uint64_t> Post(v1::Entry entry, PackCatalog& packs);
  // The next entry as another ledger stored it: folded, its bytes kept. `entry` is what they say.
  absl::Status Copy(const v1::Entry& entry, std::string stored, PackCatalog& packs);
  // An effect that is no fold of the log: personal data and its index.
  void Put(Effect effect);

  // Moves everything staged here into `parent`, which must be this draft's base.
  void MergeInto(Draft& parent);

  const std::vector<std::string>& leaves() const { return leaves_; }
  // The staged effects, one per key, in key order.
  std::vector<Effect> Effects() const;
  const std::map<TableKey, std::optional<std::string>>& staged() const { return staged_; }

 private:
  const Reader& base_;
  const std::uint64_t base_size_;
  std::vector<std::string> leaves_;
  std::map<TableKey, std::optional<std::string>> staged_;
};

}  // namespace yizhan
