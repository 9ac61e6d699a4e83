// Evaluate: section 5, said slowly. One bill against the rulebook, on the numbers it meets.
//
// Units:   fen.
// Errors:  Decision::refusal; the view is then not to be used.
// Threads: pure.
// Law:     adjudication.md sections 5 to 7, R9, R26 to R30, R53; D1 to D3.
#pragma once

#include <string>

#include "tests/property/second/eligibility.h"
#include "tests/property/second/rulebook.h"
#include "tests/property/second/view.h"

namespace yizhan::second {

struct Decision {
  Refusal refusal = Refusal::kNone;
  std::string words = {};
  Outcome outcome = {};
  Numbers deltas = {};  // Of every number it touched, also those that did not change.
};

// What insurance has left: payments consume the parts in their order (section 2, R4).
Buckets BucketsOf(const v1::Bill& bill);
Fen SumOf(const Buckets& buckets);

// Holders and periods of one bill or one approval, to find accounts by.
struct Whose {
  std::string person = {};
  std::string household = {};
  std::string year = {};
  std::string visit = {};
};
Whose WhoseOf(const Case& which);
Key AccountKey(const Rulebook& book, const std::string& account, const Whose& whose);
Key FundKey(const std::string& fund);
Key MetricKey(const std::string& name, const std::string& holder, const std::string& period);

// One decision being made: what is left of the costs, and what has moved so far.
struct Work {
  const Rulebook* book = nullptr;
  Whose whose = {};
  Buckets left = {};
  View* view = nullptr;
  Numbers deltas = {};

  void Move(const Key& key, Fen delta_fen);
};

// The program's figures and what it would pay now; the draw is not filled.
Step Figure(const Version& version, const Work& work);
// R9: the same for a program whose pay upstream has decided.
Step FigureGiven(const Version& version, Fen given_fen, const Work& work);
// Draws the pay from what is left and moves base, caps and fund. Returns the step with its draw.
Step Apply(const Version& version, Step step, Work* work);

Decision Evaluate(const Rulebook& book, const Case& which, View* view);

}  // namespace yizhan::second
