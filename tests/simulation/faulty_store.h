// FaultyStore: a store that breaks when the simulation says so: an append whose outcome nobody
// knows, a disk that is full, and, to test the simulation itself, promises that are not kept.
//
// Owner:    the inner store is given again after each reopening and outlives its use.
// Errors:   as LedgerStore. After kUnknown every append is kUnknown until Attach.
// Threads:  one: it stands under an engine without a thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/ledger/store.h"
#include "tests/simulation/sometimes.h"

namespace yizhan::simulation {

enum class Fault { kNone, kUnknownNotWritten, kUnknownWritten };

// What a wrong store or engine would do, planted to see it caught.
enum class Planted {
  kNothing,
  kAnswersBeforeWrite,  // A write that fails was answered as durable.
  kForgetsMessageKeys,  // Message keys stay outside the batch.
  kForgetsAccounts,     // A batch leaves out what a person has had.
  kIgnoresFences,       // An engine that was taken over goes on writing.
};

class FaultyStore : public LedgerStore {
 public:
  FaultyStore(Planted planted, Sometimes& sometimes) : planted_(planted), sometimes_(sometimes) {}

  // The store after a start of the process.
  void Attach(LedgerStore& inner);
  // Of the next append that would be written.
  void Arm(Fault fault) { armed_ = fault; }
  // Every append from here on is kUnknown and not written: the process is dying.
  void Kill() { failed_ = true; }
  void SetFull(bool full) { full_ = full; }
  bool full() const { return full_; }

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override;
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override {
    return inner_->Load(keys);
  }
  TreeHead Durable() const override { return inner_->Durable(); }
  std::shared_ptr<const View> OpenView() const override { return inner_->OpenView(); }
  absl::Status ScrubPrivate() override { return inner_->ScrubPrivate(); }
  absl::StatusOr<std::string> SigningKey() const override { return inner_->SigningKey(); }
  absl::Status BindSigningKey(std::string_view public_key) override {
    return inner_->BindSigningKey(public_key);
  }
  absl::Status Read(
      std::uint64_t from, std::uint64_t until,
      const std::function<bool(std::uint64_t, std::string_view)>& visit) const override {
    return inner_->Read(from, until, visit);
  }

 private:
  // The append as a wrong store would write it.
  void Spoil(Append& append) const;

  const Planted planted_;
  Sometimes& sometimes_;
  LedgerStore* inner_ = nullptr;
  Fault armed_ = Fault::kNone;
  std::uint64_t epoch_ = 0;
  bool failed_ = false;
  bool full_ = false;
};

}  // namespace yizhan::simulation
