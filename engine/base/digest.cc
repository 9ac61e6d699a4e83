#include "engine/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/base/check.h"

namespace yizhan {

Hash32 Sha256(std::string_view bytes) {
  Hash32 hash{};
  unsigned int length = 0;
  YIZHAN_CHECK(
      EVP_Digest(bytes.data(), bytes.size(), hash.data(), &length, EVP_sha256(), nullptr) == 1);
  YIZHAN_CHECK(length == hash.size());
  return hash;
}

Hash32 HmacSha256(std::string_view key, std::string_view bytes) {
  Hash32 hash{};
  unsigned int length = 0;
  const unsigned char* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   bytes.size(), hash.data(), &length);
  YIZHAN_CHECK(made != nullptr);
  YIZHAN_CHECK(length == hash.size());
  return hash;
}

std::string HexText(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::string HexText(const Hash32& hash) { return HexText(Bytes(hash)); }

std::string Bytes(const Hash32& hash) {
  return std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Canonical& Canonical::Text(std::string_view value) {
  Number(static_cast<std::int64_t>(value.size()));
  bytes_.append(value);
  return *this;
}

Canonical& Canonical::Number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>((bits >> shift) & 0xff));
  }
  return *this;
}

}  // namespace yizhan
