// EngineNames: the engine's numbers of people and households under the names of a world.
//
// Owner:    a side; it knows whom it was told of.
// Errors:   a number nobody told it of stops the test.
// Threads:  one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "tests/property/seen.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan::property {

class EngineNames {
 public:
  void KnowPerson(std::uint64_t person_no, const std::string& card);
  void KnowHousehold(std::uint64_t household_no, const std::string& reference);

  const std::string& Card(std::uint64_t person_no) const;
  // "cap-1 P:0..01 2013", as in Values.
  std::string Account(const std::string& id, const std::string& holder_key,
                      std::uint32_t year) const;
  // Every account of the row that is not 0.
  void AddAccounts(const std::string& holder_key, const v1::HolderRow& row, Values& values) const;
  // The thresholds that the step ending with this entry passed, sorted.
  std::vector<SeenCrossing> Crossings(std::uint64_t last_entry, const Reader& state,
                                      PackCatalog& packs) const;

 private:
  std::string HolderName(const std::string& key) const;
  std::string CrossingHolder(const v1::Crossing& crossing) const;

  std::map<std::string, std::string> card_of_;       // By person number key.
  std::map<std::string, std::string> household_of_;  // By household number key.
};

}  // namespace yizhan::property
