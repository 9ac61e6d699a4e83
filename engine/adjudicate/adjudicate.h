// Adjudicate: one bill, one person, one pack, the accounts as they are -> the outcome.
//
// Units:    fen.
// Errors:   AMOUNT_OVERFLOW when an account would leave int64 (R1); UPSTREAM_AID_UNMAPPED (R9).
// Threads:  pure function of its arguments: no clock, no disk, no shared state.
// Promise:  buckets before == aid + patient_due; no bucket negative; no cap passed by a payment
//           of ours; fund >= 0 (CHECKed in every build).
// Law:      adjudication.md sections 5 and 6, rulings R9, R20-R30; D1-D3.
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"

namespace yizhan {

// `account_values[i]` is the value of pack.accounts[i] for this bill's holder and period;
// `fund_balances[i]` that of pack.funds[i]. The bill has passed CheckBill.
absl::StatusOr<Outcome> Adjudicate(const CompiledPack& pack, const Bill& bill,
                                   const PersonFacts& person, std::span<const Money> account_values,
                                   std::span<const Money> fund_balances);

}  // namespace yizhan
