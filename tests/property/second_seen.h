// SecondSeen: the second evaluator's answers in the words both sides are compared in.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <string>

#include "tests/property/second/second.h"
#include "tests/property/seen.h"

namespace yizhan::property {

std::string ClassOf(second::Refusal refusal);

// Of a reply that was accepted; accounts and funds are left out.
Seen SeenOfReply(const second::Reply& reply);

}  // namespace yizhan::property
