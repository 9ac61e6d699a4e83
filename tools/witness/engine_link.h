// EngineLink: a witness's calls to the engine it follows.
//
// Errors:   the engine's, with their ErrorDetail; a stream that ends says why.
// Threads:  Cancel and the unary calls from any thread; one Follow at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "engine/ledger/store.h"
#include "grpcpp/client_context.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan {

// Whom a mirror follows.
struct Followed {
  std::string ledger_id;
  std::uint64_t epoch = 0;
};

class EngineLink {
 public:
  explicit EngineLink(const ClientOptions& options);

  absl::StatusOr<v1::LedgerCheckpoint> Checkpoint() const;
  // Why the first `from` leaves are the beginning of the first `until`.
  absl::StatusOr<std::vector<Hash32>> Consistency(std::uint64_t from, std::uint64_t until) const;
  absl::Status Cosign(const std::string& note) const;
  absl::StatusOr<v1::FenceReply> Fence(const v1::FenceRequest& request) const;
  // Leaves from <= number < until, until `take` says false.
  absl::Status Read(std::uint64_t from, std::uint64_t until,
                    const std::function<bool(const v1::Leaf&)>& take) const;

  // Follows from leaf `from` on and acknowledges: first `held`, then whatever `take` returns.
  // Returns when a stream ends, `take` fails, or Cancel.
  absl::Status Follow(const Followed& followed, const TreeHead& held,
                      const std::function<absl::StatusOr<TreeHead>(v1::Leaf)>& take);
  // Ends Follow, now and from now on while `for_good`.
  void Cancel(bool for_good);

 private:
  struct Streams {
    grpc::ClientContext read;
    grpc::ClientContext acknowledge;
  };

  const Client client_;
  const std::unique_ptr<v1::Ledger::Stub> stub_;
  std::mutex mutex_;
  Streams* open_ = nullptr;  // Of the Follow under way.
  bool cancelled_ = false;
};

}  // namespace yizhan
