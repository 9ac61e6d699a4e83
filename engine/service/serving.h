// Serving: what every service needs of the process. One per yizhand.
//
// Owner:    the Server owns what it refers to, which outlives the services.
// Threads:  any.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/clock.h"
#include "engine/ledger/cosigned.h"
#include "engine/ledger/followed_store.h"
#include "engine/ledger/note.h"
#include "engine/ledger/store.h"
#include "engine/service/access.h"
#include "engine/service/gate.h"
#include "engine/service/metrics.h"
#include "engine/service/peer_limits.h"
#include "engine/service/peers.h"
#include "engine/service/reader_pool.h"
#include "engine/service/succession.h"
#include "engine/settlement/engine.h"
#include "engine/settlement/queries.h"

namespace yizhan {

inline constexpr std::int64_t kItemDeadlineMs = 8000;   // Of a streamed item.
inline constexpr std::int64_t kRecheckMs = 1000;        // A long stream's caller is looked at.
inline constexpr std::size_t kStreamInFlightMax = 256;  // Per SettleStream.
inline constexpr std::size_t kImportInFlightMax = 64;   // Per Register.Import.
inline constexpr int kImportRefusalsMax = 5000;         // Then the import is ended.
inline constexpr int kImportTouchedMax = 50'000;        // Settlements told of; a lead has them all.
inline constexpr std::int64_t kImportRetryMs = 20;  // While the queue or the peer's rate is full.
inline constexpr std::size_t kReadAheadLeavesMax = 256;  // Per Ledger.Read.
inline constexpr std::size_t kReadAheadBytesMax = 256 * 1024;
inline constexpr std::uint64_t kFollowBehindMax = 10'000;  // Leaves, of one that had caught up.

// Who may issue officers' certificates. Read anew at every enrolment.
struct OfficerTrust {
  std::string ca_path;   // Empty: nobody, in training.
  std::string crl_path;  // Empty: this authority has no list.
};

class BackupMaker;

struct Serving {
  Engine& engine;
  Queries& queries;
  LedgerStore& store;  // What everybody may see.
  FollowedStore& followed;
  Succession& succession;
  const Peers& peers;
  PeerLimits& limits;
  ReaderPool& readers;
  ReaderPool& explainers;  // Of what settled just now: no long question stands before it.
  Metrics& metrics;
  const Clock& clock;
  const std::string ledger_id;
  const OfficerTrust officer_trust;
  const NoteSigner ledger_signer;  // Of this ledger's checkpoints.
  Cosigned& cosigned;
  BackupMaker& backups;
  std::atomic<Gate*> gate = nullptr;  // Null until the port is open.
};

}  // namespace yizhan
