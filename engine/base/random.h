// Random: the only source of randomness. A seeded simulation replaces it.
//
// Threads:  Next from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>

namespace yizhan {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t Next() = 0;
};

// From the operating system's generator (OpenSSL).
class SystemRandom : public Random {
 public:
  std::uint64_t Next() override;
};

std::string RandomBytes(std::size_t count, Random& random);

// The same numbers for the same seed; for tests and samples only.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t Next() override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace yizhan
