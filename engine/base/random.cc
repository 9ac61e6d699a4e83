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

}  // namespace yizhan
