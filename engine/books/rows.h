// Rows: reading typed rows of the derived tables.
//
// Errors:   DataLoss when a stored row does not parse; else the reader's own.
// Threads:  pure.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

template <typename Row>
absl::StatusOr<std::optional<Row>> GetRow(const Reader& state, Table table,
                                          const std::string& key) {
  const absl::StatusOr<std::optional<std::string>> stored = state.Get(table, key);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<Row>();
  Row row;
  if (!row.ParseFromString(**stored)) {
    return absl::DataLossError("a row of table " + std::to_string(static_cast<int>(table)) +
                               " does not parse");
  }
  return std::optional<Row>(std::move(row));
}

template <typename Row>
Effect PutRow(Table table, std::string key, const Row& row) {
  return {.table = table, .key = std::move(key), .value = row.SerializeAsString()};
}

inline Effect DeleteRow(Table table, std::string key) {
  return {.table = table, .key = std::move(key), .value = std::nullopt};
}

}  // namespace yizhan
