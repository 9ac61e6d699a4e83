#include "engine/service/succession.h"

#include "absl/strings/str_cat.h"
#include "engine/base/refusal.h"

namespace yizhan {

absl::StatusOr<v1::FenceReply> Succession::Fence(const v1::FenceRequest& request,
                                                 const std::string& by) {
  if (request.ledger_id() != ledger_id_) {
    return Refuse({.reason = v1::OTHER_LEDGER, .field = "ledger_id"});
  }
  if (request.epoch() <= epoch_) {
    return Refuse({.reason = v1::EPOCH_NOT_NEWER,
                   .field = "epoch",
                   .expected = absl::StrCat("above ", epoch_),
                   .found = absl::StrCat(request.epoch()),
                   .related = epoch_});
  }
  const absl::StatusOr<TreeHead> head = store_.Retire(request.epoch(), by);
  const std::lock_guard lock(mutex_);
  health_ = absl::FailedPreconditionError(absl::StrCat(
      "a newer engine took over: epoch ", request.epoch(), ", told by ", by, ", goes on from ",
      request.size(), " entries; this one, epoch ", epoch_, ", is over",
      head.ok() ? absl::StrCat(" at ", head->size, " entries")
                : absl::StrCat(", but could not write it down (", head.status().message(),
                               "): do not start it again")));
  if (!head.ok()) return head.status();
  v1::FenceReply reply;
  reply.set_epoch(epoch_);
  reply.set_size(head->size);
  return reply;
}

absl::Status Succession::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

}  // namespace yizhan
