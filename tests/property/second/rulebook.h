// Rulebook: the packs that are active, composed in their order into one list of programs.
//
// Threads: values.
// Law:     adjudication.md section 4, R16, R17, R20, R27; D1, D2.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/property/second/days.h"
#include "tests/property/second/plain.h"

namespace yizhan::second {

// One version of a program.
struct Version {
  std::size_t place = 0;  // Among the programs of all files.
  v1::Program law = {};
  Span in_force = {};
};

// A group and the program ids that belong to it, in order of their first place.
struct Group {
  int layer = 0;
  std::string name = {};
  std::vector<std::string> ids = {};
};

struct Rulebook {
  std::vector<Version> versions = {};
  std::map<std::string, std::vector<std::size_t>> places = {};  // Of each id, in file order.
  std::map<std::string, v1::Account> accounts = {};
  std::vector<v1::Threshold> thresholds = {};
  std::map<std::string, UpstreamRow> upstream = {};  // By fund code.
  std::vector<Group> groups = {};                    // In evaluation order.

  // The version in force that day; null when none is.
  const Version* InForce(const std::string& id, Day day) const;
  // The version in force that day, else the first.
  const Version* Shown(const std::string& id, Day day) const;
};

Rulebook Compose(const std::vector<v1::PolicyPack>& packs,
                 const std::vector<UpstreamRow>& upstream);

}  // namespace yizhan::second
