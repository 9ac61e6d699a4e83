// SmEnvelope: signs and encrypts national messages, and opens what the other side signed and
// encrypted. A request has `input` and `enc_type`, an answer `output` and `enctype`.
//
// Signed is the plain message: its members but `cainfo`, sorted by name, "name=value" joined by
// "&". Absent, null and empty ones are left out; a number stands as it was written; an object or a
// list is its JSON text without blanks, its members in the order in which they were received.
//
// Errors:   NOT_AUTHENTICATED (`cainfo`): unsigned though signatures are required, or not signed by
//           the other side over this message; FIELD_MALFORMED: not encrypted with our key;
//           whatever ParseJson refuses. InvalidArgument of Load names the file.
// Threads:  any; nothing changes after Load.
// Law:      as sm_crypto.h. Whether a message came twice is the ledger's business: its `msgid`.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/sm_crypto.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::national {

// What is signed.
std::string SignedText(const Json& message);

class SmEnvelope {
 public:
  static absl::StatusOr<std::unique_ptr<SmEnvelope>> Load(const v1::Sm& config);

  // The message with plain `input` or `output`, not signed any more. A message that was neither
  // signed nor encrypted is returned as it came.
  absl::StatusOr<std::string> Open(const std::string& json) const;

  // With our signature, and encrypted when there is a key for it.
  absl::StatusOr<std::string> Seal(const std::string& json) const;

  bool signs() const { return own_.has_value(); }

 private:
  SmEnvelope() = default;
  absl::Status Decrypt(Json& message) const;
  absl::Status Verify(const Json& message) const;

  std::optional<Sm2Key> own_;
  std::optional<Sm2Key> peer_;
  std::string sm4_key_;  // Empty: nothing is encrypted.
  bool required_ = false;
};

}  // namespace yizhan::national
