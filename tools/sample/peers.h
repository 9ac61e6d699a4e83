// Peers: who may call the engine in the sample, and the configuration of the engine and of each.
//
// Errors:   the status of the file that could not be written.
// Threads:  pure but for the files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

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

// Writes engine.textproto; clients/<file>.textproto for every caller: <id> and <id>-2 of each
// hospital (two desks), relief, admin, auditor, monitor, town-anting; peers.tsv for whoever issues
// their certificates as certs/<file>.crt and .key: file, role, scope ("-": none), name; and
// institutions.tsv for whoever enters them: id, name, level, town, standpoint.
absl::Status WritePeers(const std::string& folder);

absl::Status WriteFile(const std::string& path, const std::string& bytes);

}  // namespace yizhan::sample
