// AidedSetlinfo: the insurer's settlement with the aid in it: `setlinfo` and `setldetail` of an
// answer to 2206, 2207, 2303 and 2304.
//
// Of setlinfo are replaced: maf_pay, fund_pay_sumamt, psn_part_amt, acct_pay, psn_cash_pay,
// medins_setl_id, once settled setl_id (our number), and, when they change, oth_pay (aid whose code
// is counted there) and acct_mulaid_pay. Every other member stays as it came. Rows of setldetail
// stay; one row an aid program comes after them.
//
// Aid that upstream paid and that is taken as given stays as its row. When it was computed again,
// or more was given than was left to pay, its rows give way to ours: the ledger's figures hold, and
// the warning says both sums.
// Account money that the aid makes superfluous goes back to the relative's account
// (acct_mulaid_pay) first, then to his own.
//
// Units:    fen.
// Errors:   figures that do not balance stop the program (CHECK).
// Threads:  pure.
// Law:      R5, R6, R9, D2. medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt;
//           psn_part_amt = acct_pay + acct_mulaid_pay + psn_cash_pay.
// Source:   domain.md section 2.4.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::national {

// Program id to fund_pay_type; others by layer: 610100 municipal, 610101 district, 610102 town,
// 999997 charity.
using FundOfProgram = std::map<std::string, std::string>;

std::string FundOf(const FundOfProgram& funds, const v1::AidLine& line);
// A code that an insurer's column counts is none for aid.
bool IsCodeForAid(const std::string& fund_pay_type);

// Writes the members "setlinfo" and "setldetail" of the open object. `input` is the one the
// result's bill was read from.
void WriteAided(const Json& input, const v1::SettleResult& result, const FundOfProgram& funds,
                JsonWriter& out);

// What the cashier must read: training, illustrative rules, upstream's other sums, thresholds.
std::string CashierWarning(const v1::SettleResult& result);

}  // namespace yizhan::national
