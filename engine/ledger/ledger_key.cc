#include "engine/ledger/ledger_key.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/secret_file.h"

namespace yizhan {
namespace {

template <typename... Parts>
absl::Status Wrong(const std::string& path, const Parts&... parts) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", parts...));
}

absl::Status Make(const std::string& path) {
  const absl::Status made = WriteSecret(path, Ed25519Key::Generate().ToPem());
  return made.ok() ? made : absl::FailedPreconditionError(std::string(made.message()));
}

absl::StatusOr<Ed25519Key> Read(const std::string& path) {
  const absl::StatusOr<std::string> pem = ReadSecret(path);
  if (!pem.ok()) return absl::FailedPreconditionError(std::string(pem.status().message()));
  absl::StatusOr<Ed25519Key> key = Ed25519Key::FromPem(*pem);
  if (!key.ok()) return Wrong(path, std::string(key.status().message()));
  return key;
}

}  // namespace

absl::StatusOr<Ed25519Key> OpenLedgerKey(const std::string& path, LedgerStore& store) {
  const absl::StatusOr<std::string> bound = store.SigningKey();
  if (!bound.ok()) return bound.status();
  if (::access(path.c_str(), F_OK) != 0) {
    if (!bound->empty()) {
      return Wrong(path, "missing, but this ledger's checkpoints are signed with the key whose ",
                   "public half is ", HexText(*bound), "; put the file back");
    }
    if (const absl::Status made = Make(path); !made.ok()) return made;
  }
  absl::StatusOr<Ed25519Key> key = Read(path);
  if (!key.ok()) return key;
  if (!bound->empty() && *bound != key->public_key()) {
    return Wrong(path, "the key of another ledger: this one's checkpoints are signed with the key ",
                 "whose public half is ", HexText(*bound), ", the file's is ",
                 HexText(key->public_key()), "; put the right file there or name it in ",
                 "ledger_key_path");
  }
  if (const absl::Status kept = store.BindSigningKey(key->public_key()); !kept.ok()) return kept;
  return key;
}

}  // namespace yizhan
