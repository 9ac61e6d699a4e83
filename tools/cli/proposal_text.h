// ProposalText: a re-adjudication as the relief office reads it: what each bill paid and would pay
// now, why, and what is owed to whom over the whole year.
//
// Units:    fen in, yuan shown.
// Threads:  pure.
#pragma once

#include <string>

#include "yizhan/v1/relief.pb.h"

namespace yizhan::cli {

std::string ProposalText(const v1::Proposal& proposal);
// The entry a confirmation posted.
std::string ConfirmedText(const v1::ConfirmAdjustmentReply& reply);

}  // namespace yizhan::cli
