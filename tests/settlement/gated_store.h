// GatedStore: a store whose appends wait at a gate, so that a test can fill the queues behind one.
//
// Owner:    the inner store outlives it.
// Threads:  as LedgerStore; the gate from any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/store.h"

namespace yizhan::test {

class GatedStore : public LedgerStore {
 public:
  explicit GatedStore(LedgerStore& inner) : inner_(inner) {}

  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    closed_ = false;
    changed_.notify_all();
  }
  // Lets the append at the gate through; the next one waits again.
  void PassOne() {
    const std::lock_guard lock(mutex_);
    passes_ = 1;
    waiting_ = false;
    changed_.notify_all();
  }
  // Returns when an append stands at the closed gate.
  void WaitForAppend() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  // What was appended since the last call.
  std::vector<Append> TakeAppends() {
    const std::lock_guard lock(mutex_);
    return std::exchange(appends_, {});
  }

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override {
    return inner_.Fence(node);
  }
  absl::StatusOr<std::string> SigningKey() const override { return inner_.SigningKey(); }
  absl::Status BindSigningKey(std::string_view public_key) override {
    return inner_.BindSigningKey(public_key);
  }
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override {
    {
      std::unique_lock lock(mutex_);
      appends_.push_back(append);
      waiting_ = closed_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !closed_ || passes_ > 0; });
      waiting_ = false;
      passes_ = 0;
    }
    inner_.AppendBatch(std::move(append), std::move(done));
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override {
    return inner_.Load(keys);
  }
  TreeHead Durable() const override { return inner_.Durable(); }
  std::shared_ptr<const View> OpenView() const override { return inner_.OpenView(); }
  absl::Status ScrubPrivate() override { return inner_.ScrubPrivate(); }
  absl::Status Read(
      std::uint64_t from, std::uint64_t until,
      const std::function<bool(std::uint64_t, std::string_view)>& visit) const override {
    return inner_.Read(from, until, visit);
  }

 private:
  LedgerStore& inner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  bool waiting_ = false;
  int passes_ = 0;
  std::vector<Append> appends_;
};

}  // namespace yizhan::test
