// ProofSource: where proofs come from: a running engine, or the folder of an export. What it says
// is checked by whoever asks.
//
// Errors:   what the engine says; usage errors for files that cannot be read.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "tools/cli/session.h"

namespace yizhan::cli {

// Notes as text.
struct LedgerNotes {
  std::string checkpoint;  // The newest.
  std::string cosigned;    // Empty: none yet.
  std::string key;         // Verifier key, as the source itself says it.
};

struct Inclusion {
  Hash32 leaf_hash{};
  std::vector<Hash32> path;
};

class ProofSource {
 public:
  virtual ~ProofSource() = default;
  virtual absl::StatusOr<LedgerNotes> Notes() = 0;
  virtual absl::StatusOr<Inclusion> ProveInclusion(std::uint64_t number, std::uint64_t size) = 0;
  virtual absl::StatusOr<std::vector<Hash32>> ProveConsistency(std::uint64_t from,
                                                               std::uint64_t until) = 0;
};

// The export in `folder`, or the session's engine when it is empty.
absl::StatusOr<std::unique_ptr<ProofSource>> OpenProofSource(Session& session,
                                                             const std::string& folder);

}  // namespace yizhan::cli
