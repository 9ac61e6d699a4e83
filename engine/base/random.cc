#include "engine/base/random.h"

#include <openssl/rand.h>

#include "engine/base/check.h"

namespace yizhan {

std::uint64_t SystemRandom::Next() {
  std::uint64_t value = 0;
  YIZHAN_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) == 1);
  return value;
}

std::uint64_t SeededRandom::Next() {
  const std::lock_guard lock(mutex_);
  return engine_();
}

std::string RandomBytes(std::size_t count, Random& random) {
  std::string bytes;
  while (bytes.size() < count) {
    const std::uint64_t next = random.Next();
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(next >> shift & 0xFF);
  }
  bytes.resize(count);
  return bytes;
}

}  // namespace yizhan
