#include "bench/load/streams.h"

#include <deque>
#include <future>
#include <map>
#include <mutex>

namespace yizhan::bench {

class Streams::Stream
    : public grpc::ClientBidiReactor<v1::SettleStreamRequest, v1::SettleStreamReply> {
 public:
  Stream(v1::Settlement::Stub& stub, const std::function<void(grpc::ClientContext&)>& prepare) {
    prepare(context_);
    stub.async()->SettleStream(&context_, this);
    AddHold();  // Writes are started from outside the reactions.
    StartRead(&reply_);
    StartCall();
  }

  void Send(v1::SettleStreamRequest request, std::function<void(bool)> over) {
    const std::lock_guard lock(mutex_);
    waiting_[request.tag()] = std::move(over);
    queue_.push_back(std::move(request));
    if (!writing_) WriteNext();
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      StartWritesDone();
    }
    RemoveHold();
    done_.get_future().wait();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    std::function<void(bool)> over;
    {
      const std::lock_guard lock(mutex_);
      const auto found = waiting_.find(reply_.tag());
      if (found != waiting_.end()) {
        over = std::move(found->second);
        waiting_.erase(found);
      }
    }
    const bool settled = reply_.has_result();
    StartRead(&reply_);
    if (over) over(settled);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    queue_.pop_front();
    writing_ = false;
    if (ok && !queue_.empty()) WriteNext();
  }

  void OnDone(const grpc::Status&) override { done_.set_value(); }

 private:
  void WriteNext() {
    writing_ = true;
    StartWrite(&queue_.front());
  }

  grpc::ClientContext context_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::function<void(bool)>> waiting_;
  std::deque<v1::SettleStreamRequest> queue_;
  bool writing_ = false;
  v1::SettleStreamReply reply_;
  std::promise<void> done_;
};

Streams::Streams(std::size_t count, const std::function<v1::Settlement::Stub&(std::size_t)>& stub,
                 const std::function<void(grpc::ClientContext&)>& prepare) {
  for (std::size_t i = 0; i < count; ++i) {
    streams_.push_back(std::make_unique<Stream>(stub(i), prepare));
  }
}

Streams::~Streams() = default;

StartCall Streams::Settles(std::function<v1::SettleRequest(std::size_t)> request) {
  return [this, request = std::move(request)](std::size_t index, std::function<void(bool)> over) {
    v1::SettleStreamRequest message;
    message.set_tag(index);
    *message.mutable_request() = request(index);
    streams_[index % streams_.size()]->Send(std::move(message), std::move(over));
  };
}

void Streams::Close() {
  for (const auto& stream : streams_) stream->Close();
}

}  // namespace yizhan::bench
