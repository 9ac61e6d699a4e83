#include "engine/books/mirror.h"

#include <future>

#include "absl/strings/str_cat.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/fold_application.h"
#include "engine/books/recompute.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

absl::Status Differs(std::uint64_t number, const std::string& what) {
  return absl::DataLossError(absl::StrCat("entry ", number, ": ", what));
}

// Why an entry is refused, unless it is the disk that failed.
absl::Status DoesNotFollow(std::uint64_t number, const absl::Status& why) {
  if (absl::IsUnavailable(why)) return why;
  return Differs(number, absl::StrCat("does not follow from the entries before it: ",
                                      std::string(why.message())));
}

absl::Status Recomputed(const v1::Entry& entry, const Reader& state, PackCatalog& packs) {
  if (entry.has_settled()) return Recompute(entry, state, packs);
  if (entry.has_application_settled()) return RecomputeApplication(entry, state, packs);
  if (entry.has_adjusted()) return RecomputeAdjusted(entry, state, packs);
  return absl::OkStatus();
}

}  // namespace

absl::Status Mirror::Start(const std::string& node) {
  const absl::StatusOr<std::uint64_t> epoch = store_.Fence(node);
  if (!epoch.ok()) return epoch.status();
  epoch_ = *epoch;
  const std::shared_ptr<const View> view = store_.OpenView();
  if (view->size() == 0) return absl::OkStatus();
  const absl::StatusOr<std::string> leaf = view->Leaf(view->size() - 1);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  last_posted_ms_ = entry->posted_ms();
  return absl::OkStatus();
}

absl::Status Mirror::Take(const MirrorLeaf& leaf, Draft& batch) {
  const std::uint64_t number = batch.size();
  if (leaf.number != number) {
    return Differs(number, absl::StrCat("expected next, found entry ", leaf.number));
  }
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(leaf.stored);
  if (absl::IsFailedPrecondition(entry.status())) return entry.status();
  if (!entry.ok()) return Differs(number, std::string(entry.status().message()));
  if (entry->number() != number) {
    return Differs(number, absl::StrCat("expected its own number, found ", entry->number()));
  }
  if (entry->posted_ms() < last_posted_ms_) {
    return Differs(number, absl::StrCat("expected a time of ", last_posted_ms_, " or later, found ",
                                        entry->posted_ms()));
  }
  last_posted_ms_ = entry->posted_ms();
  absl::Status follows = batch.Copy(*entry, leaf.stored, packs_);
  if (follows.ok()) follows = Recomputed(*entry, batch, packs_);
  if (!follows.ok()) return DoesNotFollow(number, follows);
  if (leaf.private_row.has_value()) batch.Put(*leaf.private_row);
  return absl::OkStatus();
}

absl::Status Mirror::Append(const std::vector<MirrorLeaf>& leaves) {
  if (leaves.empty()) return absl::OkStatus();
  const std::shared_ptr<const View> view = store_.OpenView();
  Draft batch(view.get());
  const std::int64_t before_ms = last_posted_ms_;
  absl::Status taken;
  for (const MirrorLeaf& leaf : leaves) {
    taken = Take(leaf, batch);
    if (!taken.ok()) break;
  }
  if (taken.ok()) taken = Write(batch);
  if (!taken.ok()) last_posted_ms_ = before_ms;
  return taken;
}

absl::Status Mirror::Write(const Draft& batch) {
  std::promise<AppendResult> done;
  store_.AppendBatch({.epoch = epoch_,
                      .expected = store_.Durable(),
                      .leaves = batch.leaves(),
                      .effects = batch.Effects()},
                     [&done](AppendResult result, TreeHead) { done.set_value(result); });
  switch (done.get_future().get()) {
    case AppendResult::kDurable:
      return absl::OkStatus();
    case AppendResult::kNoSpace:
      return absl::ResourceExhaustedError(
          "the mirror's disk reserve is reached; it goes on when there is room");
    case AppendResult::kMoved:
    case AppendResult::kFenced:
    case AppendResult::kNoMirror:
      return absl::FailedPreconditionError("another process has taken the mirror's folder");
    case AppendResult::kUnknown:
      break;
  }
  return absl::UnknownError("the mirror's disk failed; start the witness again");
}

}  // namespace yizhan
