// SecondSeen: the second evaluator's answers in the words both sides are compared in.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/property/second/second.h"
#include "tests/property/seen.h"

namespace yizhan::property {

std::string ClassOf(second::Refusal refusal);

// Of a reply that was accepted; accounts and funds are left out.
Seen SeenOfReply(const second::Reply& reply);

// The world's names for the second evaluator's numbers.
struct SecondNames {
  std::function<std::string(second::Handle)> bill;
  std::function<std::string(std::uint64_t)> person;
  std::function<std::string(const second::Key&)> account;
};

SeenProposal SeenOfProposal(const second::Proposal& proposal, const SecondNames& names);

}  // namespace yizhan::property
