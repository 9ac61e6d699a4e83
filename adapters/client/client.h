// Client: how a program talks to yizhand: channel, token, deadline, and asking for unknown
// outcomes.
//
// Units:    *_ms are milliseconds.
// Errors:   every status carries the server's ErrorDetail (engine/base/refusal.h: DetailOf).
// Threads:  any.
// Law:      adjudication.md section 8, R43; design.md "The client library implements the asking".
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "yizhan/v1/settlement.pb.h"

namespace grpc {
class Channel;
class ClientContext;
class Status;
}  // namespace grpc

namespace yizhan {

struct ClientOptions {
  std::string address;  // host:port
  std::string token;    // Bearer token of this peer.
  std::int64_t deadline_ms = 3000;
  int unknown_tries = 5;  // How often to ask after an unknown outcome.
};

// A grpc::Status from the engine as an absl::Status with its ErrorDetail.
absl::Status FromGrpc(const grpc::Status& status);

class Client {
 public:
  explicit Client(ClientOptions options);

  // The channel and a prepared context, for the other services' stubs.
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  void Prepare(grpc::ClientContext& context) const;  // Token and deadline.

  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request);
  // Sends; after a lost connection or a deadline asks by message id, sends the same message again
  // while not_after allows, and so always ends with a definite answer or says OUTCOME_UNKNOWN.
  // Sets not_after_ms when the caller left it 0.
  absl::StatusOr<v1::SettleResult> Settle(v1::SettleRequest request);
  absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReplaceReply> Replace(v1::ReplaceRequest request);
  absl::StatusOr<v1::GetReply> Get(const v1::GetRequest& request);

 private:
  ClientOptions options_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace yizhan
