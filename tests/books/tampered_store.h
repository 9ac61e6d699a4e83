// TamperedStore: a store whose stored bytes somebody changed behind the engine's back.
//
// Owner:    the inner store outlives it.
// Threads:  one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/ledger/store.h"

namespace yizhan::test {

class TamperedStore : public LedgerStore {
 public:
  explicit TamperedStore(const LedgerStore& inner) : inner_(inner) {}

  void SetLeaf(std::uint64_t number, std::string stored) { leaves_[number] = std::move(stored); }
  // No value: the row is gone.
  void SetRow(Table table, std::string key, std::optional<std::string> value) {
    rows_[{table, std::move(key)}] = std::move(value);
  }

  absl::StatusOr<std::uint64_t> Fence(const std::string&) override {
    return absl::UnimplementedError("read only");
  }
  absl::StatusOr<std::string> SigningKey() const override { return inner_.SigningKey(); }
  absl::Status BindSigningKey(std::string_view) override {
    return absl::UnimplementedError("read only");
  }
  void AppendBatch(Append, std::function<void(AppendResult, TreeHead)> done) override {
    done(AppendResult::kFenced, inner_.Durable());
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override {
    return inner_.Load(keys);
  }
  TreeHead Durable() const override { return inner_.Durable(); }
  std::shared_ptr<const View> OpenView() const override {
    return std::make_shared<TamperedView>(*this, inner_.OpenView());
  }
  absl::Status ScrubPrivate() override { return absl::UnimplementedError("read only"); }
  absl::Status Read(
      std::uint64_t from, std::uint64_t until,
      const std::function<bool(std::uint64_t, std::string_view)>& visit) const override {
    const std::shared_ptr<const View> view = OpenView();
    for (std::uint64_t number = from; number < until; ++number) {
      const absl::StatusOr<std::string> leaf = view->Leaf(number);
      if (!leaf.ok()) return leaf.status();
      if (!visit(number, *leaf)) break;
    }
    return absl::OkStatus();
  }

 private:
  class TamperedView : public View {
   public:
    TamperedView(const TamperedStore& store, std::shared_ptr<const View> inner)
        : store_(store), inner_(std::move(inner)) {}
    std::uint64_t size() const override { return inner_->size(); }
    absl::StatusOr<std::optional<std::string>> Get(Table table,
                                                   std::string_view key) const override {
      const auto row = store_.rows_.find({table, std::string(key)});
      return row != store_.rows_.end() ? row->second : inner_->Get(table, key);
    }
    absl::StatusOr<std::string> Leaf(std::uint64_t number) const override {
      const auto leaf = store_.leaves_.find(number);
      return leaf != store_.leaves_.end() ? leaf->second : inner_->Leaf(number);
    }
    absl::Status Scan(
        Table table, std::string_view prefix,
        const std::function<bool(std::string_view, std::string_view)>& visit) const override {
      std::map<std::string, std::string> rows;
      const absl::Status scanned =
          inner_->Scan(table, prefix, [&rows](std::string_view key, std::string_view value) {
            rows.emplace(key, value);
            return true;
          });
      if (!scanned.ok()) return scanned;
      for (const auto& [at, value] : store_.rows_) {
        if (at.table != table || !at.key.starts_with(prefix)) continue;
        rows.erase(at.key);
        if (value.has_value()) rows.emplace(at.key, *value);
      }
      for (const auto& [key, value] : rows) {
        if (!visit(key, value)) break;
      }
      return absl::OkStatus();
    }
    absl::StatusOr<std::vector<Hash32>> Tile(std::uint8_t level,
                                             std::uint64_t index) const override {
      return inner_->Tile(level, index);
    }

   private:
    const TamperedStore& store_;
    const std::shared_ptr<const View> inner_;
  };

  const LedgerStore& inner_;
  std::map<std::uint64_t, std::string> leaves_;
  std::map<TableKey, std::optional<std::string>> rows_;
};

}  // namespace yizhan::test
