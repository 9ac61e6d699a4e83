// Witness: follows an engine's ledger, mirrors it, and cosigns its checkpoints while they agree
// with what it has seen. Two threads: one follows, one compares checkpoints.
//
// Owner:    owns the mirror's store.
// Errors:   Start: as RocksStore::Open, WitnessFolder and Cosigner say. After it `ended` is set
//           when the witness cannot go on. A difference (DataLoss) is written to the folder first:
//           it names the entry, what was expected and what was found.
// Threads:  Start and Stop from one; ended from any.
// Law:      promise P6.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/books/mirror.h"
#include "engine/ledger/rocks_store.h"
#include "tools/witness/cosigner.h"
#include "tools/witness/engine_link.h"
#include "tools/witness/witness_config.h"
#include "tools/witness/witness_folder.h"

namespace yizhan {

class Witness {
 public:
  static absl::StatusOr<std::unique_ptr<Witness>> Start(const WitnessSettings& settings);
  ~Witness() { Stop(); }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  // Idempotent.
  void Stop();
  // Not OK once it cannot go on.
  absl::Status ended() const;

 private:
  explicit Witness(const WitnessSettings& settings);
  absl::Status Open();

  void RunFollower();
  absl::Status FollowOnce();
  absl::Status Meet(const v1::LedgerCheckpoint& engine);
  absl::Status CheckGrown(const TreeHead& held, const v1::LedgerCheckpoint& engine);
  absl::Status TellOlderEngine(const v1::LedgerCheckpoint& engine);
  absl::StatusOr<TreeHead> Take(v1::Leaf leaf);

  void RunCosigner();
  absl::Status CosignOnce();
  absl::StatusOr<VerifierKey> EngineKey(const v1::LedgerCheckpoint& engine);
  bool WaitForMirror(std::uint64_t size);

  // Ends both threads; a difference is looked up and written down.
  void End(const absl::Status& why);
  std::string Explained(const absl::Status& why);
  std::string FirstDifference();
  // Sleeps; false when stopping.
  bool Pause(std::int64_t wait_ms);

  const WitnessSettings settings_;
  const WitnessFolder folder_;
  EngineLink link_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<Mirror> mirror_;
  std::unique_ptr<Cosigner> cosigner_;
  std::vector<MirrorLeaf> waiting_;       // For the next batch; the follower's own.
  std::atomic<std::uint64_t> epoch_ = 0;  // Newest that was followed.
  std::atomic<bool> scrub_due_ = false;   // A person was erased.
  std::string handed_over_;               // The note the engine took last; the cosigner's own.
  mutable std::mutex mutex_;              // What follows.
  std::condition_variable changed_;
  bool stopping_ = false;
  absl::Status ended_;
  std::thread follower_;
  std::thread cosigning_;
};

}  // namespace yizhan
