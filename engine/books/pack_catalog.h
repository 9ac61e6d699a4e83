// PackCatalog: every pack the ledger ever activated, compiled once and kept.
//
// Errors:   NotFound when the ledger never activated that hash; NO_ACTIVE_PACK refusal from Active.
// Threads:  any.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"

namespace yizhan {

class PackCatalog {
 public:
  using Pack = std::shared_ptr<const CompiledPack>;

  // The pack in force in `state` (R16: the latest activated).
  absl::StatusOr<Pack> Active(const Reader& state);
  // By hash (32 bytes), reading the activating entry when it is not cached.
  absl::StatusOr<Pack> Find(const Reader& state, const std::string& pack_hash);
  // Keeps a pack that is being activated, so that Fold and Find need not compile it again.
  void Keep(Pack pack);

 private:
  std::mutex mutex_;
  std::map<std::string, Pack> by_hash_;
};

}  // namespace yizhan
