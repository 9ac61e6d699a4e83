// Streams: several SettleStreams, many calls in flight on each, replies matched by tag.
//
// Owner:    stubs outlive the Streams.
// Threads:  any.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <vector>

#include "bench/load/load.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::bench {

class Streams {
 public:
  Streams(std::size_t count, const std::function<v1::Settlement::Stub&(std::size_t)>& stub,
          const std::function<void(grpc::ClientContext&)>& prepare);
  ~Streams();

  // A call on stream index % count.
  StartCall Settles(std::function<v1::SettleRequest(std::size_t)> request);
  // Half-closes every stream and waits for its end.
  void Close();

 private:
  class Stream;
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace yizhan::bench
