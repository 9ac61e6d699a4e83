// Eligibility: does a version of a program apply to a bill, and if not, which test fails first.
//
// Threads: pure.
// Law:     adjudication.md section 6 (order of tests), R13, R21, R23 to R25.
#pragma once

#include <string>

#include "tests/property/second/person.h"
#include "tests/property/second/plain.h"

namespace yizhan::second {

// One bill and what is known around it.
struct Case {
  v1::Bill bill = {};
  Day start = 0;
  Day end = 0;
  Day accounting = 0;
  int year = 0;  // Of the accounting date (R20).
  int registered_level = 0;
  Person person = {};          // As the register stood.
  std::string household = {};  // Holder text, on the service end date (R12).

  // The bill's own level decides; the hospital table's when it states none.
  int Level() const { return bill.level() != 0 ? bill.level() : registered_level; }
};

// Every test but "not in force" and "no approval".
NotEligible FirstFailing(const v1::Program& program, const Case& which);
// R24; true for a program that needs none.
bool Approved(const v1::Program& program, const Case& which);
// Upper case; without spaces, dots and the marks * + dagger at the end (R25).
std::string PlainIcd(const std::string& code);

}  // namespace yizhan::second
