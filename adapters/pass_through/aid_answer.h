// AidAnswer: our aid in the insurer's answer, as if it had come from there: maf_pay (oth_pay for a
// code that is none of aid's) and fund_pay_sumamt grow, what the patient pays shrinks, and
// setldetail gets a row for each program. The insurer's own numbers, setl_id first, stay.
//
// Aid that the insurer paid itself is in its figures already; only what comes on top is added. In
// the answer to a cancellation the sums may be negative: aid then has their sign.
//
// Units:    fen; amounts in the answer stay text or number as they were.
// Threads:  pure.
// Law:      R6 (account money that aid makes needless goes back to the account), R9.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/national/aided_setlinfo.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

using ProgramFunds = national::FundOfProgram;

// On top of what was paid upstream; 0 when upstream paid as much or more.
std::int64_t ExtraAidFen(const v1::SettleResult& result);
// The part of it that goes back to the account.
std::int64_t AccountBackFen(const v1::SettleResult& result);

// What the cashier must read: training, illustrative rules, account money, thresholds.
std::string CashierNote(const v1::SettleResult& result);

// Into `output` of an answer that has a setlinfo.
void AddAid(const v1::SettleResult& result, const ProgramFunds& funds, Json& answer);

// For an answer that must stay as it was signed: the figures as they are with aid, and the rows.
Json AidApart(const v1::SettleResult& result, const ProgramFunds& funds, const Json& answer);

}  // namespace yizhan::edge
