// Connections: the client's connections to one engine, used in turn.
//
// Threads:  any.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <tuple>
#include <vector>

#include "adapters/client/client.h"
#include "grpcpp/channel.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan {

// The calls of each service cost more to make ready than to use.
class Connection {
 public:
  explicit Connection(std::shared_ptr<grpc::Channel> channel);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  template <typename Stub>
  Stub& stub() const {
    return *std::get<std::unique_ptr<Stub>>(stubs_);
  }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::tuple<std::unique_ptr<v1::Settlement::Stub>, std::unique_ptr<v1::Relief::Stub>,
             std::unique_ptr<v1::Register::Stub>>
      stubs_;
};

class Connections {
 public:
  explicit Connections(const ClientOptions& options);

  const Connection& Next() const { return connections_[turn_++ % connections_.size()]; }
  // What Next would give now.
  const Connection& Upcoming() const { return connections_[turn_ % connections_.size()]; }

 private:
  std::vector<Connection> connections_;
  mutable std::atomic<std::size_t> turn_ = 0;
};

}  // namespace yizhan
