// Counters: how often what could happen did happen, in the bills of many worlds. A run that never
// met a case proves nothing about it.
//
// Threads:  one; Add joins what several threads counted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/property/seen.h"
#include "tests/property/world.pb.h"

namespace yizhan::property {

class Counters {
 public:
  // A new world begins.
  void BeginWorld();
  void Count(const Operation& operation, const Seen& seen);
  void Add(const Counters& other);

  // Settlements posted, alone or in a replacement: what percentages are of.
  std::uint64_t bills() const { return bills_; }
  std::uint64_t operations() const { return operations_; }
  std::uint64_t worlds() const { return worlds_; }

  // One line a counter, with its share of the bills.
  std::string Table() const;
  // What stayed below its share; empty = all was met. Needs some thousand bills to mean anything.
  std::vector<std::string> TooRare() const;

 private:
  void Meet(const std::string& what) { ++met_[what]; }
  void CountBill(const Settling& settling, const Seen& seen);
  void CountStep(const SeenStep& step, std::map<std::string, bool>& met) const;
  void CountAccounts(const Values& accounts, std::map<std::string, bool>& met) const;
  void CountPerson(const Settling& settling, const SeenOutcome& outcome,
                   std::map<std::string, bool>& met);
  void CountProposal(const SeenProposal& proposal, bool confirmed);
  void CountCrossings(const Seen& seen);
  void CountRefusal(const Operation& operation, v1::Reason reason);

  std::uint64_t bills_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t worlds_ = 0;
  std::map<std::string, std::uint64_t> met_;

  // Of this world.
  struct Last {
    std::string year;
    std::map<std::string, std::string> versions;  // By program id, of eligible steps.
  };
  std::map<std::string, Last> last_of_;  // By person.
  int packs_ = 0;
};

}  // namespace yizhan::property
