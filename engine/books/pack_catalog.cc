#include "engine/books/pack_catalog.h"

#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/policy/load_pack.h"

namespace yizhan {

absl::StatusOr<PackCatalog::Pack> PackCatalog::Active(const Reader& state) {
  const auto row = GetRow<v1::PackRow>(state, Table::kPack, kActivePackKey);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Refuse({.reason = v1::NO_ACTIVE_PACK});
  return Find(state, (*row)->pack_hash());
}

absl::StatusOr<PackCatalog::Pack> PackCatalog::Find(const Reader& state,
                                                    const std::string& pack_hash) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_hash_.find(pack_hash);
    if (found != by_hash_.end()) return found->second;
  }
  return Load(state, pack_hash);
}

absl::StatusOr<PackCatalog::Programs> PackCatalog::ProgramsOf(const Reader& state,
                                                              const std::string& pack_hash) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = programs_.find(pack_hash);
    if (found != programs_.end()) return found->second;
  }
  // A pack that was kept when it was activated has no programs here yet.
  const absl::StatusOr<Pack> pack = Load(state, pack_hash);
  if (!pack.ok()) return pack.status();
  const std::lock_guard lock(mutex_);
  return programs_.at(pack_hash);
}

absl::StatusOr<PackCatalog::Pack> PackCatalog::Load(const Reader& state,
                                                    const std::string& pack_hash) {
  const auto row = GetRow<v1::PackRow>(state, Table::kPack, pack_hash);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::NotFoundError("no pack " + HexText(pack_hash));
  const absl::StatusOr<std::string> leaf = state.Leaf((*row)->number());
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  const auto& files = entry->pack_activated().files();
  const LoadedPack loaded = LoadPack(std::vector<v1::PackFile>(files.begin(), files.end()));
  if (!loaded.ok()) return absl::DataLossError("an activated pack no longer loads");
  if (Bytes(loaded.compiled->hash) != pack_hash) {
    return absl::DataLossError("an activated pack does not match its hash");
  }
  auto programs = std::make_shared<std::vector<v1::Program>>();
  for (const v1::PolicyPack& pack : loaded.packs) {
    programs->insert(programs->end(), pack.programs().begin(), pack.programs().end());
  }
  Keep(loaded.compiled);
  const std::lock_guard lock(mutex_);
  programs_.emplace(pack_hash, std::move(programs));
  return loaded.compiled;
}

void PackCatalog::Keep(Pack pack) {
  const std::lock_guard lock(mutex_);
  by_hash_.emplace(Bytes(pack->hash), pack);
}

}  // namespace yizhan
