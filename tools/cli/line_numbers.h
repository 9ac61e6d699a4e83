// LineNumbers: which line of a list made which entry of the run's ledger. Whoever reads or writes
// a list knows its lines, and never the entries.
//
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace yizhan::cli {

class LineNumbers {
 public:
  struct Settlement {
    std::uint64_t number = 0;
    std::string institution_id{};
  };

  // Lines come in order. `from`: the first entry that this line may make.
  void Begin(std::uint64_t line, std::uint64_t from) { begun_.push_back({from, line}); }
  void AddSettlement(std::uint64_t line, Settlement settlement);

  // 0: no line made it.
  std::uint64_t LineOf(std::uint64_t number) const;
  // Null: that line settled no bill.
  const Settlement* At(std::uint64_t line) const;

 private:
  struct Begun {
    std::uint64_t from = 0;
    std::uint64_t line = 0;
  };
  std::vector<Begun> begun_;
  std::unordered_map<std::uint64_t, Settlement> settlements_;
};

}  // namespace yizhan::cli
