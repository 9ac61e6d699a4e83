// LogFollower: a stream that reads the log from a number on and, when it wants, goes on with the
// log as it grows. Who derives from it says where to begin and what one leaf becomes.
//
// Errors:   FOLLOWER_BEHIND  a follower that had caught up and lags more than kFollowBehindMax
//           ENGINE_BUSY      no reader is free; read on from the next number
//           SHUTTING_DOWN
// Threads:  gRPC's; leaves are read on reader threads, a bounded number ahead of the caller. The
//           loop only wakes followers. One thread at a time calls what is virtual.
// Owner:    keeps itself alive until gRPC is done with it; make it with Start.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "engine/ledger/store.h"
#include "engine/service/call.h"
#include "engine/service/serving.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

// Where it reads. A caller may see `store` to its durable end.
struct FollowedRange {
  const LedgerStore* store = nullptr;
  std::uint64_t from = 0;
  std::uint64_t until = 0;
  Tail* tail = nullptr;  // Not null: goes on behind `until`, as the log grows.
};

class LogFollower : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                    public std::enable_shared_from_this<LogFollower> {
 public:
  LogFollower(Serving& serving, std::size_t rpc, const grpc::CallbackServerContext& context)
      : serving_(serving), stream_(serving, rpc, context) {}

  void Start(const grpc::ByteBuffer& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { self_.reset(); }

 protected:
  // After the caller was let in.
  virtual absl::StatusOr<FollowedRange> Begin(const grpc::ByteBuffer& request) = 0;
  // The next leaf: adds what is to be written of it, perhaps nothing.
  virtual absl::Status Take(std::uint64_t number, std::string_view stored,
                            std::deque<grpc::ByteBuffer>& ready) = 0;

  Serving& serving() const { return serving_; }
  const Caller& caller() const { return stream_.caller(); }
  std::uint64_t until() const { return range_.until; }

 private:
  absl::Status Open(const grpc::ByteBuffer& request);
  void Go();
  void Fill();
  absl::Status ReadAhead();
  absl::Status LookFurther();
  void WaitForMore();
  void End(const absl::Status& status);

  Serving& serving_;
  LongStream stream_;
  std::shared_ptr<LogFollower> self_;  // Until gRPC is done with it.
  FollowedRange range_;
  bool caught_up_ = false;  // It has waited for the tail before.
  std::uint64_t next_ = 0;
  std::deque<grpc::ByteBuffer> ready_;
  std::atomic<Tail*> tail_ = nullptr;  // Set when it follows.
  std::atomic<std::uint64_t> ticket_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace yizhan
