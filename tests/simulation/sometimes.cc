#include "tests/simulation/sometimes.h"

#include <cstdio>

namespace yizhan::simulation {

void Sometimes::Add(const Sometimes& other) {
  for (const auto& [what, times] : other.met_) met_[what] += times;
}

std::uint64_t Sometimes::Count(const std::string& what) const {
  const auto found = met_.find(what);
  return found == met_.end() ? 0 : found->second;
}

std::string Sometimes::Table() const {
  std::string table;
  for (const auto& [what, times] : met_) {
    char line[160];
    std::snprintf(line, sizeof line, "%12llu  %s\n", static_cast<unsigned long long>(times),
                  what.c_str());
    table += line;
  }
  return table;
}

std::vector<std::string> Sometimes::Missing(const std::vector<std::string>& expected) const {
  std::vector<std::string> missing;
  for (const std::string& what : expected) {
    if (Count(what) == 0) missing.push_back(what);
  }
  return missing;
}

const std::vector<std::string>& MustBeMet() {
  static const std::vector<std::string> kAll = {
      "adjustment confirmed",
      "asked: not posted",
      "asked: settled",
      "batch of several",
      "clock behind the ledger",
      "clock set back",
      "crash",
      "crash after the write",
      "crash before the write",
      "day change in flight",
      "disk full: refused",
      "disk full: reversed",
      "duplicate replayed",
      "engine busy",
      "engine stalled past a deadline",
      "fenced by another engine",
      "gave up and reversed",
      "hospital suspended",
      "late: not_after passed",
      "message duplicated",
      "message held up for days",
      "message lost",
      "message overtaken",
      "outcome unknown, not written",
      "outcome unknown, written",
      "quote stale",
      "register changed in mid-stream",
      "replaced",
      "reply lost",
      "restart in good order",
      "reversed",
      "reversed before arrival",
      "rules changed in mid-stream",
      "settled",
      "tombstoned message refused",
      "year change",
  };
  return kAll;
}

}  // namespace yizhan::simulation
