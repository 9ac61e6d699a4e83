// Postings: who owes whom after a settlement. Debit positive, credit negative; they sum to zero.
//
// Units:    fen.
// Threads:  pure.
// Law:      adjudication.md section 5, Postings.
#pragma once

#include <vector>

#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Each paying program's fund is credited; the hospital that advanced the aid, or after the fact
// the patient, is debited.
std::vector<v1::Posting> PostingsOf(const v1::Outcome& outcome, v1::Path path);

}  // namespace yizhan
