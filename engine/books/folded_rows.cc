#include "engine/books/folded_rows.h"

#include <utility>

#include "absl/strings/string_view.h"

namespace yizhan {

absl::StatusOr<std::optional<std::string>> FoldedRows::Get(Table table,
                                                           std::string_view key) const {
  const Rows& rows = Of(table);
  const auto found = rows.find(absl::string_view(key.data(), key.size()));
  if (found == rows.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

void FoldedRows::Put(Effect effect) {
  Rows& rows = tables_[static_cast<std::size_t>(effect.table)];
  if (effect.value.has_value()) {
    rows.insert_or_assign(std::move(effect.key), *std::move(effect.value));
  } else {
    rows.erase(effect.key);
  }
}

}  // namespace yizhan
