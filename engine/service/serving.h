// Serving: what every service needs of the process. One per yizhand.
//
// Owner:    the Server owns what it refers to, which outlives the services.
// Threads:  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/clock.h"
#include "engine/ledger/store.h"
#include "engine/service/access.h"
#include "engine/service/metrics.h"
#include "engine/service/reader_pool.h"
#include "engine/settlement/engine.h"
#include "engine/settlement/queries.h"

namespace yizhan {

inline constexpr std::int64_t kDefaultDeadlineMs = 8000;  // A call that states none.
inline constexpr std::size_t kStreamInFlightMax = 256;    // Per SettleStream.
inline constexpr std::size_t kImportInFlightMax = 64;     // Per Register.Import.
inline constexpr int kImportRefusalsMax = 5000;           // Then the import is ended.
inline constexpr std::int64_t kImportRetryMs = 20;        // While the bulk queue is full.
inline constexpr std::size_t kReadAheadLeavesMax = 256;   // Per Ledger.Read.
inline constexpr std::size_t kReadAheadBytesMax = 256 * 1024;

struct Serving {
  Engine& engine;
  Queries& queries;
  const LedgerStore& store;
  const Peers& peers;
  ReaderPool& readers;
  Metrics& metrics;
  const Clock& clock;
  std::string ledger_id;
};

}  // namespace yizhan
