#include "tests/simulation/faulty_store.h"

#include <utility>

namespace yizhan::simulation {

void FaultyStore::Attach(LedgerStore& inner) {
  inner_ = &inner;
  armed_ = Fault::kNone;
  failed_ = false;
}

absl::StatusOr<std::uint64_t> FaultyStore::Fence(const std::string& node) {
  const absl::StatusOr<std::uint64_t> epoch = inner_->Fence(node);
  if (epoch.ok()) epoch_ = *epoch;
  return epoch;
}

void FaultyStore::Spoil(Append& append) const {
  const auto forget = [&append](Table table) {
    std::erase_if(append.effects, [table](const Effect& effect) { return effect.table == table; });
  };
  if (planted_ == Planted::kForgetsMessageKeys) forget(Table::kMessageKey);
  if (planted_ == Planted::kForgetsAccounts) forget(Table::kHolder);
  if (planted_ == Planted::kIgnoresFences) {
    append.epoch = epoch_;
    append.expected = inner_->Durable();
  }
}

void FaultyStore::AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) {
  const TreeHead head = inner_->Durable();
  if (failed_) return done(AppendResult::kUnknown, head);
  if (full_ && !append.may_use_reserve) return done(AppendResult::kNoSpace, head);
  if (full_) sometimes_.Met("disk full: reversed");
  Spoil(append);
  if (append.epoch != epoch_ || armed_ == Fault::kNone) {
    return inner_->AppendBatch(std::move(append), std::move(done));
  }
  const bool written = std::exchange(armed_, Fault::kNone) == Fault::kUnknownWritten;
  failed_ = true;
  if (planted_ == Planted::kAnswersBeforeWrite) return done(AppendResult::kDurable, head);
  if (!written) return done(AppendResult::kUnknown, head);
  inner_->AppendBatch(std::move(append), [&done, &head](AppendResult result, TreeHead) {
    const bool known = result == AppendResult::kMoved || result == AppendResult::kNoSpace;
    done(known ? result : AppendResult::kUnknown, head);
  });
}

}  // namespace yizhan::simulation
