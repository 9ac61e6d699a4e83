// Incidents: what happens at desks beside plain bills: double clicks, two terminals at once,
// reversals in every order, refunds, strangers, hospitals that may not settle.
//
// Threads:  one.
// Law:      adjudication.md section 8, rulings R10, R40 to R47.
#pragma once

#include <cstddef>

#include "tools/sample/traffic.h"

namespace yizhan::sample {

struct Incident {
  const char* name;
  std::size_t count;  // On a day of kBillsOfCounts bills.
  void (*play)(Traffic& traffic, std::size_t slot);
};

inline constexpr std::size_t kBillsOfCounts = 2'200;

// `at` counts up from 0 to the number of incidents; the caller loops.
extern const Incident kIncidents[];
extern const std::size_t kIncidentKinds;

void PlainBill(Traffic& traffic, std::size_t slot);

}  // namespace yizhan::sample
