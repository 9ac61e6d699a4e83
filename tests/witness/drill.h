// Drill: the engine is lost under load, its mirror is promoted, the desks go on.
//
// Units:    *_ms are milliseconds.
// Errors:   what cannot go on aborts the program.
// Threads:  one drill at a time.
#pragma once

#include <cstdint>
#include <string>

namespace yizhan::testing {

enum class EngineEnd {
  kKilled,   // kill -9; a person says that it is off.
  kTold,     // It lives and is told to end.
  kUnheard,  // It lives, cannot be reached, and a person wrongly says that it is off.
};

struct DrillOptions {
  bool synchronous = false;
  EngineEnd end = EngineEnd::kKilled;
  std::int64_t load_ms = 700;
  std::int64_t lag_ms = 0;  // How long before the end the mirror hears nothing. Asynchronous only.
  int desks = 4;
};

struct DrillResult {
  std::uint64_t acknowledged = 0;      // Settlements before the end.
  std::uint64_t lost = 0;              // Of those, not in the promoted ledger.
  bool lost_are_the_tail = true;       // Each lost one lies beyond every kept one.
  std::uint64_t unknown_resolved = 0;  // Under way at the end; settled on the promoted engine.
  std::uint64_t acknowledged_after_promotion = 0;  // By the old engine, which must be 0.
  std::int64_t promotion_ms = 0;                   // From the end to the promoted engine listening.
  std::int64_t service_gap_ms = 0;  // From the last answer before to the first after.
  int old_engine_exit = 0;          // Of kTold and kUnheard.
  std::string old_engine_log;
  bool verified = false;  // `ledger verify` of the promoted folder.
};

DrillResult RunDrill(const DrillOptions& options);

}  // namespace yizhan::testing
