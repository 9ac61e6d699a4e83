// Limits: what lowers an entitlement, one after the other, and whether it did.
//
// Units:    fen.
// Threads:  pure.
// Law:      adjudication.md section 5; rulings R26, R29, R30.
#pragma once

#include "engine/base/money.h"

namespace yizhan {

// max(0, limit - value). A value may stand above a limit (R26).
Money RoomUnder(Money limit, Money value);

// pay = min(pay, room). True when that lowered it.
bool CutTo(Money room, Money& pay);

// pay = 0 if pay < minimum. True when that lowered it.
bool CutBelow(Money minimum, Money& pay);

}  // namespace yizhan
