// WitnessFolder: what a witness remembers beside its mirror: the newest checkpoint it cosigned, the
// ledger's key, and why it stopped.
//
//   <data_dir>/ledger    the mirror: a ledger folder as an engine's (engine/ledger/FORMAT.md)
//   <data_dir>/cosigned  the newest cosigned checkpoint, a signed note
//   <data_dir>/key       the ledger's verifier key
//   <data_dir>/stopped   why it cosigns no more; a person deletes it
//
// Errors:   FailedPrecondition: it has stopped; else WholeFile's own.
// Threads:  one writer.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/note.h"

namespace yizhan {

class WitnessFolder {
 public:
  explicit WitnessFolder(std::string data_dir) : data_dir_(std::move(data_dir)) {}

  std::string ledger() const { return data_dir_ + "/ledger"; }
  std::string cosigned_path() const { return data_dir_ + "/cosigned"; }
  std::string stopped_path() const { return data_dir_ + "/stopped"; }

  // Makes the folder. FailedPrecondition when it has stopped before, with its words.
  absl::Status Open() const;
  // From here on Open refuses.
  absl::Status Stop(const std::string& why) const;

  // `given` beats the one seen first and kept. None: neither is there.
  absl::StatusOr<std::optional<VerifierKey>> EngineKey(
      const std::optional<VerifierKey>& given) const;
  absl::Status KeepEngineKey(const VerifierKey& key) const;

  absl::StatusOr<std::optional<Note>> Cosigned() const;
  absl::Status KeepCosigned(const Note& note) const;

 private:
  std::string key_path() const { return data_dir_ + "/key"; }

  const std::string data_dir_;
};

}  // namespace yizhan
