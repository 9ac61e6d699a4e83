// Sometimes: how often each kind of fault and situation really happened. A run in which one of them
// never did proves nothing about it, and fails.
//
// Threads:  one; Add joins what several threads counted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace yizhan::simulation {

class Sometimes {
 public:
  void Met(const std::string& what, std::uint64_t times = 1) { met_[what] += times; }
  void Add(const Sometimes& other);

  std::uint64_t Count(const std::string& what) const;
  // One line each.
  std::string Table() const;
  // Those of `expected` that never happened.
  std::vector<std::string> Missing(const std::vector<std::string>& expected) const;

 private:
  std::map<std::string, std::uint64_t> met_;
};

// What every long run must have met; a real disk adds its own.
const std::vector<std::string>& MustBeMet();

}  // namespace yizhan::simulation
