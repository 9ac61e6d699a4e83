// Task: one request in the loop, from queue to answer.
//
// Threads:  made by any thread, decided and answered by the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"

namespace yizhan {

class Task {
 public:
  virtual ~Task() = default;

  // What will be read: one Load per batch instead of one read each.
  virtual std::vector<TableKey> Prefetch() const { return {}; }
  // Decides in a draft of its own; the loop merges it when this returns OK.
  virtual absl::Status Decide(const Situation& situation, Draft& draft) = 0;
  // Exactly one of these, once.
  virtual void Answer() = 0;
  virtual void Fail(absl::Status status) = 0;

  std::int64_t deadline_ms = 0;
  std::int64_t queued_ms = 0;
  bool may_use_reserve = false;  // Reversals go on when the disk is nearly full.
};

template <typename Request, typename Reply>
class TypedTask : public Task {
 public:
  using Decider = absl::StatusOr<Reply> (*)(const Caller&, const Request&, const Situation&,
                                            Draft&);
  using Prefetcher = std::vector<TableKey> (*)(const Caller&, const Request&);
  using Done = std::function<void(absl::StatusOr<Reply>)>;

  TypedTask(Caller caller, Request request, Decider decider, Prefetcher prefetcher, Done done)
      : caller_(std::move(caller)),
        request_(std::move(request)),
        decider_(decider),
        prefetcher_(prefetcher),
        done_(std::move(done)),
        reply_(absl::InternalError("not decided")) {}

  std::vector<TableKey> Prefetch() const override {
    return prefetcher_ == nullptr ? std::vector<TableKey>() : prefetcher_(caller_, request_);
  }
  absl::Status Decide(const Situation& situation, Draft& draft) override {
    reply_ = decider_(caller_, request_, situation, draft);
    return reply_.status();
  }
  void Answer() override { std::exchange(done_, nullptr)(std::move(reply_)); }
  // Moved on: the answering thread keeps no share in what it hands over.
  void Fail(absl::Status status) override { std::exchange(done_, nullptr)(std::move(status)); }

 private:
  const Caller caller_;
  const Request request_;
  const Decider decider_;
  const Prefetcher prefetcher_;
  Done done_;
  absl::StatusOr<Reply> reply_;
};

}  // namespace yizhan
