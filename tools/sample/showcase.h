// Showcase: four people whose bills are settled by hand and printed as slips, two bills that were
// paid in full elsewhere, and one bill more for the reader's own hand. They stand outside the day's
// traffic, so their slips never change.
//
// Threads:  values.
// Law:      the first bill is the first worked figure of adjudication.md section 9.
#pragma once

#include <string>
#include <vector>

#include "tools/sample/message.h"
#include "tools/sample/numbering.h"
#include "tools/sample/person.h"

namespace yizhan::sample {

std::vector<Person> ShowcasePeople();
// One of them as the office knows him in July: his 低保 was approved from June on.
Person ApprovedLate();

struct ShowcaseBill {
  std::string file;  // "slip-1.json"
  Message message;
};

// `people` begins with ShowcasePeople().
std::vector<ShowcaseBill> ShowcaseBills(const std::vector<Person>& people, const std::string& day,
                                        Numbering& numbering);

}  // namespace yizhan::sample
