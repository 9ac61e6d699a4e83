// Totals: what bills cost under two sets of rules: in all, by layer, program, town, identity and
// month. Only live bills count: one that is reversed is taken out again.
//
// A bill counts once in all, once in the town of its person and once in the month of its accounting
// date. By identity it counts under each identity its person held on any day of the stay, so those
// rows overlap and do not add up to the whole; kNobody stands for none.
//
// Units:    fen.
// Owner:    a Share points into the Totals that made it.
// Threads:  one.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/adjudicate/outcome.h"
#include "engine/base/money.h"
#include "engine/policy/compiled_pack.h"
#include "engine/simulate/item.h"

namespace yizhan {

// One line of a table.
struct Compared {
  std::int64_t bills = 0;       // Live bills that fall under it.
  std::int64_t paid_today = 0;  // Those of them it paid anything.
  std::int64_t paid_draft = 0;
  Money today = {};
  Money draft = {};
  Money Difference() const { return draft - today; }
};

struct ProgramName {
  Layer layer = Layer::kMunicipal;
  std::string id{};
  friend auto operator<=>(const ProgramName&, const ProgramName&) = default;
};

inline constexpr char kNobody[] = "";  // No town known; no identity held.

class Totals {
 public:
  // What one bill adds where.
  struct Share {
    std::vector<Compared*> lines;  // All, town, month, identities: the whole aid of the bill.
    struct Part {
      Compared* line = nullptr;  // A layer or a program.
      Money today = {};
      Money draft = {};
    };
    std::vector<Part> parts;
    Money today = {};
    Money draft = {};
  };

  Share ShareOf(const BillItem& item, const CompiledPack& today_pack, const Outcome& today,
                const CompiledPack& draft_pack, const Outcome& draft);
  void Add(const Share& share) { Count(share, 1); }
  void Remove(const Share& share) { Count(share, -1); }

  // Lines on which nothing is left are left out.
  const Compared& all() const { return all_; }
  std::map<Layer, Compared> ByLayer() const;
  std::map<ProgramName, Compared> ByProgram() const;
  std::map<std::string, Compared> ByTown() const;
  std::map<std::string, Compared> ByIdentity() const;
  std::map<std::string, Compared> ByMonth() const;  // "2012-06"

 private:
  void Count(const Share& share, std::int64_t sign);
  void AddParts(const CompiledPack& pack, const Outcome& outcome, Money Share::Part::*amount,
                Share& share);

  Compared all_;
  std::map<Layer, Compared> by_layer_;
  std::map<ProgramName, Compared> by_program_;
  std::map<std::string, Compared> by_town_;
  std::map<std::string, Compared> by_identity_;
  std::map<std::string, Compared> by_month_;
};

}  // namespace yizhan
