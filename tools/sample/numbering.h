// Numbering: the running numbers of a hospital's desk on the pilot day: message, visit and bill.
//
// Units:    a slot is a place in the day, 0 .. slots-1, spread from 07:30 to 17:30.
// Threads:  one.
// Source:   domain.md 2.2: msgid = institution (12), yyyyMMddHHmmss (14), serial (4).
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "tools/sample/peers.h"

namespace yizhan::sample {

class Numbering {
 public:
  Numbering(std::string day, std::size_t slots) : day_(std::move(day)), slots_(slots) {}

  std::string MessageId(const Hospital& hospital, std::size_t slot);
  std::string VisitNo(const Hospital& hospital) { return Next(hospital, "V"); }
  std::string BillNo(const Hospital& hospital) { return Next(hospital, "S"); }

 private:
  // "V" + day + six digits of this hospital.
  std::string Next(const Hospital& hospital, const std::string& letter);
  std::string Compact() const { return day_.substr(0, 4) + day_.substr(5, 2) + day_.substr(8, 2); }

  const std::string day_;
  const std::size_t slots_;
  std::map<std::string, std::size_t> next_;  // By hospital id and letter.
};

}  // namespace yizhan::sample
