#include "engine/service/log_follower.h"

#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/to_grpc.h"

namespace yizhan {

void LogFollower::Start(const grpc::ByteBuffer& request) {
  self_ = shared_from_this();
  const absl::Status opened = Open(request);
  opened.ok() ? Go() : End(opened);
}

absl::Status LogFollower::Open(const grpc::ByteBuffer& request) {
  const absl::Status opened = stream_.Open();
  if (!opened.ok()) return opened;
  const absl::StatusOr<FollowedRange> range = Begin(request);
  if (!range.ok()) return range.status();
  range_ = *range;
  next_ = range_.from;
  tail_ = range_.tail;
  return absl::OkStatus();
}

void LogFollower::OnWriteDone(bool ok) {
  if (!ok) return End(absl::CancelledError("the caller is gone"));
  ready_.pop_front();
  Go();
}

void LogFollower::OnCancel() {
  cancelled_ = true;
  Tail* const tail = tail_;
  if (tail != nullptr && tail->Cancel(ticket_)) End(absl::CancelledError("the caller is gone"));
}

void LogFollower::Go() {
  if (!ready_.empty()) return StartWrite(&ready_.front());
  if (next_ >= range_.until && range_.tail == nullptr) return End(absl::OkStatus());
  Fill();
}

// On a reader thread; then writes on gRPC's, or waits for the tail; one of these at a time. A call
// that is woken may end while the waking still returns.
void LogFollower::Fill() {
  const bool taken = serving_.readers.Run([self = shared_from_this()] {
    const std::uint64_t from = self->next_;
    const absl::Status read = self->ReadAhead();
    if (!read.ok()) return self->End(read);
    if (!self->ready_.empty()) return self->Go();
    if (self->next_ < self->range_.until) {
      if (self->next_ > from) return self->Fill();
      return self->End(absl::DataLossError("the log ends before its size"));
    }
    self->range_.tail != nullptr ? self->WaitForMore() : self->Go();
  });
  if (!taken) End(Refuse({.reason = v1::ENGINE_BUSY}));
}

absl::Status LogFollower::ReadAhead() {
  const absl::Status allowed = stream_.StillAllowed();
  if (!allowed.ok()) return allowed;
  if (range_.tail != nullptr) {
    const absl::Status kept_up = LookFurther();
    if (!kept_up.ok() || next_ == range_.until) return kept_up;
  }
  std::size_t leaves = 0;
  std::size_t bytes = 0;
  absl::Status taken;
  const absl::Status read =
      range_.store->Read(next_, range_.until, [&](std::uint64_t number, std::string_view stored) {
        taken = Take(number, stored, ready_);
        next_ = number + 1;
        ++leaves;
        bytes += stored.size();
        return taken.ok() && leaves < kReadAheadLeavesMax && bytes < kReadAheadBytesMax;
      });
  return read.ok() ? taken : read;
}

// How far the log goes now. Who has never caught up may take his time.
absl::Status LogFollower::LookFurther() {
  if (range_.tail->closed()) return Refuse({.reason = v1::SHUTTING_DOWN});
  range_.until = range_.store->Durable().size;
  if (range_.until == next_) caught_up_ = true;
  if (!caught_up_ || range_.until - next_ <= kFollowBehindMax) return absl::OkStatus();
  return Refuse({.reason = v1::FOLLOWER_BEHIND,
                 .expected = std::to_string(range_.until),
                 .found = std::to_string(next_),
                 .related = next_});
}

// Whoever takes the ticket back goes on: the tail by calling, or a cancellation.
void LogFollower::WaitForMore() {
  const std::shared_ptr<LogFollower> alive = shared_from_this();
  const std::uint64_t ticket = range_.tail->Wait(next_, [alive] { alive->Fill(); });
  ticket_ = ticket;
  if (cancelled_ && range_.tail->Cancel(ticket)) End(absl::CancelledError("the caller is gone"));
}

void LogFollower::End(const absl::Status& status) {
  stream_.CountEnd(status);
  Finish(ToGrpc(status));
}

}  // namespace yizhan
