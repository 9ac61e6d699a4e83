// LoadPack: pack files in, findings and a compiled pack out.
//
// Errors:   none as a status: everything wrong with a pack is a finding with file, line, path and
//           words an officer understands. `compiled` is null exactly when a finding is an error.
// Threads:  pure functions of the files' bytes.
// Law:      adjudication.md section 4, rulings R3, R16-R19, R21.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan {

struct LoadedPack {
  std::vector<v1::PolicyPack> packs;             // As parsed, one per file.
  std::vector<v1::Finding> findings;             // Errors and warnings, in file order.
  std::shared_ptr<const CompiledPack> compiled;  // Null when there are errors.
  bool ok() const { return compiled != nullptr; }
};

// Parses, checks, composes (R16) and compiles files, in this order.
LoadedPack LoadPack(const std::vector<v1::PackFile>& files);

// SHA-256 over a versioned, length-prefixed list of names and file bytes.
Hash32 PackHash(const std::vector<v1::PackFile>& files);

// Reads files from disk; the name kept is the last path component. NotFound names the path.
absl::StatusOr<std::vector<v1::PackFile>> ReadPackFiles(const std::vector<std::string>& paths);

// R18: an account id keeps holder and period for ever. Empty when `next` keeps what `before` said.
std::vector<v1::Finding> CheckAccountsKept(const CompiledPack& before, const CompiledPack& next);

}  // namespace yizhan
