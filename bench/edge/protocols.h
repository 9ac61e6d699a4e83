// Protocols: one invented bill as each door of the edge takes it, and what a settled answer says.
//
// Threads:  any.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/edge/line.h"

namespace yizhan::bench {

inline constexpr char kHospital[] = "anting";

// Who is billed, and under which numbers; at most 12 characters each.
struct BillNames {
  std::string card;
  std::string bill;  // Message id, visit and bill number are made of it.
};

struct Protocol {
  std::string name;
  bool http = true;  // Else MLLP.
  // True when the HIS was told that the bill is settled. `said` gets the last answer.
  std::function<bool(Line&, const BillNames&, std::string* said)> settle;
};

std::vector<Protocol> Protocols();

// The settlement as the HIS sends it to its insurer: through the edge, where it is settled only
// when aid lies on top of what the insurer paid; and to the insurer itself.
Protocol PassThrough();
Protocol InsurerAlone();
// Whom those two bill in place of the card: aid must not end at a limit that the others reached.
std::string PassThroughCard(const std::string& card);

// A list for the watched folder: its head, and the line of one bill.
std::string ListHead();
std::string ListLine(const BillNames& names);
// How many lines the result beside a list calls settled.
std::size_t SettledLines(const std::string& result);

// Of the MLLP door.
extern const char kMappingText[];

}  // namespace yizhan::bench
