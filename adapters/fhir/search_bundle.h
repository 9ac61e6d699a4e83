// SearchBundle: did it happen? One ClaimResponse, or none and why.
//
// Threads:  pure.
// Format:   a Bundle of type searchset; its last entry (search.mode outcome) says in words what is
//           known and as of which size of the ledger.
#pragma once

#include <string>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::fhir {

std::string SearchText(const v1::GetReply& found, std::int64_t now_ms);

}  // namespace yizhan::fhir
