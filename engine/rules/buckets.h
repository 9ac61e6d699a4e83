// Buckets: what insurance leaves of a bill, and how aid is drawn from it.
//
// Units:    fen.
// Threads:  pure.
// Law:      adjudication.md sections 2 and 5, rulings R4, R9a.
#pragma once

#include <span>

#include "engine/base/money.h"
#include "engine/rules/bill.h"

namespace yizhan {

// Insurer payments and what the hospital bears, as one sum (R4).
Money PaymentsOf(const Bill& bill);

// Payments consume the parts in order; what remains is patient-borne cost. `payments` is at most
// the sum of the parts.
Buckets LeftAfterPayments(const Buckets& parts, Money payments);

// x: the sum of the buckets a program looks at.
Money SumOver(const Buckets& left, std::span<const Bucket> base);

// Takes `pay` out of `left` through `base` in its order and says what came from where. `pay` is
// at most SumOver(left, base).
Buckets Draw(Buckets& left, std::span<const Bucket> base, Money pay);

}  // namespace yizhan
