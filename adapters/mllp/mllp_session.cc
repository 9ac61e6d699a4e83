#include "adapters/mllp/mllp_session.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace yizhan::mllp {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Session::Session(Hub& hub, std::unique_ptr<Transport> transport, std::string peer)
    : hub_(hub),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      timer_(hub.io),
      framer_(hub.options.message_bytes_max) {}

void Session::Begin() {
  Arm(steady_clock::now() + kHandshakeMs, &Session::TooSlow);
  transport_->Open([self = shared_from_this()](error_code error) {
    if (error) return self->Close();
    self->ReadOn();
  });
}

void Session::Drain() {
  if (!busy_) Close();
}

void Session::Close() {
  if (std::exchange(closed_, true)) return;
  Disarm();
  transport_->Close();
  hub_.held_bytes -= std::exchange(held_, 0);
  --hub_.connections;
  hub_.sessions.erase(shared_from_this());
  if (hub_.stopping && hub_.sessions.empty()) std::exchange(hub_.on_empty, [] {})();
}

void Session::ReadOn() {
  if (closed_) return;
  if (hub_.stopping) return Close();
  if (!behind_.empty()) {
    const std::string bytes = std::exchange(behind_, std::string());
    Consume(bytes);
    if (busy_ || closed_) return;
  }
  ArmForReading();
  if (std::exchange(reading_, true)) return;
  transport_->Read([self = shared_from_this()](error_code error, std::string_view bytes) {
    self->reading_ = false;
    self->OnBytes(error, bytes);
  });
}

void Session::OnBytes(error_code error, std::string_view bytes) {
  if (closed_) return;
  if (busy_) {  // The sender forgot 0x0D, and goes on.
    behind_.append(bytes);
    return Count();
  }
  if (error) {
    std::optional<Frame> last = framer_.Finish();
    if (!last.has_value() || last->kind != FrameKind::kMessage) return Close();
    return Work(std::move(last->message));
  }
  Consume(bytes);
  if (!busy_ && !closed_) ReadOn();
}

void Session::Consume(std::string_view bytes) {
  while (!bytes.empty() && !busy_) {
    const bool was_half = framer_.half();
    std::optional<Frame> frame;
    bytes.remove_prefix(framer_.Read(bytes, frame));
    if (framer_.fault() != Fault::kNone) {
      ++hub_.cut;
      Count();
      return Close();
    }
    if (framer_.half() && !was_half) frame_began_ = steady_clock::now();
    if (!frame.has_value() || frame->kind != FrameKind::kMessage) continue;
    behind_ = bytes;
    Work(std::move(frame->message));
  }
  Count();
}

void Session::Count() {
  const FrameCounts& now = framer_.counts();
  hub_.junk_bytes += now.junk_bytes - counted_.junk_bytes;
  hub_.broken_frames += now.broken - counted_.broken;
  counted_ = now;
  const std::uint64_t held = framer_.held_bytes() + HeapBytes(behind_);
  hub_.held_bytes += held - std::exchange(held_, held);
}

void Session::Work(std::string message) {
  busy_ = true;
  answered_ = false;
  Disarm();
  ++hub_.messages;
  asio::post(hub_.workers, [self = shared_from_this(), message = std::move(message)] {
    self->RunHandler(message);
  });
}

// On a worker thread.
void Session::RunHandler(const std::string& message) {
  MllpAccepted accepted = hub_.handler(peer_, message);
  std::string first;
  if (hub_.options.commit_bytes) first = CommitFrame(accepted.stored);
  // Release 2: what was not committed was not received, and has no other answer.
  if (accepted.stored || !hub_.options.commit_bytes) {
    for (const std::string& text : accepted.at_once) first += FrameOf(text);
  }
  const bool has_work = accepted.stored && accepted.work;
  if (has_work && !first.empty()) {
    asio::post(hub_.io, [self = shared_from_this(), bytes = std::exchange(first, std::string())] {
      self->Send(bytes);
    });
  }
  MllpReply reply;
  if (has_work) reply = accepted.work();
  for (const std::string& text : reply.messages) first += FrameOf(text);
  asio::post(hub_.io, [self = shared_from_this(), bytes = std::move(first),
                       delivered = std::move(reply.delivered)]() mutable {
    self->SendLast(std::move(bytes), std::move(delivered));
  });
}

void Session::Send(std::string bytes) {
  out_ += bytes;
  WriteOn();
}

void Session::SendLast(std::string bytes, std::function<void()> delivered) {
  answered_ = true;
  delivered_ = std::move(delivered);
  Send(std::move(bytes));
}

void Session::WriteOn() {
  if (closed_ || writing_) return;
  if (out_.empty()) {
    if (answered_) Finished();
    return;
  }
  writing_ = true;
  wire_ = std::exchange(out_, std::string());
  Arm(steady_clock::now() + milliseconds(hub_.options.write_within_ms), &Session::TooSlow);
  transport_->Write(wire_,
                    [self = shared_from_this()](error_code error) { self->OnWritten(error); });
}

void Session::OnWritten(error_code error) {
  writing_ = false;
  std::string().swap(wire_);
  if (closed_) return;
  if (error) return Close();
  Disarm();
  WriteOn();
}

void Session::Finished() {
  if (delivered_) asio::post(hub_.workers, std::exchange(delivered_, nullptr));
  answered_ = false;
  busy_ = false;
  ReadOn();
}

void Session::ArmForReading() {
  if (framer_.ended()) return Arm(steady_clock::now() + kEndQuietMs, &Session::Quiet);
  if (framer_.half()) {
    return Arm(frame_began_ + milliseconds(hub_.options.frame_within_ms), &Session::TooSlow);
  }
  if (hub_.options.idle_max_ms == 0) return Disarm();
  Arm(steady_clock::now() + milliseconds(hub_.options.idle_max_ms), &Session::Idle);
}

void Session::Arm(steady_clock::time_point when, void (Session::*late)()) {
  timer_.expires_at(when);  // Ends a wait that is under way.
  timer_.async_wait(
      [self = shared_from_this(), round = ++timer_round_, late](error_code /*error*/) {
        if (round == self->timer_round_ && !self->closed_) (self.get()->*late)();
      });
}

void Session::Disarm() {
  ++timer_round_;
  timer_.cancel();
}

void Session::TooSlow() {
  ++hub_.cut;
  Close();
}

void Session::Idle() { Close(); }

void Session::Quiet() {
  std::optional<Frame> frame = framer_.Finish();
  if (!frame.has_value() || frame->kind != FrameKind::kMessage) return ReadOn();
  Count();
  Work(std::move(frame->message));
}

}  // namespace yizhan::mllp
