// ReconcileProposal: what a person may do about a difference between a hospital's books and the
// ledger, in words and as the command to give once it is confirmed. Nothing is done by itself.
//
// Threads:  pure.
#pragma once

#include <string>

#include "tools/cli/report.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::cli {

BothWords KindWords(v1::BillDifference::Kind kind);
BothWords ProposalWords(const v1::BillDifference& difference);

// "yizhan reverse --number 812 ..."; "" when nothing is to be done at the ledger. Words in
// CAPITALS are for the person to fill in.
std::string ProposalCommand(const v1::BillDifference& difference);

// The settlement that stands, or null.
const v1::PostedRow* LivePosted(const v1::BillDifference& difference);

}  // namespace yizhan::cli
