#include "tests/property/seed.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace yizhan::property {
namespace {

thread_local std::uint64_t seed_playing = 0;

void OnAbort(int) {
  std::fprintf(stderr, "\nin the world of seed %llu\n",
               static_cast<unsigned long long>(seed_playing));
}

}  // namespace

std::uint64_t PrintedSeed(std::uint64_t otherwise, std::uint64_t more) {
  const char* given = std::getenv("YIZHAN_SEED");
  const std::uint64_t seed =
      more + (given == nullptr ? otherwise : std::strtoull(given, nullptr, 10));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

void NameSeedOnAbort() { std::signal(SIGABRT, OnAbort); }

void SetSeedPlaying(std::uint64_t seed) { seed_playing = seed; }

}  // namespace yizhan::property
