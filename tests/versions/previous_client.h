// PreviousClient: a client of release N-1 as the engine meets it: its bytes carry nothing newer,
// and of the answers it knows what it knew.
//
// Errors:   an Answer.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "tests/versions/frozen_contract.h"

namespace yizhan::testing {

struct Answer {
  int code = 0;  // gRPC's.
  std::vector<FrozenMessage> replies;
  FrozenMessage detail;  // ErrorDetail; null: none that this client can read.

  bool ok() const { return code == 0 && !replies.empty(); }
  const google::protobuf::Message& reply() const { return *replies.front(); }
  std::string Says(const std::string& path) const { return ok() ? ValueAt(reply(), path) : ""; }
  // "REJECTED LATE"
  std::string Refused() const;
};

class PreviousClient {
 public:
  PreviousClient(const FrozenContract& contract, const std::string& address, std::string token);

  Answer Call(const std::string& rpc, const google::protobuf::Message& request) const;
  // The program stops when the request is on its way, and never sees the answer.
  void SendAndStop(const std::string& rpc, const google::protobuf::Message& request) const;

 private:
  const FrozenContract& contract_;
  std::string token_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace yizhan::testing
