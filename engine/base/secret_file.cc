#include "engine/base/secret_file.h"

#include "absl/strings/str_cat.h"
#include "engine/base/whole_file.h"

namespace yizhan {
namespace {

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

}  // namespace

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadWhole(path, kSecretBytesMax, Privacy::kSecret);
  if (bytes.ok() && bytes->empty()) return Wrong(path, "empty");
  return bytes;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> token = ReadSecret(path);
  if (!token.ok()) return token;
  while (!token->empty() && (token->back() == '\n' || token->back() == '\r')) token->pop_back();
  if (token->empty()) return Wrong(path, "empty");
  for (const char c : *token) {
    if (c <= ' ' || c > '~') return Wrong(path, "a token is one line of printable ASCII");
  }
  return token;
}

absl::Status WriteSecret(const std::string& path, std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kSecretBytesMax) {
    return Wrong(path, absl::StrCat("a secret has 1 to ", kSecretBytesMax, " bytes"));
  }
  return WriteWhole(path, bytes, Privacy::kSecret);
}

}  // namespace yizhan
