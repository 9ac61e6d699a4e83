// Digest: SHA-256 and HMAC-SHA-256 over bytes, and their hex text.
//
// Threads:  functions are pure; a Hasher belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace yizhan {

using Hash32 = std::array<std::uint8_t, 32>;

Hash32 Sha256(std::string_view bytes);
Hash32 HmacSha256(std::string_view key, std::string_view bytes);

std::string HexText(std::string_view bytes);
std::string HexText(const Hash32& hash);
// The 32 bytes as a string, as protobuf wants them.
std::string Bytes(const Hash32& hash);

// Builds a canonical byte string by hand: every field is length- or width-prefixed, so two
// different lists of fields never give the same bytes.
class Canonical {
 public:
  explicit Canonical(std::string_view domain_and_version) { Text(domain_and_version); }
  Canonical& Text(std::string_view value);  // 8-byte length, then the bytes.
  Canonical& Number(std::int64_t value);    // 8 bytes, big-endian two's complement.
  Hash32 Sha256() const { return yizhan::Sha256(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace yizhan
