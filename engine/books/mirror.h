// Mirror: a ledger's copy, made from its leaves alone: every leaf decoded, folded and recomputed
// before it is kept, so that a mirror holds nothing that it could not have decided itself.
//
// Owner:    the store outlives it, and is appended to by nobody else.
// Errors:   DataLoss            an entry is not what it must be: its number, what was expected and
//                               found. Nothing of its batch was kept.
//           FailedPrecondition  an entry of a newer format: cannot verify
//           ResourceExhausted   the disk reserve is reached; nothing was kept
//           others              the store's own: end the process and open again
// Threads:  one; head() from any.
// Law:      promises P5, P6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/books/draft.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"

namespace yizhan {

struct MirrorLeaf {
  std::uint64_t number = 0;
  std::string stored;
  // Beside an entry that changes or erases a person: his sealed row, or none any more.
  std::optional<Effect> private_row = std::nullopt;
};

class Mirror {
 public:
  explicit Mirror(LedgerStore& store) : store_(store) {}

  // Takes the store for this process.
  absl::Status Start(const std::string& node);
  // One batch; durable on return.
  absl::Status Append(const std::vector<MirrorLeaf>& leaves);
  TreeHead head() const { return store_.Durable(); }

 private:
  absl::Status Take(const MirrorLeaf& leaf, Draft& batch);
  absl::Status Write(const Draft& batch);

  LedgerStore& store_;
  PackCatalog packs_;
  std::uint64_t epoch_ = 0;
  std::int64_t last_posted_ms_ = 0;
};

}  // namespace yizhan
