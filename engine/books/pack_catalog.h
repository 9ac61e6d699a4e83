// PackCatalog: every pack the ledger ever activated, compiled once and kept.
//
// Errors:   NotFound when the ledger never activated that hash; NO_ACTIVE_PACK refusal from Active.
// Threads:  any.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

class PackCatalog {
 public:
  using Pack = std::shared_ptr<const CompiledPack>;
  using Programs = std::shared_ptr<const std::vector<v1::Program>>;

  // The pack in force in `state` (R16: the latest activated).
  absl::StatusOr<Pack> Active(const Reader& state);
  // By hash (32 bytes), reading the activating entry when it is not cached.
  absl::StatusOr<Pack> Find(const Reader& state, const std::string& pack_hash);
  // Its programs as they were written, in the order of CompiledPack::programs: sources, for people.
  absl::StatusOr<Programs> ProgramsOf(const Reader& state, const std::string& pack_hash);
  // Keeps a pack that is being activated, so that Fold and Find need not compile it again.
  void Keep(Pack pack);

 private:
  // Loads it from the activating entry and keeps it.
  absl::StatusOr<Pack> Load(const Reader& state, const std::string& pack_hash);

  std::mutex mutex_;
  std::map<std::string, Pack> by_hash_;
  std::map<std::string, Programs> programs_;
};

}  // namespace yizhan
