#include "engine/ledger/followed_store.h"

#include <utility>

namespace yizhan {

FollowedStore::FollowedStore(LedgerStore& inner, FollowOptions options)
    : inner_(inner),
      options_(options),
      start_(inner.Durable()),
      written_tail_(start_.size),
      tail_(start_.size),
      settled_(!options.synchronous || start_.size == 0),
      head_(start_),
      view_(options.synchronous ? inner.OpenView() : nullptr) {}

void FollowedStore::AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) {
  // The first entry of a new ledger comes before the port is open, and before any mirror.
  const bool first = append.expected.size == 0;
  const bool wait = options_.synchronous && !first;
  if (wait && !mirror_.WaitConnectedAt(append.expected, options_.mirror_wait_ms)) {
    return done(AppendResult::kNoMirror, Durable());
  }
  inner_.AppendBatch(std::move(append),
                     [this, wait, done = std::move(done)](AppendResult result, TreeHead head) {
                       if (result != AppendResult::kDurable) return done(result, Durable());
                       written_tail_.Grow(head.size);
                       if (wait && !mirror_.WaitAcknowledged(head, options_.mirror_wait_ms)) {
                         return done(AppendResult::kUnknown, Durable());
                       }
                       Publish(head);
                       done(AppendResult::kDurable, head);
                     });
}

void FollowedStore::Publish(const TreeHead& head) {
  if (options_.synchronous) {
    std::shared_ptr<const View> view = inner_.OpenView();
    const std::lock_guard lock(mutex_);
    settled_ = true;
    head_ = head;
    view_.swap(view);
  }
  tail_.Grow(head.size);
}

TreeHead FollowedStore::Durable() const {
  if (!options_.synchronous) return inner_.Durable();
  const std::lock_guard lock(mutex_);
  return head_;
}

std::shared_ptr<const View> FollowedStore::OpenView() const {
  if (!options_.synchronous) return inner_.OpenView();
  const std::lock_guard lock(mutex_);
  return view_;
}

bool FollowedStore::Settled() const {
  const std::lock_guard lock(mutex_);
  if (!settled_) settled_ = mirror_.acknowledged() == start_;
  return settled_;
}

}  // namespace yizhan
