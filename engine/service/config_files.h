// ConfigFiles: the files and folders a configuration names: where they lie, and whether tokens,
// certificates and keys can be used.
//
// Errors:   InvalidArgument names the key, the path and what is wrong; never a secret.
// Threads:  pure but for the files they read.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/service/peers.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

// Keys must not travel with a backup of the ledger: no folder lies in the other, through links
// neither, and no key lies in the ledger's folder.
absl::Status CheckFolders(const v1::EngineConfig& config);

// The training peers, with their tokens hashed. None without training.
absl::StatusOr<std::vector<KnownPeer>> ReadTokens(const v1::EngineConfig& config);

// The engine's certificate is one of the authority, in its dates and of its key; the revocation
// list and the officers' authority can be read.
absl::Status CheckCertificates(const v1::EngineConfig& config);

}  // namespace yizhan
