// Peers: who may call the engine in the sample, their tokens, and the engine's configuration.
//
// Errors:   the status of the file that could not be written.
// Threads:  pure but for the files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/random.h"

namespace yizhan::sample {

enum class Standpoint { kLive, kNotYetLive, kSuspended, kUnknown };

struct Hospital {
  const char* id;  // 12 characters like fixmedins_code; JD is no district code.
  const char* name;
  const char* level;  // Of the national code table: 01 .. 03.
  const char* town;
  Standpoint standpoint;
};

// Three hospitals of the pilot, then those whose bills must be refused.
const std::vector<Hospital>& Hospitals();

// Writes tokens/<id>.token and tokens/<id>-2.token (two desks each), tokens/relief.token,
// tokens/admin.token, all readable by their owner only; engine.textproto; and institutions.tsv for
// whoever enters them: id, name, level, town, standpoint. Tokens are secrets
// even here, so `random` is the system's and not the sample's seed.
absl::Status WritePeers(const std::string& folder, Random& random);

absl::Status WriteFile(const std::string& path, const std::string& bytes);

}  // namespace yizhan::sample
