// Client: how a program talks to yizhand: channel, certificate, deadline, and asking for unknown
// outcomes.
//
// Units:    *_ms are milliseconds.
// Errors:   every status carries the server's ErrorDetail (engine/base/refusal.h: DetailOf). What
//           to do with each class: GUIDE.md.
// Threads:  any.
// Law:      adjudication.md section 8, R43; design.md "The client library implements the asking".
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "yizhan/v1/config.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace grpc {
class Channel;
class ClientContext;
class Status;
}  // namespace grpc

namespace yizhan {

class Random;

inline constexpr int kChannelsMax = 16;

// Text in PEM, not paths. With all of it the connection is mutual TLS; with none, plain text.
struct ClientTls {
  std::string certificate_pem;
  std::string key_pem;
  std::string ca_pem;
  bool empty() const { return certificate_pem.empty() && key_pem.empty() && ca_pem.empty(); }
};

struct ClientOptions {
  std::string address;  // host:port
  std::string token;    // Bearer token of a training peer; empty with certificates.
  ClientTls tls = {};
  std::int64_t deadline_ms = 3000;
  int unknown_tries = 5;  // How often one call asks after an unknown outcome, or sends again.
  int channels = 1;       // Connections, used in turn; 1 .. kChannelsMax.
  // Of a whole call, with everything that is sent again; 0: as long as unknown_tries take. With it
  // a busy engine is tried again; without it "try again" is left to the caller.
  std::int64_t within_ms = 0;
  std::shared_ptr<Random> random = nullptr;  // Of the waits between tries; null: the system's.
};

// Reads the configuration file of a caller and the files it names; secrets that others may read
// are refused.
absl::StatusOr<ClientOptions> LoadClientOptions(const std::string& config_path);
// The same, from a configuration already read.
absl::StatusOr<ClientOptions> ClientOptionsOf(const v1::ClientConfig& config);

// A grpc::Status from the engine as an absl::Status with its ErrorDetail. A call that was certainly
// never sent is TRY_AGAIN, of field "engine" (not reached), "engine.tls" (no secure connection) or
// "engine.closed" (the engine refused the connection); every other one without a detail of the
// engine's is OUTCOME_UNKNOWN.
absl::Status FromGrpc(const grpc::Status& status);

// Copies share the connections.
class Client {
 public:
  explicit Client(ClientOptions options);

  // A channel and a prepared context, for the other services' stubs. Each call gives the next
  // connection.
  std::shared_ptr<grpc::Channel> channel() const;
  void Prepare(grpc::ClientContext& context) const;  // Token and deadline.

  // Each sends; after a lost connection or a deadline asks by message id, sends the same message
  // again while not_after allows, and so ends with a definite answer or says OUTCOME_UNKNOWN: what
  // is known when tries or time are used up. Sets not_after_ms when the caller left it 0.
  absl::StatusOr<v1::SettleResult> Settle(v1::SettleRequest request);
  absl::StatusOr<v1::ReplaceReply> Replace(v1::ReplaceRequest request);
  // Sending the same request id again is asking.
  absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request);
  // As Settle, after the fact (Relief.RecordAfterTheFact): without not_after_ms.
  absl::StatusOr<v1::SettleResult> RecordAfterTheFact(const v1::SettleRequest& request);

  // Questions; sent again when no connection was found, and with within_ms whenever there was no
  // answer.
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request);
  absl::StatusOr<v1::GetReply> Get(const v1::GetRequest& request);
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request);
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request);
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request);
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(const v1::ListAccountsRequest& request);

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace yizhan
