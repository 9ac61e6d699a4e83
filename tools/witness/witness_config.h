// WitnessConfig: the one text-form file of `yizhan witness`, read and checked whole.
//
// Errors:   InvalidArgument names the key and what is wrong; never a secret.
// Threads:  pure but for the files it reads; the key is made when there is none.
// Format:   yizhan.v1.WitnessConfig, text form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "engine/ledger/note.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

struct WitnessSettings {
  v1::WitnessConfig config;  // With every default filled in.
  ClientOptions engine;
  NoteSigner signer;
  std::optional<VerifierKey> engine_key;  // None: the first one seen.
};

absl::StatusOr<WitnessSettings> LoadWitnessConfig(const std::string& path);

}  // namespace yizhan
