// Form: what of a bill can be refused without knowing rules or people.
//
// Units:   fen.
// Threads: pure.
// Law:     adjudication.md section 2, R1, R2, R6 to R8.
#pragma once

#include <string>

#include "tests/property/second/plain.h"

namespace yizhan::second {

inline constexpr Fen kAmountMax = 10'000'000'000'000;  // R1, inclusive.

struct Fault {
  Refusal refusal = Refusal::kNone;
  std::string words = {};
};

bool IsAmount(Fen amount_fen);
Fault FaultOf(const v1::Bill& bill);

}  // namespace yizhan::second
