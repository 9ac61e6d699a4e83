// Killer: kills the engine at a moment chosen by dice, and starts it again.
//
// Moments:  under load; in a flush under load, begun by erasing a person; while it starts; while it
//           starts and writes what was in the WAL to table files.
// Owner:    World and Scene outlive it.
// Errors:   what the promises forbid goes to Tally::Fail; an engine that does not start ends the
//           program with its own words.
// Threads:  one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/property/dice.h"
#include "tests/service/world.h"
#include "tests/torture/cashier.h"

namespace yizhan::torture {

class Killer {
 public:
  Killer(testing::World& world, Scene& scene, std::uint64_t seed);

  // Under load; sometimes in a flush. The engine is dead afterwards.
  void Kill();
  // Starts it; sometimes kills it before it listens, once or more, at most `kills_max` times.
  void StartAgain(std::uint64_t kills_max);
  // Every person whose erasure was sent is erased, by the same request if its outcome is unknown.
  void FinishErasures();

 private:
  struct Erasure {
    std::string card;
    v1::EraseRequest request;
    bool done = false;
  };

  void KillInFlush();
  bool KillWhileStarting();
  Erasure NewErasure();
  void Ended(Met how);

  testing::World& world_;
  Scene& scene_;
  const std::string ledger_id_;
  property::Dice dice_;
  std::chrono::microseconds start_took_{100'000};
  std::vector<Erasure> erasures_;
};

}  // namespace yizhan::torture
