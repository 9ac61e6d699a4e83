// FoldedRows: the derived tables in memory while a log is folded again from its beginning.
//
// Units:    about 300 bytes a settlement besides its keys and values; see README, "audit".
// Owner:    owns the rows; leaves are read through the function it was given.
// Errors:   the function's own.
// Threads:  one writes; Leaf as the function allows.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/ledger/store.h"

namespace yizhan {

class FoldedRows : public Reader {
 public:
  using ReadLeaf = std::function<absl::StatusOr<std::string>(std::uint64_t number)>;
  using Rows = absl::flat_hash_map<std::string, std::string>;

  // A folded state has every leaf of the log to look back at.
  FoldedRows(std::uint64_t size, ReadLeaf leaf) : size_(size), leaf_(std::move(leaf)) {}

  std::uint64_t size() const override { return size_; }
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override;
  absl::StatusOr<std::string> Leaf(std::uint64_t number) const override { return leaf_(number); }

  void Put(Effect effect);
  const Rows& Of(Table table) const { return tables_[static_cast<std::size_t>(table)]; }

 private:
  static constexpr std::size_t kTablesMax = 32;

  const std::uint64_t size_;
  const ReadLeaf leaf_;
  std::array<Rows, kTablesMax> tables_;
};

}  // namespace yizhan
