// Prefetched: a durable view with the batch's likely keys already read.
//
// Owner:    keeps the view.
// Threads:  one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"

namespace yizhan {

class Prefetched : public Reader {
 public:
  explicit Prefetched(std::shared_ptr<const View> view) : view_(std::move(view)) {}

  absl::Status Load(const LedgerStore& store, const std::vector<TableKey>& keys) {
    if (keys.empty()) return absl::OkStatus();
    auto values = store.Load(keys);
    if (!values.ok()) return values.status();
    for (std::size_t i = 0; i < keys.size(); ++i) loaded_[keys[i]] = std::move((*values)[i]);
    return absl::OkStatus();
  }

  std::uint64_t size() const override { return view_->size(); }
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    const auto found = loaded_.find(TableKey{table, std::string(key)});
    if (found != loaded_.end()) return found->second;
    return view_->Get(table, key);
  }
  absl::StatusOr<std::string> Leaf(std::uint64_t number) const override {
    return view_->Leaf(number);
  }

 private:
  const std::shared_ptr<const View> view_;
  std::map<TableKey, std::optional<std::string>> loaded_;
};

}  // namespace yizhan
