// Spans: dated values put in the one canonical order, so that equal facts look equal.
//
// Threads:  pure.
// Law:      ruling R14: overlapping or adjacent spans of one value act as their union.
#pragma once

#include <string>
#include <vector>

#include "engine/rules/person_facts.h"

namespace yizhan {

// What two kinds of facts say on the days of one span: "" where one of them says nothing.
struct JoinedSpan {
  std::string left;
  std::string right;
  Span span;
};

// Cuts two lists, each of which holds one value at most on any day, into spans in which neither
// changes, in order of days. Days of which both say nothing are left out.
std::vector<JoinedSpan> JoinSpans(const std::vector<HeldFact>& left,
                                  const std::vector<HeldFact>& right);

// Merges overlapping and adjacent spans of one value and sorts by from, then value, then until.
std::vector<HeldFact> MergeSpans(std::vector<HeldFact> facts);

}  // namespace yizhan
